/*
 * Who owns what, and who may do what with it.
 *
 * The usual owner, who reads or who owns the database, is none to be told: so a schema is the same on two
 * servers where each has its own. The owner's rights are no grants.
 */
#include "schema/postgres/postgres_int.h"

const struct gw_schema_effect gw_pg_rights_lost = {.hazards = GW_HAZARD_RIGHTS};

static void put_owner(struct gw_schema_script *script, const struct gw_schema_object *object,
		      struct gw_view owner)
{
	gw_pg_put_command(script, "ALTER ", object);
	gw_pg_put_value(script, " OWNER TO ", owner, "");
	gw_schema_end(script, &gw_pg_all_wait);
}

void gw_pg_alter_owner(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view owner = gw_schema_value(change->new, PG_OWNER);

	put_owner(script, change->new, owner.p != NULL ? owner : GW_VIEW("CURRENT_USER"));
}

static struct gw_pg_grant split_grant(struct gw_view line)
{
	struct gw_pg_grant grant = {0};

	(void)!gw_view_next_field(&line, '\t', &grant.privileges);
	(void)!gw_view_next_field(&line, '\t', &grant.role);
	(void)!gw_view_next_field(&line, '\t', &grant.can_grant);
	return grant;
}

/* Of a column: the privileges name it, and the object is its table. */
static void put_target(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	const char *keyword;

	if (gw_pg_is_column(object->kind))
		object = object->parent;
	if (object->kind == &gw_pg_view || object->kind == &gw_pg_matview ||
	    object->kind == &gw_pg_foreign_table)
		keyword = "TABLE";
	else if (object->kind == &gw_pg_server)
		keyword = "FOREIGN SERVER";
	else if (object->kind == &gw_pg_aggregate)
		keyword = "FUNCTION";
	else
		keyword = gw_pg_keyword(object->kind);
	gw_schema_puts(script, " ON ");
	gw_schema_puts(script, keyword);
	gw_schema_puts(script, " ");
	gw_pg_put_path(script, object);
}

static void put_grant(struct gw_schema_script *script, const struct gw_schema_object *object,
		      const struct gw_pg_grant *grant, bool is_grant)
{
	gw_schema_puts(script, is_grant ? "GRANT " : "REVOKE ");
	gw_schema_put(script, grant->privileges);
	put_target(script, object);
	gw_pg_put_value(script, is_grant ? " TO " : " FROM ", grant->role, "");
	if (is_grant && grant->can_grant.n != 0)
		gw_schema_puts(script, " WITH GRANT OPTION");
	gw_schema_end(script, is_grant ? NULL : &gw_pg_rights_lost);
}

static void put_missing(struct gw_schema_script *script, const struct gw_schema_object *object,
			struct gw_view from, struct gw_view without, bool is_grant,
			gw_pg_put_grant *put)
{
	struct gw_view line;

	while (gw_view_next_field(&from, GW_SCHEMA_SEPARATOR, &line)) {
		const struct gw_pg_grant grant = split_grant(line);

		if (!gw_schema_has_element(without, line))
			put(script, object, &grant, is_grant);
	}
}

void gw_pg_change_grants(struct gw_schema_script *script, const struct gw_schema_object *object,
			 struct gw_view old, struct gw_view new, gw_pg_put_grant *put)
{
	put_missing(script, object, old, new, false, put);
	put_missing(script, object, new, old, true, put);
}

void gw_pg_alter_grants(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_change_grants(script, change->new, gw_pg_old_value(change, PG_GRANTS),
			    gw_schema_value(change->new, PG_GRANTS), put_grant);
}

struct gw_view gw_pg_first_grants(const struct gw_schema_kind *kind)
{
	if (kind == &gw_pg_function || kind == &gw_pg_procedure || kind == &gw_pg_aggregate)
		return GW_VIEW("EXECUTE\tPUBLIC\t");
	if (kind == &gw_pg_enum || kind == &gw_pg_domain || kind == &gw_pg_composite ||
	    kind == &gw_pg_range)
		return GW_VIEW("USAGE\tPUBLIC\t");
	return (struct gw_view){0};
}

/* What default privileges call objects of the kind; NULL: there are none for it. */
static const char *class_of(const struct gw_schema_kind *kind)
{
	if (gw_pg_is_table(kind) || kind == &gw_pg_view || kind == &gw_pg_matview)
		return "TABLES";
	if (kind == &gw_pg_sequence)
		return "SEQUENCES";
	if (kind == &gw_pg_schema)
		return "SCHEMAS";
	if (gw_pg_first_grants(kind).p != NULL)
		return gw_view_starts(gw_pg_first_grants(kind), "EXECUTE") ? "FUNCTIONS" : "TYPES";
	return NULL;
}

/* Whether they are about objects in its schema. */
static bool reaches(const struct gw_schema_object *privileges,
		    const struct gw_schema_object *object)
{
	for (size_t i = 0; i < privileges->needs.n; i++) {
		const struct gw_schema_object *schema = privileges->needs.items[i].object;

		if (schema->kind == &gw_pg_schema)
			return object->schema != NULL && strcmp(object->schema, schema->name) == 0;
	}
	/* None of ours: godwit's own. */
	return gw_view_find(gw_schema_value(privileges, PRIVILEGES_SCOPE),
			    GW_VIEW(" IN SCHEMA ")) == GW_NOWHERE;
}

/* Whether the object may come with them; whoever makes it may be another role than theirs. */
static bool may_apply(const struct gw_schema_object *privileges,
		      const struct gw_schema_object *object)
{
	const char *class = class_of(object->kind);

	return class != NULL && strcmp(privileges->name, class) == 0 && reaches(privileges, object);
}

/* Default privileges that are there while the object is made; they come last in a schema. */
static struct gw_view defaults_for(const struct gw_schema_script *script,
				   const struct gw_schema_object *object)
{
	const struct gw_schema *old = script->changes != NULL ? script->changes->old : NULL;
	struct gw_view lines = {0};

	for (size_t i = old != NULL ? old->objects.n : 0; i-- != 0;) {
		const struct gw_schema_object *privileges = old->objects.items[i];

		if (privileges->kind != &gw_pg_default_privileges)
			break;
		if (may_apply(privileges, object))
			lines = gw_view_of(gw_format(
				script->arena, "%.*s%s%.*s", GW_VIEW_ARG(lines),
				lines.n != 0 ? "\x1f" : "",
				GW_VIEW_ARG(gw_schema_value(privileges, PRIVILEGES_GRANTS))));
	}
	return lines;
}

/* What it was made with is not known where default privileges may have had a say. */
static void give_grants(struct gw_schema_script *script, const struct gw_schema_object *object,
			struct gw_view grants)
{
	struct gw_view first = gw_pg_first_grants(object->kind);
	struct gw_view defaults = defaults_for(script, object);

	if (grants.p == NULL && defaults.p == NULL)
		return;
	put_missing(script, object, first, grants, false, put_grant);
	put_missing(script, object, defaults, grants, false, put_grant);
	put_missing(script, object, grants, defaults.p != NULL ? (struct gw_view){0} : first, true,
		    put_grant);
}

/* Owner and grants are not looked at: what is made anew gets those that it had. */
static const struct gw_pg_hidden *hidden_of(const struct gw_schema_script *script,
					    const struct gw_schema_object *object)
{
	const struct gw_schema_change *change = NULL;

	if (script->changes != NULL)
		change = gw_schema_change_of(script->changes, object->id);
	return change != NULL && change->old != NULL ? change->old->extra : NULL;
}

void gw_pg_give_rights(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	const struct gw_pg_hidden *hidden = hidden_of(script, object);
	struct gw_view owner = gw_schema_value(object, PG_OWNER);
	struct gw_view grants = gw_schema_value(object, PG_GRANTS);

	if (owner.p == NULL && hidden != NULL)
		owner = hidden->owner;
	if (owner.p != NULL)
		put_owner(script, object, owner);
	if (grants.p == NULL && hidden != NULL)
		grants = hidden->grants;
	give_grants(script, object, grants);
}

/* --- schemas that tell nothing of them --- */

static bool tells_owner(const struct gw_schema_object *object)
{
	return gw_schema_value(object, PG_OWNER).p != NULL;
}

static bool tells_grants(const struct gw_schema_object *object)
{
	struct gw_view first = gw_pg_first_grants(object->kind);
	struct gw_view grants = gw_schema_value(object, PG_GRANTS);

	return object->kind == &gw_pg_default_privileges || !gw_view_eq(grants, first);
}

void gw_pg_leave_rights(struct gw_schema *schema, struct gw_schema_read_options *options)
{
	bool owners = false, grants = false;

	for (size_t i = 0; i < schema->objects.n; i++) {
		owners = owners || tells_owner(schema->objects.items[i]);
		grants = grants || tells_grants(schema->objects.items[i]);
	}
	options->no_owners = options->no_owners || !owners;
	options->no_grants = options->no_grants || !grants;
	/* Of all of them, and so of those that share their values as well. */
	for (size_t i = 0; i < schema->objects.n && options->no_grants; i++)
		gw_schema_set(schema->objects.items[i], PG_GRANTS, (struct gw_view){0});
}
