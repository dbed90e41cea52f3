/*
 * Schemas, extensions, collations and sequences.
 */
#include "schema/postgres/postgres_int.h"

/* A new database has a schema public already. */
static void create_schema(struct gw_schema_script *script, const struct gw_schema_object *schema)
{
	bool is_public = strcmp(schema->name, "public") == 0;

	gw_pg_put_command(script, "CREATE ", schema);
	if (is_public) {
		gw_str_clear(&script->text);
		gw_schema_puts(script, "CREATE SCHEMA IF NOT EXISTS public");
	}
	gw_schema_end(script, NULL);
	gw_pg_finish(script, schema);
}

static void create_extension(struct gw_schema_script *script,
			     const struct gw_schema_object *extension)
{
	gw_pg_put_command(script, "CREATE ", extension);
	gw_schema_puts(script, " WITH SCHEMA ");
	script->dialect->quote_name(&script->text, gw_schema_value(extension, EXTENSION_SCHEMA));
	gw_schema_end(script, NULL);
	gw_pg_finish(script, extension);
}

static void move_extension(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_put_command(script, "ALTER ", change->new);
	gw_schema_puts(script, " SET SCHEMA ");
	script->dialect->quote_name(&script->text, gw_schema_value(change->new, EXTENSION_SCHEMA));
	gw_schema_end(script, NULL);
}

static enum gw_way judge_extension(const struct gw_schema_change *change)
{
	return gw_schema_differs(change, EXTENSION_SCHEMA) &&
			       !gw_schema_flag(change->old, EXTENSION_RELOCATABLE)
		       ? GW_WAY_REPLACE
		       : GW_WAY_ALTER;
}

static void create_collation(struct gw_schema_script *script,
			     const struct gw_schema_object *collation)
{
	gw_pg_put_command(script, "CREATE ", collation);
	gw_pg_put_value(script, " (", gw_schema_value(collation, COLLATION_DEFINITION), ")");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, collation);
}

static void create_sequence(struct gw_schema_script *script,
			    const struct gw_schema_object *sequence)
{
	gw_schema_puts(script, gw_schema_flag(sequence, SEQUENCE_UNLOGGED)
				       ? "CREATE UNLOGGED SEQUENCE "
				       : "CREATE SEQUENCE ");
	gw_pg_put_path(script, sequence);
	gw_pg_put_value(script, " ", gw_schema_value(sequence, SEQUENCE_OPTIONS), "");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, sequence);
}

/* The number after a word of the options; 0 when it is none. */
static int64_t number_after(struct gw_view options, struct gw_view word)
{
	size_t at = gw_view_find(options, word);
	struct gw_view number;
	uint64_t value;
	bool is_negative;

	options = gw_view_from(options, at == GW_NOWHERE ? options.n : at + word.n);
	if (!gw_view_next_word(&options, &number))
		return 0;
	is_negative = gw_view_starts(number, "-");
	if (!gw_parse_u64(gw_view_from(number, is_negative), &value))
		return 0;
	if (value > INT64_MAX)
		return is_negative ? INT64_MIN : INT64_MAX;
	return is_negative ? -(int64_t)value : (int64_t)value;
}

void gw_pg_put_sequence(struct gw_schema_script *script, struct gw_view old, struct gw_view new)
{
	int64_t start = number_after(old, GW_VIEW("START WITH "));

	gw_schema_put(script, new);
	if (start < number_after(new, GW_VIEW("MINVALUE ")) ||
	    start > number_after(new, GW_VIEW("MAXVALUE ")))
		gw_schema_puts(script, " RESTART");
}

static void alter_sequence(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_begin_alter(script, change->new);
	gw_schema_puts(script, " ");
	gw_pg_put_sequence(script, gw_schema_value(change->old, SEQUENCE_OPTIONS),
			   gw_schema_value(change->new, SEQUENCE_OPTIONS));
	gw_schema_end(script, &gw_pg_writers_wait);
}

static void alter_unlogged(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_begin_alter(script, change->new);
	gw_schema_puts(script, gw_schema_flag(change->new, SEQUENCE_UNLOGGED) ? " SET UNLOGGED"
									      : " SET LOGGED");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void put_owned(struct gw_schema_script *script, const struct gw_schema_object *owned,
		      struct gw_view column)
{
	gw_pg_begin_alter(script, owned);
	gw_pg_put_value(script, " OWNED BY ", column, "");
	gw_schema_end(script, &gw_pg_writers_wait);
}

static void create_owned(struct gw_schema_script *script, const struct gw_schema_object *owned)
{
	put_owned(script, owned, gw_schema_value(owned, OWNED_COLUMN));
}

static void drop_owned(struct gw_schema_script *script, const struct gw_schema_object *owned)
{
	put_owned(script, owned, GW_VIEW("NONE"));
}

static const struct gw_schema_property extension_properties[] = {
	PG_COMMON_PROPERTIES,
	[EXTENSION_SCHEMA] = {.name = "in_schema", .alter = move_extension},
	[EXTENSION_RELOCATABLE] =
		{
			.name = "relocatable",
			.type = GW_PROPERTY_FLAG,
			.way = GW_WAY_DERIVED,
		},
};

static const struct gw_schema_property collation_properties[] = {
	PG_COMMON_PROPERTIES,
	[COLLATION_DEFINITION] = {.name = "definition"},
	[COLLATION_REBUILT] =
		{
			.name = "rebuilt",
			.way = GW_WAY_DERIVED,
			.detaches = true,
			.makes_anew = true,
			.alter = gw_pg_rebuild,
		},
};

static const struct gw_schema_property sequence_properties[] = {
	PG_COMMON_PROPERTIES,
	[SEQUENCE_OPTIONS] = {.name = "options", .alter = alter_sequence},
	[SEQUENCE_UNLOGGED] =
		{
			.name = "unlogged",
			.type = GW_PROPERTY_FLAG,
			.alter = alter_unlogged,
		},
};

static const struct gw_schema_property owned_properties[] = {
	PG_COMMON_PROPERTIES,
	[OWNED_COLUMN] = {.name = "column", .way = GW_WAY_REPLACE},
	[OWNED_ADDRESS] = {.name = "address", .way = GW_WAY_DERIVED},
};

const struct gw_schema_kind gw_pg_schema = {
	.name = "schema",
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 1,
	GW_PROPERTIES(gw_pg_common_properties),
	.create = create_schema,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_extension = {
	.name = "extension",
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 2,
	GW_PROPERTIES(extension_properties),
	.create = create_extension,
	.drop = gw_pg_drop,
	.judge = judge_extension,
};

const struct gw_schema_kind gw_pg_collation = {
	.name = "collation",
	.rank = 2,
	GW_PROPERTIES(collation_properties),
	.create = create_collation,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_sequence = {
	.name = "sequence",
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 5,
	.space = "relation",
	GW_PROPERTIES(sequence_properties),
	.create = create_sequence,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

/* Apart from the sequence, which its column's default needs. */
const struct gw_schema_kind gw_pg_owned = {
	.name = "owned by",
	.rank = 9,
	GW_PROPERTIES(owned_properties),
	.create = create_owned,
	.drop = drop_owned,
};
