/*
 * tern: 001_name.sql, numbered from 1 without gaps; what stands above a marker is up, what stands
 * below is down. A line in either half turns its transaction off.
 *
 * tern sends everything through Go's text/template first. godwit reads plain SQL: a file with "{{"
 * is refused at that place.
 */
#include "source/format_int.h"

static const char split_text[] = "---- create above / drop below ----";
static const struct gw_view split_marker = {split_text, sizeof(split_text) - 1};
static const char disable_line[] = "---- tern: disable-tx ----";

static bool is_marker(struct gw_view line)
{
	return gw_view_starts(line, split_text) || gw_view_is(line, disable_line);
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_sniff_markers(scan, is_marker);
}

/* The two halves of a file, as offsets: up is [0, up_end), down is [down_start, end). */
struct halves {
	size_t up_end;
	size_t down_start;
	bool up_has_sql;
	bool down_has_text;
	bool up_off;
	bool down_off;
};

static void read_lines(struct gw_text *text, struct halves *halves)
{
	struct gw_lines lines;
	struct gw_line line;

	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line)) {
		bool off = gw_view_is(line.text, disable_line);

		if (line.start < halves->up_end) {
			halves->up_off |= off;
			halves->up_has_sql |= !gw_line_is_idle(line.text);
		} else if (line.start >= halves->down_start) {
			halves->down_off |= off;
			halves->down_has_text |= !gw_is_blank(line.text);
		}
	}
}

static bool read_halves(struct gw_format_scan *scan, const char *path, struct halves *ret_halves,
			struct gw_error **err)
{
	struct halves halves = {0};
	struct gw_text *text;
	size_t template;
	size_t split;

	if (!gw_scan_read(scan, path, &text, err))
		return false;
	template = gw_view_find(text->view, GW_VIEW("{{"));
	if (template != GW_NOWHERE) {
		gw_scan_fail(scan, path, text->view, template, 2, err,
			     "a Go template, which godwit does not expand");
		gw_error_hint(*err, "Write the SQL out in its place.");
		return false;
	}
	split = gw_view_find(text->view, split_marker);
	halves.up_end = split == GW_NOWHERE ? text->view.n : split;
	halves.down_start = split == GW_NOWHERE
				    ? text->view.n
				    : gw_skip_line_end(text->view, split + split_marker.n);
	read_lines(text, &halves);
	if (!halves.up_has_sql)
		return gw_scan_fail(scan, path, text->view, 0, 0, err,
				    "there is no SQL above the drop marker; tern refuses that too");
	*ret_halves = halves;
	return true;
}

static bool add_file(struct gw_format_scan *scan, const char *path, struct gw_view digits,
		     struct gw_view name, struct gw_map *by_number, struct gw_error **err)
{
	struct gw_migration *migration;
	const struct gw_migration *other;
	struct halves halves = {0};

	if (!read_halves(scan, path, &halves, err))
		return false;
	migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, digits, name, path);
	other = gw_map_put(scan->arena, by_number, gw_number_key(gw_view_of(migration->version)),
			   migration);
	if (other != NULL)
		return gw_scan_fail_duplicate(scan, migration->version, other->path, path, err);
	gw_section_add(scan, migration, GW_UP, path, 0, halves.up_end);
	migration->sections[GW_UP].transaction_off = halves.up_off;
	if (!halves.down_has_text)
		return true;
	gw_section_add(scan, migration, GW_DOWN, path, halves.down_start, GW_NOWHERE);
	migration->sections[GW_DOWN].transaction_off = halves.down_off;
	return true;
}

/* tern refuses gaps, as its table holds nothing but the last number. */
static bool check_numbers(struct gw_format_scan *scan, const struct gw_map *by_number,
			  struct gw_error **err)
{
	for (size_t number = 1; number <= by_number->n; number++) {
		char *key = gw_format(scan->arena, "%zu", number);

		if (gw_map_get(by_number, gw_view_of(key)) != NULL)
			continue;
		gw_fail(err, GW_E_FORMAT, "migration %zu is missing in %s", number,
			scan->tree->display);
		gw_error_hint(*err, "tern numbers its files from 1 without gaps: add the missing "
				    "file or renumber the later ones.");
		return false;
	}
	return true;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct gw_map by_number = {0};
	const char *path;
	size_t index = 0;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		struct gw_view rest = gw_path_base(path);
		struct gw_view digits = gw_cut_digits(&rest);

		(void)gw_cut_suffix(&rest, ".sql");
		if (digits.n == 0 || !gw_cut_prefix(&rest, "_") || rest.n == 0)
			gw_scan_stray(scan, path, "its name is not one of tern's (001_name.sql)");
		else if (!add_file(scan, path, digits, rest, &by_number, err))
			return false;
	}
	return check_numbers(scan, &by_number, err);
}

/* One more than the last, whatever version was asked for, with the digits of the others. */
static bool new_file(struct gw_arena *arena, const char *version GW_UNUSED, const char *name,
		     struct gw_format_scan *existing, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	size_t count = existing->migrations.n;
	struct gw_view last = count == 0 ? GW_VIEW("001")
					 : gw_view_of(existing->migrations.items[0]->version);

	gw_new_one(arena,
		   gw_format(arena, "%0*zu_%s.sql", (int)last.n, count + 1,
			     gw_new_slug(arena, name, '_')),
		   gw_format(arena, "-- What this migration changes.\n\n%s\n\n", split_text),
		   ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_tern = {
	.name = "tern",
	.summary = "tern: 001_name.sql, create above and drop below a marker",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.new_file = new_file,
};
