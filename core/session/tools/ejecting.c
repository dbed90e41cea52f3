/*
 * The requests of an eject: the table where it is missing, its rows and those beside it, and the event
 * in the history:
 *
 *	detail  {"ejected": {"tool": "sqlx", "table": "_sqlx_migrations", "made": true, "rows": 12,
 *		 "first": "1", "last": "12"}}
 */
#include "session/tools/ejecting.h"

#include "base/json.h"
#include "session/git/git_int.h"

struct telling {
	struct gw_ejecting *e;
	struct gw_session *session;
	const struct gw_eject *eject;
	bool makes_table;
	const void *facts; /* of the tool's read() */
	int64_t last_at_us; /* of the rows so far */
	GW_VEC(struct gw_request) requests;
	GW_VEC(const struct gw_ejected *) told;
};

static void add(struct telling *telling, const char *sql)
{
	const struct gw_request request = {.sql = gw_view_of(sql)};

	gw_vec_push(telling->session->arena, &telling->requests, request);
}

static void add_begin(struct telling *telling, bool wanted)
{
	if (wanted && !telling->session->conn->in_transaction)
		add(telling, telling->session->engine->words.begin);
}

static void add_table(struct telling *telling)
{
	struct gw_ejecting *e = telling->e;

	e->place.schema = e->table->schema;
	e->place.table = e->table->spelled != NULL ? e->table->spelled : e->tool->table;
	for (size_t i = 0; e->table->statements[i] != NULL; i++)
		add(telling, e->table->statements[i]);
}

/* --- rows --- */

static bool fail_fault(const struct telling *telling, const struct gw_eject_row *row,
		       const char *fault, struct gw_error **err)
{
	gw_fail(err, GW_E_EJECT, "%s cannot be told of %s: %s", telling->e->tool->name,
		gw_migration_label(row->arena, row->migration), fault);
	gw_error_hint(*err, "Mend that; `godwit eject %s --dry-run` tries it.",
		      telling->e->tool->name);
	return false;
}

/* When it was applied. The order of rows may be that of their times, so no two have the same. */
static int64_t time_of(struct telling *telling, const struct gw_ejected *one)
{
	int64_t at_us = one->applied != NULL ? one->applied->started_at_us
					     : telling->session->sys->now_us();

	telling->last_at_us = GW_MAX(at_us, telling->last_at_us + 1);
	return telling->last_at_us;
}

static struct gw_eject_place place_of(const struct telling *telling)
{
	return (struct gw_eject_place){
		.tool = telling->e->tool,
		.conn = telling->session->conn,
		.schema = telling->e->place.schema,
		.table = telling->e->place.table,
	};
}

static void add_beside(struct telling *telling, struct gw_eject_row *row, bool before)
{
	const struct gw_eject_place place = place_of(telling);
	const struct gw_eject_side *side = telling->eject->sides;

	for (; side != NULL && side->table != NULL; side++) {
		size_t n = side->count != NULL ? side->count(row) : 1;

		if (side->before != before || (before && !telling->makes_table))
			continue;
		for (row->nth = 0; row->nth < n; row->nth++)
			add(telling, gw_eject_insert_beside(&place, side, row));
	}
}

static bool add_told(struct telling *telling, struct gw_eject_row *row, struct gw_error **err)
{
	const struct gw_eject_place place = place_of(telling);
	const char *fault = telling->eject->fault != NULL ? telling->eject->fault(row) : NULL;

	if (fault != NULL)
		return fail_fault(telling, row, fault, err);
	if (telling->told.n == 0)
		add_beside(telling, row, true);
	add(telling, gw_eject_insert(&place, row));
	add_beside(telling, row, false);
	return true;
}

/* With the migration's file and text; a program has none that matters. */
static bool add_row(struct telling *telling, const struct gw_ejected *one, struct gw_error **err)
{
	struct gw_ejecting *e = telling->e;
	struct gw_source *source = telling->session->source;
	struct gw_text text = {0};
	bool ok;
	struct gw_eject_row row = {
		.arena = telling->session->arena,
		.tree = source->tree,
		.migration = one->migration,
		.prefix = e->request->prefix,
		.other = e->adoption.matches.n != 0 ? &e->adoption.matches.items[0] : NULL,
		.facts = telling->facts,
		.applied = e->ejection->list.n,
		.at_us = time_of(telling, one),
		/* Behind rows that the tool made, whatever our clock said. */
		.is_now = e->adoption.matches.n != 0,
		.number = ++e->place.last_number,
		.user = telling->session->conn->info.user,
	};

	if (!one->external &&
	    (!gw_source_text(source, row.arena, one->migration, GW_UP, NULL, &row.up, err) ||
	     !gw_tree_read(source->tree, one->migration->path, &text, err)))
		return false;
	row.content = text.view;
	ok = add_told(telling, &row, err);
	gw_text_done(&text);
	gw_vec_push(row.arena, &telling->told, one);
	return ok;
}

static bool add_rows(struct telling *telling, struct gw_error **err)
{
	const struct gw_eject_place place = place_of(telling);
	const struct gw_ejecting *e = telling->e;

	if (telling->eject->last_only) {
		add(telling, gw_eject_clear(&place, telling->session->arena));
		return add_row(telling, &gw_vec_last(&e->ejection->list), err);
	}
	for (size_t i = 0; i < e->ejection->list.n; i++) {
		const struct gw_ejected *one = &e->ejection->list.items[i];

		if (!one->known && !add_row(telling, one, err))
			return false;
	}
	return true;
}

/* --- the event --- */

static struct gw_json *ejected_json(const struct telling *telling)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "tool", telling->e->tool->name);
	gw_json_set_text(json, "table", telling->e->tool->table);
	gw_json_set_bool(json, "made", telling->makes_table);
	gw_json_set_int(json, "rows", (int64_t)telling->told.n);
	gw_json_set_text(json, "first", telling->told.items[0]->migration->key);
	gw_json_set_text(json, "last", gw_vec_last(&telling->told)->migration->key);
	return json;
}

static void add_event(struct telling *telling)
{
	struct gw_session *session = telling->session;
	const struct gw_actor actor = gw_session_actor(session);
	struct gw_event *event = gw_new(session->arena, struct gw_event);
	struct gw_json *detail = gw_json_object();
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_recorder recorder;

	gw_json_set(detail, "ejected", ejected_json(telling));
	gw_json_write(detail, false, &str);
	gw_json_free(detail);
	gw_event_set_text(event, GW_COLUMN_event, gw_event_kind_name(GW_EVENT_EJECTED));
	gw_event_set_text(event, GW_COLUMN_name, telling->e->tool->name);
	gw_event_set_text(event, GW_COLUMN_detail, gw_str_take(&str, session->arena));
	gw_recorder_begin(&recorder, session->history, session->arena, session->sys, &actor);
	gw_recorder_event(&recorder, event);
	gw_vec_push(session->arena, &telling->requests,
		    gw_recorder_request(&recorder, session->arena, event));
}

/* --- all of it --- */

/* What the history's own rows cannot break under the lock, those of the tool's tables may. */
static void explain(const struct telling *telling, struct gw_error *error)
{
	const char *tool = telling->e->tool->name;

	if (error->code == GW_E_HEAD_MOVED) {
		gw_error_restate(error, GW_E_EJECT,
				 "the tables of %s do not take what is applied, or somebody else "
				 "wrote history meanwhile",
				 tool);
		gw_error_hint(error, "Try again; if that is no help, look what %s has in them.",
			      tool);
	}
	if (telling->makes_table && !telling->session->engine->caps.transactional_ddl) {
		gw_error_state(error, GW_STATE_PARTIAL,
			       "tables of %s may be there, and say nothing of what is applied",
			       tool);
		gw_error_hint(error, "Drop those tables before you try again.");
	}
}

static bool add_transaction(struct telling *telling, struct gw_error **err)
{
	const struct gw_engine *engine = telling->session->engine;

	if (telling->eject->read != NULL &&
	    !telling->eject->read(telling->session->arena, telling->session->source,
				  &telling->facts, err))
		return false;
	add_begin(telling, engine->caps.transactional_ddl);
	if (telling->makes_table)
		add_table(telling);
	add_begin(telling, !engine->caps.transactional_ddl);
	if (engine->words.times_in_utc != NULL)
		add(telling, engine->words.times_in_utc);
	return add_rows(telling, err);
}

bool gw_ejecting_tell(struct gw_ejecting *e, struct gw_error **err)
{
	struct gw_session *session = e->session;
	const struct gw_plan nothing = {0};
	const struct gw_actor actor = gw_session_actor(session);
	struct telling telling = {
		.e = e,
		.session = session,
		.eject = e->tool->eject,
		.makes_table = e->place.tool == NULL,
	};

	if (!add_transaction(&telling, err))
		return false;
	if (e->request->dry)
		return true;
	if ((telling.makes_table && !gw_foreign_attach(session, e->tool, true, err)) ||
	    !gw_session_trace(session, session->source, &nothing, err) ||
	    !gw_history_ensure(session->history, &actor, err))
		return false;
	/* Where making our tables ended the transaction, another one begins. */
	if (!telling.makes_table && !session->conn->in_transaction &&
	    !gw_foreign_begin(session, &e->place, err))
		return false;
	add_event(&telling);
	add(&telling, session->engine->words.commit);
	if (gw_history_send(session->history, session->arena, telling.requests.items,
			    telling.requests.n, err))
		return true;
	explain(&telling, *err);
	return false;
}
