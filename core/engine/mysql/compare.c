/*
 * How the objects of a statement look, against how they looked before it: the words of two values of
 * look.c.
 */
#include "engine/mysql/judge_int.h"

/* --- what two looks say --- */

static bool is_there(struct gw_view look)
{
	return !gw_view_starts(look, "-");
}

static bool is_hidden(struct gw_view look)
{
	return is_there(look) && gw_view_find_char(look, '?') != GW_NOWHERE;
}

bool gw_my_has_changed(const struct gw_my_looks *looks)
{
	return !gw_view_eq(looks->before, looks->now);
}

size_t gw_my_count(const struct gw_my_trial *trial, gw_my_looks_fn *holds)
{
	size_t n = 0;

	for (size_t i = 0; i < trial->effect.objects.list.n; i++)
		n += holds(&trial->looks[i]);
	return n;
}

bool gw_my_is_left(const struct gw_my_looks *looks)
{
	return is_there(looks->now);
}

bool gw_my_was_made(const struct gw_my_looks *looks)
{
	return !is_there(looks->before) && is_there(looks->now);
}

bool gw_my_is_missing(const struct gw_my_looks *looks)
{
	return !is_there(looks->before) && !is_there(looks->now);
}

bool gw_my_was_hit(const struct gw_my_looks *looks)
{
	return is_there(looks->before) && gw_my_has_changed(looks);
}

bool gw_my_cannot_be_seen(const struct gw_my_looks *looks)
{
	return is_hidden(looks->before) || is_hidden(looks->now);
}

bool gw_my_has_moved(const struct gw_my_looks *looks)
{
	return !gw_view_eq(looks->place_before, looks->place_now);
}

bool gw_my_has_no_place(const struct gw_my_looks *looks)
{
	return is_there(looks->now) &&
	       (looks->place_before.p == NULL || looks->place_now.p == NULL);
}

const char *gw_my_names(const struct gw_my_trial *trial, gw_my_looks_fn *holds)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < trial->effect.objects.list.n; i++) {
		if (!holds(&trial->looks[i]))
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

static void take_places(struct gw_my_trial *trial, const struct words *before,
			const struct words *now)
{
	size_t n = trial->effect.objects.list.n, server = now->list.n - 1;

	if (!is_same_word(before, now, server))
		return;
	for (size_t i = 0; i < n; i++) {
		trial->looks[i].place_before = place_at(before, GW_MY_LOOK_HEAD + n + i);
		trial->looks[i].place_now = place_at(now, GW_MY_LOOK_HEAD + n + i);
	}
}

static void take_looks(struct gw_my_trial *trial, const struct words *before,
		       const struct words *now)
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
static bool look_again(struct gw_my_trial *trial, const char *expression, struct words *ret_now,
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

static bool is_bare(const struct gw_my_looks *looks)
{
	return shows_nothing(looks->now) || gw_view_is(looks->now, "0");
}

/* A table that is gone may have had nothing to show, too: then it was not there, or it does not matter,
   because no statement about it can run any more. */
static void take_table(struct gw_my_looks *looks, struct gw_view table)
{
	if (!is_bare(looks) || (is_there(table) && !is_hidden(table)))
		return;
	looks->now = table;
	if (!is_there(table) && shows_nothing(looks->before))
		looks->before = table;
}

/* Looks at the tables themselves, where their traits alone have been looked at, and show nothing. */
static bool look_at_tables(struct gw_my_trial *trial, struct gw_error **err)
{
	struct gw_effect plain = trial->effect;
	struct words now = {0};

	if (!trial->effect.shows || gw_my_count(trial, is_bare) == 0)
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

bool gw_my_compare(struct gw_my_trial *trial, struct gw_view before, bool *ret_looked,
		   struct gw_error **err)
{
	size_t n = trial->effect.objects.list.n;
	const char *expression = gw_my_look(gw_my(trial->conn), trial->arena, &trial->effect, true);
	struct words then = {0}, now = {0};

	*ret_looked = expression != NULL;
	trial->looks = gw_new_array(trial->arena, struct gw_my_looks, n);
	if (expression == NULL)
		return true;
	if (!look_again(trial, expression, &now, err))
		return false;
	split(trial->arena, before, &then);
	take_looks(trial, &then, &now);
	return look_at_tables(trial, err);
}
