/*
 * node-pg-migrate: SQL files whose names begin with a number, with "-- Up Migration" and
 * "-- Down Migration" in one file, or x.up.sql and x.down.sql.
 *
 * The identity is the file name without suffix, as in the tool's table, and the order is that of
 * the numbers. A number of 17 digits is a UTC time down to milliseconds and counts as what the
 * others are, milliseconds since 1970. Two files may have the same number.
 */
#include <string.h>

#include "source/format_int.h"

/* A line such as "-- Up Migration": "--", any dashes and blanks, the word, "migration". */
static bool is_marker(struct gw_view line, const char *word)
{
	struct gw_view first;

	line = gw_view_trim(line);
	if (!gw_cut_prefix(&line, "--"))
		return false;
	while (line.n != 0 && (line.p[0] == '-' || line.p[0] == ' ' || line.p[0] == '\t'))
		line = gw_view_from(line, 1);
	return gw_view_next_word(&line, &first) && gw_view_is_nocase(first, word) &&
	       gw_view_starts_nocase(gw_view_trim(line), "migration");
}

static bool is_any_marker(struct gw_view line)
{
	return is_marker(line, "up") || is_marker(line, "down");
}

static bool is_pair_name(struct gw_view name)
{
	return gw_view_ends(name, ".up.sql") || gw_view_ends(name, ".down.sql");
}

/* Pairs are other tools' habit, and their comments often say "-- Up migration" too. */
static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_sniff_names(scan, is_pair_name) == GW_SNIFF_NO
		       ? gw_sniff_lines(scan, is_any_marker)
		       : GW_SNIFF_NO;
}

/* --- order ------------------------------------------------------------------------------------ */

enum { UTC_DIGITS = 17 };

static uint64_t digits_at(struct gw_view text, size_t start, size_t n)
{
	uint64_t value = 0;

	(void)!gw_parse_u64(gw_view_slice(text, start, start + n), &value);
	return value;
}

/* Days from 1970-01-01 to a day of the Gregorian calendar; years begin in March, so that the leap
   day is their last. */
static uint64_t days_since_epoch(uint64_t year, uint64_t month, uint64_t day)
{
	uint64_t y = month <= 2 ? year - 1 : year;
	uint64_t day_of_year = (153 * (month + (month > 2 ? 0 : 12) - 3) + 2) / 5 + day - 1;

	return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

/* "20240102030405006" in milliseconds since 1970. */
static uint64_t utc_ms(struct gw_view digits)
{
	uint64_t days = days_since_epoch(digits_at(digits, 0, 4), digits_at(digits, 4, 2),
					 digits_at(digits, 6, 2));
	uint64_t seconds = (days * 24 + digits_at(digits, 8, 2)) * 3600 +
			   digits_at(digits, 10, 2) * 60 + digits_at(digits, 12, 2);

	return seconds * 1000 + digits_at(digits, 14, 3);
}

static uint64_t number_of(const char *version)
{
	struct gw_view rest = gw_view_of(version);
	struct gw_view digits = gw_cut_digits(&rest);
	uint64_t number;

	if (digits.n == UTC_DIGITS)
		return utc_ms(digits);
	return gw_parse_u64(digits, &number) ? number : UINT64_MAX;
}

static int compare(const char *a, const char *b)
{
	uint64_t number_a = number_of(a);
	uint64_t number_b = number_of(b);

	if (number_a != number_b)
		return number_a < number_b ? -1 : 1;
	return gw_compare_numbered(a, b);
}

/* --- files ------------------------------------------------------------------------------------ */

/* Where the parts of a file begin; GW_NOWHERE: there is no such marker. */
struct markers {
	size_t up;
	size_t down;
	bool sql_before; /* something stands before the first marker */
};

static void find_markers(struct gw_text *text, struct markers *ret_markers)
{
	struct markers markers = {.up = GW_NOWHERE, .down = GW_NOWHERE};
	struct gw_lines lines;
	struct gw_line line;

	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line)) {
		if (markers.up == GW_NOWHERE && is_marker(line.text, "up"))
			markers.up = line.start;
		else if (markers.down == GW_NOWHERE && is_marker(line.text, "down"))
			markers.down = line.start;
		else if (markers.up == GW_NOWHERE && markers.down == GW_NOWHERE)
			markers.sql_before |= !gw_line_is_idle(line.text);
	}
	*ret_markers = markers;
}

/* A part goes to the other marker where that comes later, else to the end. */
static void add_part(struct gw_format_scan *scan, struct gw_migration *migration,
		     enum gw_direction direction, size_t start, size_t other)
{
	gw_section_add(scan, migration, direction, migration->path, start,
		       other != GW_NOWHERE && other > start ? other : GW_NOWHERE);
}

static bool add_marked(struct gw_format_scan *scan, struct gw_migration *migration,
		       struct gw_error **err)
{
	struct gw_text *text;
	struct markers markers;

	if (!gw_scan_read(scan, migration->path, &text, err))
		return false;
	find_markers(text, &markers);
	if (markers.up == GW_NOWHERE && markers.down != GW_NOWHERE) {
		gw_scan_fail(scan, migration->path, text->view, markers.down, 0, err,
			     "it marks where down begins, but not where up does");
		gw_error_hint(*err, "node-pg-migrate would run the whole file as up: put the line "
				    "`-- Up Migration` at its start.");
		return false;
	}
	if (markers.up == GW_NOWHERE) {
		gw_section_add(scan, migration, GW_UP, migration->path, 0, GW_NOWHERE);
		return true;
	}
	if (markers.sql_before)
		gw_scan_notice(scan, migration->path,
			       "what stands before the first marker is not run");
	add_part(scan, migration, GW_UP, markers.up, markers.down);
	if (markers.down != GW_NOWHERE)
		add_part(scan, migration, GW_DOWN, markers.down, markers.up);
	return true;
}

static bool add_file(struct gw_format_scan *scan, struct gw_pairs *pairs, const char *path,
		     struct gw_view stem, struct gw_error **err)
{
	bool is_up = gw_cut_suffix(&stem, ".up");
	bool is_down = !is_up && gw_cut_suffix(&stem, ".down");
	struct gw_migration *migration = gw_pairs_get(scan, pairs, stem, GW_MIGRATION_VERSIONED,
						      stem, GW_VIEW(""), path);

	if (is_up || is_down)
		return gw_section_take_file(scan, migration, is_up ? GW_UP : GW_DOWN, path, err);
	if (strcmp(migration->path, path) != 0)
		return gw_scan_fail_duplicate(scan, migration->version, migration->path, path, err);
	return add_marked(scan, migration, err);
}

static void note_script(struct gw_format_scan *scan, const char *path)
{
	struct gw_view stem;
	const char *language = gw_path_language(path, &stem);

	if (language != NULL && gw_path_is_flat(path) && gw_cut_digits(&stem).n != 0)
		gw_scan_external(scan, path, language);
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct gw_pairs pairs = {0};
	const char *path;
	size_t index = 0;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		struct gw_view stem = gw_path_base(path);
		struct gw_view rest = stem;

		(void)gw_cut_suffix(&stem, ".sql");
		if (gw_cut_digits(&rest).n == 0)
			gw_scan_stray(scan, path, "its name does not begin with a number");
		else if (!add_file(scan, &pairs, path, stem, err))
			return false;
	}
	for (size_t i = 0; i < scan->tree->nfiles; i++)
		note_script(scan, scan->tree->files[i].path);
	gw_pairs_finish(scan);
	return true;
}

/* --- new files -------------------------------------------------------------------------------- */

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	/* A stamp in seconds is no number that the tool would order rightly: add milliseconds. */
	const char *milliseconds = strlen(version) == UTC_DIGITS - 3 ? "000" : "";

	gw_new_one(arena,
		   gw_format(arena, "%s%s_%s.sql", version, milliseconds,
			     gw_new_slug(arena, name, '-')),
		   "-- Up Migration\n\n-- Down Migration\n\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_node_pg_migrate = {
	.name = "node-pg-migrate",
	.summary = "node-pg-migrate: <number>_name.sql with -- Up Migration and -- Down Migration",
	.sniff = sniff,
	.scan = scan_files,
	.compare = compare,
	.new_file = new_file,
};
