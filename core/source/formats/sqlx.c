/*
 * sqlx: 1_name.sql, or pairs 1_name.up.sql and 1_name.down.sql, also mixed in one folder. A file
 * that begins with "-- no-transaction" runs outside of a transaction.
 */
#include "source/format_int.h"

static const char no_transaction[] = "-- no-transaction";

struct file {
	enum gw_direction direction;
	bool simple;
	struct gw_view version;
	struct gw_view name;
};

/* false: the name has no "_", and sqlx passes over the file. */
static bool parse(const char *path, struct file *ret_file)
{
	struct gw_view stem = gw_view_of(path);

	gw_cut_suffix(&stem, ".sql");
	*ret_file = (struct file){.direction = GW_UP};
	if (gw_cut_suffix(&stem, ".down"))
		ret_file->direction = GW_DOWN;
	else
		ret_file->simple = !gw_cut_suffix(&stem, ".up");
	return gw_cut_at(stem, '_', &ret_file->version, &ret_file->name);
}

static bool is_version(struct gw_view text)
{
	uint64_t value;

	return gw_parse_u64(text, &value) && value <= INT64_MAX;
}

/* Large files are not looked into: the directive of one is seen when it is scanned. */
static bool has_directive(struct gw_format_scan *scan, const struct gw_tree_file *file)
{
	struct gw_text *text;

	return gw_scan_peek(scan, file->path, &text) && gw_view_starts(text->view, no_transaction);
}

/*
 * Without the directive in any file, only a mixture of pairs and simple files tells sqlx from
 * golang-migrate; where there is none, both read the same.
 */
static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	size_t simple = 0, ups = 0;
	struct file file;

	for (size_t i = 0; i < scan->sql.n; i++) {
		if (!parse(scan->sql.items[i]->path, &file) || !is_version(file.version))
			continue;
		simple += file.simple;
		ups += !file.simple && file.direction == GW_UP;
		if (has_directive(scan, scan->sql.items[i]))
			return GW_SNIFF_YES;
	}
	return simple != 0 && ups != 0 ? GW_SNIFF_YES : GW_SNIFF_NO;
}

static bool take(struct gw_format_scan *scan, struct gw_pairs *pairs, const char *path,
		 const struct file *file, struct gw_error **err)
{
	struct gw_migration *migration = gw_pairs_get(scan, pairs, gw_number_key(file->version),
						      GW_MIGRATION_VERSIONED, file->version,
						      file->name, path);
	struct gw_text *text;

	if (!gw_section_take_file(scan, migration, file->direction, path, err) ||
	    !gw_scan_read(scan, path, &text, err))
		return false;
	migration->sections[file->direction].transaction_off = gw_view_starts(text->view,
									      no_transaction);
	return true;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct gw_pairs pairs = {0};
	const char *path;
	size_t index = 0;
	struct file file;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		if (!parse(path, &file)) {
			gw_scan_stray(scan, path, "its name is not like 1_name.sql");
			continue;
		}
		if (!is_version(file.version))
			return gw_scan_fail(scan, path, (struct gw_view){0}, GW_NOWHERE, 0, err,
					    "%s does not begin with a number and an underscore",
					    path);
		if (!take(scan, &pairs, path, &file, err))
			return false;
	}
	gw_pairs_finish(scan);
	return true;
}

static bool has_pairs(const struct gw_format_scan *existing)
{
	for (size_t i = 0; i < existing->migrations.n; i++) {
		if (existing->migrations.items[i]->sections[GW_DOWN].present)
			return true;
	}
	return existing->migrations.n == 0;
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	static const char up[] =
		"-- What this migration changes. To run it outside of a transaction, make\n"
		"-- \"-- no-transaction\" the first line of this file.\n";
	const char *slug = gw_new_slug(arena, name, '_');

	if (has_pairs(existing))
		gw_new_two(arena, gw_format(arena, "%s_%s.up.sql", version, slug), up,
			   gw_format(arena, "%s_%s.down.sql", version, slug),
			   "-- What takes it back.\n", ret_files, ret_count);
	else
		gw_new_one(arena, gw_format(arena, "%s_%s.sql", version, slug), up, ret_files,
			   ret_count);
	return true;
}

const struct gw_format gw_format_sqlx = {
	.name = "sqlx",
	.summary = "sqlx: 1_name.sql, or 1_name.up.sql and 1_name.down.sql",
	.sniff = sniff,
	.reads_all = true,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.new_file = new_file,
};
