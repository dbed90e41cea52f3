/*
 * The journal: rows to requests, and rows folded to "how far did each script get".
 */
#include "history/journal.h"

#include "history/history_int.h"

/* Columns of journal_list, see engine/queries.def. */
enum {
	ROW_ID,
	ROW_RUN_ID,
	ROW_VERSION,
	ROW_DIRECTION,
	ROW_CHECKSUM,
	ROW_STATEMENT,
	ROW_STATE,
	ROW_CONNECTION_ID,
	ROW_SESSION_START,
	ROW_OBJECTS,
	ROW_FINGERPRINT,
	ROW_AT,
};

static const char intent_name[] = "intent";
static const char done_name[] = "done";
static const char *const direction_names[GW_DIRECTION_COUNT] = {
	[GW_UP] = "up",
	[GW_DOWN] = "down",
	[GW_VERIFY] = "verify",
};

static struct gw_journal_row row_at(struct gw_arena *arena, const struct gw_rows *rows, size_t i)
{
	return (struct gw_journal_row){
		.id = gw_cell_int(rows, i, ROW_ID),
		.run_id = gw_view_dup(arena, gw_cell(rows, i, ROW_RUN_ID)),
		.key = gw_history_word(arena, gw_cell(rows, i, ROW_VERSION)),
		.direction = gw_view_dup(arena, gw_cell(rows, i, ROW_DIRECTION)),
		.checksum = gw_view_dup(arena, gw_cell(rows, i, ROW_CHECKSUM)),
		.statement = gw_cell_int(rows, i, ROW_STATEMENT),
		.state = gw_view_is(gw_cell(rows, i, ROW_STATE), done_name) ? GW_JOURNAL_DONE
									    : GW_JOURNAL_INTENT,
		.connection_id = gw_cell_int(rows, i, ROW_CONNECTION_ID),
		.session_start_us = gw_cell_int(rows, i, ROW_SESSION_START),
		.objects = gw_view_dup(arena, gw_cell(rows, i, ROW_OBJECTS)),
		.fingerprint = gw_view_dup(arena, gw_cell(rows, i, ROW_FINGERPRINT)),
		.at_us = gw_cell_int(rows, i, ROW_AT),
	};
}

static struct gw_unfinished *find(const struct gw_journal *journal, struct gw_view key)
{
	for (size_t i = 0; i < journal->unfinished.n; i++) {
		if (gw_view_is(key, journal->unfinished.items[i].key))
			return &journal->unfinished.items[i];
	}
	return NULL;
}

const struct gw_unfinished *gw_journal_find(const struct gw_journal *journal, const char *key)
{
	return find(journal, gw_view_of(key));
}

/* All statements up to and with that of the row are done. */
static void note(struct gw_unfinished *script, const struct gw_journal_row *row)
{
	script->noted = (size_t)row->statement + 1;
	script->done_checksum = row->checksum;
}

static void fold_row(struct gw_arena *arena, struct gw_journal *journal, struct gw_journal_row row)
{
	struct gw_unfinished *script = find(journal, gw_view_of(row.key));

	if (script == NULL) {
		struct gw_unfinished fresh = {
			.key = row.key,
			.direction = gw_view_is(gw_view_of(row.direction), direction_names[GW_DOWN])
					     ? GW_DOWN
					     : GW_UP,
			.run_id = row.run_id,
		};

		gw_vec_push(arena, &journal->unfinished, fresh);
		script = &gw_vec_last(&journal->unfinished);
	}
	script->last_id = row.id;
	script->checksum = row.checksum;
	/* Whoever was about to run a later statement had seen the end of this one. */
	if (script->in_doubt && script->intent.statement < row.statement)
		note(script, &script->intent);
	script->in_doubt = row.state == GW_JOURNAL_INTENT;
	if (script->in_doubt) {
		script->intent = row;
		script->done = (size_t)row.statement;
	} else {
		script->done = (size_t)row.statement + 1;
		note(script, &row);
	}
}

void gw_journal_fold(struct gw_arena *arena, const struct gw_rows *rows, struct gw_journal *journal)
{
	for (size_t i = 0; i < rows->nrows; i++)
		fold_row(arena, journal, row_at(arena, rows, i));
}

bool gw_journal_load(struct gw_history *history, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_journal *journal = gw_new(history->arena, struct gw_journal);
	struct gw_rows rows;

	if (!gw_conn_query(history->conn, &scratch, gw_history_sql(history, GW_Q_JOURNAL_LIST),
			   NULL, 0, &rows, err))
		return false;
	gw_journal_fold(history->arena, &rows, journal);
	history->journal = journal;
	return true;
}

/* The query with the expression where its text says NULL. */
static const char *row_sql(const struct gw_history *history, struct gw_arena *arena,
			   enum gw_query query, const char *expression)
{
	const struct gw_view place = GW_VIEW("NULL /* witness */");
	struct gw_view sql = gw_view_of(gw_history_sql(history, query));
	size_t at = gw_view_find(sql, place);
	struct gw_view before, after;

	if (expression == NULL || at == GW_NOWHERE)
		return sql.p;
	before = gw_view_slice(sql, 0, at);
	after = gw_view_from(sql, at + place.n);
	return gw_view_join(arena,
			    (struct gw_view[]){before, GW_VIEW("("), gw_view_of(expression),
					       GW_VIEW(")"), after},
			    5);
}

static const char *probe_sql(const struct gw_history *history, struct gw_arena *arena,
			     enum gw_query query, const struct gw_probe *probe)
{
	const char *sql = row_sql(history, arena, query, probe->value);

	return gw_view_join(arena,
			    (struct gw_view[]){gw_view_of(probe->before), gw_view_of(sql),
					       gw_view_of(probe->after)},
			    3);
}

enum { ROW_PARAMS = 10, TURN_PARAMS = 12 };

/* The parameters of a row, and after them room for those of the script whose row it was. */
static struct gw_value *row_params(struct gw_arena *arena, const struct gw_journal_row *row)
{
	const struct gw_value values[ROW_PARAMS] = {
		gw_value_text(gw_view_of(row->run_id)),
		gw_value_text(gw_view_of(row->key)),
		gw_value_text(gw_view_of(row->direction)),
		gw_value_text(gw_view_of(row->checksum)),
		gw_value_int(row->statement),
		gw_value_text(gw_view_of(row->state == GW_JOURNAL_DONE ? done_name : intent_name)),
		gw_value_int(row->connection_id),
		gw_value_int(row->session_start_us),
		gw_value_text(gw_view_of(row->objects)),
		gw_value_int(row->at_us),
	};
	struct gw_value *params = gw_new_array(arena, struct gw_value, TURN_PARAMS);

	for (size_t i = 0; i < ROW_PARAMS; i++)
		params[i] = values[i];
	return params;
}

static struct gw_request row_request(const struct gw_history *history, struct gw_arena *arena,
				     enum gw_query query, const struct gw_witness *witness)
{
	const char *plain = row_sql(history, arena, query,
				    witness != NULL ? witness->expression : NULL);

	if (witness == NULL || witness->probe.before == NULL)
		return (struct gw_request){.sql = gw_view_of(plain)};
	return (struct gw_request){
		.sql = gw_view_of(probe_sql(history, arena, query, &witness->probe)),
		.plain = gw_view_of(plain),
	};
}

struct gw_request gw_journal_request(const struct gw_history *history, struct gw_arena *arena,
				     const struct gw_journal_row *row,
				     const struct gw_witness *witness)
{
	struct gw_request request = row_request(history, arena, GW_Q_JOURNAL_INSERT, witness);

	request.params = row_params(arena, row);
	request.nparams = ROW_PARAMS;
	return request;
}

struct gw_request gw_journal_turn_request(const struct gw_history *history, struct gw_arena *arena,
					  const struct gw_journal_row *row,
					  const struct gw_witness *witness, const char *key,
					  enum gw_direction direction)
{
	struct gw_request request = row_request(history, arena, GW_Q_JOURNAL_TURN, witness);
	struct gw_value *params = row_params(arena, row);

	params[ROW_PARAMS] = gw_value_text(gw_view_of(key));
	params[ROW_PARAMS + 1] = gw_value_text(gw_view_of(direction_names[direction]));
	request.params = params;
	request.nparams = TURN_PARAMS;
	return request;
}

struct gw_request gw_journal_clear_request(const struct gw_history *history, struct gw_arena *arena,
					   const char *key, enum gw_direction direction,
					   size_t most)
{
	struct gw_value *params = gw_new_array(arena, struct gw_value, 3);

	params[0] = gw_value_text(gw_view_of(key));
	params[1] = gw_value_text(gw_view_of(direction_names[direction]));
	params[2] = gw_value_int(most != 0 ? (int64_t)most : INT64_MAX);
	return (struct gw_request){
		.sql = gw_view_of(gw_history_sql(history, GW_Q_JOURNAL_CLEAR)),
		.params = params,
		.nparams = 3,
	};
}
