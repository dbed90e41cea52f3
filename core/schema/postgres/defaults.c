/*
 * What columns have that can go and come back: defaults, identities.
 */
#include "schema/postgres/postgres_int.h"

struct gw_view gw_pg_default_of(const struct gw_schema_object *column)
{
	const struct gw_schema_object *value = column != NULL ? gw_pg_child(column, &gw_pg_default)
							      : NULL;

	return value != NULL ? gw_schema_value(value, DEFAULT_VALUE) : (struct gw_view){0};
}

/* Whether a table inherits from another one, directly or not. */
static bool is_below(const struct gw_schema *schema, const struct gw_schema_object *table,
		     const struct gw_schema_object *above)
{
	while (table != NULL && table != above) {
		const struct gw_pg_hidden *hidden = table->extra;

		table = hidden != NULL && hidden->parent_table != NULL
				? gw_schema_find(schema, hidden->parent_table)
				: NULL;
	}
	return table != NULL;
}

/* The column of a table below that got the default just now, and has to be without it; NULL: none. */
static const struct gw_schema_object *to_be_spared(const struct gw_schema_changes *changes,
						   const struct gw_schema_object *table,
						   const struct gw_schema_object *column)
{
	const struct gw_schema_object *below;

	if (!gw_pg_is_table(table->kind) || table == column->parent ||
	    !is_below(changes->new, table, column->parent))
		return NULL;
	below = gw_pg_same_column(table, column);
	return below != NULL && gw_schema_flag(below, COLUMN_INHERITED) &&
			       gw_pg_default_of(below).p == NULL &&
			       gw_schema_find(changes->old, below->id) != NULL
		       ? below
		       : NULL;
}

/* A default goes down to all columns that are inherited: some were without, and stay so. */
static void spare_below(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	const struct gw_schema_changes *changes = script->changes;
	const struct gw_pg_hidden *hidden = column->parent->extra;

	if (changes == NULL || hidden == NULL || !hidden->has_children ||
	    gw_schema_find(changes->old, column->id) == NULL)
		return;
	for (size_t i = 0; i < changes->new->objects.n; i++) {
		const struct gw_schema_object *below = to_be_spared(
			changes, changes->new->objects.items[i], column);

		if (below == NULL)
			continue;
		gw_schema_puts(script, "ALTER TABLE ONLY ");
		gw_pg_put_path(script, below->parent);
		gw_schema_puts(script, " ALTER COLUMN ");
		gw_schema_put_name(script, below->name);
		gw_schema_puts(script, " DROP DEFAULT");
		gw_schema_end(script, &gw_pg_all_wait);
	}
}

static void set_default(struct gw_schema_script *script, const struct gw_schema_object *value)
{
	gw_pg_begin_column(script, value->parent, " ALTER COLUMN ");
	gw_pg_put_value(script, " SET DEFAULT ", gw_schema_value(value, DEFAULT_VALUE), "");
	gw_schema_end(script, &gw_pg_all_wait);
	spare_below(script, value->parent);
}

static void alter_default(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	set_default(script, change->new);
}

static void leave_default(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	gw_pg_begin_column(script, column, " ALTER COLUMN ");
	gw_schema_puts(script, " DROP DEFAULT");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void drop_default(struct gw_schema_script *script, const struct gw_schema_object *value)
{
	leave_default(script, value->parent);
}

void gw_pg_make_default(struct gw_schema_script *script, const struct gw_schema_object *above,
			const struct gw_schema_object *column)
{
	if (gw_pg_default_of(column).p == NULL && gw_pg_default_of(above).p != NULL)
		leave_default(script, column);
	else if (!gw_view_eq(gw_pg_default_of(column), gw_pg_default_of(above)))
		set_default(script, gw_pg_child(column, &gw_pg_default));
}

void gw_pg_put_identity(struct gw_schema_script *script, const struct gw_schema_object *identity)
{
	gw_pg_put_value(script, " GENERATED ", gw_schema_value(identity, IDENTITY_WHEN),
			" AS IDENTITY (");
	gw_pg_put_value(script, "SEQUENCE NAME ", gw_schema_value(identity, IDENTITY_SEQUENCE),
			" ");
	gw_pg_put_value(script, "", gw_schema_value(identity, IDENTITY_OPTIONS), ")");
}

static void add_identity(struct gw_schema_script *script, const struct gw_schema_object *identity)
{
	gw_pg_begin_column(script, identity->parent, " ALTER COLUMN ");
	gw_schema_puts(script, " ADD");
	gw_pg_put_identity(script, identity);
	gw_schema_end(script, &gw_pg_all_wait);
}

static void drop_identity(struct gw_schema_script *script, const struct gw_schema_object *identity)
{
	gw_pg_begin_column(script, identity->parent, " ALTER COLUMN ");
	gw_schema_puts(script, " DROP IDENTITY");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_when(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_begin_column(script, change->new->parent, " ALTER COLUMN ");
	gw_pg_put_value(script, " SET GENERATED ", gw_schema_value(change->new, IDENTITY_WHEN), "");
	gw_schema_end(script, &gw_pg_all_wait);
}

static struct gw_view last_part(struct gw_view path)
{
	return gw_view_from(path, gw_view_rfind_char(path, '.') + 1);
}

static void rename_identity(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_put_value(script, "ALTER SEQUENCE ", gw_schema_value(change->old, IDENTITY_SEQUENCE),
			"");
	gw_pg_put_value(script, " RENAME TO ",
			last_part(gw_schema_value(change->new, IDENTITY_SEQUENCE)), "");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_identity(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_put_value(script, "ALTER SEQUENCE ", gw_schema_value(change->new, IDENTITY_SEQUENCE),
			" ");
	gw_pg_put_sequence(script, gw_schema_value(change->old, IDENTITY_OPTIONS),
			   gw_schema_value(change->new, IDENTITY_OPTIONS));
	gw_schema_end(script, &gw_pg_all_wait);
}

static const struct gw_schema_property default_properties[] = {
	PG_COMMON_PROPERTIES,
	[DEFAULT_VALUE] = {.name = "value", .alter = alter_default},
};

static const struct gw_schema_property identity_properties[] = {
	PG_COMMON_PROPERTIES,
	[IDENTITY_WHEN] = {.name = "when", .alter = alter_when},
	[IDENTITY_SEQUENCE] = {.name = "sequence", .alter = rename_identity},
	[IDENTITY_OPTIONS] = {.name = "options", .alter = alter_identity},
	[IDENTITY_INHERITED] =
		{
			.name = "inherited",
			.type = GW_PROPERTY_FLAG,
			.way = GW_WAY_DERIVED,
		},
};

const struct gw_schema_kind gw_pg_default = {
	.name = "default",
	.flags = GW_KIND_PART,
	.rank = 9,
	GW_PROPERTIES(default_properties),
	.create = set_default,
	.drop = drop_default,
};

/* It calls something that needs the table: it cannot be there at once. */
const struct gw_schema_kind gw_pg_late_default = {
	.name = "default",
	.flags = GW_KIND_DROPPED_APART,
	.rank = 19,
	GW_PROPERTIES(default_properties),
	.create = set_default,
	.drop = drop_default,
};

/* A column cannot have both a default and this. */
const struct gw_schema_kind gw_pg_identity = {
	.name = "identity",
	.flags = GW_KIND_PART,
	.rank = 9,
	GW_PROPERTIES(identity_properties),
	.create = add_identity,
	.drop = drop_identity,
};
