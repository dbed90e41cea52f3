/*
 * tern: 001_name.sql, numbered from 1 without gaps; what stands above a marker is up, what stands
 * below is down. A line in either half turns its transaction off.
 *
 * tern sends everything through Go's text/template first. Of that godwit knows what tern's manual
 * shows; any other "{{" is refused at its place:
 *
 *	{{.name}}                        a placeholder, put in when the script runs
 *	{{ template "shared/x.sql" . }}  a file of a subfolder, which becomes part of the section; what
 *	                                 is in it may be a template too, with placeholders where it is
 *	                                 included with the dot
 */
#include "base/ascii.h"
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

/* The two halves of a file, as offsets: up is [0, up_end), down is [down_start, down_end). */
struct halves {
	size_t up_end;
	size_t down_start;
	size_t down_end;
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
	size_t split;

	if (!gw_scan_read(scan, path, &text, err))
		return false;
	split = gw_view_find(text->view, split_marker);
	halves.up_end = split == GW_NOWHERE ? text->view.n : split;
	halves.down_start = split == GW_NOWHERE
				    ? text->view.n
				    : gw_skip_line_end(text->view, split + split_marker.n);
	halves.down_end = text->view.n;
	read_lines(text, &halves);
	if (!halves.up_has_sql)
		return gw_scan_fail(scan, path, text->view, 0, 0, err,
				    "there is no SQL above the drop marker; tern refuses that too");
	*ret_halves = halves;
	return true;
}

/* --- templates -------------------------------------------------------------------------------- */

enum action { FIELD, INCLUDE, OTHER };

/* One {{...}} of a text. */
struct tag {
	size_t start;
	size_t end; /* behind the braces; behind the line where they do not close */
	enum action action;
	struct gw_view name; /* of a field; of a file */
	bool with_dot; /* the file gets the placeholders */
};

static bool is_field_name(struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!gw_is_letter(c) && c != '_' && (i == 0 || !gw_is_digit(c)))
			return false;
	}
	return text.n != 0;
}

/* template "name" .   with or without the dot. */
static bool read_include(struct gw_view text, struct tag *tag)
{
	struct gw_view rest;

	if (!gw_cut_prefix(&text, "template"))
		return false;
	text = gw_view_trim(text);
	if (!gw_cut_prefix(&text, "\"") || !gw_cut_at(text, '"', &tag->name, &rest))
		return false;
	rest = gw_view_trim(rest);
	tag->with_dot = rest.n != 0;
	return (rest.n == 0 || gw_view_is(rest, ".")) &&
	       gw_view_find_char(tag->name, '\\') == GW_NOWHERE;
}

static void read_action(struct gw_view text, struct tag *tag)
{
	struct gw_view name = gw_view_trim(text);

	tag->action = OTHER;
	if (gw_cut_prefix(&name, ".") && is_field_name(name)) {
		tag->action = FIELD;
		tag->name = name;
	} else if (read_include(name, tag)) {
		tag->action = INCLUDE;
	}
}

/* The next one at or after *offset, which moves behind it. */
static bool next_tag(struct gw_view text, size_t *offset, struct tag *ret_tag)
{
	size_t start = gw_view_find(gw_view_from(text, *offset), GW_VIEW("{{"));
	struct gw_view rest, line;
	size_t end;

	if (start == GW_NOWHERE)
		return false;
	*ret_tag = (struct tag){.start = *offset + start, .action = OTHER};
	rest = gw_view_from(text, ret_tag->start + 2);
	end = gw_view_find(rest, GW_VIEW("}}"));
	if (end != GW_NOWHERE) {
		read_action(gw_view_slice(rest, 0, end), ret_tag);
		ret_tag->end = ret_tag->start + 2 + end + 2;
	} else {
		gw_view_next_line(&rest, &line);
		ret_tag->end = ret_tag->start + 2 + line.n;
	}
	*offset = ret_tag->end;
	return true;
}

/* A section while its text is put together. */
struct assembly {
	struct gw_format_scan *scan;
	struct gw_migration *migration;
	enum gw_direction direction;
	size_t depth; /* files that include each other */
};

static bool add_text(struct assembly *assembly, const char *path, size_t start, size_t end,
		     bool with_dot, struct gw_error **err);

/* Nothing of a section but its first range begins a line of its own. */
static void add_piece(struct assembly *assembly, const char *path, size_t start, size_t end)
{
	const struct gw_section *section = &assembly->migration->sections[assembly->direction];

	if (!section->present)
		gw_section_add(assembly->scan, assembly->migration, assembly->direction, path,
			       start, end);
	else if (start < end)
		gw_section_continue(assembly->scan, assembly->migration, assembly->direction, path,
				    start, end);
}

static bool fail_tag(const struct assembly *assembly, const char *path, struct gw_view text,
		     const struct tag *tag, struct gw_error **err, const char *message)
{
	enum { SHOWN_BYTES = 60 };
	struct gw_view shown = gw_view_slice(text, tag->start, tag->end);
	struct gw_view line;

	gw_view_next_line(&shown, &line);
	line = gw_view_slice(line, 0, gw_utf8_offset(line, SHOWN_BYTES));
	gw_scan_fail(assembly->scan, path, text, tag->start, tag->end - tag->start, err, "%s: %.*s",
		     message, GW_VIEW_ARG(line));
	gw_error_hint(*err, "godwit expands {{.name}} and {{ template \"folder/file.sql\" . }}; "
			    "write the SQL out in place of anything else.");
	return false;
}

/* The text of the file takes the place of the tag. */
static bool include(struct assembly *assembly, const char *path, struct gw_view text,
		    const struct tag *tag, struct gw_error **err)
{
	enum { MAX_DEPTH = 16 };
	struct gw_format_scan *scan = assembly->scan;
	const char *name = gw_view_dup(scan->arena, tag->name);
	const struct gw_tree_file *file = gw_tree_find(scan->tree, name);
	struct gw_text *included;
	bool ok;

	if (file == NULL || gw_path_is_flat(name))
		return fail_tag(assembly, path, text, tag, err, "no subfolder has this file");
	if (assembly->depth == MAX_DEPTH)
		return fail_tag(assembly, path, text, tag, err, "the files include each other");
	if (!gw_scan_read(scan, file->path, &included, err))
		return false;
	assembly->depth++;
	ok = add_text(assembly, file->path, 0, included->view.n, tag->with_dot, err);
	assembly->depth--;
	return ok;
}

static void follow_directive(const struct assembly *assembly, struct gw_text *text)
{
	struct gw_section *section = &assembly->migration->sections[assembly->direction];
	struct gw_lines lines;
	struct gw_line line;

	gw_lines_init(&lines, text);
	while (gw_lines_next_comment(&lines, &line))
		section->transaction_off |= gw_view_is(line.text, disable_line);
}

/* Bytes [start, end) of a file. Others are read on the way, so its own text is asked for again. */
static bool add_text(struct assembly *assembly, const char *path, size_t start, size_t end,
		     bool with_dot, struct gw_error **err)
{
	struct gw_text *text;
	struct tag tag;
	size_t at = start;

	for (;;) {
		if (!gw_scan_read(assembly->scan, path, &text, err))
			return false;
		if (!next_tag(gw_view_slice(text->view, 0, end), &at, &tag))
			break;
		if (tag.action == OTHER)
			return fail_tag(assembly, path, text->view, &tag, err,
					"a Go template that godwit does not expand");
		if (tag.action == FIELD && !with_dot)
			return fail_tag(assembly, path, text->view, &tag, err,
					"no value, as the file is included without the dot");
		if (tag.action == FIELD)
			continue;
		add_piece(assembly, path, start, tag.start);
		if (!include(assembly, path, text->view, &tag, err))
			return false;
		start = tag.end;
	}
	if (assembly->depth != 0)
		follow_directive(assembly, text);
	add_piece(assembly, path, start, end);
	return true;
}

static bool add_half(struct gw_format_scan *scan, struct gw_migration *migration,
		     enum gw_direction direction, size_t start, size_t end, bool transaction_off,
		     struct gw_error **err)
{
	struct assembly assembly = {.scan = scan, .migration = migration, .direction = direction};

	migration->sections[direction].transaction_off = transaction_off;
	return add_text(&assembly, migration->path, start, end, true, err);
}

static bool asks_for_values(struct gw_text *text)
{
	struct gw_lines lines;
	struct gw_line line;

	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line)) {
		if (gw_view_find(line.text, GW_VIEW("{{")) != GW_NOWHERE)
			return true;
	}
	return false;
}

/* All that is left in a section are fields. */
static bool expand(struct gw_arena *arena, struct gw_text *text, const struct gw_values *values,
		   struct gw_expansion *ret_expansion, size_t *ret_error_offset,
		   struct gw_error **err)
{
	GW_EXPANDER_AUTO struct gw_expander expander;
	struct tag tag;
	size_t at = 0;

	gw_expander_begin(&expander, arena, text->view);
	while (next_tag(text->view, &at, &tag)) {
		const char *value = NULL;

		if (tag.action != FIELD)
			continue;
		if (values->placeholders != NULL)
			value = gw_map_get(values->placeholders, tag.name);
		if (value == NULL) {
			*ret_error_offset = tag.start;
			gw_fail(err, GW_E_PLACEHOLDER, "no value for {{.%.*s}}",
				GW_VIEW_ARG(tag.name));
			gw_error_hint(*err, "Give it a value under `placeholders:` in godwit.yaml; "
					    "tern has it in the section [data] of tern.conf.");
			return false;
		}
		gw_expander_replace(&expander, tag.start, tag.end, gw_view_of(value));
	}
	*ret_expansion = gw_expander_finish(&expander);
	return true;
}

/* --- files ------------------------------------------------------------------------------------ */

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
	return add_half(scan, migration, GW_UP, 0, halves.up_end, halves.up_off, err) &&
	       (!halves.down_has_text || add_half(scan, migration, GW_DOWN, halves.down_start,
						  halves.down_end, halves.down_off, err));
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
	.asks_for_values = asks_for_values,
	.expand = expand,
};
