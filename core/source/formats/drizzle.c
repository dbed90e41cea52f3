/*
 * drizzle: what drizzle-kit writes, in two layouts.
 *
 *	0003_add_x.sql and meta/_journal.json, which lists them in order
 *	20240914125510_add_x/migration.sql and snapshot.json, in order of the folder names (1.0)
 *
 * In the first, the version is the number in front, or the place in the journal where the names
 * have no number. In the second it is the whole folder name, as two may have the same stamp.
 *
 * "--> statement-breakpoint" separates statements. It is a comment for PostgreSQL and SQLite, but
 * not for MySQL, so for MySQL it is left out of the text. Nothing is taken back.
 */
#include "base/json.h"
#include "source/format_int.h"
#include "sql/lexer.h"

static const char journal_path[] = "meta/_journal.json";
static const char breakpoint_text[] = "--> statement-breakpoint";
static const struct gw_view breakpoint = {breakpoint_text, sizeof(breakpoint_text) - 1};

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_tree_find(scan->tree, journal_path) != NULL ||
			       gw_tree_has_in_folder(scan->tree, "snapshot.json")
		       ? GW_SNIFF_YES
		       : GW_SNIFF_NO;
}

/* --- the script ------------------------------------------------------------------------------- */

static bool is_comment(const struct gw_dialect *dialect)
{
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, dialect, breakpoint);
	return gw_lexer_next(&lexer).kind == GW_TOKEN_COMMENT;
}

/* Whether the text ends with a statement that has no semicolon. */
static bool is_open(const struct gw_dialect *dialect, struct gw_view text)
{
	struct gw_lexer lexer;
	enum gw_token_kind last = GW_TOKEN_SEMICOLON;

	gw_lexer_init(&lexer, dialect, text);
	for (;;) {
		struct gw_token token = gw_lexer_next_code(&lexer);

		if (token.kind == GW_TOKEN_END)
			return last != GW_TOKEN_SEMICOLON;
		last = token.kind;
	}
}

/* Where the breakpoint after start is; the end of the text when there is none. */
static size_t next_breakpoint(struct gw_view text, size_t start)
{
	size_t found = gw_view_find(gw_view_from(text, start), breakpoint);

	return found == GW_NOWHERE ? text.n : start + found;
}

static bool add_script(struct gw_format_scan *scan, struct gw_migration *migration,
		       struct gw_error **err)
{
	const char *path = migration->path;
	bool whole = is_comment(scan->dialect);
	struct gw_text *text;
	size_t start = 0;

	if (!gw_scan_read(scan, path, &text, err))
		return false;
	if (whole)
		gw_section_add(scan, migration, GW_UP, path, 0, GW_NOWHERE);
	for (;;) {
		size_t end = next_breakpoint(text->view, start);

		if (!whole)
			gw_section_add(scan, migration, GW_UP, path, start, end);
		if (end == text->view.n)
			return true;
		if (is_open(scan->dialect, gw_view_slice(text->view, start, end)))
			gw_scan_notice(scan, path,
				       "line %u: the statement before the breakpoint does not end "
				       "with ';', so the next one will be read as part of it",
				       gw_position_of(text->view, end).line);
		start = gw_skip_line_end(text->view, end + breakpoint.n);
	}
}

/* --- with a journal --------------------------------------------------------------------------- */

/* The number of a tag and the rest; entries without a number get their place in the journal. */
static struct gw_view cut_version(struct gw_arena *arena, size_t index, struct gw_view *tag)
{
	struct gw_view rest = *tag;
	struct gw_view digits = gw_cut_digits(&rest);

	if (digits.n == 0 || !gw_cut_prefix(&rest, "_"))
		return gw_view_of(gw_format(arena, "%04zu", index));
	*tag = rest;
	return digits;
}

static bool add_entry(struct gw_format_scan *scan, size_t index, const struct gw_json *entry,
		      struct gw_map *listed, struct gw_error **err)
{
	const char *tag = gw_json_text(gw_json_get(entry, "tag"));
	const struct gw_tree_file *file;
	struct gw_migration *migration;
	struct gw_view version;
	struct gw_view name;

	if (tag == NULL)
		return gw_scan_fail(scan, journal_path, (struct gw_view){0}, GW_NOWHERE, 0, err,
				    "entry %zu has no tag", index);
	file = gw_tree_find(scan->tree, gw_format(scan->arena, "%s.sql", tag));
	if (file == NULL)
		return gw_scan_fail(scan, journal_path, (struct gw_view){0}, GW_NOWHERE, 0, err,
				    "it lists %s, but there is no %s.sql", tag, tag);
	name = gw_view_of(tag);
	version = cut_version(scan->arena, index, &name);
	migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, version, name, file->path);
	if (scan->migrations.n > 1) {
		const struct gw_migration *before = scan->migrations.items[scan->migrations.n - 2];

		if (gw_compare_numbered(before->version, migration->version) >= 0)
			return gw_scan_fail(scan, journal_path, (struct gw_view){0}, GW_NOWHERE, 0,
					    err,
					    "it lists %s after %s, against the order of their "
					    "numbers",
					    file->path, before->path);
	}
	(void)gw_map_put(scan->arena, listed, gw_view_of(file->path), migration);
	return add_script(scan, migration, err);
}

static bool add_entries(struct gw_format_scan *scan, const struct gw_json *entries,
			struct gw_error **err)
{
	struct gw_map listed = {0};

	for (size_t i = 0; i < gw_json_count(entries); i++) {
		if (!add_entry(scan, i, gw_json_item(entries, i), &listed, err))
			return false;
	}
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;

		if (gw_view_ends(gw_view_of(path), ".sql") && !gw_path_is_hook(path) &&
		    gw_map_get(&listed, gw_view_of(path)) == NULL)
			gw_scan_stray(scan, path, "it is not in meta/_journal.json");
	}
	return true;
}

static bool scan_journal(struct gw_format_scan *scan, struct gw_error **err)
{
	struct gw_text *journal;
	struct gw_json *json;
	bool ok;

	if (!gw_scan_read(scan, journal_path, &journal, err))
		return false;
	if (!gw_json_parse(gw_tree_display_path(scan->arena, scan->tree, journal_path),
			   journal->view, &json, err))
		return gw_fail_because(err, GW_E_FORMAT, "drizzle's journal cannot be read");
	ok = add_entries(scan, gw_json_get(json, "entries"), err);
	gw_json_free(json);
	return ok;
}

/* --- with folders ----------------------------------------------------------------------------- */

static bool scan_folders(struct gw_format_scan *scan, struct gw_error **err)
{
	struct gw_view folder;
	size_t index = 0;

	gw_scan_stray_flat_sql(scan);
	while (gw_scan_next_folder(scan, &index, &folder)) {
		const char *path = gw_scan_find_in(scan, folder, "migration.sql");

		if (path == NULL)
			continue;
		if (!add_script(
			    scan,
			    gw_scan_add(scan, GW_MIGRATION_VERSIONED, folder, GW_VIEW(""), path),
			    err))
			return false;
	}
	return true;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	return gw_tree_find(scan->tree, journal_path) != NULL ? scan_journal(scan, err)
							      : scan_folders(scan, err);
}

/* New files need a snapshot of the schema, which only drizzle-kit can write. */
static const char *names_kept_in(const struct gw_tree *tree)
{
	return gw_tree_find(tree, journal_path) != NULL ? journal_path : NULL;
}

const struct gw_format gw_format_drizzle = {
	.name = "drizzle",
	.summary =
		"drizzle: 0000_name.sql with meta/_journal.json, or <stamp>_<name>/migration.sql",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numbered,
	.names_kept_in = names_kept_in,
};
