/*
 * sql-migrate: "-- +migrate Up" and "-- +migrate Down", each with "notransaction" where it must run
 * outside of a transaction; both may come several times and add up. StatementBegin and StatementEnd
 * are for its own splitter, to godwit they are comments.
 *
 * The tool's identity of a migration is the file name. Files with a number come in its order, the
 * others after them in order of their names.
 */
#include "base/ascii.h"
#include "source/format_int.h"

/* A file while it is read. */
struct reader {
	struct gw_format_scan *scan;
	struct gw_migration *migration;
	const char *path;
	struct gw_text *text;
	bool any; /* a section began */
	enum gw_direction direction;
	size_t start; /* of the section */
};

static bool is_marker(struct gw_view line)
{
	struct gw_view rest;

	return gw_line_marker(line, "+migrate ", &rest);
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_sniff_markers(scan, is_marker);
}

static bool fail_line(struct reader *reader, const struct gw_line *line, struct gw_error **err,
		      const char *message)
{
	return gw_scan_fail(reader->scan, reader->path, reader->text->view, line->start,
			    line->text.n, err, "%s", message);
}

static void end_section(struct reader *reader, size_t end)
{
	if (reader->any)
		gw_section_add(reader->scan, reader->migration, reader->direction, reader->path,
			       reader->start, end);
}

static bool read_options(struct reader *reader, const struct gw_line *line, struct gw_view options,
			 struct gw_error **err)
{
	struct gw_view word;

	while (gw_view_next_word(&options, &word)) {
		if (!gw_view_is(word, "notransaction"))
			return fail_line(reader, line, err,
					 "the only option of Up and Down is notransaction");
		reader->migration->sections[reader->direction].transaction_off = true;
	}
	return true;
}

static bool read_marker(struct reader *reader, const struct gw_line *line, struct gw_view rest,
			struct gw_error **err)
{
	struct gw_view word = {0};

	gw_view_next_word(&rest, &word);
	if (gw_view_is(word, "StatementBegin") || gw_view_is(word, "StatementEnd"))
		return reader->any ||
		       fail_line(reader, line, err, "a statement stands before \"-- +migrate Up\"");
	if (!gw_view_is(word, "Up") && !gw_view_is(word, "Down"))
		return fail_line(reader, line, err, "sql-migrate has no such annotation");
	end_section(reader, line->start);
	reader->any = true;
	reader->direction = gw_view_is(word, "Up") ? GW_UP : GW_DOWN;
	reader->start = line->end;
	return read_options(reader, line, rest, err);
}

static bool scan_file(struct gw_format_scan *scan, const char *path, struct gw_view version,
		      struct gw_view name, struct gw_error **err)
{
	struct reader reader = {.scan = scan, .path = path};
	struct gw_lines lines;
	struct gw_line line;
	struct gw_view rest;

	if (!gw_scan_read(scan, path, &reader.text, err))
		return false;
	reader.migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, version, name, path);
	gw_lines_init(&lines, reader.text);
	while (gw_lines_next_comment(&lines, &line)) {
		if (gw_line_marker(line.text, "+migrate ", &rest) &&
		    !read_marker(&reader, &line, rest, err))
			return false;
	}
	end_section(&reader, reader.text->view.n);
	if (!reader.migration->sections[GW_UP].present)
		return gw_scan_fail(scan, path, (struct gw_view){0}, GW_NOWHERE, 0, err,
				    "%s has no \"-- +migrate Up\" line", path);
	return true;
}

/* Numbers may collide, as they are only part of the name. */
static void separate(struct gw_format_scan *scan)
{
	struct gw_map by_number = {0};

	for (size_t i = 0; i < scan->migrations.n; i++) {
		struct gw_migration *migration = scan->migrations.items[i];
		struct gw_view number = gw_number_key(gw_view_of(migration->version));
		struct gw_migration *first = gw_map_get(&by_number, number);

		if (first == NULL)
			gw_map_put(scan->arena, &by_number, number, migration);
		else
			gw_scan_separate(scan, migration, first);
	}
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	const char *path;
	size_t index = 0;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		struct gw_view name = gw_view_of(path);
		struct gw_view version;

		gw_cut_suffix(&name, ".sql");
		version = gw_cut_digits(&name);
		if (version.n == 0) {
			version = name;
			name.n = 0;
		}
		gw_cut_separator(&name);
		if (!scan_file(scan, path, version, name, err))
			return false;
	}
	separate(scan);
	return true;
}

static bool is_number(const char *version)
{
	return gw_is_digit(version[0]);
}

static int compare(const char *a, const char *b)
{
	if (is_number(a) && is_number(b))
		return gw_compare_numbered(a, b);
	if (is_number(a) != is_number(b))
		return is_number(a) ? -1 : 1;
	return gw_compare_text(a, b);
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	gw_new_one(arena, gw_format(arena, "%s-%s.sql", version, gw_new_slug(arena, name, '_')),
		   "-- +migrate Up\n\n\n-- +migrate Down\n\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_sql_migrate = {
	.name = "sql-migrate",
	.summary = "sql-migrate: -- +migrate Up and -- +migrate Down in one file",
	.sniff = sniff,
	.scan = scan_files,
	.compare = compare,
	.new_file = new_file,
};
