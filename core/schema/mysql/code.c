/*
 * What is code to the server: views, triggers, procedures, functions, packages, events. Views and events are altered;
 * the others are dropped and created.
 *
 * Who they run as, the definer, is their owner; that it is who asks is none to be told. What is made anew
 * keeps the one it had where owners are not compared. The server keeps the sql_mode with the code, so it is set around it where it is
 * not that of scripts.
 */
#include "schema/mysql/mysql_int.h"

static const struct gw_schema_effect table_waits = {.lock = GW_SCHEMA_LOCK_ALL};
/* A procedure's grants go with it. */
static const struct gw_schema_effect rights_lost = {.hazards = GW_HAZARD_RIGHTS};

static void put_definer(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	struct gw_view definer = gw_schema_value(object, CODE_DEFINER);
	const struct gw_schema_change *change = NULL;

	if (script->changes != NULL)
		change = gw_schema_change_of(script->changes, object->id);
	if (definer.p == NULL && change != NULL && change->old != NULL &&
	    change->old->extra != NULL && gw_schema_value(change->old, CODE_DEFINER).p == NULL)
		definer = gw_view_of(((const struct gw_mysql_hidden *)change->old->extra)->definer);
	if (definer.p == NULL)
		return;
	gw_schema_puts(script, "DEFINER=");
	gw_schema_put(script, definer);
	gw_schema_puts(script, " ");
}

static void begin_mode(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	struct gw_view mode = gw_schema_value(object, CODE_MODE);

	if (mode.p == NULL)
		return;
	gw_schema_puts(script, "SET sql_mode = ");
	gw_schema_put_literal(script, mode);
	gw_schema_end(script, NULL);
}

static void end_mode(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	if (gw_schema_value(object, CODE_MODE).p == NULL)
		return;
	gw_schema_puts(script, GW_MYSQL_SET_MODE);
	gw_schema_end(script, NULL);
}

static void drop(struct gw_schema_script *script, const struct gw_schema_object *object,
		 const char *what, const struct gw_schema_effect *effect)
{
	gw_schema_puts(script, what);
	gw_schema_put_name(script, object->name);
	gw_schema_end(script, effect);
}

/* --- views --- */

static void put_view(struct gw_schema_script *script, const struct gw_schema_object *view,
		     const char *verb)
{
	struct gw_view algorithm = gw_schema_value(view, VIEW_ALGORITHM);
	struct gw_view security = gw_schema_value(view, VIEW_SECURITY);

	gw_schema_puts(script, verb);
	if (algorithm.p != NULL) {
		gw_schema_puts(script, "ALGORITHM=");
		gw_schema_put(script, algorithm);
		gw_schema_puts(script, " ");
	}
	put_definer(script, view);
	if (security.p != NULL) {
		gw_schema_puts(script, "SQL SECURITY ");
		gw_schema_put(script, security);
		gw_schema_puts(script, " ");
	}
	gw_schema_puts(script, "VIEW ");
	gw_schema_put_name(script, view->name);
	gw_schema_puts(script, " ");
	gw_schema_put(script, gw_schema_value(view, CODE_DEFINITION));
	gw_schema_end(script, NULL);
}

static void create_view(struct gw_schema_script *script, const struct gw_schema_object *view)
{
	put_view(script, view, "CREATE ");
}

static void alter_view(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	put_view(script, change->new, "CREATE OR REPLACE ");
}

static void drop_view(struct gw_schema_script *script, const struct gw_schema_object *view)
{
	/* What copies the schema has not made one that is broken. */
	drop(script, view, view->is_broken ? "DROP VIEW IF EXISTS " : "DROP VIEW ", NULL);
}

/* --- triggers --- */

static void put_head(struct gw_schema_script *script, const struct gw_schema_object *trigger)
{
	struct gw_view head = gw_schema_value(trigger, TRIGGER_HEAD);

	if (head.p != NULL) {
		gw_schema_put(script, head);
		return;
	}
	gw_schema_puts(script, " ");
	gw_schema_put_name(script, trigger->name);
	gw_mysql_put_value(script, " ", gw_schema_value(trigger, TRIGGER_WHEN));
	gw_schema_puts(script, " ON ");
	gw_schema_put_name(script, trigger->parent->name);
	gw_schema_puts(script, " FOR EACH ROW ");
}

static void create_trigger(struct gw_schema_script *script, const struct gw_schema_object *trigger)
{
	begin_mode(script, trigger);
	gw_schema_puts(script, "CREATE ");
	put_definer(script, trigger);
	gw_schema_puts(script, "TRIGGER");
	put_head(script, trigger);
	gw_schema_put(script, gw_schema_value(trigger, CODE_DEFINITION));
	gw_schema_end(script, &table_waits);
	end_mode(script, trigger);
}

static void drop_trigger(struct gw_schema_script *script, const struct gw_schema_object *trigger)
{
	drop(script, trigger, "DROP TRIGGER ", &table_waits);
}

/* --- routines --- */

static const struct {
	const struct gw_schema_kind *kind;
	const char *words;
} routines[] = {
	{&gw_mysql_procedure, "PROCEDURE "},
	{&gw_mysql_function, "FUNCTION "},
	{&gw_mysql_package, "PACKAGE "},
	{&gw_mysql_package_body, "PACKAGE BODY "},
};

const struct gw_schema_kind *gw_mysql_routine_kind(struct gw_view type)
{
	for (size_t i = 0; i < GW_COUNT(routines); i++) {
		if (gw_view_is_nocase(type, routines[i].kind->name))
			return routines[i].kind;
	}
	return NULL;
}

static const char *words_of(const struct gw_schema_kind *kind)
{
	size_t i = 0;

	while (routines[i].kind != kind)
		i++;
	return routines[i].words;
}

static void create_routine(struct gw_schema_script *script, const struct gw_schema_object *routine)
{
	begin_mode(script, routine);
	gw_schema_puts(script, "CREATE ");
	put_definer(script, routine);
	if (gw_schema_flag(routine, ROUTINE_AGGREGATE))
		gw_schema_puts(script, "AGGREGATE ");
	gw_schema_puts(script, words_of(routine->kind));
	gw_schema_put_name(script, routine->name);
	gw_schema_put(script, gw_schema_value(routine, CODE_DEFINITION));
	gw_schema_end(script, NULL);
	end_mode(script, routine);
}

static void drop_routine(struct gw_schema_script *script, const struct gw_schema_object *routine)
{
	gw_schema_puts(script, "DROP ");
	drop(script, routine, words_of(routine->kind), &rights_lost);
}

/* Only the mode that it is written in knows of packages. */
static void drop_package(struct gw_schema_script *script, const struct gw_schema_object *package)
{
	begin_mode(script, package);
	drop_routine(script, package);
	end_mode(script, package);
}

/* --- events --- */

/* Where nobody said when an event starts, it is when it was made, and any moment will do. */
static bool same_schedule(struct gw_view old, struct gw_view new)
{
	size_t at = gw_view_find(old, GW_VIEW(" STARTS '"));
	struct gw_view rest = gw_view_from(old, at != GW_NOWHERE ? at + strlen(" STARTS '") : 0);

	if (at == GW_NOWHERE || gw_view_find(new, GW_VIEW(" STARTS '")) != GW_NOWHERE)
		return false;
	rest = gw_view_from(rest, gw_view_find_char(rest, '\'') + 1);
	return new.n == at + rest.n &&gw_view_eq(gw_view_slice(new, 0, at),
						 gw_view_slice(old, 0, at)) &&
	       gw_view_eq(gw_view_from(new, at), rest);
}

static void put_event_name(struct gw_schema_script *script, const struct gw_schema_object *event,
			   const char *verb)
{
	begin_mode(script, event);
	gw_schema_puts(script, verb);
	put_definer(script, event);
	gw_schema_puts(script, "EVENT ");
	gw_schema_put_name(script, event->name);
}

static void put_comment(struct gw_schema_script *script, const struct gw_schema_object *event)
{
	struct gw_view comment = gw_schema_value(event, EVENT_COMMENT);

	gw_schema_puts(script, " COMMENT ");
	gw_schema_put_literal(script, comment.p != NULL ? comment : GW_VIEW(""));
}

static void put_event_body(struct gw_schema_script *script, const struct gw_schema_object *event)
{
	gw_mysql_put_value(script, " DO ", gw_schema_value(event, CODE_DEFINITION));
	gw_schema_end(script, NULL);
	end_mode(script, event);
}

static void create_event(struct gw_schema_script *script, const struct gw_schema_object *event)
{
	put_event_name(script, event, "CREATE ");
	gw_mysql_put_value(script, " ON SCHEDULE ", gw_schema_value(event, EVENT_SCHEDULE));
	gw_mysql_put_value(script, " ", gw_schema_value(event, EVENT_COMPLETION));
	gw_mysql_put_value(script, " ", gw_schema_value(event, EVENT_STATUS));
	if (gw_schema_value(event, EVENT_COMMENT).p != NULL)
		put_comment(script, event);
	put_event_body(script, event);
}

/* A schedule that is said again begins anew: only what differs is. */
static void alter_event(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	const struct gw_schema_object *event = change->new;

	put_event_name(script, event, "ALTER ");
	if (gw_schema_differs(change, EVENT_SCHEDULE))
		gw_mysql_put_value(script, " ON SCHEDULE ", gw_schema_value(event, EVENT_SCHEDULE));
	if (gw_schema_differs(change, EVENT_COMPLETION))
		gw_mysql_put_value(script, " ", gw_schema_value(event, EVENT_COMPLETION));
	if (gw_schema_differs(change, EVENT_STATUS))
		gw_mysql_put_value(script, " ", gw_schema_value(event, EVENT_STATUS));
	if (gw_schema_differs(change, EVENT_COMMENT))
		put_comment(script, event);
	put_event_body(script, event);
}

static bool ends(const struct gw_schema_object *event)
{
	return gw_view_find(gw_schema_value(event, EVENT_SCHEDULE), GW_VIEW(" ENDS '")) !=
	       GW_NOWHERE;
}

/* ALTER EVENT takes no end away. */
static enum gw_way judge_event(const struct gw_schema_change *change)
{
	return ends(change->old) && !ends(change->new) ? GW_WAY_REPLACE : GW_WAY_ALTER;
}

static void drop_event(struct gw_schema_script *script, const struct gw_schema_object *event)
{
	drop(script, event, "DROP EVENT ", NULL);
}

static bool is_code(const struct gw_schema_kind *kind)
{
	return kind == &gw_mysql_view || kind == &gw_mysql_trigger || kind == &gw_mysql_event ||
	       gw_mysql_routine_kind(gw_view_of(kind->name)) != NULL;
}

void gw_mysql_leave_rights(struct gw_schema *schema, struct gw_schema_read_options *options)
{
	bool owners = false;

	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *object = schema->objects.items[i];

		owners = owners ||
			 (is_code(object->kind) && gw_schema_value(object, CODE_DEFINER).p != NULL);
	}
	options->no_owners = options->no_owners || !owners;
}

static const struct gw_schema_property view_properties[] = {
	[CODE_DEFINITION] = {.name = "definition"},
	[CODE_DEFINER] = {.name = "definer"},
	[VIEW_ALGORITHM] = {.name = "algorithm"},
	[VIEW_SECURITY] = {.name = "security"},
};

static const struct gw_schema_property trigger_properties[] = {
	[CODE_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
	[CODE_DEFINER] = {.name = "definer", .way = GW_WAY_REPLACE},
	[CODE_MODE] = {.name = "sql_mode", .way = GW_WAY_REPLACE},
	[TRIGGER_WHEN] = {.name = "when", .way = GW_WAY_REPLACE},
	[TRIGGER_FOLLOWS] = {.name = "follows", .way = GW_WAY_REPLACE},
	[TRIGGER_HEAD] = {.name = "head", .way = GW_WAY_DERIVED},
};

static const struct gw_schema_property routine_properties[] = {
	[CODE_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
	[CODE_DEFINER] = {.name = "definer", .way = GW_WAY_REPLACE},
	[CODE_MODE] = {.name = "sql_mode", .way = GW_WAY_REPLACE},
	[ROUTINE_AGGREGATE] =
		{
			.name = "aggregate",
			.type = GW_PROPERTY_FLAG,
			.way = GW_WAY_REPLACE,
		},
};

static const struct gw_schema_property event_properties[] = {
	[CODE_DEFINITION] = {.name = "definition"},
	[CODE_DEFINER] = {.name = "definer"},
	[CODE_MODE] = {.name = "sql_mode"},
	[EVENT_SCHEDULE] = {.name = "schedule", .equal = same_schedule},
	[EVENT_COMPLETION] = {.name = "completion"},
	[EVENT_STATUS] = {.name = "status"},
	[EVENT_COMMENT] = {.name = "comment"},
};

const struct gw_schema_kind gw_mysql_view = {
	.name = "view",
	.role = GW_ROLE_VIEW,
	.rank = 6,
	.space = "relation",
	GW_PROPERTIES(view_properties),
	.create = create_view,
	.drop = drop_view,
	.alter = alter_view,
};

const struct gw_schema_kind gw_mysql_trigger = {
	.name = "trigger",
	.rank = 7,
	.space = "trigger",
	GW_PROPERTIES(trigger_properties),
	.create = create_trigger,
	.drop = drop_trigger,
};

const struct gw_schema_kind gw_mysql_procedure = {
	.name = "procedure",
	.rank = 5,
	GW_PROPERTIES(routine_properties),
	.create = create_routine,
	.drop = drop_routine,
};

const struct gw_schema_kind gw_mysql_function = {
	.name = "function",
	.rank = 4,
	GW_PROPERTIES(routine_properties),
	.create = create_routine,
	.drop = drop_routine,
};

const struct gw_schema_kind gw_mysql_package = {
	.name = "package",
	.rank = 4,
	GW_PROPERTIES(routine_properties),
	.create = create_routine,
	.drop = drop_package,
};

const struct gw_schema_kind gw_mysql_package_body = {
	.name = "package body",
	.rank = 5,
	GW_PROPERTIES(routine_properties),
	.create = create_routine,
	.drop = drop_package,
};

const struct gw_schema_kind gw_mysql_event = {
	.name = "event",
	.rank = 8,
	GW_PROPERTIES(event_properties),
	.create = create_event,
	.drop = drop_event,
	.alter = alter_event,
	.judge = judge_event,
};
