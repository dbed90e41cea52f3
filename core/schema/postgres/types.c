/*
 * Enums, domains and range types. An enum grows by ADD VALUE; when labels go or change places, and when the
 * type under a domain changes, the type is made anew (rebuild.c).
 */
#include "schema/postgres/postgres_int.h"

static const struct gw_schema_effect value_added = {
	.lock = GW_SCHEMA_LOCK_NONE,
	.transaction = GW_SCHEMA_COMMIT_AFTER,
};
static const struct gw_schema_effect scan = {
	.hazards = GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_WRITES,
};

static void put_labels(struct gw_schema_script *script, struct gw_view labels)
{
	struct gw_view label;
	const char *before = "\n\t";

	while (gw_view_next_field(&labels, GW_SCHEMA_SEPARATOR, &label)) {
		gw_schema_puts(script, before);
		gw_schema_put_literal(script, label);
		before = ",\n\t";
	}
}

static void put_enum(struct gw_schema_script *script, const struct gw_schema_object *type)
{
	gw_pg_put_command(script, "CREATE ", type);
	gw_schema_puts(script, " AS ENUM (");
	put_labels(script, gw_schema_value(type, ENUM_LABELS));
	gw_schema_puts(script, "\n)");
	gw_schema_end(script, NULL);
}

static void create_enum(struct gw_schema_script *script, const struct gw_schema_object *type)
{
	put_enum(script, type);
	gw_pg_finish(script, type);
}

static void add_value(struct gw_schema_script *script, const struct gw_schema_object *type,
		      struct gw_view label, struct gw_view next)
{
	gw_pg_put_command(script, "ALTER ", type);
	gw_schema_puts(script, " ADD VALUE ");
	gw_schema_put_literal(script, label);
	if (next.p != NULL) {
		gw_schema_puts(script, " BEFORE ");
		gw_schema_put_literal(script, next);
	}
	gw_schema_end(script, &value_added);
}

/* All old labels are there still, in the same order: each new one goes before the next old one. */
static void grow_enum(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view old = gw_schema_value(change->old, ENUM_LABELS);
	struct gw_view new = gw_schema_value(change->new, ENUM_LABELS);
	struct gw_view label;
	struct gw_view next = {0};

	if (!gw_view_next_field(&old, GW_SCHEMA_SEPARATOR, &next))
		next = (struct gw_view){0};
	while (gw_view_next_field(&new, GW_SCHEMA_SEPARATOR, &label)) {
		if (!gw_view_eq(label, next) || next.p == NULL)
			add_value(script, change->new, label, next);
		else if (!gw_view_next_field(&old, GW_SCHEMA_SEPARATOR, &next))
			next = (struct gw_view){0};
	}
}

/* CREATE DOMAIN takes no check that the values may not have passed. */
static bool is_added_later(const struct gw_schema_object *check)
{
	return gw_view_ends(gw_schema_value(check, CONSTRAINT_DEFINITION), " NOT VALID");
}

static void put_domain(struct gw_schema_script *script, const struct gw_schema_object *domain)
{
	gw_pg_put_command(script, "CREATE ", domain);
	gw_pg_put_value(script, " AS ", gw_schema_value(domain, DOMAIN_TYPE), "");
	gw_pg_put_value(script, " DEFAULT ", gw_schema_value(domain, DOMAIN_DEFAULT), "");
	if (gw_schema_flag(domain, DOMAIN_NOT_NULL))
		gw_schema_puts(script, " NOT NULL");
	for (size_t i = 0; i < domain->children.n; i++) {
		const struct gw_schema_object *check = domain->children.items[i];

		if (is_added_later(check))
			continue;
		gw_schema_puts(script, "\n\tCONSTRAINT ");
		gw_schema_put_name(script, check->name);
		gw_pg_put_value(script, " ", gw_schema_value(check, CONSTRAINT_DEFINITION), "");
	}
	gw_schema_end(script, NULL);
}

static void alter_domain_default(struct gw_schema_script *script,
				 const struct gw_schema_change *change)
{
	struct gw_view value = gw_schema_value(change->new, DOMAIN_DEFAULT);

	gw_pg_put_command(script, "ALTER ", change->new);
	if (value.p != NULL)
		gw_pg_put_value(script, " SET DEFAULT ", value, "");
	else
		gw_schema_puts(script, " DROP DEFAULT");
	gw_schema_end(script, NULL);
}

static void alter_domain_not_null(struct gw_schema_script *script,
				  const struct gw_schema_change *change)
{
	bool is_set = gw_schema_flag(change->new, DOMAIN_NOT_NULL);

	gw_pg_put_command(script, "ALTER ", change->new);
	gw_schema_puts(script, is_set ? " SET NOT NULL" : " DROP NOT NULL");
	gw_schema_end(script, is_set ? &scan : NULL);
}

static void add_domain_check(struct gw_schema_script *script, const struct gw_schema_object *check)
{
	gw_pg_begin_alter(script, check);
	gw_schema_puts(script, " ADD CONSTRAINT ");
	gw_schema_put_name(script, check->name);
	gw_pg_put_value(script, " ", gw_schema_value(check, CONSTRAINT_DEFINITION), "");
	gw_schema_end(script, &scan);
	gw_pg_finish(script, check);
}

static void create_domain(struct gw_schema_script *script, const struct gw_schema_object *domain)
{
	put_domain(script, domain);
	gw_pg_finish(script, domain);
	for (size_t i = 0; i < domain->children.n; i++) {
		const struct gw_schema_object *check = domain->children.items[i];

		if (is_added_later(check))
			add_domain_check(script, check);
		else
			gw_pg_finish(script, check);
	}
}

static void drop_domain_check(struct gw_schema_script *script, const struct gw_schema_object *check)
{
	gw_pg_begin_alter(script, check);
	gw_schema_puts(script, " DROP CONSTRAINT ");
	gw_schema_put_name(script, check->name);
	gw_schema_end(script, NULL);
}

static void create_range(struct gw_schema_script *script, const struct gw_schema_object *type)
{
	gw_pg_put_command(script, "CREATE ", type);
	gw_pg_put_value(script, " AS RANGE (", gw_schema_value(type, RANGE_DEFINITION), ")");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, type);
}

static const struct gw_schema_property enum_properties[] = {
	PG_COMMON_PROPERTIES,
	[ENUM_LABELS] = {.name = "labels", .type = GW_PROPERTY_LIST, .alter = grow_enum},
	[ENUM_REBUILT] = {.name = "rebuilt",
			  .way = GW_WAY_DERIVED,
			  .detaches = true,
			  .makes_anew = true,
			  .alter = gw_pg_rebuild},
};

static const struct gw_schema_property domain_properties[] = {
	PG_COMMON_PROPERTIES,
	[DOMAIN_TYPE] = {.name = "type"},
	[DOMAIN_DEFAULT] = {.name = "default", .alter = alter_domain_default},
	[DOMAIN_NOT_NULL] =
		{
			.name = "not_null",
			.type = GW_PROPERTY_FLAG,
			.alter = alter_domain_not_null,
		},
	[DOMAIN_REBUILT] =
		{
			.name = "rebuilt",
			.way = GW_WAY_DERIVED,
			.detaches = true,
			.makes_anew = true,
			.alter = gw_pg_rebuild,
		},
};

static const struct gw_schema_property check_properties[] = {
	PG_COMMON_PROPERTIES,
	[CONSTRAINT_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
};

static const struct gw_schema_property range_properties[] = {
	PG_COMMON_PROPERTIES,
	[RANGE_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
};

const struct gw_schema_kind gw_pg_enum = {
	.name = "enum",
	.rank = 3,
	.flags = GW_KIND_KEEPS_DATA,
	.space = "relation",
	GW_PROPERTIES(enum_properties),
	.create = create_enum,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_domain = {
	.name = "domain",
	.rank = 4,
	.flags = GW_KIND_KEEPS_DATA,
	.space = "relation",
	GW_PROPERTIES(domain_properties),
	.create = create_domain,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_domain_check = {
	.name = "domain check",
	.flags = GW_KIND_PART,
	GW_PROPERTIES(check_properties),
	.create = add_domain_check,
	.drop = drop_domain_check,
};

const struct gw_schema_kind gw_pg_range = {
	.name = "range type",
	.rank = 4,
	.space = "relation",
	GW_PROPERTIES(range_properties),
	.create = create_range,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};
