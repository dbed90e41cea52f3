/*
 * How a migration is called, and what it consists of.
 */
#include "source/migration.h"

#include <string.h>

uint64_t gw_section_bytes(const struct gw_section *section)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < section->ranges.n; i++)
		bytes += section->ranges.items[i].end - section->ranges.items[i].start;
	return bytes;
}

const struct gw_migration_options *gw_migration_options(const struct gw_migration *migration)
{
	static const struct gw_migration_options none = {0};

	return migration != NULL && migration->options != NULL ? migration->options : &none;
}

static char *label_of(struct gw_arena *arena, const char *version, const char *name)
{
	const struct gw_view parts[] = {gw_view_of(version), GW_VIEW("_"), gw_view_of(name)};

	return gw_view_join(arena, parts, GW_COUNT(parts));
}

char *gw_migration_label(struct gw_arena *arena, const struct gw_migration *migration)
{
	if (migration->version == NULL)
		return gw_format(arena, "R__%s", migration->name);
	if (migration->name[0] == '\0')
		return gw_strdup(arena, migration->version);
	return label_of(arena, migration->version, migration->name);
}

bool gw_migration_is_one_file(const struct gw_migration *migration)
{
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		const struct gw_section *section = &migration->sections[i];

		for (size_t k = 0; k < section->ranges.n; k++) {
			if (section->ranges.items[k].path != migration->path)
				return false;
		}
	}
	return true;
}

const char *gw_direction_name(enum gw_direction direction)
{
	static const char *const names[GW_DIRECTION_COUNT] = {
		[GW_UP] = "up", [GW_DOWN] = "down", [GW_VERIFY] = "verify"};

	return names[direction];
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
