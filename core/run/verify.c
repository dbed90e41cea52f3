/*
 * Verify sections of applied migrations, each in a transaction that is rolled back.
 */
#include "run/run_int.h"

static bool take_reply(void *payload GW_UNUSED, const struct gw_reply *reply, struct gw_error **err)
{
	return gw_check_row_is_true(reply, err);
}

/* Runs the statements of a script one by one; the error points at the statement. */
static bool run_script(struct gw_conn *conn, struct gw_script *script,
		       const struct gw_map *placeholders, struct gw_error **err)
{
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found;

	gw_splitter_init(&splitter, conn->engine->dialect, script->text.view);
	for (;;) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};
		struct gw_request request;
		size_t failed;

		if (!gw_split_next(&splitter, &statement, &found, err)) {
			gw_script_locate(script, *err, splitter.error_offset,
					 splitter.error_length);
			return false;
		}
		if (!found)
			return true;
		request = gw_statement_request(script->text.view, &statement);
		if (conn->engine->run(conn, &request, 1, &scratch, take_reply, NULL, &failed, err))
			continue;
		if ((*err)->code == GW_E_STATEMENT)
			(*err)->code = GW_E_VERIFY;
		gw_error_restate(*err, (*err)->code, "%s does not verify", script->label);
		gw_run_hide_values(placeholders, *err);
		gw_script_locate(script, *err, statement.start, request.sql.n);
		return false;
	}
}

/* A check that says no is a finding; that it could not be made is an error. */
static bool is_finding(struct gw_verify_finding *finding, struct gw_error **err)
{
	if (finding->error->code == GW_E_VERIFY)
		return true;
	*err = finding->error;
	finding->error = NULL;
	return false;
}

static bool verify_one(struct gw_arena *arena, struct gw_source *source, struct gw_conn *conn,
		       const struct gw_migration *migration, const struct gw_map *placeholders,
		       struct gw_verify_findings *findings, struct gw_error **err)
{
	const struct gw_words *words = &conn->engine->words;
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_verify_finding finding = {.migration = migration};
	struct gw_script *script;
	bool ok;

	if (!gw_source_script(source, arena, migration, GW_VERIFY, placeholders, &script, err))
		return false;
	ok = gw_conn_exec(conn, words->begin_reading, err) &&
	     (run_script(conn, script, placeholders, &finding.error) || is_finding(&finding, err));
	gw_script_done(script);
	if (!ok && (conn->broken || !conn->in_transaction))
		return false;
	if (ok)
		gw_vec_push(arena, &findings->list, finding);
	return gw_conn_exec(conn, words->rollback, ok ? err : &ignored) && ok;
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
