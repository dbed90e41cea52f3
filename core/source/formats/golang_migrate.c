/*
 * golang-migrate: 1_name.up.sql and 1_name.down.sql. Nothing in a file has a meaning of its own.
 * The tool takes a missing half for an empty step; godwit cannot take such a step back, and does
 * not take a step forward that has no up file, which may have been lost.
 *
 * Beyond the original, "V" before the version and "-" or "." after it are read, and variants for
 * one dialect (1_name.mysql.up.sql) take the place of the generic file: projects that use the
 * tool's layout with a loader of their own do so.
 */
#include "source/format_int.h"

struct file {
	enum gw_direction direction;
	struct gw_view stem; /* from the number on, without suffixes */
	struct gw_view version;
	struct gw_view name;
	bool hidden; /* another file is meant for our dialect */
};

static bool cut_direction(struct gw_view *stem, const char **ret_suffix,
			  enum gw_direction *ret_direction)
{
	static const struct {
		const char *suffix;
		enum gw_direction direction;
	} suffixes[] = {{".up.sql", GW_UP}, {".down.sql", GW_DOWN}};

	for (size_t i = 0; i < GW_COUNT(suffixes); i++) {
		if (!gw_cut_suffix(stem, suffixes[i].suffix))
			continue;
		*ret_suffix = suffixes[i].suffix;
		*ret_direction = suffixes[i].direction;
		return true;
	}
	return false;
}

static bool cut_version(struct gw_view *stem, struct gw_view *ret_version)
{
	gw_cut_v(stem);
	*ret_version = gw_cut_digits(stem);
	return ret_version->n != 0 && gw_cut_separator(stem);
}

static bool parse(struct gw_format_scan *scan, const char *path, struct file *ret_file)
{
	struct gw_view stem = gw_view_of(path);
	const char *suffix;

	if (!cut_direction(&stem, &suffix, &ret_file->direction))
		return false;
	ret_file->hidden = gw_scan_is_hidden(scan, &stem, suffix);
	ret_file->name = stem;
	if (!cut_version(&ret_file->name, &ret_file->version))
		return false;
	ret_file->stem = gw_view_from(stem, (size_t)(gw_number_key(ret_file->version).p - stem.p));
	return true;
}

static bool is_half(struct gw_view name)
{
	struct gw_view version;
	const char *suffix;
	enum gw_direction direction;

	return cut_direction(&name, &suffix, &direction) && cut_version(&name, &version);
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_sniff_names(scan, is_half);
}

static bool pair_files(struct gw_format_scan *scan, struct gw_error **err)
{
	struct gw_pairs pairs = {0};
	const char *path;
	size_t index = 0;
	struct file file;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		struct gw_migration *migration;

		if (!parse(scan, path, &file)) {
			gw_scan_stray(scan, path, "its name is not like 1_name.up.sql");
			continue;
		}
		if (file.hidden)
			continue;
		migration = gw_pairs_get(scan, &pairs, file.stem, GW_MIGRATION_VERSIONED,
					 file.version, file.name, path);
		if (!gw_section_take_file(scan, migration, file.direction, path, err))
			return false;
	}
	return true;
}

/* An up and a down of one number belong together whatever their titles are. */
static bool join(struct gw_migration *first, struct gw_migration *other)
{
	enum gw_direction missing = first->sections[GW_UP].present ? GW_DOWN : GW_UP;

	if (first->sections[missing].present || !other->sections[missing].present ||
	    other->sections[missing == GW_UP ? GW_DOWN : GW_UP].present)
		return false;
	first->sections[missing] = other->sections[missing];
	if (missing == GW_UP) {
		first->path = other->path;
		first->name = other->name;
	}
	return true;
}

/*
 * Counted numbers that collide come from two branches, and one must be renumbered: the duplicate is
 * refused later. Time stamps that collide were made by one hand, and both are meant.
 */
static void settle_collisions(struct gw_format_scan *scan)
{
	enum { STAMP_DIGITS = 10 };
	struct gw_map by_number = {0};
	size_t kept = 0;

	for (size_t i = 0; i < scan->migrations.n; i++) {
		struct gw_migration *migration = scan->migrations.items[i];
		struct gw_view number = gw_number_key(gw_view_of(migration->version));
		struct gw_migration *first = gw_map_get(&by_number, number);

		if (first == NULL)
			gw_map_put(scan->arena, &by_number, number, migration);
		else if (join(first, migration))
			continue;
		else if (number.n >= STAMP_DIGITS)
			gw_scan_separate(scan, migration, first);
		scan->migrations.items[kept++] = migration;
	}
	scan->migrations.n = kept;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	if (!pair_files(scan, err))
		return false;
	settle_collisions(scan);
	gw_pairs_finish(scan);
	return true;
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	const char *slug = gw_new_slug(arena, name, '_');

	gw_new_two(arena, gw_format(arena, "%s_%s.up.sql", version, slug),
		   "-- What this migration changes.\n",
		   gw_format(arena, "%s_%s.down.sql", version, slug), "-- What takes it back.\n",
		   ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_golang_migrate = {
	.name = "golang-migrate",
	.summary = "golang-migrate: 1_name.up.sql and 1_name.down.sql",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numbered,
	.new_file = new_file,
};
