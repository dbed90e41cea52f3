/*
 * How a migration is called.
 */
#include "source/migration.h"

char *gw_migration_label(struct gw_arena *arena, const struct gw_migration *migration)
{
	if (migration->version == NULL)
		return gw_format(arena, "R__%s", migration->name);
	if (migration->name[0] == '\0')
		return gw_strdup(arena, migration->version);
	return gw_format(arena, "%s_%s", migration->version, migration->name);
}

const char *gw_migration_kind_name(enum gw_migration_kind kind)
{
	switch (kind) {
	case GW_MIGRATION_VERSIONED:
		return "versioned";
	case GW_MIGRATION_REPEATABLE:
		return "repeatable";
	case GW_MIGRATION_BASELINE:
		return "baseline";
	}
	return "unknown";
}
