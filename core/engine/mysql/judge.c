/*
 * What became of a statement: its objects are looked at again (look.c), and the two looks compared.
 *
 *	lost     its end was not heard; the session is over, so whatever it did is done
 *	failed   the server refused it on this session; DDL commits all the same
 *
 * DDL is whole or undone, on one object, from MariaDB 10.6 and MySQL 8.0 on, even when the server is
 * killed. Statements about several objects (DROP TABLE a, b) do one after the other, and stop.
 *
 * Rows are another matter: applications write meanwhile. So a second TRUNCATE, or a second exchange
 * of partitions, is never risked on a look at definitions alone. Where looks cannot tell, the binary
 * log may (binlog.h).
 */
#include "engine/mysql/judge_int.h"

static const char *conditional(const struct gw_my_trial *trial)
{
	struct gw_lexer_modes modes = gw_my_lexer(gw_my(trial->conn), trial->statement).modes;

	return gw_effect_conditional(trial->arena, modes, trial->statement);
}

/* --- what the looks say --- */

void gw_my_say_incomparable(struct gw_my_trial *trial)
{
	gw_my_say(
		trial, GW_OUTCOME_UNKNOWN,
		"how its objects looked before it is not known, or was seen from another database, "
		"by another version of the server or of godwit");
}

void gw_my_say_hidden(struct gw_my_trial *trial)
{
	gw_my_say(trial, GW_OUTCOME_UNKNOWN,
		  gw_format(trial->arena, "%s cannot be opened, or is hidden from this user",
			    gw_my_names(trial, gw_my_cannot_be_seen)));
}

/* Whether the server was killed in it, and is one that leaves DDL half done then. */
static bool may_be_broken(const struct gw_my_trial *trial)
{
	const struct gw_server_info *info = &trial->conn->info;
	unsigned whole = gw_view_is(gw_view_of(info->flavor), "MariaDB") ? 100600 : 80000;

	return gw_my_lost(trial) && info->version_number < whole &&
	       gw_my_restarted(trial->conn, trial->by);
}

void gw_my_say_happened(struct gw_my_trial *trial)
{
	if (may_be_broken(trial))
		gw_my_say(trial, GW_OUTCOME_UNKNOWN,
			  "the server was restarted meanwhile, and one of this version may leave "
			  "such a "
			  "statement half done");
	else
		gw_my_say(trial, GW_OUTCOME_HAPPENED, NULL);
}

/*
 * What a DROP was to take away and is there no more was taken by it, if it was there before.
 * Otherwise it failed, took something that cannot be seen (a temporary table), or is the rest of one
 * that was done in part: with IF EXISTS it cannot do harm.
 */
static void judge_drop(struct gw_my_trial *trial)
{
	size_t left = gw_my_count(trial, gw_my_is_left);
	size_t hit = trial->compares ? gw_my_count(trial, gw_my_was_hit) : 0;
	size_t n = trial->effect.objects.list.n;

	if (hit != 0 && left == 0 && gw_my_lost(trial))
		gw_my_say(trial, GW_OUTCOME_HAPPENED, NULL);
	else if (hit != 0 && left == 0)
		gw_my_say_part(
			trial, conditional(trial),
			gw_format(trial->arena, "%s is gone", gw_my_names(trial, gw_my_was_hit)));
	else if (hit != 0)
		gw_my_say_part(trial, conditional(trial),
			       gw_format(trial->arena, "%s is gone or half gone, left is %s",
					 gw_my_names(trial, gw_my_was_hit),
					 gw_my_names(trial, gw_my_is_left)));
	else if (gw_my_lost(trial) && left == 0)
		gw_my_say_part(trial, conditional(trial), "nothing that it drops is there");
	else if (gw_my_lost(trial) && left < n)
		gw_my_say_part(
			trial, conditional(trial),
			gw_format(trial->arena, "left is %s", gw_my_names(trial, gw_my_is_left)));
	else
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
}

/* Some of its objects were there before: made by a first run that did a part, perhaps. */
static bool is_rest(const struct gw_my_trial *trial)
{
	size_t missing = gw_my_count(trial, gw_my_is_missing);

	return missing != 0 && missing < trial->effect.objects.list.n;
}

static void judge_create(struct gw_my_trial *trial)
{
	size_t made = gw_my_count(trial, gw_my_was_made);

	if (gw_my_count(trial, gw_my_cannot_be_seen) != 0)
		gw_my_say_hidden(trial);
	else if (made == 0 && trial->effect.unmarked && gw_my_lost(trial))
		gw_my_say(trial, GW_OUTCOME_UNKNOWN,
			  "it is not there; but an event that happens once is removed afterwards");
	else if (made == 0 && !(gw_my_lost(trial) && is_rest(trial)))
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	else if (gw_my_count(trial, gw_my_is_missing) != 0 ||
		 (!gw_my_lost(trial) && trial->effect.objects.list.n > 1))
		gw_my_say_part(
			trial, conditional(trial),
			gw_format(trial->arena, "%s is there", gw_my_names(trial, gw_my_is_left)));
	else if (trial->effect.fills)
		gw_my_say_happened(trial);
	else
		gw_my_say(trial, GW_OUTCOME_HAPPENED, NULL);
}

bool gw_my_ask_log(struct gw_my_trial *trial, const char *reason, bool whole, struct gw_error **err)
{
	struct gw_my_testimony log = {0};

	gw_my_say(trial, GW_OUTCOME_UNKNOWN, reason);
	if (trial->log_word.p == NULL)
		return true;
	if (!gw_my_log_ask(gw_my(trial->conn), trial->arena, trial->log_word, trial->by, &log, err))
		return false;
	switch (log.answer) {
	case GW_MY_LOG_WITHOUT:
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
		break;
	case GW_MY_LOG_WITH:
		if (whole)
			gw_my_say(trial, GW_OUTCOME_HAPPENED, NULL);
		else
			trial->verdict.reason = gw_format(trial->arena,
							  "%s; it is in the binary log (%s)",
							  reason, log.words);
		break;
	case GW_MY_LOG_SILENT:
		trial->verdict.reason = gw_format(trial->arena, "%s; %s", reason, log.words);
		break;
	}
	return true;
}

static bool judge_unmarked(struct gw_my_trial *trial, struct gw_error **err)
{
	const char *reason = "its objects look as before, as they may in either case";

	if ((trial->effect.traits & GW_TRAIT_PLACE) == 0)
		return gw_my_ask_log(trial, reason, true, err);
	if (gw_my_count(trial, gw_my_has_no_place) == 0) {
		gw_my_say(trial,
			  gw_my_count(trial, gw_my_has_moved) != 0 ? GW_OUTCOME_HAPPENED
								   : GW_OUTCOME_NONE,
			  NULL);
		return true;
	}
	reason = gw_format(
		trial->arena,
		"%s; with the PROCESS privilege godwit could tell tables of InnoDB apart", reason);
	return gw_my_ask_log(trial, reason, true, err);
}

static bool is_of_accounts(const struct gw_my_trial *trial)
{
	return trial->effect.objects.list.n != 0 &&
	       trial->effect.objects.list.items[0].kind == GW_OBJECT_ROLE;
}

/* ALTER, RENAME, CREATE INDEX, DROP INDEX, REVOKE: whole for tables, one by one for accounts. */
static bool judge_change(struct gw_my_trial *trial, struct gw_error **err)
{
	size_t changed = gw_my_count(trial, gw_my_has_changed);
	size_t n = trial->effect.objects.list.n;

	if (gw_my_count(trial, gw_my_cannot_be_seen) != 0)
		gw_my_say_hidden(trial);
	else if (changed == 0 && trial->effect.unmarked && gw_my_lost(trial))
		return judge_unmarked(trial, err);
	else if (changed == 0)
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	else if (gw_my_count(trial, gw_my_is_left) == 0)
		gw_my_say(trial, GW_OUTCOME_UNKNOWN,
			  gw_format(trial->arena, "%s is not there any more",
				    gw_my_names(trial, gw_my_was_hit)));
	else if (is_of_accounts(trial) && changed < n)
		gw_my_say(trial, GW_OUTCOME_UNKNOWN,
			  gw_format(trial->arena, "only %s has changed",
				    gw_my_names(trial, gw_my_has_changed)));
	else
		gw_my_say_happened(trial);
	return true;
}

/* --- the trial --- */

/*
 * Where no look could be taken before it (a trigger whose table is not named), what is there now tells
 * about DROP and TRUNCATE only. A look that does not compare tells nothing.
 */
static bool judge_by_looks(struct gw_my_trial *trial, bool had_look, struct gw_error **err)
{
	if (had_look && !trial->compares) {
		gw_my_say_incomparable(trial);
		return true;
	}
	switch (trial->effect.kind) {
	case GW_EFFECT_DROPS:
		judge_drop(trial);
		return true;
	case GW_EFFECT_EMPTIES:
		return gw_my_judge_truncate(trial, err);
	case GW_EFFECT_REPLACES:
		return gw_my_judge_replace(trial, err);
	case GW_EFFECT_CREATES:
	case GW_EFFECT_ALTERS:
	case GW_EFFECT_RENAMES:
		if (!trial->compares)
			gw_my_say_incomparable(trial);
		else if (trial->effect.kind == GW_EFFECT_CREATES)
			judge_create(trial);
		else
			return judge_change(trial, err);
		return true;
	case GW_EFFECT_UNSEEN:
	case GW_EFFECT_REPEATABLE:
	case GW_EFFECT_WRITES:
		break;
	}
	return true;
}

static bool judge_definition(struct gw_my_trial *trial, struct gw_view before,
			     struct gw_error **err)
{
	bool looked;

	if (!gw_my_compare(trial, before, &looked, err))
		return false;
	if (looked)
		return judge_by_looks(trial, before.p != NULL, err);
	if (trial->effect.kind != GW_EFFECT_DROPS)
		gw_my_say(trial, GW_OUTCOME_UNKNOWN, "its object cannot be looked at");
	else if (gw_my_lost(trial))
		gw_my_say_part(trial, conditional(trial), "whether it is gone cannot be seen");
	else
		gw_my_say(trial, GW_OUTCOME_NONE, NULL);
	return true;
}

bool gw_my_judge(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		 struct gw_view before, const struct gw_lost *by, struct gw_verdict *ret_verdict,
		 struct gw_error **err)
{
	struct gw_my_trial trial = {
		.conn = conn,
		.arena = arena,
		.statement = statement,
		.by = by,
		.log_word = gw_my_log_take_word(&before),
	};
	bool ok = true;

	gw_effect_read(arena, gw_my_lexer(gw_my(conn), statement).modes, statement, &trial.effect);
	if (trial.effect.kind == GW_EFFECT_UNSEEN)
		gw_my_say(&trial, GW_OUTCOME_UNKNOWN, trial.effect.reason);
	else if (trial.effect.kind == GW_EFFECT_REPEATABLE)
		gw_my_say(&trial, GW_OUTCOME_NONE, NULL);
	else if (trial.effect.kind == GW_EFFECT_WRITES)
		ok = gw_my_judge_write(&trial, before, err);
	else
		ok = judge_definition(&trial, before, err);
	if (ok)
		*ret_verdict = trial.verdict;
	return ok;
}
