/*
 * Atlas: 20260101120000_name.sql in the order of their names, and atlas.sum, which holds the folder to
 * what it was when the list was written:
 *
 *	h1:BASE64                     of the lines below
 *	NAME h1:BASE64                SHA-256 of the names and contents of all files up to this one
 *
 * So the first file whose sum is another one is the first that was edited, added or taken away. What
 * stands behind the last line is new. Files have no way back.
 */
#include "source/format_int.h"

static const char sum_file[] = "atlas.sum";

/* The directives that mean something to a run. */
struct directives {
	bool transaction_off, is_checkpoint, no_sum;
};

/* The sums so far, of the files as they are and with LF, as a checkout may have changed that. */
struct sums {
	struct gw_view rest; /* of atlas.sum */
	struct gw_sha256 *raw;
	struct gw_sha256 *lf;
	bool ended; /* the list is at its end */
};

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_tree_find(scan->tree, sum_file) != NULL ? GW_SNIFF_YES : GW_SNIFF_NO;
}

static bool read_directive(struct gw_format_scan *scan, const char *path, struct gw_text *text,
			   const struct gw_line *line, struct directives *directives,
			   struct gw_error **err)
{
	struct gw_view rest;

	if (!gw_line_marker(line->text, "atlas:", &rest))
		return true;
	if (gw_view_is(gw_view_trim(rest), "txmode none"))
		directives->transaction_off = true;
	else if (gw_view_starts(rest, "checkpoint"))
		directives->is_checkpoint = true;
	else if (gw_view_is(gw_view_trim(rest), "sum ignore"))
		directives->no_sum = true;
	else if (gw_view_starts(rest, "delimiter"))
		gw_scan_notice(scan, path,
			       "names a delimiter; godwit ends statements where the server does");
	else if (gw_view_starts(rest, "txtar") || gw_view_starts(rest, "import"))
		return gw_scan_fail(scan, path, text->view, line->start, line->text.n, err,
				    "godwit does not read what this directive asks for");
	return true;
}

static bool read_directives(struct gw_format_scan *scan, const char *path, struct gw_text *text,
			    struct directives *ret_directives, struct gw_error **err)
{
	struct gw_lines lines;
	struct gw_line line;

	*ret_directives = (struct directives){0};
	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line) && gw_line_is_idle(line.text))
		if (!read_directive(scan, path, text, &line, ret_directives, err))
			return false;
	return true;
}

/* --- atlas.sum -------------------------------------------------------------------------------- */

static void add_lf(struct gw_sha256 *hash, struct gw_view text)
{
	size_t start = 0;

	for (size_t i = 0; i + 1 < text.n; i++) {
		if (text.p[i] != '\r' || text.p[i + 1] != '\n')
			continue;
		gw_sha256_add(hash, gw_view_slice(text, start, i));
		start = i + 1;
	}
	gw_sha256_add(hash, gw_view_from(text, start));
}

static void add_name(struct sums *sums, const char *path)
{
	gw_sha256_add(sums->raw, gw_view_of(path));
	gw_sha256_add(sums->lf, gw_view_of(path));
}

static bool is_sum(struct gw_arena *arena, const struct gw_sha256 *hash, struct gw_view expected)
{
	struct gw_digest digest = gw_sha256_so_far(hash);
	const struct gw_view bytes = {(const char *)digest.bytes, sizeof(digest.bytes)};

	return gw_view_is(expected, gw_base64_encode(arena, bytes));
}

static bool fail_sum(struct gw_format_scan *scan, const char *path, struct gw_error **err)
{
	gw_scan_fail(scan, path, (struct gw_view){0}, GW_NOWHERE, 0, err,
		     "%s is not what %s says: it, or what comes before it, was edited, added or "
		     "taken away",
		     path, sum_file);
	gw_error_hint(*err, "If that is meant, write the list again with `atlas migrate hash`.");
	return false;
}

/* Holds a file to the next line of the list. */
static bool check_sum(struct gw_format_scan *scan, struct sums *sums, const char *path,
		      struct gw_view content, struct gw_error **err)
{
	struct gw_view line, name;

	gw_sha256_add(sums->raw, content);
	add_lf(sums->lf, content);
	if (sums->ended || !gw_view_next_line(&sums->rest, &line)) {
		sums->ended = true;
		gw_scan_notice(scan, path, "is not in %s yet", sum_file);
		return true;
	}
	if (!gw_view_next_word(&line, &name) || !gw_view_is(name, path))
		return fail_sum(scan, path, err);
	line = gw_view_trim(line);
	if (gw_cut_prefix(&line, "h1:") &&
	    (is_sum(scan->arena, sums->raw, line) || is_sum(scan->arena, sums->lf, line)))
		return true;
	return fail_sum(scan, path, err);
}

/* No list: nothing is held to anything. */
static bool open_sums(struct gw_format_scan *scan, struct sums *ret_sums, struct gw_error **err)
{
	const struct gw_tree_file *file = gw_tree_find(scan->tree, sum_file);
	struct gw_text *text;
	struct gw_view total;

	if (file == NULL)
		return true;
	if (!gw_scan_read(scan, file->path, &text, err))
		return false;
	ret_sums->rest = gw_view_of(gw_view_dup(scan->arena, text->view));
	(void)gw_view_next_line(&ret_sums->rest, &total);
	ret_sums->raw = gw_sha256_new();
	ret_sums->lf = gw_sha256_new();
	return true;
}

/* A line is left: its file is gone. */
static bool close_sums(struct gw_format_scan *scan, struct sums *sums, struct gw_error **err)
{
	struct gw_view line, name;

	gw_sha256_free(sums->raw);
	gw_sha256_free(sums->lf);
	if (!gw_view_next_line(&sums->rest, &line) || !gw_view_next_word(&line, &name))
		return true;
	return gw_scan_fail(scan, sum_file, (struct gw_view){0}, GW_NOWHERE, 0, err,
			    "%.*s is in the list, and not in the folder", GW_VIEW_ARG(name));
}

/* --- files ------------------------------------------------------------------------------------ */

static bool add_file(struct gw_format_scan *scan, struct sums *sums, const char *path,
		     struct gw_error **err)
{
	struct gw_view version = gw_view_of(path);
	struct gw_view name = {0};
	struct directives directives;
	struct gw_migration *migration;
	struct gw_text *text;

	if (!gw_scan_read(scan, path, &text, err) ||
	    !read_directives(scan, path, text, &directives, err))
		return false;
	if (sums->raw != NULL) {
		add_name(sums, path);
		if (!directives.no_sum && !check_sum(scan, sums, path, text->view, err))
			return false;
	}
	gw_cut_suffix(&version, ".sql");
	(void)gw_cut_at(version, '_', &version, &name);
	migration = gw_scan_add(
		scan, directives.is_checkpoint ? GW_MIGRATION_BASELINE : GW_MIGRATION_VERSIONED,
		version, name, path);
	gw_section_add(scan, migration, GW_UP, path, 0, GW_NOWHERE);
	migration->sections[GW_UP].transaction_off = directives.transaction_off;
	return true;
}

static bool add_files(struct gw_format_scan *scan, struct sums *sums, struct gw_error **err)
{
	const char *path;
	size_t index = 0;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL)
		if (!add_file(scan, sums, path, err))
			return false;
	return true;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct sums sums = {0};

	if (!open_sums(scan, &sums, err))
		return false;
	if (add_files(scan, &sums, err))
		return close_sums(scan, &sums, err);
	sums.rest = (struct gw_view){0};
	return close_sums(scan, &sums, &ignored) && false;
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	gw_new_one(arena, gw_format(arena, "%s_%s.sql", version, gw_new_slug(arena, name, '_')),
		   "-- What this migration changes.\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_atlas = {
	.name = "atlas",
	.summary = "Atlas: 20260101120000_name.sql, held to atlas.sum",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_text,
	.new_file = new_file,
};
