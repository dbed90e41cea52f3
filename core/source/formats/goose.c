/*
 * goose: "-- +goose Up" and "-- +goose Down" in one file. "-- +goose NO TRANSACTION" anywhere in it
 * holds for both directions. StatementBegin and StatementEnd are there for goose's own splitter;
 * godwit's needs no help, to it they are comments.
 *
 * ENVSUB ON makes goose expand $VARIABLES of the environment. godwit does not: text that may hold
 * one is refused, rather than run as it stands.
 */
#include "source/format_int.h"

enum annotation { UP, DOWN, STATEMENT_BEGIN, STATEMENT_END, NO_TRANSACTION, ENVSUB_ON, ENVSUB_OFF };

static const struct {
	const char *words;
	enum annotation annotation;
} annotations[] = {
	{"up", UP},
	{"down", DOWN},
	{"statementbegin", STATEMENT_BEGIN},
	{"statementend", STATEMENT_END},
	{"no transaction", NO_TRANSACTION},
	{"envsub on", ENVSUB_ON},
	{"envsub off", ENVSUB_OFF},
};

/* A file while it is read. */
struct reader {
	struct gw_format_scan *scan;
	struct gw_migration *migration;
	const char *path;
	struct gw_text *text;
	bool any; /* Up was passed */
	enum gw_direction direction;
	size_t start; /* of the section */
	bool no_transaction;
	bool in_statement;
	bool expands;
};

static bool is_annotation(struct gw_view line)
{
	return gw_view_starts(line, "--") && gw_view_find(line, GW_VIEW("+goose")) != GW_NOWHERE;
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_sniff_markers(scan, is_annotation);
}

static bool fail_line(struct reader *reader, const struct gw_line *line, struct gw_error **err,
		      const char *message)
{
	return gw_scan_fail(reader->scan, reader->path, reader->text->view, line->start,
			    line->text.n, err, "%s", message);
}

/* goose drops every "--" and the one "+goose", and compares what is left in any case of letters. */
static bool parse_annotation(struct gw_view line, enum annotation *ret_annotation)
{
	size_t at = gw_view_find(line, GW_VIEW("+goose"));
	struct gw_view words;

	words = gw_view_trim(gw_view_from(line, at + sizeof("+goose") - 1));
	while (gw_cut_suffix(&words, "--"))
		words = gw_view_trim(words);
	for (size_t i = 0; i < GW_COUNT(annotations); i++) {
		if (gw_view_is_nocase(words, annotations[i].words)) {
			*ret_annotation = annotations[i].annotation;
			return true;
		}
	}
	return false;
}

static void end_section(struct reader *reader, size_t end)
{
	if (reader->any)
		gw_section_add(reader->scan, reader->migration, reader->direction, reader->path,
			       reader->start, end);
}

static bool begin_section(struct reader *reader, const struct gw_line *line,
			  enum gw_direction direction, struct gw_error **err)
{
	if (direction == GW_UP && reader->any)
		return fail_line(reader, line, err, "there is a second Up");
	if (direction == GW_DOWN && (!reader->any || reader->direction == GW_DOWN))
		return fail_line(reader, line, err,
				 reader->any ? "there is a second Down" : "Down comes before Up");
	if (reader->in_statement)
		return fail_line(reader, line, err,
				 "the StatementBegin before it has no StatementEnd");
	end_section(reader, line->start);
	reader->any = true;
	reader->direction = direction;
	reader->start = line->end;
	return true;
}

static bool toggle_statement(struct reader *reader, const struct gw_line *line, bool begin,
			     struct gw_error **err)
{
	if (begin == reader->in_statement)
		return fail_line(reader, line, err,
				 begin ? "there is a StatementBegin inside of another"
				       : "this StatementEnd has no StatementBegin");
	reader->in_statement = begin;
	return true;
}

static bool read_annotation(struct reader *reader, const struct gw_line *line,
			    struct gw_error **err)
{
	enum annotation annotation;

	if (!parse_annotation(line->text, &annotation))
		return fail_line(reader, line, err, "goose has no such annotation");
	switch (annotation) {
	case UP:
		return begin_section(reader, line, GW_UP, err);
	case DOWN:
		return begin_section(reader, line, GW_DOWN, err);
	case STATEMENT_BEGIN:
		return toggle_statement(reader, line, true, err);
	case STATEMENT_END:
		return toggle_statement(reader, line, false, err);
	case NO_TRANSACTION:
		reader->no_transaction = true;
		break;
	case ENVSUB_ON:
		reader->expands = true;
		break;
	case ENVSUB_OFF:
		reader->expands = false;
		break;
	}
	return true;
}

static bool fail_variable(struct reader *reader, const struct gw_line *line, size_t at,
			  struct gw_error **err)
{
	gw_scan_fail(
		reader->scan, reader->path, reader->text->view, line->start + at, 1, err,
		"godwit does not expand variables of the environment as goose does (ENVSUB ON)");
	gw_error_hint(*err, "Write the value itself, or turn it off with `-- +goose ENVSUB OFF`; "
			    "in godwit's own format `${name}` takes values from godwit.yaml.");
	return false;
}

static bool read_line(struct reader *reader, const struct gw_line *line, struct gw_error **err)
{
	struct gw_view trimmed = gw_view_trim(line->text);
	size_t variable;

	if (is_annotation(trimmed)) {
		if (trimmed.p != line->text.p)
			return fail_line(reader, line, err,
					 "an annotation must begin at the start of its line");
		return read_annotation(reader, line, err);
	}
	if (!reader->any && !gw_line_is_idle(trimmed))
		return fail_line(reader, line, err, "there is SQL before \"-- +goose Up\"");
	variable = reader->expands ? gw_view_find_char(line->text, '$') : GW_NOWHERE;
	return variable == GW_NOWHERE || fail_variable(reader, line, variable, err);
}

static bool finish(struct reader *reader, struct gw_error **err)
{
	if (!reader->any)
		return gw_scan_fail(reader->scan, reader->path, (struct gw_view){0}, GW_NOWHERE, 0,
				    err, "%s has no \"-- +goose Up\" line", reader->path);
	if (reader->in_statement)
		return gw_scan_fail(reader->scan, reader->path, (struct gw_view){0}, GW_NOWHERE, 0,
				    err, "the last StatementBegin of %s has no StatementEnd",
				    reader->path);
	end_section(reader, reader->text->view.n);
	reader->migration->sections[GW_UP].transaction_off = reader->no_transaction;
	reader->migration->sections[GW_DOWN].transaction_off = reader->no_transaction;
	return true;
}

static bool scan_file(struct gw_format_scan *scan, const char *path, struct gw_view version,
		      struct gw_view name, struct gw_error **err)
{
	struct reader reader = {.scan = scan, .path = path};
	struct gw_lines lines;
	struct gw_line line;

	if (!gw_scan_read(scan, path, &reader.text, err))
		return false;
	reader.migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, version, name, path);
	gw_lines_init(&lines, reader.text);
	while (gw_lines_next(&lines, &line)) {
		if (!read_line(&reader, &line, err))
			return false;
	}
	return finish(&reader, err);
}

/* goose stops at a .sql file without a number before the first "_". */
static bool parse_name(struct gw_format_scan *scan, const char *path, struct gw_view *ret_version,
		       struct gw_view *ret_name, struct gw_error **err)
{
	struct gw_view stem = gw_view_of(path);
	uint64_t number;

	gw_cut_suffix(&stem, ".sql");
	if (gw_cut_at(stem, '_', ret_version, ret_name) && gw_parse_u64(*ret_version, &number) &&
	    number >= 1 && number <= INT64_MAX)
		return true;
	return gw_scan_fail(scan, path, (struct gw_view){0}, GW_NOWHERE, 0, err,
			    "%s does not begin with a number (1 or more) and an underscore", path);
}

static void note_go_files(struct gw_format_scan *scan)
{
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;
		struct gw_view name = gw_view_of(path);

		if (gw_path_is_flat(path) && gw_view_ends(name, ".go") &&
		    !gw_view_ends(name, "_test.go") && gw_cut_digits(&name).n != 0)
			gw_scan_external(scan, path, "Go");
	}
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	const char *path;
	size_t index = 0;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		struct gw_view version, name;

		if (!parse_name(scan, path, &version, &name, err) ||
		    !scan_file(scan, path, version, name, err))
			return false;
	}
	note_go_files(scan);
	return true;
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	gw_new_one(arena, gw_format(arena, "%s_%s.sql", version, gw_new_slug(arena, name, '_')),
		   "-- +goose Up\n\n\n-- +goose Down\n\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_goose = {
	.name = "goose",
	.summary = "goose: -- +goose Up and -- +goose Down in one file",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.new_file = new_file,
};
