/*
 * Columns. Their defaults and identities: defaults.c.
 */
#include "schema/postgres/postgres_int.h"

static const struct gw_schema_effect type_changes = {
	.hazards = GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_ALL,
};
static const struct gw_schema_effect rewrite = {
	.hazards = GW_HAZARD_REWRITE,
	.lock = GW_SCHEMA_LOCK_ALL,
};
static const struct gw_schema_effect scan = {
	.hazards = GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_ALL,
};
static const struct gw_schema_effect no_rows = {
	.hazards = GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_ALL,
	.note = "fails when the table has rows",
};

const struct gw_schema_object *gw_pg_child(const struct gw_schema_object *object,
					   const struct gw_schema_kind *kind)
{
	for (size_t i = 0; i < object->children.n; i++) {
		if (object->children.items[i]->kind == kind)
			return object->children.items[i];
	}
	return NULL;
}

void gw_pg_put_column(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	const struct gw_schema_object *value = gw_pg_child(column, &gw_pg_default);
	const struct gw_schema_object *identity = gw_pg_child(column, &gw_pg_identity);

	gw_schema_put_name(script, column->name);
	gw_pg_put_value(script, " ", gw_schema_value(column, COLUMN_TYPE), "");
	gw_pg_put_options(script, column);
	gw_pg_put_value(script, " COLLATE ", gw_schema_value(column, COLUMN_COLLATION), "");
	gw_pg_put_value(script, " GENERATED ALWAYS AS ", gw_schema_value(column, COLUMN_EXPRESSION),
			"");
	if (value != NULL)
		gw_pg_put_value(script, " DEFAULT ", gw_schema_value(value, DEFAULT_VALUE), "");
	if (gw_schema_flag(column, COLUMN_NOT_NULL))
		gw_schema_puts(script, " NOT NULL");
	if (identity != NULL)
		gw_pg_put_identity(script, identity);
}

void gw_pg_begin_column(struct gw_schema_script *script, const struct gw_schema_object *column,
			const char *action)
{
	gw_pg_begin_alter(script, column);
	gw_schema_puts(script, action);
	gw_schema_put_name(script, column->name);
}

const struct gw_schema_object *gw_pg_same_column(const struct gw_schema_object *table,
						 const struct gw_schema_object *column)
{
	for (size_t i = 0; table != NULL && i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if (gw_pg_is_column(child->kind) && strcmp(child->name, column->name) == 0)
			return child;
	}
	return NULL;
}

void gw_pg_finish_column(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	static const size_t rest[] = {COLUMN_STORAGE, COLUMN_COMPRESSION, COLUMN_STATISTICS,
				      COLUMN_OPTIONS};

	gw_pg_apply(script, column, rest, GW_COUNT(rest));
	gw_pg_finish(script, column);
}

/* That cannot be worked out again, and are here. */
static bool has_values(const struct gw_schema_object *column)
{
	return column->kind != &gw_pg_generated && column->parent->kind != &gw_pg_foreign_table;
}

static void drop_column(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	if (script->changes != NULL && gw_pg_stays_below(script->changes, column)) {
		gw_schema_puts(script, "ALTER TABLE ONLY ");
		gw_pg_put_path(script, column->parent);
	} else {
		gw_pg_begin_alter(script, column);
	}
	gw_schema_puts(script, " DROP COLUMN ");
	gw_schema_put_name(script, column->name);
	gw_schema_end(script, has_values(column) ? &gw_pg_rows_lost : &gw_pg_all_wait);
}

static void rename_column(struct gw_schema_script *script, const struct gw_schema_object *column,
			  const char *name)
{
	gw_pg_begin_column(script, column, " RENAME COLUMN ");
	gw_schema_puts(script, " TO ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, &gw_pg_renamed);
}

/* --- types --- */

enum family { FAMILY_NONE, FAMILY_NUMBER, FAMILY_TEXT, FAMILY_TIME, FAMILY_JSON };

static enum family family_of(struct gw_view type)
{
	static const struct {
		const char *prefix;
		enum family family;
	} families[] = {
		{"smallint", FAMILY_NUMBER}, {"integer", FAMILY_NUMBER}, {"bigint", FAMILY_NUMBER},
		{"numeric", FAMILY_NUMBER},  {"real", FAMILY_NUMBER},    {"double", FAMILY_NUMBER},
		{"text", FAMILY_TEXT},       {"character", FAMILY_TEXT}, {"date", FAMILY_TIME},
		{"timestamp", FAMILY_TIME},  {"json", FAMILY_JSON},
	};

	for (size_t i = 0; i < GW_COUNT(families); i++) {
		if (gw_view_starts(type, families[i].prefix))
			return families[i].family;
	}
	return FAMILY_NONE;
}

static struct gw_view without_modifier(struct gw_view type)
{
	return gw_view_slice(type, 0, gw_view_find_char(type, '('));
}

/* Whether there is a cast. Where there may be none the value goes through text. */
static bool has_cast(struct gw_view old, struct gw_view new)
{
	enum family one = family_of(old);
	enum family other = family_of(new);
	bool is_array = gw_view_ends(old, "[]");

	if (gw_view_eq(without_modifier(old), without_modifier(new)))
		return true;
	if (is_array != gw_view_ends(new, "[]"))
		return one == FAMILY_TEXT || other == FAMILY_TEXT;
	if (one != FAMILY_NONE && one == other)
		return true;
	if (one == FAMILY_TEXT || other == FAMILY_TEXT)
		return true;
	return (gw_view_is(old, "integer") && gw_view_is(new, "boolean")) ||
	       (gw_view_is(old, "boolean") && gw_view_is(new, "integer"));
}

void gw_pg_put_conversion(struct gw_schema_script *script, const struct gw_schema_object *column,
			  struct gw_view old, struct gw_view new)
{
	if (column->parent->kind == &gw_pg_foreign_table ||
	    gw_view_eq(without_modifier(old), without_modifier(new)))
		return;
	gw_schema_puts(script, " USING ");
	gw_schema_put_name(script, column->name);
	if (!has_cast(old, new))
		gw_schema_puts(script, "::text");
	gw_pg_put_value(script, "::", new, "");
}

/* Only more room: nothing is written again. */
static bool is_wider(struct gw_view old, struct gw_view new)
{
	uint64_t from, to;
	struct gw_view prefix = GW_VIEW("character varying");

	if (gw_view_is(new, "text") || gw_view_eq(new, prefix))
		return gw_view_starts(old, prefix.p);
	if (!gw_view_starts(old, "character varying(") ||
	    !gw_view_starts(new, "character varying("))
		return false;
	old = gw_view_slice(old, prefix.n + 1, old.n - 1);
	new = gw_view_slice(new, prefix.n + 1, new.n - 1);
	return gw_parse_u64(old, &from) && gw_parse_u64(new, &to) && to >= from;
}

static void alter_type(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view old = gw_schema_value(change->old, COLUMN_TYPE);
	struct gw_view new = gw_schema_value(change->new, COLUMN_TYPE);

	if (has_values(change->old) && gw_pg_alter_by_name(script, change))
		return;
	gw_pg_begin_column(script, change->new, " ALTER COLUMN ");
	gw_pg_put_value(script, " TYPE ", new, "");
	gw_pg_put_value(script, " COLLATE ", gw_schema_value(change->new, COLUMN_COLLATION), "");
	gw_pg_put_conversion(script, change->new, old, new);
	gw_schema_end(script, !has_values(change->old) || is_wider(old, new) ? &gw_pg_all_wait
									     : &type_changes);
}

static void alter_collation(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	if (!gw_schema_differs(change, COLUMN_TYPE))
		alter_type(script, change);
}

static void alter_not_null(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	bool is_set = gw_schema_flag(change->new, COLUMN_NOT_NULL);

	gw_pg_begin_column(script, change->new, " ALTER COLUMN ");
	gw_schema_puts(script, is_set ? " SET NOT NULL" : " DROP NOT NULL");
	gw_schema_end(script, is_set ? &scan : &gw_pg_all_wait);
}

/* Only what stops being generated comes here: all else is made anew. */
static void drop_expression(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_begin_column(script, change->new, " ALTER COLUMN ");
	gw_schema_puts(script, " DROP EXPRESSION");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_storage(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view storage = gw_schema_value(change->new, COLUMN_STORAGE);

	gw_pg_begin_column(script, change->new, " ALTER COLUMN ");
	/* DEFAULT is a word of 16 and later. */
	gw_pg_put_value(script, " SET STORAGE ", storage.p != NULL ? storage : GW_VIEW("EXTENDED"),
			"");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_compression(struct gw_schema_script *script,
			      const struct gw_schema_change *change)
{
	struct gw_view method = gw_schema_value(change->new, COLUMN_COMPRESSION);

	gw_pg_begin_column(script, change->new, " ALTER COLUMN ");
	gw_pg_put_value(script, " SET COMPRESSION ", method.p != NULL ? method : GW_VIEW("default"),
			"");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_statistics(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view target = gw_schema_value(change->new, COLUMN_STATISTICS);

	gw_pg_begin_column(script, change->new, " ALTER COLUMN ");
	gw_pg_put_value(script, " SET STATISTICS ", target.p != NULL ? target : GW_VIEW("-1"), "");
	gw_schema_end(script, &gw_pg_ddl_waits);
}

static void alter_options(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	GW_STR_AUTO struct gw_str prefix = {0};

	gw_str_puts(&prefix, " ALTER COLUMN ");
	script->dialect->quote_name(&prefix, gw_view_of(change->new->name));
	gw_pg_alter_options(script, change, COLUMN_OPTIONS, gw_str_text(&prefix));
}

/* --- columns that come --- */

static const struct gw_schema_effect *effect_of_adding(const struct gw_schema_object *column)
{
	const struct gw_schema_object *value = gw_pg_child(column, &gw_pg_default);

	if (column->kind == &gw_pg_generated || gw_pg_child(column, &gw_pg_identity) != NULL)
		return &rewrite;
	if (value == NULL)
		return gw_schema_flag(column, COLUMN_NOT_NULL) ? &no_rows : &gw_pg_all_wait;
	/* A function may be volatile. */
	if (gw_view_find_char(gw_schema_value(value, DEFAULT_VALUE), '(') != GW_NOWHERE &&
	    !gw_view_is(gw_schema_value(value, DEFAULT_VALUE), "now()"))
		return &rewrite;
	return &gw_pg_all_wait;
}

/* It came with the one above, and is as that is. */
static void make_own(struct gw_schema_script *script, const struct gw_schema_object *column,
		     const struct gw_schema_object *above)
{
	const struct gw_schema_change change = {
		.action = GW_CHANGE_ALTER,
		.old = above,
		.new = column,
	};

	for (size_t i = PG_OWN; i < column->kind->nproperties; i++) {
		const struct gw_schema_property *property = &column->kind->properties[i];

		if (property->way != GW_WAY_DERIVED &&
		    !gw_view_eq(above->values[i], column->values[i]))
			property->alter(script, &change);
	}
	gw_pg_make_default(script, above, column);
	gw_pg_finish(script, column);
}

static void add_column(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	const struct gw_schema_object *above = gw_pg_came_with(script->changes, column);

	if (above != NULL) {
		make_own(script, column, above);
		return;
	}
	gw_pg_begin_alter(script, column);
	gw_schema_puts(script, " ADD COLUMN ");
	gw_pg_put_column(script, column);
	gw_schema_end(script, effect_of_adding(column));
	gw_pg_finish_column(script, column);
}

#define COLUMN_PROPERTIES_BUT_EXPRESSION                                                    \
	PG_COMMON_PROPERTIES,                                                               \
		[COLUMN_TYPE] = {.name = "type",                                            \
				 .detaches = true,                                          \
				 .way = COLUMN_WAY,                                         \
				 .alter = alter_type},                                      \
		[COLUMN_COLLATION] = {.name = "collation",                                  \
				      .detaches = true,                                     \
				      .way = COLUMN_WAY,                                    \
				      .alter = alter_collation},                            \
		[COLUMN_NOT_NULL] = {.name = "not_null",                                    \
				     .type = GW_PROPERTY_FLAG,                              \
				     .alter = alter_not_null},                              \
		[COLUMN_INHERITED] = {.name = "inherited",                                  \
				      .type = GW_PROPERTY_FLAG,                             \
				      .way = GW_WAY_DERIVED},                               \
		[COLUMN_STORAGE] = {.name = "storage", .alter = alter_storage},             \
		[COLUMN_COMPRESSION] = {.name = "compression", .alter = alter_compression}, \
		[COLUMN_STATISTICS] = {.name = "statistics",                                \
				       .type = GW_PROPERTY_NUMBER,                          \
				       .alter = alter_statistics},                          \
		[COLUMN_OPTIONS] = {.name = "options", .alter = alter_options}

#define COLUMN_WAY GW_WAY_ALTER
static const struct gw_schema_property column_properties[] = {
	COLUMN_PROPERTIES_BUT_EXPRESSION,
	[COLUMN_EXPRESSION] = {.name = "expression", .alter = drop_expression},
};
#undef COLUMN_WAY

#define COLUMN_WAY GW_WAY_REPLACE
static const struct gw_schema_property generated_properties[] = {
	COLUMN_PROPERTIES_BUT_EXPRESSION,
	[COLUMN_EXPRESSION] = {.name = "expression",
			       .way = GW_WAY_REPLACE,
			       .alter = drop_expression},
};

const struct gw_schema_kind gw_pg_column = {
	.name = "column",
	.role = GW_ROLE_COLUMN,
	.flags = GW_KIND_PART | GW_KIND_KEEPS_DATA,
	.rank = 7,
	.space = "column",
	GW_PROPERTIES(column_properties),
	.create = add_column,
	.drop = drop_column,
	.rename = rename_column,
};

/* Its values can be worked out again. */
const struct gw_schema_kind gw_pg_generated = {
	.name = "generated column",
	.role = GW_ROLE_COLUMN,
	.flags = GW_KIND_PART,
	.rank = 8,
	.space = "column",
	GW_PROPERTIES(generated_properties),
	.create = add_column,
	.drop = drop_column,
	.rename = rename_column,
};
