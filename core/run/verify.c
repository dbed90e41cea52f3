/*
 * Verify sections of applied migrations, each in a transaction that is rolled back.
 */
#include "run/run_int.h"

static bool take_reply(void *payload GW_UNUSED, const struct gw_reply *reply, struct gw_error **err)
{
	return gw_check_row_is_true(reply, err);
}

/* Runs the statements of a script one by one; the error points at the statement. */
static bool run_script(struct gw_conn *conn, struct gw_script *script, struct gw_error **err)
{
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found;

	gw_splitter_init(&splitter, conn->engine->dialect, script->text.view);
	for (;;) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};
		struct gw_request request = {0};
		size_t failed;

		if (!gw_split_next(&splitter, &statement, &found, err)) {
			gw_script_locate(script, *err, splitter.error_offset,
					 splitter.error_length);
			return false;
		}
		if (!found)
			return true;
		request.sql = gw_statement_text(script->text.view, &statement);
		if (conn->engine->run(conn, &request, 1, &scratch, take_reply, NULL, &failed, err))
			continue;
		gw_error_restate(*err, GW_E_VERIFY, "%s does not verify", script->label);
		gw_script_locate(script, *err, statement.start, request.sql.n);
		return false;
	}
}

static bool verify_one(struct gw_arena *arena, struct gw_source *source, struct gw_conn *conn,
		       const struct gw_migration *migration, const struct gw_map *placeholders,
		       struct gw_verify_findings *findings, struct gw_error **err)
{
	const struct gw_words *words = &conn->engine->words;
	struct gw_verify_finding finding = {.migration = migration};
	struct gw_script *script;
	bool ok;

	if (!gw_source_script(source, arena, migration, GW_VERIFY, placeholders, &script, err))
		return false;
	ok = gw_conn_exec(conn, words->begin_reading, err);
	if (ok && !run_script(conn, script, &finding.error))
		ok = !conn->broken;
	gw_script_done(script);
	gw_vec_push(arena, &findings->list, finding);
	return ok && gw_conn_exec(conn, words->rollback, err);
}

bool gw_run_verify(struct gw_arena *arena, struct gw_source *source, struct gw_history *history,
		   const struct gw_map *placeholders, struct gw_verify_findings *ret_findings,
		   struct gw_error **err)
{
	*ret_findings = (struct gw_verify_findings){0};
	for (size_t i = 0; i < source->n; i++) {
		const struct gw_migration *migration = source->migrations[i];

		if (!migration->sections[GW_VERIFY].present ||
		    gw_history_find(history, migration->key) == NULL)
			continue;
		if (!verify_one(arena, source, history->conn, migration, placeholders, ret_findings,
				err))
			return false;
	}
	return true;
}
