/*
 * What became of a statement that ran alone, and of a session that was lost.
 *
 * The look of what a statement is about is one query that gives one text, '' for "not there". The
 * journal takes it down in the very statement that says what is about to run, so its parameters are
 * written into it as literals; to look again, they are bound. Indexes that are built concurrently can
 * be left half done, and are a matter of their own (index.c).
 */
#include "engine/postgres/postgres_int.h"

#include "base/json.h"
#include "postgres_sql.h"

enum { LOOK_PARAMS = 2 };

/* A query that shows what a statement is about; sql is NULL when nothing shows it. */
struct look {
	const char *sql;
	const char *params[LOOK_PARAMS]; /* NULL: it has no such parameter */
};

const char *gw_pg_relation(struct gw_arena *arena, const struct gw_alone_name *name)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (name->schema != NULL) {
		gw_module_postgres.quote_name(&str, gw_view_of(name->schema));
		gw_str_putc(&str, '.');
	}
	gw_module_postgres.quote_name(&str, gw_view_of(name->name));
	return gw_str_take(&str, arena);
}

static struct look look_of(struct gw_arena *arena, const struct gw_alone *alone)
{
	const struct gw_alone_name *object = &alone->object, *table = &alone->table;

	switch (alone->kind) {
	case GW_ALONE_BUILDS_INDEX:
		if (table->name == NULL)
			break;
		return (struct look){SQL_WITNESS_INDEXES, {gw_pg_relation(arena, table)}};
	case GW_ALONE_REBUILDS_INDEXES:
		return (struct look){.sql = SQL_WITNESS_LEFTOVERS};
	case GW_ALONE_DROPS_INDEX:
		if (object->name == NULL)
			break;
		return (struct look){SQL_WITNESS_INDEX, {gw_pg_relation(arena, object)}};
	case GW_ALONE_DETACHES:
		if (object->name == NULL)
			break;
		return (struct look){SQL_WITNESS_PARTITION,
				     {gw_pg_relation(arena, table), gw_pg_relation(arena, object)}};
	case GW_ALONE_CREATES:
	case GW_ALONE_CHANGES:
	case GW_ALONE_DROPS:
		if (object->name == NULL)
			break;
		return (struct look){SQL_WITNESS_OBJECT, {alone->what, object->name}};
	case GW_ALONE_ENDS_PREPARED:
		if (object->name == NULL)
			break;
		return (struct look){SQL_WITNESS_PREPARED, {object->name}};
	case GW_ALONE_UNSEEN:
	case GW_ALONE_REPEATABLE:
		break;
	}
	return (struct look){0};
}

/* The query with its parameters in place. */
static const char *expression_of(const struct gw_conn *conn, struct gw_arena *arena,
				 const struct look *look)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (const char *p = look->sql; *p != '\0'; p++) {
		if (p[0] == '$' && p[1] >= '1' && p[1] < '1' + LOOK_PARAMS)
			conn->engine->quote_text(conn, &str, gw_view_of(look->params[*++p - '1']));
		else
			gw_str_putc(&str, *p);
	}
	return gw_str_take(&str, arena);
}

/* "index a of table s.t", "indexes of table s.t", "database x" */
static const char *describe(struct gw_arena *arena, const struct gw_alone *alone)
{
	const struct gw_alone_name *object = &alone->object, *table = &alone->table;
	GW_STR_AUTO struct gw_str str = {0};

	if (object->name == NULL && alone->kind != GW_ALONE_REBUILDS_INDEXES)
		gw_str_puts(&str, "indexes");
	else
		gw_str_puts(&str, alone->what);
	if (object->name != NULL)
		gw_str_printf(&str, " %s%s%s", object->schema != NULL ? object->schema : "",
			      object->schema != NULL ? "." : "", object->name);
	if (table->name != NULL)
		gw_str_printf(&str, "%s %s%s%s",
			      alone->kind == GW_ALONE_REBUILDS_INDEXES ? "" : " of table",
			      table->schema != NULL ? table->schema : "",
			      table->schema != NULL ? "." : "", table->name);
	return gw_str_take(&str, arena);
}

void gw_pg_witness(const struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		   struct gw_witness *ret_witness)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_json *objects;
	struct gw_alone alone;
	struct look look;

	*ret_witness = (struct gw_witness){0};
	gw_alone_read(arena, statement, &alone);
	look = look_of(arena, &alone);
	if (look.sql == NULL)
		return;
	objects = gw_json_array();
	gw_json_push_text(objects, describe(arena, &alone));
	gw_json_write(objects, false, &str);
	gw_json_free(objects);
	ret_witness->objects = gw_str_take(&str, arena);
	ret_witness->expression = expression_of(conn, arena, &look);
}

/* --- judging --- */

bool gw_pg_ask(struct gw_pg_doubt *doubt, const char *sql, const char *const *params, size_t n,
	       struct gw_rows *ret_rows, struct gw_error **err)
{
	struct gw_value *values = gw_new_array(doubt->arena, struct gw_value, n);

	for (size_t i = 0; i < n; i++)
		values[i] = gw_value_text(gw_view_of(params[i]));
	return gw_conn_query(doubt->conn, doubt->arena, sql, values, n, ret_rows, err);
}

bool gw_pg_conclude(struct gw_pg_doubt *doubt, enum gw_outcome outcome, const char *reason)
{
	*doubt->verdict = (struct gw_verdict){.outcome = outcome, .reason = reason};
	return true;
}

static bool look_again(struct gw_pg_doubt *doubt, struct gw_view *ret_now, struct gw_error **err)
{
	struct look look = look_of(doubt->arena, &doubt->alone);
	size_t n = 0;
	struct gw_rows rows;

	while (n < LOOK_PARAMS && look.params[n] != NULL)
		n++;
	if (!gw_pg_ask(doubt, look.sql, look.params, n, &rows, err))
		return false;
	*ret_now = gw_cell(&rows, 0, 0);
	return true;
}

static bool conclude_seen(struct gw_pg_doubt *doubt, enum gw_outcome outcome, const char *seen)
{
	return gw_pg_conclude(
		doubt, outcome,
		gw_format(doubt->arena, "%s %s", describe(doubt->arena, &doubt->alone), seen));
}

/* It is there or not, and the statement makes it, changes it, or ends it. */
static bool judge_existence(struct gw_pg_doubt *doubt, struct gw_error **err)
{
	bool makes = doubt->alone.kind == GW_ALONE_CREATES;
	struct gw_view now;

	if (!look_again(doubt, &now, err))
		return false;
	if (gw_view_eq(now, doubt->before))
		return conclude_seen(doubt, GW_OUTCOME_NONE, "looks as before");
	/* One that came (or went) meanwhile is not what this statement does. */
	if (makes ? now.n == 0 : doubt->before.n == 0)
		return conclude_seen(doubt, GW_OUTCOME_NONE, "is not as before");
	return conclude_seen(doubt, GW_OUTCOME_HAPPENED,
			     now.n == 0 ? "is gone" : (makes ? "is there" : "looks otherwise"));
}

/* By number: of two with one name on the search path, the second must not be dropped as well. */
static bool judge_dropped_index(struct gw_pg_doubt *doubt, struct gw_error **err)
{
	const char *number = gw_view_dup(doubt->arena, doubt->before);
	struct gw_rows rows;

	if (doubt->before.n == 0)
		return conclude_seen(doubt, GW_OUTCOME_NONE, "was not there before");
	if (!gw_pg_ask(doubt, SQL_INDEX_EXISTS, &number, 1, &rows, err))
		return false;
	if (gw_cell_bool(&rows, 0, 0))
		return conclude_seen(doubt, GW_OUTCOME_NONE, "is still there");
	return conclude_seen(doubt, GW_OUTCOME_HAPPENED, "is gone");
}

static bool conclude_pending(struct gw_pg_doubt *doubt)
{
	GW_STR_AUTO struct gw_str str = {0};

	(void)conclude_seen(doubt, GW_OUTCOME_PART, "is pending detach");
	gw_str_puts(&str, "ALTER TABLE ");
	gw_str_puts(&str, gw_pg_relation(doubt->arena, &doubt->alone.table));
	gw_str_puts(&str, " DETACH PARTITION ");
	gw_str_puts(&str, gw_pg_relation(doubt->arena, &doubt->alone.object));
	gw_str_puts(&str, " FINALIZE");
	doubt->verdict->rest = gw_str_take(&str, doubt->arena);
	return true;
}

static bool judge_detached(struct gw_pg_doubt *doubt, struct gw_error **err)
{
	struct gw_view now;

	if (!look_again(doubt, &now, err))
		return false;
	if (gw_view_is(now, "pending"))
		return conclude_pending(doubt);
	if (now.n == 0 && doubt->before.n != 0)
		return conclude_seen(doubt, GW_OUTCOME_HAPPENED, "is detached");
	return conclude_seen(doubt, GW_OUTCOME_NONE,
			     now.n != 0 ? "is attached" : "was not attached before");
}

/* What fails outside of a transaction is undone as a whole, unless it commits on its own. */
static bool judge_unseen(struct gw_pg_doubt *doubt, bool failed)
{
	if (doubt->alone.what != NULL)
		return gw_pg_conclude(doubt, GW_OUTCOME_UNKNOWN,
				      gw_format(doubt->arena,
						"%s may commit on its way, and leaves nothing that "
						"tells how far it came",
						doubt->alone.what));
	if (failed)
		return gw_pg_conclude(doubt, GW_OUTCOME_NONE, "it failed, and was undone");
	return gw_pg_conclude(doubt, GW_OUTCOME_UNKNOWN,
			      "it leaves nothing that tells whether it happened");
}

static bool judge_seen(struct gw_pg_doubt *doubt, struct gw_error **err)
{
	if (doubt->before.p == NULL)
		return gw_pg_conclude(doubt, GW_OUTCOME_UNKNOWN,
				      "nobody looked at the database before it ran");
	switch (doubt->alone.kind) {
	case GW_ALONE_BUILDS_INDEX:
		return gw_pg_judge_built(doubt, err);
	case GW_ALONE_REBUILDS_INDEXES:
		return gw_pg_judge_rebuilt(doubt, err);
	case GW_ALONE_DROPS_INDEX:
		return judge_dropped_index(doubt, err);
	case GW_ALONE_DETACHES:
		return judge_detached(doubt, err);
	case GW_ALONE_CREATES:
	case GW_ALONE_CHANGES:
	case GW_ALONE_DROPS:
	case GW_ALONE_ENDS_PREPARED:
		return judge_existence(doubt, err);
	case GW_ALONE_UNSEEN:
	case GW_ALONE_REPEATABLE:
		break;
	}
	return judge_unseen(doubt, false);
}

bool gw_pg_judge(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		 struct gw_view before, const struct gw_lost *by, struct gw_verdict *ret_verdict,
		 struct gw_error **err)
{
	struct gw_pg_doubt doubt = {
		.conn = conn,
		.arena = arena,
		.before = before,
		.verdict = ret_verdict,
	};

	gw_alone_read(arena, statement, &doubt.alone);
	if (doubt.alone.kind == GW_ALONE_REPEATABLE)
		return gw_pg_conclude(&doubt, GW_OUTCOME_NONE, "to run it again does no harm");
	if (look_of(arena, &doubt.alone).sql == NULL)
		return judge_unseen(&doubt, by == NULL);
	return judge_seen(&doubt, err);
}

bool gw_pg_is_over(struct gw_conn *conn, const struct gw_lost *lost, bool *ret_over,
		   struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value params[] = {
		gw_value_int(lost->connection_id),
		gw_value_int(lost->session_start_us),
		gw_value_int(lost->transaction),
	};
	struct gw_rows rows;

	if (!gw_conn_query(conn, &scratch, SQL_SESSION_OVER, params, GW_COUNT(params), &rows, err))
		return false;
	*ret_over = gw_cell_bool(&rows, 0, 0);
	return true;
}
