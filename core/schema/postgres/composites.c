/*
 * Composite types. They grow by ADD ATTRIBUTE and shrink by DROP ATTRIBUTE; the server has nothing for
 * attributes that change places, nor for one whose type changes under columns: the type is made anew then.
 */
#include "schema/postgres/postgres_int.h"

/* The next attribute of the rest that the other list has, too; absent: there is none. */
static struct gw_view next_kept(struct gw_view *rest, struct gw_view other)
{
	struct gw_view attribute;

	while (gw_view_next_field(rest, GW_SCHEMA_SEPARATOR, &attribute)) {
		if (gw_pg_find_entry(other, gw_pg_entry_name(attribute)).p != NULL)
			return attribute;
	}
	return (struct gw_view){0};
}

static bool is_of_name(struct gw_view a, struct gw_view b)
{
	return gw_view_eq(gw_pg_entry_name(a), gw_pg_entry_name(b));
}

/* Whether those that both lists have come first in the new one, in the same order. */
static bool kept_lead(struct gw_view old, struct gw_view new,
		      bool (*is_like)(struct gw_view a, struct gw_view b))
{
	struct gw_view rest = new;
	struct gw_view kept = next_kept(&old, new);
	struct gw_view attribute;

	while (kept.p != NULL && gw_view_next_field(&rest, GW_SCHEMA_SEPARATOR, &attribute)) {
		if (!is_like(attribute, kept))
			return false;
		kept = next_kept(&old, new);
	}
	return true;
}

bool gw_pg_attributes_grow(struct gw_view old, struct gw_view new)
{
	return kept_lead(old, new, gw_view_eq);
}

bool gw_pg_attributes_append(const struct gw_schema_change *change)
{
	return kept_lead(gw_schema_value(change->old, COMPOSITE_ATTRIBUTES),
			 gw_schema_value(change->new, COMPOSITE_ATTRIBUTES), is_of_name);
}

void gw_pg_put_by_attribute(struct gw_schema_script *script, const struct gw_schema_change *change,
			    const char *value)
{
	struct gw_view old = gw_schema_value(change->old, COMPOSITE_ATTRIBUTES);
	struct gw_view new = gw_schema_value(change->new, COMPOSITE_ATTRIBUTES);
	struct gw_view attribute;
	const char *before = " IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(";

	gw_schema_puts(script, "CASE WHEN ");
	gw_schema_puts(script, value);
	while (gw_view_next_field(&new, GW_SCHEMA_SEPARATOR, &attribute)) {
		struct gw_view name = gw_pg_entry_name(attribute);

		gw_schema_puts(script, before);
		before = ", ";
		if (gw_pg_find_entry(old, name).p == NULL) {
			gw_schema_puts(script, "NULL");
			continue;
		}
		gw_schema_puts(script, "(");
		gw_schema_puts(script, value);
		gw_pg_put_value(script, ").", name, "");
	}
	gw_schema_puts(script, ")::");
	gw_pg_put_path(script, change->new);
	gw_schema_puts(script, " END");
}

bool gw_pg_loses_attribute(const struct gw_schema_change *change)
{
	struct gw_view old = gw_schema_value(change->old, COMPOSITE_ATTRIBUTES);
	struct gw_view new = gw_schema_value(change->new, COMPOSITE_ATTRIBUTES);
	struct gw_view attribute;

	while (gw_view_next_field(&old, GW_SCHEMA_SEPARATOR, &attribute)) {
		if (gw_pg_find_entry(new, gw_pg_entry_name(attribute)).p == NULL)
			return true;
	}
	return false;
}

static void put_attributes(struct gw_schema_script *script, struct gw_view attributes)
{
	struct gw_view attribute;
	const char *before = "\n\t";

	while (gw_view_next_field(&attributes, GW_SCHEMA_SEPARATOR, &attribute)) {
		gw_pg_put_value(script, before, attribute, "");
		before = ",\n\t";
	}
}

static void create_composite(struct gw_schema_script *script, const struct gw_schema_object *type)
{
	gw_pg_put_command(script, "CREATE ", type);
	gw_schema_puts(script, " AS (");
	put_attributes(script, gw_schema_value(type, COMPOSITE_ATTRIBUTES));
	gw_schema_puts(script, "\n)");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, type);
	for (size_t i = 0; i < type->children.n; i++)
		gw_pg_finish(script, type->children.items[i]);
}

/* Columns have it, or may have what is made of it. */
static bool has_values(const struct gw_schema *schema, const struct gw_schema_object *type)
{
	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *user = schema->objects.items[i];

		if ((user->kind->flags & GW_KIND_KEEPS_DATA) != 0 && gw_pg_needs(user, type))
			return true;
	}
	return false;
}

/* One that comes or goes: what is another in its place has the type made anew. */
static void put_attribute(struct gw_schema_script *script, const struct gw_schema_change *change,
			  struct gw_view name, const struct gw_pg_entry_change *attribute)
{
	bool goes = attribute->new.p == NULL;
	bool loses = goes && has_values(script->changes->old, change->old);

	if (!goes && attribute->old.p != NULL)
		return;
	gw_pg_put_command(script, "ALTER ", change->new);
	gw_pg_put_value(script, goes ? " DROP ATTRIBUTE " : " ADD ATTRIBUTE ",
			goes ? name : attribute->new, " CASCADE");
	gw_schema_end(script, loses ? &gw_pg_rows_lost : &gw_pg_all_wait);
}

static void alter_attributes(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_change_entries(script, change, COMPOSITE_ATTRIBUTES, put_attribute);
}

void gw_pg_adapt_attributes(struct gw_schema_script *script, const struct gw_schema_change *change,
			    const struct gw_schema_object *adapted)
{
	struct gw_schema_change of_old = *change;

	of_old.new = adapted;
	if (gw_pg_attributes_append(change) && has_values(script->changes->old, change->old))
		gw_pg_change_entries(script, &of_old, COMPOSITE_ATTRIBUTES, put_attribute);
}

static const struct gw_schema_property composite_properties[] = {
	PG_COMMON_PROPERTIES,
	[COMPOSITE_ATTRIBUTES] =
		{
			.name = "attributes",
			.type = GW_PROPERTY_LIST,
			.alter = alter_attributes,
		},
	[COMPOSITE_REBUILT] =
		{
			.name = "rebuilt",
			.way = GW_WAY_DERIVED,
			.detaches = true,
			.makes_anew = true,
			.alter = gw_pg_rebuild,
		},
};

const struct gw_schema_kind gw_pg_composite = {
	.name = "composite type",
	.rank = 4,
	.flags = GW_KIND_KEEPS_DATA,
	.space = "relation",
	GW_PROPERTIES(composite_properties),
	.create = create_composite,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

/* Where it has a comment. */
const struct gw_schema_kind gw_pg_attribute = {
	.name = "attribute",
	.flags = GW_KIND_PART,
	.rank = 4,
	GW_PROPERTIES(gw_pg_common_properties),
	.create = gw_pg_finish,
	.drop = gw_pg_clear,
};
