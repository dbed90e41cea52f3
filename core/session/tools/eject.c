/*
 * Giving the history to another tool: its table is made, or brought up to what is applied, under the
 * lock and in one transaction. godwit's own history stays.
 */
#include "session/tools/ejecting.h"

static bool fail_table(const struct gw_session *session, const struct gw_adopt_tool *tool,
		       struct gw_error **err)
{
	gw_fail(err, GW_E_EJECT, "godwit does not write the table of %s on %s", tool->name,
		session->engine->label);
	gw_error_hint(*err, "`godwit help eject` lists the tools whose tables it writes.");
	return false;
}

static bool fail_format(const struct gw_session *session, const struct gw_adopt_tool *tool,
			struct gw_error **err)
{
	gw_fail(err, GW_E_EJECT, "%s does not read these files: they are of the format %s",
		tool->name, session->source->format->name);
	gw_error_hint(*err, "Name the folder that it reads with `--dir`, and `--format %s`.",
		      tool->format);
	return false;
}

static bool is_same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : gw_view_is(gw_view_of(a), b);
}

static bool are_alike(const struct gw_source *a, const struct gw_source *b)
{
	for (size_t i = 0; a->n == b->n && i < a->n; i++) {
		const struct gw_migration *one = a->migrations[i], *other = b->migrations[i];

		if (one->kind != other->kind || !is_same_text(one->path, other->path) ||
		    !is_same_text(one->version, other->version) ||
		    !is_same_text(one->name, other->name))
			return false;
	}
	return a->n == b->n;
}

/* Names of files may fit two tools, and nobody has said whose they are: then both see the same. */
static bool would_read(struct gw_session *session, const struct gw_adopt_tool *tool)
{
	const char *said = gw_config_text(session->config, GW_KEY_FORMAT);
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_source *source;
	struct gw_tree *tree;
	bool alike;

	if ((said != NULL && !gw_view_is(gw_view_of(said), "auto")) ||
	    gw_config_text(session->config, GW_KEY_FROM) != NULL ||
	    !gw_tree_open_folder(session->arena, gw_config_text(session->config, GW_KEY_DIR), &tree,
				 &ignored) ||
	    !gw_source_open(session->arena, tree, tool->format,
			    gw_engine_dialect(session->url.engine), &source, &ignored))
		return false;
	alike = are_alike(source, session->source);
	gw_source_close(source);
	return alike;
}

bool gw_eject_is_possible(struct gw_session *session, const struct gw_adopt_tool *tool,
			  struct gw_error **err)
{
	if (gw_eject_table(tool, session->engine) == NULL)
		return fail_table(session, tool, err);
	return tool->format == NULL ||
	       gw_view_is(gw_view_of(session->source->format->name), tool->format) ||
	       would_read(session, tool) || fail_format(session, tool, err);
}

static bool fail_entry(struct gw_arena *arena, const struct gw_entry *entry, struct gw_error **err)
{
	gw_fail(err, GW_E_EJECT, "%s is %s: the tool's table has no word for that",
		gw_entry_label(arena, entry), gw_status_name(entry->status));
	gw_error_hint(*err, "`godwit status` shows how it stands; settle that first.");
	return false;
}

/* Whether it counts as applied; false with an error where that cannot be told to the tool. */
static bool classify(struct gw_arena *arena, const struct gw_entry *entry, bool *ret_applied,
		     struct gw_error **err)
{
	*ret_applied = false;
	switch (entry->status) {
	case GW_STATUS_APPLIED:
	case GW_STATUS_COSMETIC:
	case GW_STATUS_EDITED:
	case GW_STATUS_DOWN_EDITED:
	case GW_STATUS_RENAMED:
		*ret_applied = entry->migration != NULL;
		return true;
	case GW_STATUS_PENDING:
	case GW_STATUS_OUT_OF_ORDER:
	case GW_STATUS_SKIPPED:
		return true;
	case GW_STATUS_COLLIDED:
	case GW_STATUS_MISSING:
	case GW_STATUS_FUTURE:
	case GW_STATUS_RENUMBERED:
	case GW_STATUS_UNFINISHED:
	case GW_STATUS_COUNT:
		break;
	}
	return fail_entry(arena, entry, err);
}

static bool is_known(const struct gw_ejecting *e, const struct gw_migration *migration)
{
	for (size_t i = 0; i < e->adoption.matches.n; i++)
		if (e->adoption.matches.items[i].migration == migration)
			return true;
	return false;
}

/* To a tool that keeps or asks for the last version alone, all before it is applied as well. */
static bool check_gap(const struct gw_ejecting *e, const struct gw_migration *gap,
		      const struct gw_migration *migration, struct gw_error **err)
{
	struct gw_arena *arena = e->session->arena;

	if (gap == NULL || !(e->tool->eject->last_only || e->tool->eject->by_last))
		return true;
	gw_fail(err, GW_E_EJECT, "%s is applied, and %s, which comes before it, is not",
		gw_migration_label(arena, migration), gw_migration_label(arena, gap));
	gw_error_hint(*err,
		      "%s goes by the last version only. `godwit up --out-of-order allow` "
		      "applies the other.",
		      e->tool->name);
	return false;
}

/* A program that the history knows of, from the tool's own table for instance. */
static void collect_external(struct gw_ejecting *e, const struct gw_applied *applied)
{
	struct gw_migration *migration = gw_new(e->session->arena, struct gw_migration);
	struct gw_ejected one = {.migration = migration, .external = true, .applied = applied};

	migration->key = migration->version = applied->key;
	migration->name = migration->path = "";
	for (size_t i = 0; i < e->adoption.matches.n; i++)
		one.known = one.known ||
			    gw_view_is(gw_view_of(applied->key), e->adoption.matches.items[i].key);
	gw_vec_push(e->session->arena, &e->ejection->list, one);
}

/* To a tool that runs none, they are another one's. */
static void collect_externals(struct gw_ejecting *e)
{
	const struct gw_history *history = e->session->history;

	if (!e->tool->code)
		return;
	for (size_t i = 0; i < history->applied.n; i++)
		if (gw_applied_is_external(history->applied.items[i]))
			collect_external(e, history->applied.items[i]);
}

/* What is applied, in the order of the migrations. */
static bool collect(struct gw_ejecting *e, struct gw_error **err)
{
	struct gw_session *session = e->session;
	const struct gw_picture_request request = {.environment = session->config->environment};
	const struct gw_migration *gap = NULL;
	struct gw_picture picture;

	collect_externals(e);
	if (!gw_picture_make(session->arena, session->source, session->history, &request, &picture,
			     err))
		return false;
	for (size_t i = 0; i < picture.entries.n; i++) {
		const struct gw_entry *entry = &picture.entries.items[i];
		struct gw_ejected one = {.migration = entry->migration, .applied = entry->applied};
		bool applied;

		if (entry->migration != NULL && !gw_adopt_has_rows_for(e->tool, entry->migration))
			continue;
		if (!classify(session->arena, entry, &applied, err))
			return false;
		if (!applied) {
			gap = gap != NULL ? gap : entry->migration;
			continue;
		}
		if (!check_gap(e, gap, entry->migration, err))
			return false;
		one.known = is_known(e, entry->migration);
		gw_vec_push(session->arena, &e->ejection->list, one);
	}
	return true;
}

static bool is_ejected(const struct gw_ejecting *e, const struct gw_adopt_match *match)
{
	for (size_t i = 0; i < e->ejection->list.n; i++)
		if (gw_view_is(gw_view_of(e->ejection->list.items[i].migration->key), match->key))
			return true;
	return false;
}

/* A row is never taken out for a tool that keeps one for each: it may know better. */
static bool check_row(const struct gw_ejecting *e, const struct gw_adopt_match *match,
		      struct gw_error **err)
{
	if (is_ejected(e, match) ||
	    (!e->tool->code && (e->tool->eject->last_only || match->migration == NULL)))
		return true;
	gw_fail(err, GW_E_EJECT, "%s is applied as %s says, and pending as godwit says",
		match->migration != NULL ? gw_migration_label(e->session->arena, match->migration)
					 : match->key,
		e->tool->name);
	gw_error_hint(*err,
		      "Take its row out of %s if it is not there, or take it over "
		      "with `godwit adopt %s`.",
		      e->place.table, e->tool->name);
	return false;
}

/* A file that is not what the table has a checksum of is one that the tool would refuse. */
static bool check_rows(struct gw_ejecting *e, struct gw_error **err)
{
	for (size_t i = 0; i < e->adoption.matches.n; i++) {
		struct gw_adopt_match *match = &e->adoption.matches.items[i];

		/* The tool runs it again when it is edited, as godwit does. */
		if (match->migration != NULL && match->migration->kind == GW_MIGRATION_REPEATABLE)
			continue;
		if (!check_row(e, match, err))
			return false;
		if (match->migration != NULL &&
		    !gw_foreign_prove(e->session, &e->adoption, match, e->session->source,
				      match->migration, err))
			return false;
		if (match->disproved)
			gw_adopt_refuse_edited(e->session->arena, &e->adoption, match);
	}
	return e->adoption.refusals.n == 0 || gw_foreign_fail(&e->adoption, err);
}

static bool read_table(struct gw_ejecting *e, struct gw_error **err)
{
	struct gw_session *session = e->session;
	struct gw_adopt_rows *rows = gw_new(session->arena, struct gw_adopt_rows);

	if (!gw_foreign_look(session, e->tool, &e->place, err))
		return false;
	e->adoption.tool = e->tool;
	if (e->place.tool == NULL)
		return true;
	if (!e->request->dry && !gw_foreign_begin(session, &e->place, err))
		return false;
	if (!gw_foreign_read(session, &e->place, rows, err))
		return false;
	gw_adopt_match(session->arena, rows, session->source, GW_ADOPT_REFUSE, &e->adoption);
	return e->adoption.refusals.n == 0 || gw_foreign_fail(&e->adoption, err);
}

/* The one row of a tool that keeps the last version may also be too new. */
static bool has_news(const struct gw_ejecting *e)
{
	if (e->ejection->list.n == 0)
		return false;
	for (size_t i = 0; i < e->ejection->list.n; i++)
		if (!e->ejection->list.items[i].known)
			return true;
	return e->tool->eject->last_only && e->adoption.matches.n != e->ejection->list.n;
}

bool gw_session_eject(struct gw_session *session, const struct gw_eject_request *request,
		      struct gw_ejection *ret_ejection, struct gw_error **err)
{
	struct gw_ejecting e = {
		.session = session,
		.request = request,
		.tool = gw_adopt_tool_find(gw_view_of(request->tool)),
		.ejection = ret_ejection,
	};

	*ret_ejection = (struct gw_ejection){.tool = e.tool};
	if (!gw_session_source(session, err) || !gw_session_open(session, !request->dry, err) ||
	    !gw_eject_is_possible(session, e.tool, err))
		return false;
	e.table = gw_eject_table(e.tool, session->engine);
	if (!read_table(&e, err) || !collect(&e, err) || !check_rows(&e, err))
		return false;
	if (!has_news(&e))
		return true;
	return gw_ejecting_tell(&e, err);
}
