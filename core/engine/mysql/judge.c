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
 * of partitions, is never risked on a look at definitions alone.
 */
#include "engine/mysql/mysql_int.h"

/* What is known of one object, then and now. */
struct object_looks {
	struct gw_view before; /* absent when there is no look to compare with */
	struct gw_view now;
	struct gw_view place_before; /* absent: not known */
	struct gw_view place_now;
};

struct trial {
	struct gw_conn *conn;
	struct gw_arena *arena;
	struct gw_view statement;
	const struct gw_lost *by; /* NULL: it failed */
	struct gw_effect effect;
	struct object_looks *looks; /* one for each object of the effect */
	bool compares; /* there are looks from before it */
	struct gw_verdict verdict;
};

/* --- verdicts --- */

static bool lost(const struct trial *trial)
{
	return trial->by != NULL;
}

static void say(struct trial *trial, enum gw_outcome outcome, const char *reason)
{
	trial->verdict = (struct gw_verdict){.outcome = outcome, .reason = reason};
}

/* The same again, passing over what is done. */
static void say_part(struct trial *trial, const char *rest, const char *reason)
{
	say(trial, GW_OUTCOME_PART, reason);
	trial->verdict.rest = rest;
}

static const char *conditional(const struct trial *trial)
{
	struct gw_lexer_modes modes = gw_my_lexer(gw_my(trial->conn), trial->statement).modes;

	return gw_effect_conditional(trial->arena, modes, trial->statement);
}

/* --- looks --- */

static bool is_there(struct gw_view look)
{
	return !gw_view_starts(look, "-");
}

static bool is_hidden(struct gw_view look)
{
	return is_there(look) && gw_view_find_char(look, '?') != GW_NOWHERE;
}

static bool has_changed(const struct object_looks *looks)
{
	return !gw_view_eq(looks->before, looks->now);
}

static size_t count(const struct trial *trial, bool (*is)(const struct object_looks *looks))
{
	size_t n = 0;

	for (size_t i = 0; i < trial->effect.objects.list.n; i++)
		n += is(&trial->looks[i]);
	return n;
}

static bool is_left(const struct object_looks *looks)
{
	return is_there(looks->now);
}

static bool was_made(const struct object_looks *looks)
{
	return !is_there(looks->before) && is_there(looks->now);
}

static bool is_missing(const struct object_looks *looks)
{
	return !is_there(looks->before) && !is_there(looks->now);
}

/* Gone, or, as a database that was half dropped, less than before. */
static bool was_hit(const struct object_looks *looks)
{
	return is_there(looks->before) && has_changed(looks);
}

static bool cannot_be_seen(const struct object_looks *looks)
{
	return is_hidden(looks->before) || is_hidden(looks->now);
}

static bool has_moved(const struct object_looks *looks)
{
	return !gw_view_eq(looks->place_before, looks->place_now);
}

static bool has_no_place(const struct object_looks *looks)
{
	return is_there(looks->now) &&
	       (looks->place_before.p == NULL || looks->place_now.p == NULL);
}

/* "table a, table b": those of which `is` holds. */
static const char *names(const struct trial *trial, bool (*is)(const struct object_looks *looks))
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < trial->effect.objects.list.n; i++) {
		if (!is(&trial->looks[i]))
			continue;
		gw_str_puts(&str, str.n != 0 ? ", " : "");
		gw_str_puts(&str,
			    gw_my_object_name(trial->arena, &trial->effect.objects.list.items[i]));
	}
	return gw_str_take(&str, trial->arena);
}

/* --- taking the looks --- */

struct words {
	GW_VEC(struct gw_view) list;
};

static void split(struct gw_arena *arena, struct gw_view text, struct words *words)
{
	struct gw_view word;

	while (gw_view_next_field(&text, ' ', &word))
		gw_vec_push(arena, &words->list, word);
}

static bool is_same_word(const struct words *a, const struct words *b, size_t at)
{
	return gw_view_eq(a->list.items[at], b->list.items[at]);
}

static struct gw_view place_at(const struct words *words, size_t at)
{
	struct gw_view place = words->list.items[at];

	return gw_view_is(place, "-") ? (struct gw_view){0} : place;
}

static void take_places(struct trial *trial, const struct words *before, const struct words *now)
{
	size_t n = trial->effect.objects.list.n, server = now->list.n - 1;

	if (!is_same_word(before, now, server))
		return;
	for (size_t i = 0; i < n; i++) {
		trial->looks[i].place_before = place_at(before, GW_MY_LOOK_HEAD + n + i);
		trial->looks[i].place_now = place_at(now, GW_MY_LOOK_HEAD + n + i);
	}
}

static void take_looks(struct trial *trial, const struct words *before, const struct words *now)
{
	bool places = (trial->effect.traits & GW_TRAIT_PLACE) != 0;
	size_t n = trial->effect.objects.list.n;

	trial->compares = before->list.n == now->list.n && is_same_word(before, now, 0) &&
			  is_same_word(before, now, 1);
	for (size_t i = 0; i < n; i++) {
		trial->looks[i].now = now->list.items[GW_MY_LOOK_HEAD + i];
		if (trial->compares)
			trial->looks[i].before = before->list.items[GW_MY_LOOK_HEAD + i];
	}
	if (trial->compares && places)
		take_places(trial, before, now);
}

/* The expression's value now. */
static bool look_again(struct trial *trial, const char *expression, struct words *ret_now,
		       struct gw_error **err)
{
	GW_STR_AUTO struct gw_str query = {0};
	size_t n = trial->effect.objects.list.n;
	size_t places = trial->effect.traits & GW_TRAIT_PLACE ? n + 1 : 0;
	struct gw_rows rows;

	gw_str_puts(&query, "SELECT ");
	gw_str_puts(&query, expression);
	if (!gw_conn_query(trial->conn, trial->arena, gw_str_text(&query), NULL, 0, &rows, err))
		return false;
	split(trial->arena, gw_cell(&rows, 0, 0), ret_now);
	if (ret_now->list.n == GW_MY_LOOK_HEAD + n + places)
		return true;
	return gw_fail(err, GW_E_INTERNAL, "a look at %zu objects has %zu words", n,
		       ret_now->list.n);
}

/* Of a look at traits alone: there is no such table, or it has none of them, or hides them. Of one at
   its name: it is there, but may be broken. */
static bool shows_nothing(struct gw_view look)
{
	return gw_view_is(look, "?") || gw_view_is(look, "0:0") || gw_view_is(look, "+");
}

static bool is_bare(const struct object_looks *looks)
{
	return shows_nothing(looks->now);
}

/* A table that is gone may have had nothing to show, too: then it was not there, or it does not matter,
   because no statement about it can run any more. */
static void take_table(struct object_looks *looks, struct gw_view table)
{
	if (!is_bare(looks) || (is_there(table) && !is_hidden(table)))
		return;
	looks->now = table;
	if (!is_there(table) && shows_nothing(looks->before))
		looks->before = table;
}

/* Looks at the tables themselves, where their traits alone have been looked at, and show nothing. */
static bool look_at_tables(struct trial *trial, struct gw_error **err)
{
	struct gw_effect plain = trial->effect;
	struct words now = {0};

	if (!trial->effect.shows || count(trial, is_bare) == 0)
		return true;
	plain.traits = 0;
	plain.shows = false;
	if (!look_again(trial, gw_my_look(gw_my(trial->conn), trial->arena, &plain, true), &now,
			err))
		return false;
	for (size_t i = 0; i < trial->effect.objects.list.n; i++)
		take_table(&trial->looks[i], now.list.items[GW_MY_LOOK_HEAD + i]);
	return true;
}

/* *ret_looked: false when there is nothing to look at. */
static bool look(struct trial *trial, struct gw_view before, bool *ret_looked,
		 struct gw_error **err)
{
	size_t n = trial->effect.objects.list.n;
	const char *expression = gw_my_look(gw_my(trial->conn), trial->arena, &trial->effect, true);
	struct words then = {0}, now = {0};

	*ret_looked = expression != NULL;
	trial->looks = gw_new_array(trial->arena, struct object_looks, n);
	if (expression == NULL)
		return true;
	if (!look_again(trial, expression, &now, err))
		return false;
	split(trial->arena, before, &then);
	take_looks(trial, &then, &now);
	return look_at_tables(trial, err);
}

/* --- what the looks say --- */

static void say_incomparable(struct trial *trial)
{
	say(trial, GW_OUTCOME_UNKNOWN,
	    "how its objects looked before it is not known, or was seen from another database, "
	    "by another version of the server or of godwit");
}

static void say_hidden(struct trial *trial)
{
	say(trial, GW_OUTCOME_UNKNOWN,
	    gw_format(trial->arena, "%s cannot be opened, or is hidden from this user",
		      names(trial, cannot_be_seen)));
}

/* Whether the server was killed in it, and is one that leaves DDL half done then. */
static bool may_be_broken(const struct trial *trial)
{
	const struct gw_server_info *info = &trial->conn->info;
	unsigned whole = gw_view_is(gw_view_of(info->flavor), "MariaDB") ? 100600 : 80000;

	return lost(trial) && info->version_number < whole &&
	       gw_my_restarted(trial->conn, trial->by);
}

static void say_happened(struct trial *trial)
{
	if (may_be_broken(trial))
		say(trial, GW_OUTCOME_UNKNOWN,
		    "the server was restarted meanwhile, and one of this version may leave such a "
		    "statement half done");
	else
		say(trial, GW_OUTCOME_HAPPENED, NULL);
}

/*
 * What a DROP was to take away and is there no more was taken by it, if it was there before.
 * Otherwise it failed, took something that cannot be seen (a temporary table), or is the rest of one
 * that was done in part: with IF EXISTS it cannot do harm.
 */
static void judge_drop(struct trial *trial)
{
	size_t left = count(trial, is_left);
	size_t hit = trial->compares ? count(trial, was_hit) : 0;
	size_t n = trial->effect.objects.list.n;

	if (hit != 0 && left == 0 && lost(trial))
		say(trial, GW_OUTCOME_HAPPENED, NULL);
	else if (hit != 0 && left == 0)
		say_part(trial, conditional(trial),
			 gw_format(trial->arena, "%s is gone", names(trial, was_hit)));
	else if (hit != 0)
		say_part(trial, conditional(trial),
			 gw_format(trial->arena, "%s is gone or half gone, left is %s",
				   names(trial, was_hit), names(trial, is_left)));
	else if (lost(trial) && left == 0)
		say_part(trial, conditional(trial), "nothing that it drops is there");
	else if (lost(trial) && left < n)
		say_part(trial, conditional(trial),
			 gw_format(trial->arena, "left is %s", names(trial, is_left)));
	else
		say(trial, GW_OUTCOME_NONE, NULL);
}

/* Some of its objects were there before: made by a first run that did a part, perhaps. */
static bool is_rest(const struct trial *trial)
{
	size_t missing = count(trial, is_missing);

	return missing != 0 && missing < trial->effect.objects.list.n;
}

static void judge_create(struct trial *trial)
{
	size_t made = count(trial, was_made);

	if (count(trial, cannot_be_seen) != 0)
		say_hidden(trial);
	else if (made == 0 && trial->effect.unmarked && lost(trial))
		say(trial, GW_OUTCOME_UNKNOWN,
		    "it is not there; but an event that happens once is removed afterwards");
	else if (made == 0 && !(lost(trial) && is_rest(trial)))
		say(trial, GW_OUTCOME_NONE, NULL);
	else if (count(trial, is_missing) != 0 ||
		 (!lost(trial) && trial->effect.objects.list.n > 1))
		say_part(trial, conditional(trial),
			 gw_format(trial->arena, "%s is there", names(trial, is_left)));
	else if (trial->effect.fills)
		say_happened(trial);
	else
		say(trial, GW_OUTCOME_HAPPENED, NULL);
}

static void judge_unmarked(struct trial *trial)
{
	bool by_place = (trial->effect.traits & GW_TRAIT_PLACE) != 0;

	if (by_place && count(trial, has_no_place) == 0)
		say(trial, count(trial, has_moved) != 0 ? GW_OUTCOME_HAPPENED : GW_OUTCOME_NONE,
		    NULL);
	else if (by_place)
		say(trial, GW_OUTCOME_UNKNOWN,
		    "its objects look as before, as they may in either case; with the PROCESS "
		    "privilege godwit could tell tables of InnoDB apart");
	else
		say(trial, GW_OUTCOME_UNKNOWN,
		    "its objects look as before, as they may in either case");
}

static bool is_of_accounts(const struct trial *trial)
{
	return trial->effect.objects.list.n != 0 &&
	       trial->effect.objects.list.items[0].kind == GW_OBJECT_ROLE;
}

/* ALTER, RENAME, CREATE INDEX, DROP INDEX, REVOKE: whole for tables, one by one for accounts. */
static void judge_change(struct trial *trial)
{
	size_t changed = count(trial, has_changed);
	size_t n = trial->effect.objects.list.n;

	if (count(trial, cannot_be_seen) != 0)
		say_hidden(trial);
	else if (changed == 0 && trial->effect.unmarked && lost(trial))
		judge_unmarked(trial);
	else if (changed == 0)
		say(trial, GW_OUTCOME_NONE, NULL);
	else if (count(trial, is_left) == 0)
		say(trial, GW_OUTCOME_UNKNOWN,
		    gw_format(trial->arena, "%s is not there any more", names(trial, was_hit)));
	else if (is_of_accounts(trial) && changed < n)
		say(trial, GW_OUTCOME_UNKNOWN,
		    gw_format(trial->arena, "only %s has changed", names(trial, has_changed)));
	else
		say_happened(trial);
}

/* --- rows --- */

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
static bool is_empty(struct trial *trial, bool *ret_empty, struct gw_error **err)
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

/* The place tells, or there is nothing to lose, or nobody knows. */
static bool judge_emptied(struct trial *trial, struct gw_error **err)
{
	bool empty;

	if (trial->compares && count(trial, has_no_place) == 0) {
		say(trial, count(trial, has_moved) != 0 ? GW_OUTCOME_HAPPENED : GW_OUTCOME_NONE,
		    NULL);
		return true;
	}
	if (!is_empty(trial, &empty, err))
		return false;
	if (empty)
		say(trial, GW_OUTCOME_NONE, NULL);
	else
		say(trial, GW_OUTCOME_UNKNOWN,
		    "there are rows in the table: those from before, or new ones");
	return true;
}

static bool judge_truncate(struct trial *trial, struct gw_error **err)
{
	if (lost(trial) && count(trial, is_left) != 0)
		return judge_emptied(trial, err);
	/* Refused, it has done nothing. */
	say(trial, GW_OUTCOME_NONE, NULL);
	return true;
}

/* CREATE OR REPLACE TABLE drops first, and may get no further. */
static bool judge_replace(struct trial *trial, struct gw_error **err)
{
	if (!trial->compares)
		say_incomparable(trial);
	else if (count(trial, cannot_be_seen) != 0)
		say_hidden(trial);
	else if (count(trial, is_missing) != 0)
		say(trial, GW_OUTCOME_NONE, NULL);
	else if (count(trial, is_left) == 0)
		say_part(trial, gw_view_dup(trial->arena, trial->statement),
			 gw_format(trial->arena, "%s was dropped, and not made again",
				   names(trial, was_hit)));
	else if (count(trial, has_changed) != 0)
		say_happened(trial);
	else if (lost(trial))
		return judge_emptied(trial, err);
	else
		say(trial, GW_OUTCOME_NONE, NULL);
	return true;
}

/* Of counters, which have a word of their own on whether they show everything. */
static bool shows_no_write(const struct object_looks *looks)
{
	struct gw_view before = looks->before, now = looks->now, counters, sum;

	return gw_view_next_field(&before, '.', &counters) && gw_view_next_field(&now, '.', &sum) &&
	       gw_view_eq(counters, sum);
}

static bool shows_everything(const struct object_looks *looks)
{
	return gw_view_ends(looks->before, ".1");
}

static bool is_unwritten(const struct trial *trial)
{
	struct gw_lexer_modes modes = gw_my_lexer(gw_my(trial->conn), trial->statement).modes;
	size_t n = trial->effect.objects.list.n;

	return trial->compares && count(trial, cannot_be_seen) == 0 &&
	       count(trial, shows_no_write) == n &&
	       (count(trial, shows_everything) == n ||
		gw_effect_counts(modes, trial->effect.statement)) &&
	       !(lost(trial) && gw_my_restarted(trial->conn, trial->by));
}

/* Transactional tables undo a statement that fails. */
static bool judge_write(struct trial *trial, struct gw_view before, struct gw_error **err)
{
	struct gw_my_conn *conn = gw_my(trial->conn);
	bool looked;

	if (!gw_my_stay_ask(conn, trial->effect.statement, err))
		return false;
	gw_my_stay_find(conn, trial->arena, trial->effect.statement, &trial->effect.objects);
	if (!look(trial, before, &looked, err))
		return false;
	if (!looked && !lost(trial))
		say(trial, GW_OUTCOME_NONE, NULL);
	else if (looked && is_unwritten(trial))
		say(trial, GW_OUTCOME_NONE, NULL);
	else if (looked)
		say(trial, GW_OUTCOME_UNKNOWN,
		    "it may have written some of its rows, or all, to tables without transactions");
	else
		say(trial, GW_OUTCOME_UNKNOWN,
		    "it ran outside of a transaction, and rows leave no "
		    "trace of who wrote them");
	return true;
}

/* --- the trial --- */

/*
 * Where no look could be taken before it (a trigger whose table is not named), what is there now tells
 * about DROP and TRUNCATE only. A look that does not compare tells nothing.
 */
static bool judge_by_looks(struct trial *trial, bool had_look, struct gw_error **err)
{
	if (had_look && !trial->compares) {
		say_incomparable(trial);
		return true;
	}
	switch (trial->effect.kind) {
	case GW_EFFECT_DROPS:
		judge_drop(trial);
		return true;
	case GW_EFFECT_EMPTIES:
		return judge_truncate(trial, err);
	case GW_EFFECT_REPLACES:
		return judge_replace(trial, err);
	case GW_EFFECT_CREATES:
	case GW_EFFECT_ALTERS:
	case GW_EFFECT_RENAMES:
		if (!trial->compares)
			say_incomparable(trial);
		else if (trial->effect.kind == GW_EFFECT_CREATES)
			judge_create(trial);
		else
			judge_change(trial);
		return true;
	case GW_EFFECT_UNSEEN:
	case GW_EFFECT_REPEATABLE:
	case GW_EFFECT_WRITES:
		break;
	}
	return true;
}

static bool judge_definition(struct trial *trial, struct gw_view before, struct gw_error **err)
{
	bool looked;

	if (!look(trial, before, &looked, err))
		return false;
	if (looked)
		return judge_by_looks(trial, before.p != NULL, err);
	if (trial->effect.kind != GW_EFFECT_DROPS)
		say(trial, GW_OUTCOME_UNKNOWN, "its object cannot be looked at");
	else if (lost(trial))
		say_part(trial, conditional(trial), "whether it is gone cannot be seen");
	else
		say(trial, GW_OUTCOME_NONE, NULL);
	return true;
}

bool gw_my_judge(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		 struct gw_view before, const struct gw_lost *by, struct gw_verdict *ret_verdict,
		 struct gw_error **err)
{
	struct trial trial = {
		.conn = conn,
		.arena = arena,
		.statement = statement,
		.by = by,
	};
	bool ok = true;

	gw_effect_read(arena, gw_my_lexer(gw_my(conn), statement).modes, statement, &trial.effect);
	if (trial.effect.kind == GW_EFFECT_UNSEEN)
		say(&trial, GW_OUTCOME_UNKNOWN, trial.effect.reason);
	else if (trial.effect.kind == GW_EFFECT_REPEATABLE)
		say(&trial, GW_OUTCOME_NONE, NULL);
	else if (trial.effect.kind == GW_EFFECT_WRITES)
		ok = judge_write(&trial, before, err);
	else
		ok = judge_definition(&trial, before, err);
	if (ok)
		*ret_verdict = trial.verdict;
	return ok;
}
