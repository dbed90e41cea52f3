/*
 * Finding drift, and what the server knows of each piece of it.
 */
#include "drift/drift.h"

#include <fnmatch.h>

struct finder {
	const struct gw_drift_request *request;
	struct gw_arena *arena;
	struct gw_sides sides;
	struct gw_schema implied;
	GW_VEC(const char *) patterns;
	struct gw_drift *drift;
};

/* --- what is passed over --- */

static bool matches_one(struct gw_arena *arena, const char *pattern,
			const struct gw_schema_object *object)
{
	const char *label = gw_schema_label(arena, object);
	const char *path = label + strlen(object->kind->name) + 1;
	const char *kind_and_name = gw_format(arena, "%s %s", object->kind->name, object->name);

	return fnmatch(pattern, label, 0) == 0 || fnmatch(pattern, path, 0) == 0 ||
	       fnmatch(pattern, object->name, 0) == 0 || fnmatch(pattern, kind_and_name, 0) == 0;
}

bool gw_drift_matches(struct gw_arena *arena, const char *pattern,
		      const struct gw_schema_object *object)
{
	for (; object != NULL; object = object->parent) {
		if (matches_one(arena, pattern, object))
			return true;
	}
	return false;
}

static bool is_ignored(const struct finder *finder, const struct gw_schema_change *change)
{
	for (size_t i = 0; i < finder->patterns.n; i++) {
		if (gw_drift_matches(finder->arena, finder->patterns.items[i],
				     gw_schema_change_object(change)))
			return true;
	}
	return false;
}

static void add_patterns(struct finder *finder)
{
	const struct gw_drift_request *request = finder->request;
	struct gw_view rest = gw_view_of(request->ignore), line;
	const char **configured;
	size_t n = gw_config_list(request->session->config, GW_KEY_DRIFT_IGNORE, &configured);

	for (size_t i = 0; i < n; i++)
		gw_vec_push(finder->arena, &finder->patterns, configured[i]);
	while (gw_view_next_line(&rest, &line))
		gw_vec_push(finder->arena, &finder->patterns, gw_view_dup(finder->arena, line));
}

/* What it goes along with; NULL: it is different by itself. */
static const struct gw_schema_change *first_cause(const struct gw_schema_change *change)
{
	const struct gw_schema_change *cause = change->cause;

	while (cause != NULL && cause->cause != NULL)
		cause = cause->cause;
	return cause;
}

/* What is left of the changes: with what goes along with them, or the news alone. */
static void keep(const struct finder *finder, const struct gw_schema_changes *all, bool along,
		 struct gw_schema_changes *ret_kept, size_t *ret_ignored)
{
	gw_schema_changes_init(ret_kept, all->arena, all->old, all->new);
	*ret_ignored = 0;
	for (size_t i = 0; i < all->list.n; i++) {
		struct gw_schema_change *change = all->list.items[i];
		const struct gw_schema_change *cause = first_cause(change);

		if (!along && (cause != NULL || gw_schema_goes_along(all, change)))
			continue;
		if (is_ignored(finder, cause != NULL ? cause : change)) {
			++*ret_ignored;
			continue;
		}
		gw_schema_put_change(ret_kept, change);
	}
}

/* --- comparing --- */

static bool read_implied(struct finder *finder, struct gw_error **err)
{
	struct gw_side side;

	return gw_side_parse(&finder->sides, "history", &side, err) &&
	       gw_sides_choose(&finder->sides, &side, 1, err) &&
	       gw_side_read(&finder->sides, &side, &finder->implied, err);
}

static bool read_live(struct finder *finder, struct gw_error **err)
{
	struct gw_session *session = finder->request->session;

	return gw_schema_read(finder->arena, session->conn, &finder->sides.read,
			      &finder->drift->live, err);
}

static bool has_fingerprint(const struct finder *finder)
{
	const struct gw_drift_request *request = finder->request;
	struct gw_digest digest;

	if (request->full || !request->read.no_owners || !request->read.no_grants ||
	    finder->drift->mark.kind != GW_MARK_TAKEN)
		return false;
	digest = gw_fingerprint_of(&finder->drift->live);
	return gw_digest_eq(&digest, &finder->drift->mark.digest);
}

static void compare(struct finder *finder)
{
	struct gw_drift *drift = finder->drift;
	struct gw_schema_changes *all = gw_new(finder->arena, struct gw_schema_changes);
	size_t again;

	gw_schema_diff(finder->arena, &finder->implied, &drift->live, all);
	keep(finder, all, false, &drift->changes, &drift->ignored);
	all = gw_new(finder->arena, struct gw_schema_changes);
	gw_schema_diff(finder->arena, &drift->live, &finder->implied, all);
	keep(finder, all, true, &drift->back, &again);
	gw_schema_write(finder->arena, &drift->back, &drift->script);
}

/* --- who and when --- */

enum { ORIGIN_OWNER, ORIGIN_CHANGED_AT };

static bool ask(struct finder *finder, struct gw_drift_finding *finding, struct gw_error **err)
{
	struct gw_session *session = finder->request->session;
	const struct gw_schema_object *root = gw_schema_root(
		gw_schema_change_object(finding->change));
	const struct gw_value params[] = {
		gw_value_text(gw_view_of(root->schema)),
		gw_value_text(gw_view_of(root->name)),
	};
	struct gw_rows rows;

	if (!gw_conn_query(session->conn, finder->arena,
			   gw_history_sql(session->history, GW_Q_SCHEMA_ORIGIN), params,
			   GW_COUNT(params), &rows, err))
		return false;
	if (rows.nrows == 0)
		return true;
	finding->owner = gw_view_dup(finder->arena, gw_cell(&rows, 0, ORIGIN_OWNER));
	finding->changed_at_us = gw_cell_int(&rows, 0, ORIGIN_CHANGED_AT);
	return true;
}

static bool find_origins(struct finder *finder, struct gw_error **err)
{
	const struct gw_schema_changes *changes = &finder->drift->changes;

	for (size_t i = 0; i < changes->list.n; i++) {
		struct gw_drift_finding finding = {.change = changes->list.items[i]};

		if (!ask(finder, &finding, err))
			return false;
		gw_vec_push(finder->arena, &finder->drift->findings, finding);
	}
	return true;
}

static bool find(struct finder *finder, struct gw_error **err)
{
	struct gw_session *session = finder->request->session;
	struct gw_drift *drift = finder->drift;

	if (!gw_session_open(session, false, err) ||
	    !gw_fingerprint_last(session->history, finder->arena, &drift->mark, err) ||
	    !read_live(finder, err))
		return false;
	drift->by_fingerprint = has_fingerprint(finder);
	if (drift->by_fingerprint)
		return true;
	if (!read_implied(finder, err))
		return false;
	compare(finder);
	return find_origins(finder, err);
}

bool gw_drift_find(const struct gw_drift_request *request, struct gw_drift *ret_drift,
		   struct gw_error **err)
{
	const struct gw_session *session = request->session;
	struct gw_drift *drift = gw_new(session->arena, struct gw_drift);
	struct finder *finder = gw_new(session->arena, struct finder);

	*finder = (struct finder){
		.request = request,
		.arena = session->arena,
		.drift = drift,
		.sides = {.arena = session->arena,
			  .sys = session->sys,
			  .config = session->config,
			  .application = session->application,
			  .read = request->read},
	};
	add_patterns(finder);
	if (!find(finder, err))
		return false;
	*ret_drift = *drift;
	return true;
}
