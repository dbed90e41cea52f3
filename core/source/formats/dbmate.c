/*
 * dbmate: "-- migrate:up" and "-- migrate:down" in one file, each with "transaction:false" where it
 * must run outside of a transaction. The version is the digits at the start of the name.
 *
 * A file may hold several up/down pairs, as dbmate documents: all ups run in their order, the downs
 * in reverse, and together they are one migration.
 */
#include "source/format_int.h"

typedef GW_VEC(struct gw_range) range_vec;

/* A file while it is read. */
struct reader {
	struct gw_format_scan *scan;
	struct gw_migration *migration;
	const char *path;
	struct gw_text *text;
	bool any; /* a marker was passed */
	enum gw_direction direction;
	size_t start; /* of the block */
	struct gw_arena *scratch;
	range_vec downs; /* in it */
};

static bool is_word_end(struct gw_view rest)
{
	return rest.n == 0 || gw_is_blank(gw_view_slice(rest, 0, 1));
}

/* "migrate:upx" is no marker. */
static bool parse_marker(struct gw_view line, enum gw_direction *ret_direction,
			 struct gw_view *ret_options)
{
	if (gw_line_marker(line, "migrate:up", ret_options))
		*ret_direction = GW_UP;
	else if (gw_line_marker(line, "migrate:down", ret_options))
		*ret_direction = GW_DOWN;
	else
		return false;
	return is_word_end(*ret_options);
}

static bool is_marker(struct gw_view line)
{
	enum gw_direction direction;
	struct gw_view options;

	return parse_marker(line, &direction, &options);
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

/* Blocks of up go to the section as they come; those of down wait to be turned round. */
static void end_block(struct reader *reader, size_t end)
{
	struct gw_range range = {.path = reader->path, .start = reader->start, .end = end};

	if (!reader->any)
		return;
	if (reader->direction == GW_UP)
		gw_section_add(reader->scan, reader->migration, GW_UP, range.path, range.start,
			       end);
	else
		gw_vec_push(reader->scratch, &reader->downs, range);
}

static void read_options(struct reader *reader, struct gw_view options)
{
	struct gw_section *section = &reader->migration->sections[reader->direction];
	struct gw_option option;

	while (gw_option_next(&options, ':', &option)) {
		if (!gw_view_is(option.key, "transaction"))
			gw_scan_notice(reader->scan, reader->path,
				       "the option '%.*s' has no meaning",
				       GW_VIEW_ARG(option.word));
		else if (gw_view_is(option.value, "false"))
			section->transaction_off = true;
	}
}

static bool read_marker(struct reader *reader, const struct gw_line *line,
			enum gw_direction direction, struct gw_view options, struct gw_error **err)
{
	if (direction == GW_DOWN && (!reader->any || reader->direction == GW_DOWN))
		return fail_line(reader, line, err,
				 "this migrate:down has no migrate:up before it");
	if (direction == GW_UP && reader->any && reader->direction == GW_UP)
		return fail_line(reader, line, err,
				 "the migrate:up before this one has no migrate:down");
	end_block(reader, line->start);
	reader->any = true;
	reader->direction = direction;
	reader->start = line->end;
	read_options(reader, options);
	return true;
}

static bool read_lines(struct reader *reader, struct gw_error **err)
{
	struct gw_lines lines;
	struct gw_line line;
	enum gw_direction direction;
	struct gw_view options;

	gw_lines_init(&lines, reader->text);
	while (reader->any ? gw_lines_next_comment(&lines, &line) : gw_lines_next(&lines, &line)) {
		if (parse_marker(line.text, &direction, &options)) {
			if (!read_marker(reader, &line, direction, options, err))
				return false;
		} else if (!reader->any && !gw_line_is_idle(line.text)) {
			return fail_line(reader, &line, err,
					 "there is SQL before the first migrate:up");
		}
	}
	return true;
}

static bool finish(struct reader *reader, struct gw_error **err)
{
	const char *missing = !reader->any                 ? "migrate:up"
			      : reader->direction == GW_UP ? "migrate:down"
							   : NULL;

	if (missing != NULL) {
		gw_scan_fail(reader->scan, reader->path, (struct gw_view){0}, GW_NOWHERE, 0, err,
			     "%s has no \"-- %s\" line", reader->path, missing);
		gw_error_hint(*err, "Add the line `-- %s`; what follows it may be empty.", missing);
		return false;
	}
	end_block(reader, reader->text->view.n);
	for (size_t i = reader->downs.n; i-- > 0;)
		gw_section_add(reader->scan, reader->migration, GW_DOWN, reader->path,
			       reader->downs.items[i].start, reader->downs.items[i].end);
	return true;
}

static bool scan_file(struct gw_format_scan *scan, struct gw_arena *scratch, const char *path,
		      struct gw_view version, struct gw_view name, struct gw_error **err)
{
	struct reader reader = {.scan = scan, .path = path, .scratch = scratch};

	if (!gw_scan_read(scan, path, &reader.text, err))
		return false;
	reader.migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, version, name, path);
	return read_lines(&reader, err) && finish(&reader, err);
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const char *path;
	size_t index = 0;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		struct gw_view name = gw_view_of(path);
		struct gw_view version = gw_cut_digits(&name);

		gw_arena_reset(&scratch);

		if (version.n == 0) {
			gw_scan_stray(scan, path, "its name does not begin with a number");
			continue;
		}
		gw_cut_suffix(&name, ".sql");
		gw_cut_separator(&name);
		if (!scan_file(scan, &scratch, path, version, name, err))
			return false;
	}
	return true;
}

/*
 * dbmate runs files in the order of their names, as text: 10_b.sql before 1_a.sql, because "_"
 * comes after the digits.
 */
static int compare(const char *a, const char *b)
{
	struct gw_view left = gw_view_of(a);
	struct gw_view right = gw_view_of(b);
	size_t n = GW_MIN(left.n, right.n);
	int order = gw_view_cmp(gw_view_slice(left, 0, n), gw_view_slice(right, 0, n));

	if (order != 0)
		return order;
	return (left.n < right.n) - (left.n > right.n);
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	gw_new_one(arena, gw_format(arena, "%s_%s.sql", version, gw_new_slug(arena, name, '_')),
		   "-- migrate:up\n\n\n-- migrate:down\n\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_dbmate = {
	.name = "dbmate",
	.summary = "dbmate: -- migrate:up and -- migrate:down in one file",
	.sniff = sniff,
	.scan = scan_files,
	.compare = compare,
	.new_file = new_file,
};
