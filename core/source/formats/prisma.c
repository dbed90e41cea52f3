/*
 * Prisma: a folder for each migration, with migration.sql.
 *
 * The identity of a migration is the name of its folder, and the order is that of the names as
 * text: two of one second, and names that are no stamp (0_init), are usual. So the version is the
 * whole folder name. Prisma takes nothing back.
 */
#include "source/format_int.h"

static bool is_mine(const char *path)
{
	struct gw_view folder;

	return gw_path_is_in_folder(path, "migration.sql", &folder);
}

/* Newer drizzle has the same folders, with a snapshot in each. */
static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_tree_has_in_folder(scan->tree, "snapshot.json") ? GW_SNIFF_NO
								  : gw_sniff_paths(scan, is_mine);
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct gw_view folder;
	size_t index = 0;

	gw_scan_stray_flat_sql(scan);
	while (gw_scan_next_folder(scan, &index, &folder)) {
		const char *path = gw_scan_find_in(scan, folder, "migration.sql");
		struct gw_migration *migration;

		if (path == NULL)
			return gw_scan_fail(scan, gw_view_dup(scan->arena, folder),
					    (struct gw_view){0}, GW_NOWHERE, 0, err,
					    "the folder has no migration.sql");
		migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, folder, GW_VIEW(""), path);
		gw_section_add(scan, migration, GW_UP, path, 0, GW_NOWHERE);
	}
	return true;
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	gw_new_one(arena,
		   gw_format(arena, "%s_%s/migration.sql", version, gw_new_slug(arena, name, '_')),
		   "-- What this migration changes.\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_prisma = {
	.name = "prisma",
	.summary = "Prisma: <stamp>_<name>/migration.sql",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_text,
	.new_file = new_file,
};
