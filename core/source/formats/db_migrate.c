/*
 * db-migrate's SQL files: sqls/20260101000000-name-up.sql and -down.sql, each pair of which a program of
 * the same name in the folder above hands to the database. Nothing in a file has a meaning of its own.
 *
 * The identity is the name, as in the tool's table, and the order is that of the numbers. Programs
 * without such files are none of ours; those that have them are taken to do what the tool made them for.
 * The folder sqls may be named by itself.
 */
#include "source/format_int.h"

enum { STAMP_DIGITS = 14 };

static const char folder[] = "sqls/";

/* "20260101000000-name" */
static bool is_name(struct gw_view text)
{
	return gw_cut_digits(&text).n == STAMP_DIGITS && gw_cut_prefix(&text, "-") && text.n != 0;
}

static bool cut_direction(struct gw_view *stem, enum gw_direction *ret_direction)
{
	*ret_direction = GW_UP;
	if (gw_cut_suffix(stem, "-up.sql"))
		return true;
	*ret_direction = GW_DOWN;
	return gw_cut_suffix(stem, "-down.sql");
}

static bool parse(const char *path, struct gw_view *ret_name, enum gw_direction *ret_direction)
{
	*ret_name = gw_view_of(path);
	gw_cut_prefix(ret_name, folder);
	return cut_direction(ret_name, ret_direction) && is_name(*ret_name);
}

static bool is_mine(const char *path)
{
	struct gw_view name;
	enum gw_direction direction;

	return parse(path, &name, &direction);
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_sniff_paths(scan, is_mine);
}

/* The program that is a migration's, by its name; NULL: the file is none. */
static const char *language_of(const char *path, struct gw_view *ret_name)
{
	const char *language = gw_path_language(path, ret_name);

	return language != NULL && gw_path_is_flat(path) && is_name(*ret_name) ? language : NULL;
}

static bool take_file(struct gw_format_scan *scan, struct gw_pairs *pairs, const char *path,
		      struct gw_error **err)
{
	struct gw_view name;
	enum gw_direction direction;

	if (parse(path, &name, &direction))
		return gw_section_take_file(scan,
					    gw_pairs_get(scan, pairs, name, GW_MIGRATION_VERSIONED,
							 name, GW_VIEW(""), path),
					    direction, path, err);
	if (gw_view_starts(gw_view_of(path), folder) || gw_path_is_flat(path))
		gw_scan_stray(scan, path, "its name is not like 20260101000000-name-up.sql");
	return true;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	const struct gw_tree *tree = scan->tree;
	struct gw_pairs pairs = {0};
	struct gw_view name;

	for (size_t i = 0; i < tree->nfiles; i++) {
		const char *path = tree->files[i].path;

		if (gw_name_is_sql(gw_view_of(path)) && !take_file(scan, &pairs, path, err))
			return false;
	}
	for (size_t i = 0; i < tree->nfiles; i++) {
		const char *path = tree->files[i].path;
		const char *language = language_of(path, &name);

		if (language != NULL && gw_map_get(&pairs.by_key, name) == NULL)
			gw_scan_external(scan, path, language);
	}
	gw_pairs_finish(scan);
	return true;
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	const char *slug = gw_new_slug(arena, name, '-');
	bool is_flat = existing->migrations.n != 0 &&
		       gw_path_is_flat(existing->migrations.items[0]->path);
	const char *before = is_flat ? "" : folder;

	gw_new_two(arena, gw_format(arena, "%s%s-%s-up.sql", before, version, slug),
		   "-- What this migration changes.\n",
		   gw_format(arena, "%s%s-%s-down.sql", before, version, slug),
		   "-- What takes it back.\n", ret_files, ret_count);
	return true;
}

static const char *names_kept_in(const struct gw_tree *tree)
{
	struct gw_view name;

	for (size_t i = 0; i < tree->nfiles; i++) {
		if (language_of(tree->files[i].path, &name) != NULL)
			return "the programs that read them";
	}
	return NULL;
}

const struct gw_format gw_format_db_migrate = {
	.name = "db-migrate",
	.summary = "db-migrate: sqls/20260101000000-name-up.sql and -down.sql",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numbered,
	.new_file = new_file,
	.names_kept_in = names_kept_in,
};
