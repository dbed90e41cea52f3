/*
 * refinery: V1__name.sql in any folder; U1__name.sql is the same, but may be applied after later
 * ones. Nothing is taken back, and there are no directives.
 *
 * All of these names are Flyway's too (where U takes a version back), so a tree is recognised as
 * refinery's only by the Rust files that it has beside them.
 */
#include "base/ascii.h"
#include "source/format_int.h"

static bool is_word(struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		/* Bytes of other letters than ASCII's count, as they do for \w in Rust. */
		if (!(gw_is_alnum(c) || c == '_' || (c & 0x80) != 0))
			return false;
	}
	return text.n != 0;
}

static bool parse_stem(struct gw_view stem, struct gw_view *ret_version, struct gw_view *ret_name)
{
	struct gw_view rest = stem;
	struct gw_view version;

	if (!gw_cut_prefix(&rest, "V") && !gw_cut_prefix(&rest, "U"))
		return false;
	version = gw_cut_digits(&rest);
	if (version.n == 0 || !gw_cut_prefix(&rest, "__") || !is_word(rest))
		return false;
	*ret_version = version;
	*ret_name = rest;
	return true;
}

static bool is_mine(const char *path)
{
	struct gw_view stem = gw_path_base(path);
	struct gw_view version;
	struct gw_view name;

	return gw_cut_suffix(&stem, ".sql") && parse_stem(stem, &version, &name);
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_tree_has_language(scan->tree, "Rust") ? gw_sniff_paths(scan, is_mine)
							: GW_SNIFF_NO;
}

static void add_file(struct gw_format_scan *scan, const char *path, struct gw_view stem)
{
	struct gw_migration *migration;
	struct gw_view version;
	struct gw_view name;

	if (!parse_stem(stem, &version, &name)) {
		gw_scan_stray(scan, path, "its name is not one of refinery's (V1__name.sql)");
		return;
	}
	migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, gw_number_key(version), name, path);
	gw_scan_options(scan, migration)->allow_out_of_order = stem.p[0] == 'U';
	gw_section_add(scan, migration, GW_UP, path, 0, GW_NOWHERE);
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err GW_UNUSED)
{
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;
		struct gw_view stem = gw_path_base(path);
		struct gw_view version;
		struct gw_view name;
		const char *language;

		if (gw_path_is_hook(path))
			continue;
		if (gw_cut_suffix(&stem, ".sql")) {
			add_file(scan, path, stem);
			continue;
		}
		language = gw_path_language(path, &stem);
		if (language != NULL && parse_stem(stem, &version, &name))
			gw_scan_external(scan, path, language);
	}
	return true;
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	gw_new_one(arena, gw_format(arena, "V%s__%s.sql", version, gw_new_slug(arena, name, '_')),
		   "-- What this migration changes.\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_refinery = {
	.name = "refinery",
	.summary = "refinery: V1__name.sql, U1__name.sql (may come late)",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.new_file = new_file,
};
