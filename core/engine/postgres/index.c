/*
 * Indexes that are built concurrently, and what a build that did not come to its end leaves.
 *
 * CREATE INDEX CONCURRENTLY that fails, is cancelled, or loses its session leaves the index, not valid:
 * it costs time on every write, no query uses it, and IF NOT EXISTS passes over it without a word. It
 * is dropped, and the statement can run again. REINDEX CONCURRENTLY leaves its new index beside the old
 * one, or the old one beside the new, as NAME_ccnew or NAME_ccold. Both can be told from an index that
 * somebody is at work on: see indexes_since.sql.
 */
#include "engine/postgres/postgres_int.h"
#include "postgres_sql.h"

/* Columns of indexes_since.sql. */
enum { INDEX_NAME, INDEX_IS_NEW, INDEX_IS_VALID, INDEX_IS_UNIQUE, INDEX_BUILDER };

static bool fail_being_built(const char *name, struct gw_view builder, struct gw_error **err)
{
	gw_fail(err, GW_E_LOCKED, "somebody is at work on the index %s", name);
	gw_error_detail(*err, "it is not valid yet, and %.*s holds the lock of who builds one",
			GW_VIEW_ARG(builder));
	gw_error_hint(*err, "Run the command again when that has come to its end.");
	return false;
}

/* name is quoted and qualified. */
static bool drop(struct gw_pg_doubt *doubt, const char *name, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "DROP INDEX CONCURRENTLY IF EXISTS ");
	gw_str_puts(&str, name);
	if (gw_conn_exec(doubt->conn, gw_str_text(&str), err))
		return true;
	gw_error_restate(*err, (*err)->code, "the index %s is not valid, and cannot be dropped",
			 name);
	return false;
}

/* Drops the index of a row, which is not valid. */
static bool drop_row(struct gw_pg_doubt *doubt, const struct gw_rows *rows, size_t row,
		     struct gw_error **err)
{
	const char *name = gw_view_dup(doubt->arena, gw_cell(rows, row, INDEX_NAME));

	if (!gw_cell_is_null(rows, row, INDEX_BUILDER))
		return fail_being_built(name, gw_cell(rows, row, INDEX_BUILDER), err);
	if (!drop(doubt, name, err))
		return false;
	doubt->verdict->reason = gw_format(doubt->arena,
					   "the index %s was not valid, and was dropped", name);
	return true;
}

static bool find_indexes(struct gw_pg_doubt *doubt, struct gw_rows *ret_rows, struct gw_error **err)
{
	const char *const params[] = {
		gw_pg_relation(doubt->arena, &doubt->alone.table),
		doubt->alone.object.name,
		gw_view_dup(doubt->arena, doubt->before),
	};

	return gw_pg_ask(doubt, SQL_INDEXES_SINCE, params, GW_COUNT(params), ret_rows, err);
}

/* A valid new index; it can only be another's when it is not as unique as ours. */
static bool conclude_valid(struct gw_pg_doubt *doubt, const struct gw_rows *rows, size_t row)
{
	const char *name = gw_view_dup(doubt->arena, gw_cell(rows, row, INDEX_NAME));

	if (gw_cell_bool(rows, row, INDEX_IS_UNIQUE) != doubt->alone.unique)
		return gw_pg_conclude(doubt, GW_OUTCOME_UNKNOWN,
				      gw_format(doubt->arena, "the index %s is new, and %s", name,
						doubt->alone.unique ? "not unique" : "unique"));
	return gw_pg_conclude(doubt, GW_OUTCOME_HAPPENED,
			      gw_format(doubt->arena, "the index %s is there, and valid", name));
}

bool gw_pg_judge_built(struct gw_pg_doubt *doubt, struct gw_error **err)
{
	size_t valid = 0, last = 0;
	struct gw_rows rows;

	(void)gw_pg_conclude(doubt, GW_OUTCOME_NONE, "there is no new index");
	if (!find_indexes(doubt, &rows, err))
		return false;
	for (size_t row = 0; row < rows.nrows; row++) {
		if (!gw_cell_bool(&rows, row, INDEX_IS_VALID)) {
			if (!drop_row(doubt, &rows, row, err))
				return false;
		} else if (gw_cell_bool(&rows, row, INDEX_IS_NEW)) {
			valid++;
			last = row;
		}
	}
	if (valid > 1)
		return gw_pg_conclude(
			doubt, GW_OUTCOME_UNKNOWN,
			gw_format(doubt->arena, "%zu indexes of its table are new", valid));
	return valid == 0 || conclude_valid(doubt, &rows, last);
}

bool gw_pg_judge_rebuilt(struct gw_pg_doubt *doubt, struct gw_error **err)
{
	const struct gw_alone_name *relation = &doubt->alone.table;
	const char *const params[] = {
		relation->name != NULL ? gw_pg_relation(doubt->arena, relation) : NULL,
		gw_view_dup(doubt->arena, doubt->before),
	};
	struct gw_rows rows;

	if (!gw_pg_ask(doubt, SQL_LEFTOVERS_SINCE, params, GW_COUNT(params), &rows, err))
		return false;
	for (size_t row = 0; row < rows.nrows; row++) {
		if (!drop(doubt, gw_view_dup(doubt->arena, gw_cell(&rows, row, 0)), err))
			return false;
	}
	return gw_pg_conclude(doubt, GW_OUTCOME_NONE, "to run it again does no harm");
}

bool gw_pg_clear_way(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		     const char **ret_note, struct gw_error **err)
{
	struct gw_verdict verdict = {0};
	struct gw_pg_doubt doubt = {.conn = conn, .arena = arena, .verdict = &verdict};
	struct gw_rows rows;

	gw_alone_read(arena, statement, &doubt.alone);
	if (doubt.alone.kind == GW_ALONE_BUILDS_INDEX && doubt.alone.object.name != NULL &&
	    doubt.alone.table.name != NULL) {
		if (!find_indexes(&doubt, &rows, err))
			return false;
		for (size_t row = 0; row < rows.nrows; row++) {
			if (!gw_cell_bool(&rows, row, INDEX_IS_VALID) &&
			    !drop_row(&doubt, &rows, row, err))
				return false;
		}
	}
	*ret_note = verdict.reason;
	return true;
}
