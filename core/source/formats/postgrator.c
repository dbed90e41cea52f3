/*
 * postgrator: 001.do.name.sql and 001.undo.name.sql; the name may be missing. Nothing in a file has a
 * meaning of its own.
 */
#include "source/format_int.h"

static bool cut_name(struct gw_view stem, struct gw_view *ret_version, struct gw_view *ret_name,
		     enum gw_direction *ret_direction)
{
	struct gw_view rest = stem;

	*ret_version = gw_cut_digits(&rest);
	if (ret_version->n == 0 || !gw_cut_prefix(&rest, "."))
		return false;
	*ret_direction = GW_UP;
	if (gw_cut_prefix(&rest, "undo"))
		*ret_direction = GW_DOWN;
	else if (!gw_cut_prefix(&rest, "do"))
		return false;
	*ret_name = rest;
	return rest.n == 0 || gw_cut_prefix(ret_name, ".");
}

static bool is_mine(struct gw_view path)
{
	struct gw_view version, name;
	enum gw_direction direction;

	return gw_cut_suffix(&path, ".sql") && cut_name(path, &version, &name, &direction);
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_sniff_names(scan, is_mine);
}

static void note_programs(struct gw_format_scan *scan)
{
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;
		struct gw_view stem, version, name;
		enum gw_direction direction;
		const char *language = gw_path_language(path, &stem);

		if (language != NULL && gw_path_is_flat(path) &&
		    cut_name(stem, &version, &name, &direction))
			gw_scan_external(scan, path, language);
	}
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct gw_pairs pairs = {0};
	struct gw_view version, name;
	enum gw_direction direction;
	const char *path;
	size_t index = 0;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		struct gw_view stem = gw_view_of(path);
		struct gw_migration *migration;

		gw_cut_suffix(&stem, ".sql");
		if (!cut_name(stem, &version, &name, &direction)) {
			gw_scan_stray(scan, path, "its name is not like 001.do.name.sql");
			continue;
		}
		migration = gw_pairs_get(scan, &pairs, gw_number_key(version),
					 GW_MIGRATION_VERSIONED, version, name, path);
		if (!gw_section_take_file(scan, migration, direction, path, err))
			return false;
	}
	note_programs(scan);
	gw_pairs_finish(scan);
	return true;
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	const char *slug = gw_new_slug(arena, name, '-');

	gw_new_two(arena, gw_format(arena, "%s.do.%s.sql", version, slug),
		   "-- What this migration changes.\n",
		   gw_format(arena, "%s.undo.%s.sql", version, slug), "-- What takes it back.\n",
		   ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_postgrator = {
	.name = "postgrator",
	.summary = "postgrator: 001.do.name.sql and 001.undo.name.sql",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.new_file = new_file,
};
