/*
 * What of a SQLite file can be provisioned: its permissions, and what its head says.
 *
 * Page size and auto_vacuum of a file that has pages already become what they shall be by writing all
 * of them anew (VACUUM), which a write-ahead log does not allow: it is put away for that time.
 * None of this can be in a transaction.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/sqlite/sqlite_int.h"
#include "sqlite_sql.h"

/* --- permissions, for SQL --- */

enum { PERMISSION_BITS = 0777 };

static const char *path_of(sqlite3_context *context)
{
	const char *path = sqlite3_db_filename(sqlite3_context_db_handle(context), "main");

	return path != NULL && path[0] != '\0' ? path : NULL;
}

static void get_permissions(sqlite3_context *context, int n GW_UNUSED,
			    sqlite3_value **values GW_UNUSED)
{
	const char *path = path_of(context);
	char text[8];
	struct stat info;

	if (path == NULL || stat(path, &info) != 0)
		return;
	snprintf(text, sizeof(text), "0%03o", (unsigned)info.st_mode & PERMISSION_BITS);
	sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

static void set_permissions(sqlite3_context *context, int n GW_UNUSED, sqlite3_value **values)
{
	const char *path = path_of(context);
	mode_t mode = (mode_t)sqlite3_value_int64(values[0]) & PERMISSION_BITS;

	if (path == NULL || chmod(path, mode) != 0)
		sqlite3_result_error(context, "the permissions of the file cannot be changed", -1);
}

bool gw_lite_add_estate_functions(sqlite3 *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;

	return sqlite3_create_function_v2(db, "godwit_permissions", 0, flags, NULL, get_permissions,
					  NULL, NULL, NULL) == SQLITE_OK &&
	       sqlite3_create_function_v2(db, "godwit_set_permissions", 1, flags, NULL,
					  set_permissions, NULL, NULL, NULL) == SQLITE_OK;
}

/* --- kinds --- */

static const char *const page_sizes[] = {"512",   "1024",  "2048",  "4096", "8192",
					 "16384", "32768", "65536", NULL};
static const char *const vacuums[] = {"none", "full", "incremental", NULL};
/* Others are of a connection, and not of the file. */
static const char *const journals[] = {"delete", "wal", NULL};

static const struct gw_property properties[] = {
	{.name = "permissions", .type = GW_ESTATE_MODE},
	{.name = "page_size", .type = GW_ESTATE_NUMBER, .choices = page_sizes},
	{.name = "auto_vacuum", .fallback = "none", .choices = vacuums},
	{.name = "journal_mode", .fallback = "delete", .choices = journals},
	{.name = "application_id", .type = GW_ESTATE_NUMBER, .fallback = "0"},
	{.name = "user_version", .type = GW_ESTATE_NUMBER, .fallback = "0"},
	{0},
};

static const char *problem_of_name(const char *name)
{
	return strcmp(name, "main") == 0 ? NULL : "write main: the file that the URL names";
}

static const char *after_or(const struct gw_change *change, const char *otherwise)
{
	return change != NULL ? change->after : otherwise;
}

/* The mode that the file is in, or shall be in, when its pages were written anew. */
static const char *journal_of(const struct gw_action *action)
{
	const char *live = action->live != NULL ? gw_asset_value(action->live, "journal_mode")
						: NULL;

	return after_or(gw_action_change(action, "journal_mode"), live != NULL ? live : "delete");
}

static void render_rewrite(struct gw_render *render, const struct gw_action *action)
{
	const struct gw_change *page_size = gw_action_change(action, "page_size");
	const struct gw_change *auto_vacuum = gw_action_change(action, "auto_vacuum");

	if (page_size == NULL && auto_vacuum == NULL)
		return;
	gw_sql_statement(render, "PRAGMA main.journal_mode = delete");
	if (page_size != NULL)
		gw_sql_statement(render, "PRAGMA main.page_size = %w", page_size->after);
	if (auto_vacuum != NULL)
		gw_sql_statement(render, "PRAGMA main.auto_vacuum = %w", auto_vacuum->after);
	gw_sql_statement(render, "VACUUM main");
	if (gw_action_change(action, "journal_mode") == NULL)
		gw_sql_statement(render, "PRAGMA main.journal_mode = %w", journal_of(action));
}

/* SQL has no octal numbers. */
static const char *hex_of(struct gw_arena *arena, const char *octal)
{
	unsigned mode = 0;

	for (; *octal >= '0' && *octal <= '7'; octal++)
		mode = mode * 8 + (unsigned)(*octal - '0');
	return gw_format(arena, "%x", mode);
}

static void render_file(struct gw_render *render, const struct gw_action *action)
{
	static const char *const plain[] = {"journal_mode", "application_id", "user_version"};
	const struct gw_change *permissions = gw_action_change(action, "permissions");

	if (permissions != NULL)
		gw_sql_statement(render, "SELECT godwit_set_permissions(0x%w)",
				 hex_of(render->arena, permissions->after));
	render_rewrite(render, action);
	for (size_t i = 0; i < GW_COUNT(plain); i++) {
		const struct gw_change *change = gw_action_change(action, plain[i]);

		if (change != NULL)
			gw_sql_statement(render, "PRAGMA main.%w = %w", plain[i], change->after);
	}
}

static const struct gw_kind file = {
	.name = "database",
	.nparts = 1,
	.properties = properties,
	.looks = (const struct gw_look[]){{.sql = SQL_ESTATE_DATABASE}, {0}},
	.make = GW_STAGE_DATABASES,
	.drop = GW_STAGE_DROP_DATABASES,
	.alone = true,
	.holds_data = true,
	.problem_of_name = problem_of_name,
	.render = render_file,
};

static const struct gw_kind *const kinds[] = {&file, NULL};

static const struct gw_estate_section sections[] = {
	{"databases", GW_SHAPE_ASSETS, &file, 0, "0", NULL},
	{0},
};

const struct gw_estate_engine gw_lite_estate = {
	.kinds = kinds,
	.sections = sections,
};
