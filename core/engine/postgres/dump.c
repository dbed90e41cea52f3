/*
 * pg_dump and pg_restore, told where to go by libpq's own variables: what made our connection makes
 * theirs, and no password is an argument.
 *
 * Subscriptions stay out: a second one would take from the first what it waits for.
 */
#include <limits.h>
#include <string.h>

#include "engine/postgres/postgres_int.h"

enum { VERSION_PER_MAJOR = 10000, LISTING_BYTES_MAX = 64 * 1024 };

static void add_variable(const struct gw_databases *at, struct gw_program_call *call,
			 const char *name, const char *value)
{
	const struct gw_program_variable variable = {gw_strdup(at->arena, name),
						     gw_strdup(at->arena, value)};

	gw_vec_push(at->arena, &call->variables, variable);
}

/* A service would come before variables; what it says is in them already. */
static bool is_variable(const PQconninfoOption *option)
{
	return option->envvar != NULL && strcmp(option->keyword, "dbname") != 0 &&
	       strcmp(option->keyword, "service") != 0;
}

static void connect_to(const struct gw_databases *at, const char *name,
		       struct gw_program_call *call)
{
	GW_PG_OPTIONS_AUTO PQconninfoOption *options = PQconninfo(gw_pg_of(at->conn)->pg);

	if (options == NULL)
		gw_out_of_memory(0);
	for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
		if (is_variable(option))
			add_variable(at, call, option->envvar, option->val);
	}
	add_variable(at, call, "PGDATABASE", name);
	add_variable(at, call, "PGSERVICE", NULL);
}

static void add_argument(const struct gw_databases *at, struct gw_program_call *call,
			 const char *text)
{
	gw_vec_push(at->arena, &call->arguments, text);
}

static void writing(const struct gw_databases *at, const char *name, const char *file,
		    struct gw_program_call *ret_call)
{
	*ret_call = (struct gw_program_call){0};
	connect_to(at, name, ret_call);
	add_argument(at, ret_call, "--format=custom");
	add_argument(at, ret_call, "--no-subscriptions");
	add_argument(at, ret_call, "--no-password");
	add_argument(at, ret_call, gw_format(at->arena, "--file=%s", file));
}

/* An empty name is the variable's: one with '=' in it would be taken for a connection string. */
static void loading(const struct gw_databases *at, const char *name, const char *file,
		    struct gw_program_call *ret_call)
{
	*ret_call = (struct gw_program_call){.input = file};
	connect_to(at, name, ret_call);
	add_argument(at, ret_call, "--dbname=");
	add_argument(at, ret_call, "--single-transaction");
	add_argument(at, ret_call, "--no-password");
}

/* What pg_restore says about a file when it is asked so. */
static bool inspect(const struct gw_databases *at, const char *const *argv,
		    struct gw_view *ret_output, struct gw_error **err)
{
	const struct gw_program program = {
		.argv = argv,
		.folder = "",
		.max_bytes = LISTING_BYTES_MAX,
		.code = GW_E_NO_BACKUP,
	};

	return gw_program_run(at->arena, at->sys, &program, ret_output, err);
}

/* ";     dbname: app" */
static const char *find_database(const struct gw_databases *at, struct gw_view listing)
{
	static const char title[] = ";     dbname: ";
	struct gw_view line;

	while (gw_view_next_line(&listing, &line)) {
		if (gw_view_starts(line, title))
			return gw_view_dup(at->arena, gw_view_from(line, strlen(title)));
	}
	return "";
}

/* A list of nothing has the head alone; it takes a script to read all rows. */
static bool examine(const struct gw_databases *at, const char *loader, const char *file,
		    const char **ret_database, struct gw_error **err)
{
	const char *const head[] = {loader, "--list", "--use-list=/dev/null", file, NULL};
	const char *const all[] = {loader, "--file=/dev/null", file, NULL};
	struct gw_view listing, ignored;

	if (!inspect(at, head, &listing, err) || !inspect(at, all, &ignored, err)) {
		if ((*err)->code == GW_E_NO_BACKUP)
			gw_error_restate(*err, GW_E_NO_BACKUP, "%s is not a whole dump", file);
		return false;
	}
	*ret_database = find_database(at, listing);
	return true;
}

/*
 * "pg_dump (PostgreSQL) 15.4 (Debian ..)". One that is older than the server refuses to work, and a newer
 * one may write what this server does not know.
 */
static unsigned distance(const struct gw_databases *at, struct gw_view version)
{
	uint64_t ours = at->conn->info.version_number / VERSION_PER_MAJOR;
	uint64_t theirs = 0;
	struct gw_view number = gw_view_from(version, gw_view_find_char(version, ')'));
	size_t n = 0;

	number = gw_view_trim(gw_view_from(number, 1));
	while (n < number.n && number.p[n] >= '0' && number.p[n] <= '9')
		n++;
	if (!gw_parse_u64(gw_view_slice(number, 0, n), &theirs) || theirs < ours)
		return UINT_MAX;
	return (unsigned)GW_MIN(theirs - ours, (uint64_t)UINT_MAX);
}

const struct gw_dump_engine gw_pg_dump = {
	.writer = "pg_dump",
	.loader = "pg_restore",
	.distance = distance,
	.examine = examine,
	.write = writing,
	.load = loading,
};
