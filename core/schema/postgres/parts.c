/*
 * What is part of a table and has a text of its own: constraints, indexes, triggers, rules, policies,
 * statistics. None of it holds rows: what differs is dropped and created.
 */
#include "schema/postgres/postgres_int.h"

static const struct gw_schema_effect index_built = {
	.hazards = GW_HAZARD_SCAN,
	.lock = GW_SCHEMA_LOCK_WRITES,
};
static const struct gw_schema_effect unique_built = {
	.hazards = GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_ALL,
};
static const struct gw_schema_effect reference_checked = {
	.hazards = GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_WRITES,
};
static const struct gw_schema_effect validated = {
	.hazards = GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_DDL,
};
static const struct gw_schema_effect policy_gone = {
	.hazards = GW_HAZARD_RIGHTS,
	.lock = GW_SCHEMA_LOCK_ALL,
};

static void put_constraint(struct gw_schema_script *script,
			   const struct gw_schema_object *constraint, const char *after,
			   const struct gw_schema_effect *effect)
{
	gw_pg_begin_alter(script, constraint);
	gw_schema_puts(script, " ADD CONSTRAINT ");
	gw_schema_put_name(script, constraint->name);
	gw_pg_put_value(script, " ", gw_schema_value(constraint, CONSTRAINT_DEFINITION), after);
	gw_schema_end(script, effect);
	gw_pg_finish(script, constraint);
}

static void add_key(struct gw_schema_script *script, const struct gw_schema_object *key)
{
	if (gw_pg_came_along(script, key))
		gw_pg_finish(script, key);
	else
		put_constraint(script, key, "", &unique_built);
}

static void add_checked(struct gw_schema_script *script, const struct gw_schema_object *constraint)
{
	bool is_reference = constraint->kind == &gw_pg_foreign_key;

	if (!gw_schema_flag(constraint, CHECK_VALIDATED))
		put_constraint(script, constraint, " NOT VALID",
			       is_reference ? &gw_pg_writers_wait : &gw_pg_all_wait);
	else
		put_constraint(script, constraint, "",
			       is_reference ? &reference_checked : &unique_built);
}

static void drop_constraint(struct gw_schema_script *script,
			    const struct gw_schema_object *constraint)
{
	gw_pg_begin_alter(script, constraint);
	gw_schema_puts(script, " DROP CONSTRAINT ");
	gw_schema_put_name(script, constraint->name);
	gw_schema_end(script, &gw_pg_all_wait);
}

static void rename_constraint(struct gw_schema_script *script,
			      const struct gw_schema_object *constraint, const char *name)
{
	gw_pg_begin_alter(script, constraint);
	gw_schema_puts(script, " RENAME CONSTRAINT ");
	gw_schema_put_name(script, constraint->name);
	gw_schema_puts(script, " TO ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, &gw_pg_all_wait);
}

static void validate(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_begin_alter(script, change->new);
	gw_schema_puts(script, " VALIDATE CONSTRAINT ");
	gw_schema_put_name(script, change->new->name);
	gw_schema_end(script, &validated);
}

/* There is no way back from validated. */
static enum gw_way judge_checked(const struct gw_schema_change *change)
{
	bool invalidated = gw_schema_differs(change, CHECK_VALIDATED) &&
			   !gw_schema_flag(change->new, CHECK_VALIDATED);

	return gw_schema_differs(change, CONSTRAINT_DEFINITION) || invalidated ? GW_WAY_REPLACE
									       : GW_WAY_ALTER;
}

/* --- indexes --- */

static void put_target(struct gw_schema_script *script, const struct gw_schema_change *change,
		       struct gw_view column, const struct gw_pg_entry_change *target)
{
	gw_pg_begin_alter(script, change->new);
	gw_schema_puts(script, " ALTER COLUMN ");
	if (target->new.p != NULL)
		gw_schema_put(script, target->new);
	else
		gw_pg_put_value(script, "", column, " SET STATISTICS -1");
	gw_schema_end(script, &gw_pg_ddl_waits);
}

static void alter_index_statistics(struct gw_schema_script *script,
				   const struct gw_schema_change *change)
{
	gw_pg_change_entries(script, change, INDEX_STATISTICS, put_target);
}

static void attach(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view attached = gw_schema_value(change->new, INDEX_ATTACHED);
	struct gw_view index;

	while (gw_view_next_field(&attached, GW_SCHEMA_SEPARATOR, &index)) {
		if (gw_schema_has_element(gw_pg_old_value(change, INDEX_ATTACHED), index))
			continue;
		gw_pg_put_command(script, "ALTER ", change->new);
		gw_pg_put_value(script, " ATTACH PARTITION ", index, "");
		gw_schema_end(script, &gw_pg_ddl_waits);
	}
}

/* There is no way to detach one. */
static enum gw_way judge_index(const struct gw_schema_change *change)
{
	struct gw_view old = gw_schema_value(change->old, INDEX_ATTACHED);
	struct gw_view index;

	while (gw_view_next_field(&old, GW_SCHEMA_SEPARATOR, &index)) {
		if (!gw_schema_has_element(gw_schema_value(change->new, INDEX_ATTACHED), index))
			return GW_WAY_REPLACE;
	}
	return gw_schema_differs(change, INDEX_DEFINITION) ? GW_WAY_REPLACE : GW_WAY_ALTER;
}

static bool holds_key(const struct gw_schema_object *index)
{
	for (size_t i = 0; i < index->needs.n; i++) {
		const struct gw_schema_object *other = index->needs.items[i].object;

		if (other->holder == index && other->kind != index->kind)
			return true;
	}
	return false;
}

/* A key of a partition that was attached to it goes along only so. */
static void drop_index(struct gw_schema_script *script, const struct gw_schema_object *index)
{
	gw_pg_put_command(script, "DROP ", index);
	gw_schema_puts(script, holds_key(index) ? " CASCADE" : "");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_clustered(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	const struct gw_schema_object *index = change->new;

	gw_schema_puts(script, index->parent->kind == &gw_pg_matview ? "ALTER MATERIALIZED VIEW "
								     : "ALTER TABLE ");
	gw_pg_put_path(script, index->parent);
	if (gw_schema_flag(index, INDEX_CLUSTERED)) {
		gw_schema_puts(script, " CLUSTER ON ");
		gw_schema_put_name(script, index->name);
	} else {
		gw_schema_puts(script, " SET WITHOUT CLUSTER");
	}
	gw_schema_end(script, &gw_pg_ddl_waits);
}

static void put_index(struct gw_schema_script *script, const struct gw_schema_object *index)
{
	struct gw_view definition = gw_schema_value(index, INDEX_DEFINITION);

	gw_pg_put_value(script, "", definition, "");
	gw_schema_end(script, gw_view_starts(definition, "CREATE UNIQUE") ? &reference_checked
									  : &index_built);
}

static void create_index(struct gw_schema_script *script, const struct gw_schema_object *index)
{
	static const size_t rest[] = {INDEX_CLUSTERED, INDEX_STATISTICS, INDEX_ATTACHED};

	if (!gw_pg_came_along(script, index))
		put_index(script, index);
	gw_pg_apply(script, index, rest, GW_COUNT(rest));
	gw_pg_finish(script, index);
}

/* --- triggers, rules, policies, statistics --- */

static void enable(struct gw_schema_script *script, const struct gw_schema_object *code,
		   struct gw_view when)
{
	gw_schema_puts(script, "ALTER TABLE ");
	gw_pg_put_path(script, code->parent);
	gw_schema_puts(script, " ");
	gw_schema_put(script, when.p != NULL ? when : GW_VIEW("ENABLE"));
	gw_schema_puts(script, code->kind == &gw_pg_rule ? " RULE " : " TRIGGER ");
	gw_schema_put_name(script, code->name);
	gw_schema_end(script, &gw_pg_writers_wait);
}

static void alter_enabled(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	enable(script, change->new, gw_schema_value(change->new, CODE_ENABLED));
}

static void set_enabled(struct gw_schema_script *script, const struct gw_schema_object *trigger)
{
	enable(script, trigger, gw_schema_value(trigger, CODE_ENABLED));
}

/* As that of the table above. */
static void reset_enabled(struct gw_schema_script *script, const struct gw_schema_object *trigger)
{
	const struct gw_schema_object *above = gw_schema_find(script->changes->new,
							      trigger->holder->id);

	enable(script, trigger, gw_schema_value(above, CODE_ENABLED));
}

static void create_code(struct gw_schema_script *script, const struct gw_schema_object *code)
{
	static const size_t rest[] = {CODE_ENABLED};

	gw_pg_put_value(script, "", gw_schema_value(code, CODE_DEFINITION), "");
	gw_schema_end(script, &gw_pg_writers_wait);
	gw_pg_apply(script, code, rest, GW_COUNT(rest));
	gw_pg_finish(script, code);
}

static void create_policy(struct gw_schema_script *script, const struct gw_schema_object *policy)
{
	gw_pg_put_command(script, "CREATE ", policy);
	gw_pg_put_value(script, " ", gw_schema_value(policy, CODE_DEFINITION), "");
	gw_schema_end(script, &gw_pg_all_wait);
	gw_pg_finish(script, policy);
}

static void drop_policy(struct gw_schema_script *script, const struct gw_schema_object *policy)
{
	gw_pg_put_command(script, "DROP ", policy);
	gw_schema_end(script, &policy_gone);
}

static void alter_target(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view target = gw_schema_value(change->new, STATISTICS_TARGET);

	gw_pg_put_command(script, "ALTER ", change->new);
	gw_pg_put_value(script, " SET STATISTICS ", target.p != NULL ? target : GW_VIEW("-1"), "");
	gw_schema_end(script, &gw_pg_ddl_waits);
}

static void create_statistics(struct gw_schema_script *script,
			      const struct gw_schema_object *statistics)
{
	static const size_t rest[] = {STATISTICS_TARGET};

	gw_schema_put(script, gw_schema_value(statistics, STATISTICS_DEFINITION));
	gw_schema_end(script, &gw_pg_ddl_waits);
	gw_pg_apply(script, statistics, rest, GW_COUNT(rest));
	gw_pg_finish(script, statistics);
}

static void set_replica_identity(struct gw_schema_script *script,
				 const struct gw_schema_object *identity)
{
	gw_pg_begin_alter(script, identity);
	gw_pg_put_value(script, " REPLICA IDENTITY ", gw_schema_value(identity, REPLICA_IDENTITY),
			"");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void reset_replica_identity(struct gw_schema_script *script,
				   const struct gw_schema_object *identity)
{
	gw_pg_begin_alter(script, identity);
	gw_schema_puts(script, " REPLICA IDENTITY DEFAULT");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_replica_identity(struct gw_schema_script *script,
				   const struct gw_schema_change *change)
{
	set_replica_identity(script, change->new);
}

#define DEFINITION [CONSTRAINT_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE}

static const struct gw_schema_property key_properties[] = {
	PG_COMMON_PROPERTIES,
	DEFINITION,
	[KEY_COLUMNS] = {.name = "columns", .type = GW_PROPERTY_LIST, .way = GW_WAY_DERIVED},
};

static const struct gw_schema_property exclusion_properties[] = {PG_COMMON_PROPERTIES, DEFINITION};

static const struct gw_schema_property check_properties[] = {
	PG_COMMON_PROPERTIES,
	DEFINITION,
	[CHECK_VALIDATED] = {.name = "validated", .type = GW_PROPERTY_FLAG, .alter = validate},
};

static const struct gw_schema_property reference_properties[] = {
	PG_COMMON_PROPERTIES,
	DEFINITION,
	[CHECK_VALIDATED] = {.name = "validated", .type = GW_PROPERTY_FLAG, .alter = validate},
	[REFERENCE_COLUMNS] =
		{
			.name = "columns",
			.type = GW_PROPERTY_LIST,
			.way = GW_WAY_DERIVED,
		},
	[REFERENCE_TARGET] = {.name = "target", .way = GW_WAY_DERIVED},
	[REFERENCE_TARGET_COLUMNS] =
		{
			.name = "target_columns",
			.type = GW_PROPERTY_LIST,
			.way = GW_WAY_DERIVED,
		},
};

static const struct gw_schema_property index_properties[] = {
	PG_COMMON_PROPERTIES,
	[INDEX_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
	[INDEX_CLUSTERED] =
		{
			.name = "clustered",
			.type = GW_PROPERTY_FLAG,
			.alter = alter_clustered,
		},
	[INDEX_STATISTICS] =
		{
			.name = "statistics",
			.type = GW_PROPERTY_LIST,
			.alter = alter_index_statistics,
		},
	[INDEX_INVALID] = {.name = "invalid", .type = GW_PROPERTY_FLAG, .way = GW_WAY_DERIVED},
	[INDEX_ATTACHED] = {.name = "attached", .type = GW_PROPERTY_LIST, .alter = attach},
};

static const struct gw_schema_property code_properties[] = {
	PG_COMMON_PROPERTIES,
	[CODE_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
	/* Those of partitions follow. */
	[CODE_ENABLED] = {.name = "enabled", .detaches = true, .alter = alter_enabled},
};

static const struct gw_schema_property policy_properties[] = {
	PG_COMMON_PROPERTIES,
	[CODE_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
};

static const struct gw_schema_property statistics_properties[] = {
	PG_COMMON_PROPERTIES,
	[STATISTICS_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
	[STATISTICS_TARGET] = {.name = "target", .alter = alter_target},
};

static const struct gw_schema_property identity_properties[] = {
	PG_COMMON_PROPERTIES,
	[REPLICA_IDENTITY] = {.name = "rows_by", .alter = alter_replica_identity},
};

const struct gw_schema_kind gw_pg_primary_key = {
	.name = "primary key",
	.role = GW_ROLE_PRIMARY_KEY,
	.rank = 12,
	.space = "relation",
	GW_PROPERTIES(key_properties),
	.create = add_key,
	.drop = drop_constraint,
	.rename = rename_constraint,
};

const struct gw_schema_kind gw_pg_unique = {
	.name = "unique constraint",
	.role = GW_ROLE_UNIQUE,
	.rank = 13,
	.space = "relation",
	GW_PROPERTIES(key_properties),
	.create = add_key,
	.drop = drop_constraint,
	.rename = rename_constraint,
};

/* The index behind a key, where it has a comment. */
const struct gw_schema_kind gw_pg_key_index = {
	.name = "key index",
	.rank = 14,
	GW_PROPERTIES(gw_pg_common_properties),
	.create = gw_pg_finish,
	.drop = gw_pg_clear,
};

const struct gw_schema_kind gw_pg_exclusion = {
	.name = "exclusion constraint",
	.rank = 14,
	.space = "relation",
	GW_PROPERTIES(exclusion_properties),
	.create = add_key,
	.drop = drop_constraint,
	.rename = rename_constraint,
};

const struct gw_schema_kind gw_pg_check = {
	.name = "check",
	.rank = 15,
	GW_PROPERTIES(check_properties),
	.create = add_checked,
	.drop = drop_constraint,
	.rename = rename_constraint,
	.judge = judge_checked,
};

const struct gw_schema_kind gw_pg_foreign_key = {
	.name = "foreign key",
	.role = GW_ROLE_FOREIGN_KEY,
	.flags = GW_KIND_DROPPED_APART,
	.rank = 40,
	GW_PROPERTIES(reference_properties),
	.create = add_checked,
	.drop = drop_constraint,
	.rename = rename_constraint,
	.judge = judge_checked,
};

const struct gw_schema_kind gw_pg_index = {
	.name = "index",
	.role = GW_ROLE_INDEX,
	.rank = 16,
	.space = "relation",
	GW_PROPERTIES(index_properties),
	.create = create_index,
	.drop = drop_index,
	.rename = gw_pg_rename,
	.judge = judge_index,
};

const struct gw_schema_kind gw_pg_trigger = {
	.name = "trigger",
	.rank = 30,
	GW_PROPERTIES(code_properties),
	.create = create_code,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_partition_trigger = {
	.name = "trigger of partition",
	.rank = 31,
	GW_PROPERTIES(code_properties),
	.create = set_enabled,
	.drop = reset_enabled,
};

const struct gw_schema_kind gw_pg_rule = {
	.name = "rule",
	.rank = 31,
	GW_PROPERTIES(code_properties),
	.create = create_code,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_policy = {
	.name = "policy",
	.rank = 32,
	GW_PROPERTIES(policy_properties),
	.create = create_policy,
	.drop = drop_policy,
};

const struct gw_schema_kind gw_pg_statistics = {
	.name = "statistics",
	.rank = 17,
	GW_PROPERTIES(statistics_properties),
	.create = create_statistics,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_replica_identity = {
	.name = "replica identity",
	.rank = 18,
	GW_PROPERTIES(identity_properties),
	.create = set_replica_identity,
	.drop = reset_replica_identity,
};
