/*
 * What became of a statement that takes rows away, or writes them.
 *
 * Applications write meanwhile. So a second TRUNCATE is never risked on a look at definitions alone.
 */
#include "engine/mysql/judge_int.h"

static const char *table_name(struct gw_arena *arena, const struct gw_object *object)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (object->schema != NULL) {
		gw_my_quote_name(&str, gw_view_of(object->schema));
		gw_str_putc(&str, '.');
	}
	gw_my_quote_name(&str, gw_view_of(object->name));
	return gw_str_take(&str, arena);
}

/* An empty table cannot lose anything. */
static bool is_empty(struct gw_my_trial *trial, bool *ret_empty, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str query = {0};
	struct gw_rows rows;

	gw_str_puts(&query, "SELECT EXISTS (SELECT 1 FROM ");
	gw_str_puts(&query, table_name(trial->arena, &trial->effect.objects.list.items[0]));
	gw_str_puts(&query, ")");
	if (!gw_conn_query(trial->conn, trial->arena, gw_str_text(&query), NULL, 0, &rows, err))
		return false;
	*ret_empty = !gw_cell_bool(&rows, 0, 0);
	return true;
}

/* A TRUNCATE that fails is logged as well where there are no transactions. */
static bool judge_by_log(struct gw_my_trial *trial, struct gw_error **err)
{
	struct gw_objects stay = {0};

	if (!gw_my_stay_ask(gw_my(trial->conn), trial->statement, err))
		return false;
	gw_my_stay_find(gw_my(trial->conn), trial->arena, trial->statement, &stay);
	return gw_my_ask_log(trial, "there are rows in the table: those from before, or new ones",
			     stay.list.n == 0, err);
}

/* The place tells, or the log, or there is nothing to lose, or nobody knows. */
static bool judge_emptied(struct gw_my_trial *trial, struct gw_error **err)
{
	bool empty;

	if (trial->compares && gw_my_count(trial, gw_my_has_no_place) == 0) {
		gw_my_say(trial,
			  gw_my_count(trial, gw_my_has_moved) != 0 ? GW_OUTCOME_HAPPENED
								   : GW_OUTCOME_NONE,
			  NULL);
		return true;
	}
	if (!is_empty(trial, &empty, err))
		return false;
	if (!empty)
		return judge_by_log(trial, err);
	gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	return true;
}

bool gw_my_judge_truncate(struct gw_my_trial *trial, struct gw_error **err)
{
	if (gw_my_lost(trial) && gw_my_count(trial, gw_my_is_left) != 0)
		return judge_emptied(trial, err);
	/* Refused, it has done nothing. */
	gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	return true;
}

bool gw_my_judge_replace(struct gw_my_trial *trial, struct gw_error **err)
{
	if (!trial->compares)
		gw_my_say_incomparable(trial);
	else if (gw_my_count(trial, gw_my_cannot_be_seen) != 0)
		gw_my_say_hidden(trial);
	else if (gw_my_count(trial, gw_my_is_missing) != 0)
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	else if (gw_my_count(trial, gw_my_is_left) == 0)
		gw_my_say_part(trial, gw_view_dup(trial->arena, trial->statement),
			       gw_format(trial->arena, "%s was dropped, and not made again",
					 gw_my_names(trial, gw_my_was_hit)));
	else if (gw_my_count(trial, gw_my_has_changed) != 0)
		gw_my_say_happened(trial);
	else if (gw_my_lost(trial))
		return judge_emptied(trial, err);
	else
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	return true;
}

/* Of counters, which have a word of their own on whether they show everything. */
static bool shows_no_write(const struct gw_my_looks *looks)
{
	struct gw_view before = looks->before, now = looks->now, counters, sum;

	return gw_view_next_field(&before, '.', &counters) && gw_view_next_field(&now, '.', &sum) &&
	       gw_view_eq(counters, sum);
}

static bool shows_everything(const struct gw_my_looks *looks)
{
	return gw_view_ends(looks->before, ".1");
}

static bool is_unwritten(const struct gw_my_trial *trial)
{
	struct gw_lexer_modes modes = gw_my_lexer(gw_my(trial->conn), trial->statement).modes;
	size_t n = trial->effect.objects.list.n;

	return trial->compares && gw_my_count(trial, gw_my_cannot_be_seen) == 0 &&
	       gw_my_count(trial, shows_no_write) == n &&
	       (gw_my_count(trial, shows_everything) == n ||
		gw_effect_counts(modes, trial->effect.statement)) &&
	       !(gw_my_lost(trial) && gw_my_restarted(trial->conn, trial->by));
}

static bool shows_all(const struct gw_my_trial *trial)
{
	return trial->compares && gw_my_count(trial, gw_my_cannot_be_seen) == 0 &&
	       gw_my_count(trial, gw_my_is_left) == trial->effect.objects.list.n &&
	       gw_my_count(trial, gw_my_was_made) == 0;
}

/* What has no counters, or is somewhere else, may be of a kind that is not logged. */
static bool judge_written(struct gw_my_trial *trial, struct gw_error **err)
{
	if (!shows_all(trial))
		trial->log_word = (struct gw_view){0};
	return gw_my_ask_log(trial,
			     "it may have written some of its rows, or all, to tables without "
			     "transactions",
			     false, err);
}

/* Transactional tables undo a statement that fails. */
bool gw_my_judge_write(struct gw_my_trial *trial, struct gw_view before, struct gw_error **err)
{
	struct gw_my_conn *conn = gw_my(trial->conn);
	bool looked;

	if (!gw_my_stay_ask(conn, trial->effect.statement, err))
		return false;
	gw_my_stay_find(conn, trial->arena, trial->effect.statement, &trial->effect.objects);
	if (!gw_my_compare(trial, before, &looked, err))
		return false;
	if (!looked && !gw_my_lost(trial))
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	else if (looked && is_unwritten(trial))
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	else if (looked)
		return judge_written(trial, err);
	else
		gw_my_say(trial, GW_OUTCOME_UNKNOWN,
			  "it ran outside of a transaction, and rows leave no "
			  "trace of who wrote them");
	return true;
}
