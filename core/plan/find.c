/*
 * Which migration or run a person means. A migration: its key, or the number that its key begins
 * with. Some tools name a migration by its whole file name (20240101090000_add_users); people write
 * the number only. A run: the start of its id.
 */
#include "plan/plan_int.h"

/* key is text, or text and then something that does not go on with a number or word. */
static bool is_meant(const char *key, struct gw_view text)
{
	struct gw_view view = gw_view_of(key);
	char next;

	if (view.n <= text.n || !gw_view_eq(gw_view_slice(view, 0, text.n), text))
		return false;
	next = view.p[text.n];
	return next == '_' || next == '-';
}

/* What people see of a version: "2_orders". */
static bool is_label(const char *version, const char *name, struct gw_view text)
{
	size_t n = version != NULL ? strlen(version) : 0;

	return n != 0 && name != NULL && text.n > n && gw_view_starts(text, version) &&
	       text.p[n] == '_' && gw_view_is(gw_view_from(text, n + 1), name);
}

struct candidates {
	const char *key;
	bool ambiguous;
};

static void add_candidate(struct candidates *found, const char *key)
{
	found->ambiguous = found->ambiguous ||
			   (found->key != NULL && !gw_view_is(gw_view_of(key), found->key));
	found->key = key;
}

static void consider(struct candidates *found, const char *key, const char *version,
		     const char *name, struct gw_view text)
{
	if (is_meant(key, text) || is_label(version, name, text))
		add_candidate(found, key);
}

bool gw_plan_find_key(const struct gw_source *source, const struct gw_history *history,
		      const char *text, const char **ret_key, struct gw_error **err)
{
	struct candidates found = {0};
	struct gw_view wanted = gw_view_of(text);

	if (gw_source_find(source, text) != NULL || gw_history_find(history, text) != NULL ||
	    gw_journal_find(history->journal, text) != NULL) {
		*ret_key = text;
		return true;
	}
	for (size_t i = 0; i < source->n; i++) {
		const struct gw_migration *migration = source->migrations[i];

		consider(&found, migration->key, migration->version, migration->name, wanted);
	}
	for (size_t i = 0; i < history->applied.n; i++) {
		const struct gw_applied *applied = history->applied.items[i];

		consider(&found, applied->key, applied->version, applied->name, wanted);
	}
	if (found.key != NULL && !found.ambiguous) {
		*ret_key = found.key;
		return true;
	}
	gw_fail(err, GW_E_NO_VERSION,
		found.ambiguous ? "several migrations begin with %s" : "there is no migration %s",
		text);
	gw_error_hint(*err, "`godwit status` lists them.");
	return false;
}

bool gw_plan_find_run(const struct gw_history *history, const char *text, const char **ret_run_id,
		      struct gw_error **err)
{
	struct candidates found = {0};

	for (size_t i = 0; text[0] != '\0' && i < history->applied.n; i++) {
		const char *run_id = history->applied.items[i]->run_id;

		if (run_id != NULL && gw_view_starts(gw_view_of(run_id), text))
			add_candidate(&found, run_id);
	}
	if (found.key != NULL && !found.ambiguous) {
		*ret_run_id = found.key;
		return true;
	}
	gw_fail(err, GW_E_NO_VERSION,
		found.ambiguous ? "several runs begin with %s"
				: "nothing that is applied was applied by a run %s",
		text);
	gw_error_hint(*err, "`godwit log` lists the runs.");
	return false;
}
