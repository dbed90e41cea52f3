/*
 * diesel: a folder <version>_<name> for each migration, with up.sql, mostly down.sql, and sometimes
 * metadata.toml.
 *
 * The version is what stands before the first "_", without dashes, and is text: diesel's own stamps
 * may end in hexadecimal digits, and 2024-03-13_x comes after 2024-03-06-170000_y. A metadata.toml
 * that does not say run_in_transaction turns the transaction off; no file at all leaves it on. An
 * empty down.sql is usual where there is nothing to take back.
 */
#include "base/str.h"
#include "source/format_int.h"

static bool is_mine(const char *path)
{
	struct gw_view folder;

	return gw_path_is_in_folder(path, "up.sql", &folder) ||
	       gw_path_is_in_folder(path, "down.sql", &folder);
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_sniff_paths(scan, is_mine);
}

/* Sets *ret_off when the migration must run outside a transaction. */
static bool read_metadata(struct gw_format_scan *scan, const char *path, bool *ret_off,
			  struct gw_error **err)
{
	struct gw_text *text;
	struct gw_settings settings;
	struct gw_setting_line setting;

	if (!gw_scan_read(scan, path, &text, err))
		return false;
	gw_settings_init(&settings, scan->arena, text, true);
	while (gw_settings_next(&settings, &setting)) {
		if (!gw_view_is(setting.key, "run_in_transaction"))
			continue;
		*ret_off = gw_view_is(setting.value, "false");
		if (!*ret_off && !gw_view_is(setting.value, "true"))
			gw_scan_notice(
				scan, path,
				"run_in_transaction is neither true nor false; as in diesel, "
				"a transaction is used");
		return true;
	}
	*ret_off = true;
	gw_scan_notice(scan, path,
		       "it does not say run_in_transaction; as in diesel, no transaction is used");
	return true;
}

static char *without_dashes(struct gw_arena *arena, struct gw_view text)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '-')
			gw_str_putc(&str, text.p[i]);
	}
	return gw_str_take(&str, arena);
}

static bool add_folder(struct gw_format_scan *scan, struct gw_view folder, struct gw_error **err)
{
	const char *up = gw_scan_find_in(scan, folder, "up.sql");
	const char *down = gw_scan_find_in(scan, folder, "down.sql");
	const char *metadata = gw_scan_find_in(scan, folder, "metadata.toml");
	struct gw_view version = folder;
	struct gw_view name = {0};
	struct gw_migration *migration;
	struct gw_text *text;
	bool off = false;

	if (up == NULL)
		return gw_scan_fail(scan, gw_view_dup(scan->arena, folder), (struct gw_view){0},
				    GW_NOWHERE, 0, err, "the folder has no up.sql");
	if (!gw_scan_read(scan, up, &text, err))
		return false;
	if (text->view.n == 0)
		return gw_scan_fail(scan, up, (struct gw_view){0}, GW_NOWHERE, 0, err,
				    "up.sql is empty; diesel wants at least a comment");
	if (metadata != NULL && !read_metadata(scan, metadata, &off, err))
		return false;
	(void)gw_cut_at(folder, '_', &version, &name);
	migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED,
				gw_view_of(without_dashes(scan->arena, version)), name, up);
	gw_section_add(scan, migration, GW_UP, up, 0, GW_NOWHERE);
	if (down != NULL)
		gw_section_add(scan, migration, GW_DOWN, down, 0, GW_NOWHERE);
	migration->sections[GW_UP].transaction_off = off;
	migration->sections[GW_DOWN].transaction_off = off;
	return true;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct gw_view folder;
	size_t index = 0;

	gw_scan_stray_flat_sql(scan);
	while (gw_scan_next_folder(scan, &index, &folder)) {
		if (!add_folder(scan, folder, err))
			return false;
	}
	return true;
}

/* diesel's spelling of a stamp: 20261122093000 is the folder 2026-11-22-093000. */
static char *folder_version(struct gw_arena *arena, const char *version)
{
	struct gw_view rest = gw_view_of(version);
	struct gw_view digits = gw_cut_digits(&rest);

	if (digits.n != 14 || rest.n != 0)
		return gw_strdup(arena, version);
	return gw_format(arena, "%.4s-%.2s-%.2s-%s", version, version + 4, version + 6,
			 version + 8);
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	char *folder = gw_format(arena, "%s_%s", folder_version(arena, version),
				 gw_new_slug(arena, name, '_'));

	gw_new_two(arena, gw_format(arena, "%s/up.sql", folder),
		   "-- What this migration changes.\n", gw_format(arena, "%s/down.sql", folder),
		   "-- What takes it back.\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_diesel = {
	.name = "diesel",
	.summary = "diesel: <version>_<name>/up.sql and down.sql",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_text,
	.new_file = new_file,
};
