/*
 * Tables: plain ones, partitioned ones, partitions, children.
 */
#include "schema/postgres/postgres_int.h"

static const struct gw_schema_effect rewrite = {
	.hazards = GW_HAZARD_REWRITE,
	.lock = GW_SCHEMA_LOCK_ALL,
};
static const struct gw_schema_effect attach_scans = {
	.hazards = GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_ALL,
};

static bool is_column(const struct gw_schema_object *object)
{
	return object->kind == &gw_pg_column || object->kind == &gw_pg_generated;
}

static bool is_partition(const struct gw_schema_object *table)
{
	return gw_schema_value(table, TABLE_BOUND).p != NULL;
}

static const struct gw_schema_object *parent_of(const struct gw_schema_script *script,
						const struct gw_schema_object *table)
{
	const struct gw_pg_hidden *hidden = table->extra;

	if (script->changes == NULL || hidden == NULL || hidden->parent_table == NULL)
		return NULL;
	return gw_schema_find(script->changes->new, hidden->parent_table);
}

/* What an inherited column has of its own: a default, NOT NULL. True when it has any. */
static bool put_own(struct gw_schema_script *script, const struct gw_schema_object *parent,
		    const struct gw_schema_object *column, const char *before)
{
	const struct gw_schema_object *other = gw_pg_same_column(parent, column);
	struct gw_view value = gw_pg_default_of(column);
	bool own_default = other != NULL && value.p != NULL &&
			   !gw_view_eq(value, gw_pg_default_of(other));
	bool own_not_null = other != NULL && gw_schema_flag(column, COLUMN_NOT_NULL) &&
			    !gw_schema_flag(other, COLUMN_NOT_NULL);

	if (!own_default && !own_not_null)
		return false;
	gw_schema_puts(script, before);
	gw_schema_put_name(script, column->name);
	if (own_default)
		gw_pg_put_value(script, " DEFAULT ", value, "");
	if (own_not_null)
		gw_schema_puts(script, " NOT NULL");
	return true;
}

static void put_partition(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	const struct gw_schema_object *parent = parent_of(script, table);
	const char *before = " (\n\t";

	gw_pg_put_value(script, " PARTITION OF ", gw_schema_value(table, TABLE_PARENTS), "");
	for (size_t i = 0; i < table->children.n; i++) {
		if (is_column(table->children.items[i]) &&
		    put_own(script, parent, table->children.items[i], before))
			before = ",\n\t";
	}
	if (before[0] == ',')
		gw_schema_puts(script, "\n)");
	gw_pg_put_value(script, " ", gw_schema_value(table, TABLE_BOUND), "");
}

static void put_columns(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	struct gw_view parents = gw_schema_value(table, TABLE_PARENTS);
	struct gw_view parent;
	const char *before = " (\n\t";

	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if (!is_column(child) || gw_schema_flag(child, COLUMN_INHERITED))
			continue;
		gw_schema_puts(script, before);
		gw_pg_put_column(script, child);
		before = ",\n\t";
	}
	gw_schema_puts(script, before[0] == ',' ? "\n)" : " ()");
	before = " INHERITS (";
	while (gw_view_next_field(&parents, GW_SCHEMA_SEPARATOR, &parent)) {
		gw_pg_put_value(script, before, parent, "");
		before = ", ";
	}
	if (before[0] == ',')
		gw_schema_puts(script, ")");
}

/* The column that an inherited one comes from; NULL: it is not known. */
static const struct gw_schema_object *column_above(const struct gw_schema_script *script,
						   const struct gw_schema_object *table,
						   const struct gw_schema_object *column)
{
	const struct gw_schema_object *above = gw_pg_same_column(parent_of(script, table), column);

	for (size_t i = 0; above == NULL && i < table->needs.n; i++) {
		const struct gw_schema_object *other = table->needs.items[i].object;

		if (gw_pg_is_table(other->kind))
			above = gw_pg_same_column(other, column);
	}
	return above;
}

/* Inherited columns came with the defaults of those above them; a partition was given its own already. */
static void settle_defaults(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *column = table->children.items[i];

		if (is_column(column) && gw_schema_flag(column, COLUMN_INHERITED) &&
		    (!is_partition(table) || gw_pg_default_of(column).p == NULL))
			gw_pg_make_default(script, column_above(script, table, column), column);
	}
}

/* Options of columns that the statement for the table did not name. */
static void add_options(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	for (size_t i = 0; i < column->children.n; i++) {
		if (column->children.items[i]->kind == &gw_pg_option)
			gw_pg_option.create(script, column->children.items[i]);
	}
}

static void finish_table(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	static const size_t rest[] = {TABLE_OF, TABLE_ROW_SECURITY, TABLE_FORCED_SECURITY};

	settle_defaults(script, table);
	gw_pg_apply(script, table, rest, GW_COUNT(rest));
	gw_pg_finish(script, table);
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *column = table->children.items[i];

		if (!is_column(column))
			continue;
		if (is_partition(table) || gw_schema_flag(column, COLUMN_INHERITED))
			add_options(script, column);
		gw_pg_finish_column(script, column);
	}
}

static void put_server(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	if (table->kind != &gw_pg_foreign_table)
		return;
	gw_schema_puts(script, " SERVER ");
	script->dialect->quote_name(&script->text, gw_schema_value(table, FOREIGN_SERVER));
	gw_pg_put_options(script, table);
}

static void create_table(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	gw_pg_put_command(script,
			  gw_schema_flag(table, TABLE_UNLOGGED) ? "CREATE UNLOGGED " : "CREATE ",
			  table);
	if (is_partition(table))
		put_partition(script, table);
	else
		put_columns(script, table);
	gw_pg_put_value(script, " PARTITION BY ", gw_schema_value(table, TABLE_PARTITION_KEY), "");
	gw_pg_put_value(script, " USING ", gw_schema_value(table, TABLE_ACCESS_METHOD), "");
	gw_pg_put_value(script, " WITH (", gw_schema_value(table, TABLE_OPTIONS), ")");
	gw_pg_put_value(script, " TABLESPACE ", gw_schema_value(table, TABLE_TABLESPACE), "");
	put_server(script, table);
	gw_schema_end(script, NULL);
	finish_table(script, table);
}

static void put_action(struct gw_schema_script *script, const struct gw_schema_change *change,
		       const char *action, const struct gw_schema_effect *effect)
{
	gw_pg_begin_alter(script, change->new);
	gw_schema_puts(script, action);
	gw_schema_end(script, effect);
}

static void alter_unlogged(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	put_action(script, change,
		   gw_schema_flag(change->new, TABLE_UNLOGGED) ? " SET UNLOGGED" : " SET LOGGED",
		   &rewrite);
}

static void alter_inheritance(struct gw_schema_script *script,
			      const struct gw_schema_change *change, struct gw_view from,
			      struct gw_view without, const char *action)
{
	struct gw_view parent;

	while (gw_view_next_field(&from, GW_SCHEMA_SEPARATOR, &parent)) {
		if (gw_schema_has_element(without, parent))
			continue;
		gw_pg_begin_alter(script, change->new);
		gw_pg_put_value(script, action, parent, "");
		gw_schema_end(script, &gw_pg_all_wait);
	}
}

static void detach(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_put_value(script, "ALTER TABLE ", gw_schema_value(change->old, TABLE_PARENTS),
			" DETACH PARTITION ");
	gw_pg_put_path(script, change->new);
	gw_schema_end(script, &gw_pg_all_wait);
}

static void attach(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_put_value(script, "ALTER TABLE ", gw_schema_value(change->new, TABLE_PARENTS),
			" ATTACH PARTITION ");
	gw_pg_put_path(script, change->new);
	gw_pg_put_value(script, " ", gw_schema_value(change->new, TABLE_BOUND), "");
	gw_schema_end(script, &attach_scans);
}

/* The first of those that get other bounds makes room for all of them. */
static void leave(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	const struct gw_schema_changes *changes = script->changes;

	if (!gw_pg_is_rebound(change, change)) {
		detach(script, change);
		return;
	}
	if (gw_pg_first_rebound(changes, change) != change)
		return;
	for (size_t i = 0; i < changes->list.n; i++) {
		if (gw_pg_is_rebound(changes->list.items[i], change))
			detach(script, changes->list.items[i]);
	}
}

/* Of two parents in turn a column stays inherited; without any it would be the table's own. */
static void change_parents(struct gw_schema_script *script, const struct gw_schema_change *change,
			   struct gw_view old, struct gw_view new)
{
	alter_inheritance(script, change, new, old, " INHERIT ");
	alter_inheritance(script, change, old, new, " NO INHERIT ");
}

/* Parents and bound: what is a partition has no other parents. */
static void alter_table(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view old = gw_schema_value(change->old, TABLE_PARENTS);
	struct gw_view new = gw_schema_value(change->new, TABLE_PARENTS);
	bool was = is_partition(change->old);
	bool is = is_partition(change->new);

	gw_pg_rename_attached(script, change);
	if (!gw_schema_differs(change, TABLE_PARENTS) && !gw_schema_differs(change, TABLE_BOUND))
		return;
	if (was)
		leave(script, change);
	change_parents(script, change, was ? (struct gw_view){0} : old,
		       is ? (struct gw_view){0} : new);
	if (is)
		attach(script, change);
}

static void alter_options(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_alter_options(script, change, TABLE_OPTIONS, "");
}

static void alter_access_method(struct gw_schema_script *script,
				const struct gw_schema_change *change)
{
	struct gw_view method = gw_schema_value(change->new, TABLE_ACCESS_METHOD);

	gw_pg_begin_alter(script, change->new);
	gw_pg_put_value(script, " SET ACCESS METHOD ", method.p != NULL ? method : GW_VIEW("heap"),
			"");
	gw_schema_end(script, &rewrite);
}

static void alter_tablespace(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view space = gw_schema_value(change->new, TABLE_TABLESPACE);

	gw_pg_begin_alter(script, change->new);
	gw_pg_put_value(script, " SET TABLESPACE ", space.p != NULL ? space : GW_VIEW("pg_default"),
			"");
	gw_schema_end(script, &rewrite);
}

static void alter_of(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view type = gw_schema_value(change->new, TABLE_OF);

	gw_pg_begin_alter(script, change->new);
	if (type.p != NULL)
		gw_pg_put_value(script, " OF ", type, "");
	else
		gw_schema_puts(script, " NOT OF");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_row_security(struct gw_schema_script *script,
			       const struct gw_schema_change *change)
{
	put_action(script, change,
		   gw_schema_flag(change->new, TABLE_ROW_SECURITY) ? " ENABLE ROW LEVEL SECURITY"
								   : " DISABLE ROW LEVEL SECURITY",
		   &gw_pg_all_wait);
}

static void alter_forced_security(struct gw_schema_script *script,
				  const struct gw_schema_change *change)
{
	put_action(script, change,
		   gw_schema_flag(change->new, TABLE_FORCED_SECURITY)
			   ? " FORCE ROW LEVEL SECURITY"
			   : " NO FORCE ROW LEVEL SECURITY",
		   &gw_pg_all_wait);
}

#define TABLE_OWN_PROPERTIES                                                                     \
	PG_COMMON_PROPERTIES,                                                                    \
		[TABLE_UNLOGGED] = {.name = "unlogged",                                          \
				    .type = GW_PROPERTY_FLAG,                                    \
				    .alter = alter_unlogged},                                    \
		[TABLE_PARENTS] = {.name = "parents", .type = GW_PROPERTY_LIST},                 \
		[TABLE_BOUND] = {.name = "bound"},                                               \
		[TABLE_PARTITION_KEY] = {.name = "partition_key", .way = GW_WAY_REPLACE},        \
		[TABLE_ACCESS_METHOD] = {.name = "access_method", .alter = alter_access_method}, \
		[TABLE_OPTIONS] = {.name = "options", .alter = alter_options},                   \
		[TABLE_TABLESPACE] = {.name = "tablespace", .alter = alter_tablespace},          \
		[TABLE_OF] = {.name = "of", .alter = alter_of},                                  \
		[TABLE_ROW_SECURITY] = {.name = "row_security",                                  \
					.type = GW_PROPERTY_FLAG,                                \
					.alter = alter_row_security},                            \
		[TABLE_FORCED_SECURITY] = {.name = "forced_row_security",                        \
					   .type = GW_PROPERTY_FLAG,                             \
					   .alter = alter_forced_security}

static const struct gw_schema_property table_properties[] = {TABLE_OWN_PROPERTIES};

static const struct gw_schema_property foreign_properties[] = {
	TABLE_OWN_PROPERTIES,
	[FOREIGN_SERVER] = {.name = "server", .way = GW_WAY_REPLACE},
};

const struct gw_schema_kind gw_pg_table = {
	.name = "table",
	.role = GW_ROLE_TABLE,
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 6,
	.space = "relation",
	GW_PROPERTIES(table_properties),
	.create = create_table,
	.drop = gw_pg_drop,
	.alter = alter_table,
	.rename = gw_pg_rename,
};

/* Its rows are elsewhere, and yet it is not made anew unasked. */
const struct gw_schema_kind gw_pg_foreign_table = {
	.name = "foreign table",
	.role = GW_ROLE_TABLE,
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 6,
	.space = "relation",
	GW_PROPERTIES(foreign_properties),
	.create = create_table,
	.drop = gw_pg_drop,
	.alter = alter_table,
	.rename = gw_pg_rename,
};
