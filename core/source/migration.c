/*
 * How a migration is called.
 */
#include "source/migration.h"

#include <string.h>

static char *label_of(struct gw_arena *arena, const char *version, const char *name)
{
	size_t n = strlen(version);
	char *label = gw_alloc(arena, n + strlen(name) + 2);

	memcpy(label, version, n);
	label[n] = '_';
	memcpy(label + n + 1, name, strlen(name));
	return label;
}

char *gw_migration_label(struct gw_arena *arena, const struct gw_migration *migration)
{
	if (migration->version == NULL)
		return gw_format(arena, "R__%s", migration->name);
	if (migration->name[0] == '\0')
		return gw_strdup(arena, migration->version);
	return label_of(arena, migration->version, migration->name);
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
