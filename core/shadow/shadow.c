/*
 * Making, filling and dropping shadows.
 */
#include "shadow/shadow_int.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "base/hash.h"
#include "sql/leave.h"
#include "sql/segment.h"

#define PREFIX "godwit_shadow_"

enum { HOST_DIGITS = 8, RANDOM_BYTES = 4, SPACE_BYTES_MAX = 64 };

/* Statements in one list, which may be one transaction: it keeps their locks. */
enum { BATCH = 200 };

/*
 * Names are compared with those that other hosts' processes gave, and those of other containers, which may
 * have the host's name, but number processes by themselves: "pid:[4026531836]".
 */
static const char *host_mark(struct gw_arena *arena)
{
	char space[SPACE_BYTES_MAX];
	ssize_t n = readlink("/proc/self/ns/pid", space, sizeof(space));
	const struct gw_view parts[] = {
		gw_view_of(gw_host_name(arena)),
		{space, (size_t)GW_MAX(n, (ssize_t)0)},
	};
	struct gw_digest digest = gw_sha256_of(
		gw_view_of(gw_view_join(arena, parts, GW_COUNT(parts))));

	return gw_strndup(arena, gw_digest_hex(arena, &digest), HOST_DIGITS);
}

static const char *new_name(struct gw_arena *arena, const struct gw_system *sys)
{
	uint8_t bytes[RANDOM_BYTES];

	sys->random(bytes, sizeof(bytes));
	return gw_format(arena, PREFIX "%s_%lld_%02x%02x%02x%02x", host_mark(arena),
			 (long long)getpid(), bytes[0], bytes[1], bytes[2], bytes[3]);
}

/* Whether the process of this host that made it is gone. */
static bool is_left_over(struct gw_arena *arena, struct gw_view name)
{
	struct gw_view rest = gw_view_from(name, strlen(PREFIX));
	struct gw_view field;
	uint64_t pid;

	if (!gw_view_starts(name, PREFIX) || !gw_view_next_field(&rest, '_', &field) ||
	    !gw_view_is(field, host_mark(arena)) || !gw_view_next_field(&rest, '_', &field) ||
	    !gw_parse_u64(field, &pid) || pid == 0 || pid > INT32_MAX)
		return false;
	return kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

/* Sessions of it are ours, and may still be going. */
static void drop_database(const struct gw_databases *at, const char *name)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	(void)!at->engine->databases->drop(at, name, true, &ignored);
}

/* What cannot be seen or dropped is somebody else's affair. */
static void sweep(const struct gw_databases *at)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_value prefix = gw_value_text(GW_VIEW(PREFIX));
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, at->arena, at->engine->databases->queries->find, &prefix, 1,
			   &rows, &ignored))
		return;
	for (size_t i = 0; i < rows.nrows; i++) {
		struct gw_view name = gw_cell(&rows, i, 0);

		if (is_left_over(at->arena, name))
			drop_database(at, gw_view_dup(at->arena, name));
	}
}

static bool connect_to(const struct gw_shadow_options *options, const struct gw_engine *engine,
		       const struct gw_url *url, struct gw_conn **ret_conn, struct gw_error **err)
{
	const struct gw_connect_options how = {
		.sys = options->sys,
		.url = url,
		.application = options->application,
		.connect_timeout_ms = options->connect_timeout_ms,
	};

	return engine->connect(&how, ret_conn, err);
}

/* What the database beside it is like, the shadow is as well; a server's URL may name none. */
static bool create_database(struct gw_shadow *shadow, struct gw_error **err)
{
	const struct gw_databases *at = &shadow->at;
	const char *like = at->conn->info.database;
	const char *name = new_name(shadow->arena, at->sys);

	if (like != NULL ? at->engine->databases->create_like(at, like, name, err)
			 : at->engine->databases->create(at, name, err)) {
		shadow->name = name;
		return true;
	}
	gw_error_restate(*err, (*err)->code, "the shadow database cannot be made");
	gw_error_hint(*err, "Allow the user to make databases, or name a server where it may with "
			    "the setting `shadow_url`.");
	return false;
}

static bool apply_settings(struct gw_shadow *shadow, struct gw_error **err)
{
	const char *const *settings = shadow->dialect->settings;

	for (size_t i = 0; settings != NULL && settings[i] != NULL; i++) {
		if (!gw_conn_exec(shadow->conn, settings[i], err))
			return false;
	}
	return true;
}

static bool open_beside(struct gw_shadow *shadow, const struct gw_shadow_options *options,
			struct gw_error **err)
{
	if (!connect_to(options, shadow->at.engine, options->beside, &shadow->at.conn, err))
		return false;
	sweep(&shadow->at);
	if (!create_database(shadow, err))
		return false;
	shadow->url = *options->beside;
	shadow->url.database = shadow->name;
	return true;
}

static bool open_all(struct gw_shadow *shadow, const struct gw_shadow_options *options,
		     struct gw_error **err)
{
	const struct gw_engine *engine;

	if (!gw_schema_dialect_get(options->beside->engine, &shadow->dialect, err) ||
	    !gw_engine_load(options->beside->engine, &engine, err))
		return false;
	shadow->at.engine = engine;
	if (engine->databases->queries == NULL)
		shadow->url = (struct gw_url){.engine = engine->name, .database = ":memory:"};
	else if (!open_beside(shadow, options, err))
		return false;
	return connect_to(options, engine, &shadow->url, &shadow->conn, err) &&
	       apply_settings(shadow, err);
}

bool gw_shadow_open(struct gw_arena *arena, const struct gw_shadow_options *options,
		    struct gw_shadow *ret_shadow, struct gw_error **err)
{
	*ret_shadow = (struct gw_shadow){
		.arena = arena,
		.at = {.arena = arena,
		       .sys = options->sys,
		       .url = options->beside,
		       .application = options->application,
		       .connect_timeout_ms = options->connect_timeout_ms},
	};
	if (open_all(ret_shadow, options, err))
		return true;
	gw_shadow_close(ret_shadow);
	return false;
}

void gw_shadow_close(struct gw_shadow *shadow)
{
	gw_conn_close(shadow->conn);
	if (shadow->name != NULL && !shadow->at.conn->broken)
		drop_database(&shadow->at, shadow->name);
	gw_conn_close(shadow->at.conn);
	*shadow = (struct gw_shadow){0};
}

static bool run_prelude(struct gw_shadow *shadow, struct gw_error **err)
{
	if (gw_conn_prelude(shadow->conn, &shadow->prelude, err))
		return true;
	gw_error_state(*err, GW_STATE_UNTOUCHED, "only a shadow was written to");
	return false;
}

bool gw_shadow_reset(struct gw_shadow *shadow, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_statements list = {0};

	shadow->conn->engine->reset_session(shadow->conn, &scratch, &list);
	for (size_t i = 0; i < list.list.n; i++) {
		if (!gw_conn_exec(shadow->conn, list.list.items[i], err))
			return false;
	}
	return apply_settings(shadow, err) && run_prelude(shadow, err);
}

bool gw_shadow_prelude(struct gw_shadow *shadow, const struct gw_statements *prelude,
		       struct gw_error **err)
{
	shadow->prelude = *prelude;
	return gw_shadow_reset(shadow, err);
}

/* The place of a failed statement: what the server marked, or else all of it. */
static void locate(struct gw_error *error, const char *name, struct gw_view text,
		   const struct gw_statement *statement)
{
	const struct gw_server_error *server = error->server;

	if (server != NULL && server->position != GW_NOWHERE)
		gw_error_at(error, name, text, statement->start + server->position, server->length);
	else
		gw_error_at(error, name, text, statement->start, 1);
	gw_error_state(error, GW_STATE_UNTOUCHED, "only a shadow was written to");
}

bool gw_shadow_statement(struct gw_shadow *shadow, const char *name, struct gw_view text,
			 const struct gw_statement *statement, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_request request = gw_statement_request(text, statement);
	size_t failed;

	if (shadow->conn->engine->run(shadow->conn, &request, 1, &scratch, NULL, NULL, &failed,
				      err))
		return true;
	if ((*err)->code == GW_E_STATEMENT)
		gw_error_restate(*err, GW_E_STATEMENT, "%s cannot be loaded", name);
	if ((*err)->hint == NULL)
		gw_error_hint(*err, "It has to load into an empty database.");
	locate(*err, name, text, statement);
	return false;
}

bool gw_shadow_holds(const struct gw_shadow *shadow, const char *name, struct gw_view text,
		     bool is_migration, struct gw_error **err)
{
	size_t offset, length;

	if (!gw_script_leaves(shadow->conn->engine->dialect, text, shadow->url.database, &offset,
			      &length))
		return true;
	gw_leaving_fail(name, is_migration, err);
	gw_error_at(*err, name, text, offset, length);
	return false;
}

bool gw_shadow_load(struct gw_shadow *shadow, const char *name, struct gw_view text,
		    struct gw_error **err)
{
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found, changes_session = false;

	if (!gw_shadow_holds(shadow, name, text, false, err))
		return false;
	gw_splitter_init(&splitter, shadow->conn->engine->dialect, text);
	for (;;) {
		if (!gw_split_next(&splitter, &statement, &found, err)) {
			gw_error_at(*err, name, text, splitter.error_offset, splitter.error_length);
			return false;
		}
		if (!found)
			return !changes_session || gw_shadow_reset(shadow, err);
		changes_session |= gw_statement_changes_session(text, &statement);
		if (!gw_shadow_statement(shadow, name, text, &statement, err))
			return false;
	}
}

/* How many statements, from the first on, go as one list. */
static size_t batch_length(const struct gw_schema_script *script, size_t first)
{
	size_t n = 0;

	while (first + n < script->statements.n && n < BATCH) {
		enum gw_schema_transaction transaction =
			script->statements.items[first + n].effect.transaction;

		if (transaction == GW_SCHEMA_ALONE)
			return GW_MAX(n, (size_t)1);
		n++;
		if (transaction == GW_SCHEMA_COMMIT_AFTER)
			return n;
	}
	return n;
}

static bool run_batch(struct gw_shadow *shadow, const struct gw_schema_statement *statements,
		      size_t n, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_request *requests = gw_new_array(&scratch, struct gw_request, n);
	size_t failed = n;

	for (size_t i = 0; i < n; i++)
		requests[i].sql = statements[i].sql;
	if (shadow->conn->engine->run(shadow->conn, requests, n, &scratch, NULL, NULL, &failed,
				      err))
		return true;
	if ((*err)->code == GW_E_STATEMENT)
		(*err)->code = GW_E_SERVER;
	if (failed < n)
		gw_error_detail(*err, "the statement was:\n%.*s",
				GW_VIEW_ARG(statements[failed].sql));
	gw_error_state(*err, GW_STATE_UNTOUCHED, "only a shadow was written to");
	return false;
}

bool gw_shadow_run(struct gw_shadow *shadow, const struct gw_schema_script *script,
		   struct gw_error **err)
{
	for (size_t i = 0; i < script->statements.n;) {
		size_t n = batch_length(script, i);

		if (!run_batch(shadow, &script->statements.items[i], n, err))
			return false;
		i += n;
	}
	return true;
}
