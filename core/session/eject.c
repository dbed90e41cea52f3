/*
 * Giving the history to another tool: its table is made, or brought up to what is applied, under the
 * lock and in one transaction. godwit's own history stays.
 */
#include "session/session_int.h"

struct ejection {
	struct gw_session *session;
	const struct gw_adopt_tool *tool;
	const struct gw_eject_table *table;
	struct gw_foreign place; /* tool NULL: the table is not there yet */
	struct gw_adoption adoption; /* what it says now */
	struct gw_ejection *ejection;
	const void *facts; /* of the tool's read() */
	int64_t last_at_us; /* of the rows so far */
	GW_VEC(struct gw_request) requests;
};

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
	case GW_STATUS_MISSING:
	case GW_STATUS_FUTURE:
	case GW_STATUS_RENUMBERED:
	case GW_STATUS_UNFINISHED:
	case GW_STATUS_COUNT:
		break;
	}
	return fail_entry(arena, entry, err);
}

static bool is_known(const struct ejection *e, const struct gw_migration *migration)
{
	for (size_t i = 0; i < e->adoption.matches.n; i++)
		if (e->adoption.matches.items[i].migration == migration)
			return true;
	return false;
}

/* To a tool that keeps or asks for the last version alone, all before it is applied as well. */
static bool check_gap(const struct ejection *e, const struct gw_migration *gap,
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

/* What is applied, in the tool's order. */
static bool collect(struct ejection *e, struct gw_error **err)
{
	struct gw_session *session = e->session;
	const struct gw_picture_request request = {.environment = session->config->environment};
	const struct gw_migration *gap = NULL;
	struct gw_picture picture;

	if (!gw_picture_make(session->arena, session->source, session->history, &request, &picture,
			     err))
		return false;
	for (size_t i = 0; i < picture.entries.n; i++) {
		const struct gw_entry *entry = &picture.entries.items[i];
		struct gw_ejected one = {.migration = entry->migration, .applied = entry->applied};
		bool applied;

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

static bool is_ejected(const struct ejection *e, const struct gw_migration *migration)
{
	for (size_t i = 0; i < e->ejection->list.n; i++)
		if (e->ejection->list.items[i].migration == migration)
			return true;
	return false;
}

/* A row is never taken out for a tool that keeps one for each: it may know better. */
static bool check_rows(const struct ejection *e, struct gw_error **err)
{
	for (size_t i = 0; i < e->adoption.matches.n; i++) {
		const struct gw_adopt_match *match = &e->adoption.matches.items[i];

		if (match->migration == NULL || is_ejected(e, match->migration) ||
		    e->tool->eject->last_only)
			continue;
		gw_fail(err, GW_E_EJECT, "%s is applied as %s says, and pending as godwit says",
			gw_migration_label(e->session->arena, match->migration), e->tool->name);
		gw_error_hint(*err,
			      "Take its row out of %s if it is not there, or take it over "
			      "with `godwit adopt %s`.",
			      e->place.table, e->tool->name);
		return false;
	}
	return true;
}

static bool read_table(struct ejection *e, struct gw_error **err)
{
	struct gw_session *session = e->session;
	struct gw_adopt_rows *rows = gw_new(session->arena, struct gw_adopt_rows);

	if (!gw_foreign_look(session, e->tool, &e->place, err))
		return false;
	e->adoption.tool = e->tool;
	if (e->place.tool == NULL)
		return true;
	if (!gw_foreign_read(session, &e->place, rows, err))
		return false;
	gw_adopt_match(session->arena, rows, session->source, GW_ADOPT_REFUSE, &e->adoption);
	return e->adoption.refusals.n == 0 || gw_foreign_fail(&e->adoption, err);
}

/* --- requests --- */

static void add(struct ejection *e, const char *sql)
{
	const struct gw_request request = {.sql = gw_view_of(sql)};

	gw_vec_push(e->session->arena, &e->requests, request);
}

static void add_begin(struct ejection *e, bool wanted)
{
	if (wanted && !e->session->conn->in_transaction)
		add(e, e->session->engine->words.begin);
}

static bool fail_fault(const struct ejection *e, const struct gw_eject_row *row, const char *fault,
		       struct gw_error **err)
{
	gw_fail(err, GW_E_EJECT, "%s cannot be told of %s: %s", e->tool->name,
		gw_migration_label(e->session->arena, row->migration), fault);
	gw_error_hint(*err, "Nothing was written. Mend that first; `--dry-run` tries it.");
	return false;
}

/* When it was applied. The order of rows may be that of their times, so no two have the same. */
static int64_t time_of(struct ejection *e, const struct gw_ejected *one)
{
	int64_t at_us = one->applied != NULL ? one->applied->started_at_us
					     : e->session->sys->now_us();

	e->last_at_us = GW_MAX(at_us, e->last_at_us + 1);
	return e->last_at_us;
}

static bool add_row(struct ejection *e, const struct gw_ejected *one, struct gw_error **err)
{
	struct gw_session *session = e->session;
	const struct gw_conn *conn = session->conn;
	const struct gw_eject *eject = e->tool->eject;
	const char *fault;
	struct gw_text text;
	struct gw_eject_row row = {
		.arena = session->arena,
		.migration = one->migration,
		.facts = e->facts,
		.at_us = time_of(e, one),
		.number = ++e->place.last_number,
		.user = conn->info.user,
	};

	if (!gw_source_text(session->source, session->arena, one->migration, GW_UP, NULL, &row.up,
			    err) ||
	    !gw_tree_read(session->source->tree, one->migration->path, &text, err))
		return false;
	row.content = text.view;
	fault = eject->fault != NULL ? eject->fault(&row) : NULL;
	if (fault == NULL)
		add(e, gw_eject_insert(e->tool, conn, e->place.schema, e->place.table, &row));
	gw_text_done(&text);
	return fault == NULL || fail_fault(e, &row, fault, err);
}

static bool add_rows(struct ejection *e, struct gw_error **err)
{
	const struct gw_ejected *last = &gw_vec_last(&e->ejection->list);

	if (e->tool->eject->last_only) {
		add(e, gw_eject_clear(e->session->arena, e->session->conn, e->place.schema,
				      e->place.table));
		return add_row(e, last, err);
	}
	for (size_t i = 0; i < e->ejection->list.n; i++) {
		const struct gw_ejected *one = &e->ejection->list.items[i];

		if (!one->known && !add_row(e, one, err))
			return false;
	}
	return true;
}

static void add_table(struct ejection *e)
{
	e->place.schema = e->table->schema;
	e->place.table = e->tool->table;
	for (size_t i = 0; e->table->statements[i] != NULL; i++)
		add(e, e->table->statements[i]);
}

/* All that is to be sent. What cannot be told is found here, so a dry run finds it as well. */
static bool add_all(struct ejection *e, struct gw_error **err)
{
	bool transactional = e->session->engine->caps.transactional_ddl;
	const struct gw_eject *eject = e->tool->eject;

	if (eject->read != NULL &&
	    !eject->read(e->session->arena, e->session->source, &e->facts, err))
		return false;
	add_begin(e, transactional);
	if (e->place.tool == NULL)
		add_table(e);
	add_begin(e, !transactional);
	if (e->session->engine->words.times_in_utc != NULL)
		add(e, e->session->engine->words.times_in_utc);
	if (!add_rows(e, err))
		return false;
	add(e, e->session->engine->words.commit);
	return true;
}

/* The one row of a tool that keeps the last version may also be too new. */
static bool has_news(const struct ejection *e)
{
	if (e->ejection->list.n == 0)
		return false;
	for (size_t i = 0; i < e->ejection->list.n; i++)
		if (!e->ejection->list.items[i].known)
			return true;
	return e->tool->eject->last_only && e->adoption.matches.n != e->ejection->list.n;
}

bool gw_session_eject(struct gw_session *session, const char *name, bool dry,
		      struct gw_ejection *ret_ejection, struct gw_error **err)
{
	struct ejection e = {
		.session = session,
		.tool = gw_adopt_tool_find(gw_view_of(name)),
		.ejection = ret_ejection,
	};

	*ret_ejection = (struct gw_ejection){.tool = e.tool};
	if (!gw_session_source(session, err) || !gw_session_open(session, !dry, err))
		return false;
	e.table = gw_eject_table(e.tool, session->engine);
	if (e.table == NULL)
		return fail_table(session, e.tool, err);
	if (!gw_view_is(gw_view_of(session->source->format->name), e.tool->format))
		return fail_format(session, e.tool, err);
	if (!read_table(&e, err) || !collect(&e, err) || !check_rows(&e, err))
		return false;
	if (!has_news(&e))
		return true;
	return add_all(&e, err) && (dry || gw_history_send(session->history, session->arena,
							   e.requests.items, e.requests.n, err));
}
