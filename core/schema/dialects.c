/*
 * Finding an engine's dialect, and what all dialects read with.
 */
#include "schema/dialect.h"

static const struct gw_schema_dialect *const dialects[] = {
	&gw_schema_mysql,
	&gw_schema_postgres,
	&gw_schema_sqlite,
};

const struct gw_schema_dialect *gw_schema_dialect_find(const char *engine)
{
	for (size_t i = 0; i < GW_COUNT(dialects); i++) {
		if (gw_view_is(gw_view_of(engine), dialects[i]->engine))
			return dialects[i];
	}
	return NULL;
}

bool gw_schema_dialect_get(const char *engine, const struct gw_schema_dialect **ret_dialect,
			   struct gw_error **err)
{
	const struct gw_schema_dialect *dialect = gw_schema_dialect_find(engine);
	GW_STR_AUTO struct gw_str names = {0};

	if (dialect != NULL) {
		*ret_dialect = dialect;
		return true;
	}
	for (size_t i = 0; i < GW_COUNT(dialects); i++)
		gw_str_printf(&names, "%s%s", i != 0 ? ", " : "", dialects[i]->engine);
	gw_fail(err, GW_E_UNSUPPORTED, "schemas of %s cannot be read", engine);
	gw_error_hint(*err, "`godwit schema` reads those of: %s.", gw_str_text(&names));
	return false;
}

bool gw_schema_read(struct gw_arena *arena, struct gw_conn *conn,
		    const struct gw_schema_read_options *options, struct gw_schema *ret_schema,
		    struct gw_error **err)
{
	const struct gw_schema_dialect *dialect;
	struct gw_schema schema;

	if (!gw_schema_dialect_get(conn->engine->name, &dialect, err))
		return false;
	gw_schema_init(&schema, arena, dialect);
	if (!dialect->read(conn, options, &schema, err))
		return false;
	*ret_schema = schema;
	return true;
}

bool gw_schema_is_own_table(struct gw_view name)
{
	static const char *const names[] = {"godwit_history", "godwit_journal", "godwit_lock"};

	for (size_t i = 0; i < GW_COUNT(names); i++) {
		if (gw_view_is_nocase(name, names[i]))
			return true;
	}
	return false;
}

static bool keep_rows(void *payload, const struct gw_reply *reply, struct gw_error **err GW_UNUSED)
{
	struct gw_rows *rows = payload;

	rows[reply->index] = reply->rows;
	return true;
}

bool gw_schema_ask(struct gw_conn *conn, struct gw_arena *arena, const struct gw_request *requests,
		   size_t n, gw_reply_fn *reply, void *payload, struct gw_error **err)
{
	size_t failed;

	if (conn->engine->run(conn, requests, n, arena, reply, payload, &failed, err))
		return true;
	/* Nobody wrote these statements into a migration. */
	if ((*err)->code == GW_E_STATEMENT)
		(*err)->code = GW_E_SERVER;
	return false;
}

bool gw_schema_query(struct gw_conn *conn, struct gw_arena *arena,
		     const struct gw_request *requests, size_t n, struct gw_rows *ret_rows,
		     struct gw_error **err)
{
	return gw_schema_ask(conn, arena, requests, n, keep_rows, ret_rows, err);
}
