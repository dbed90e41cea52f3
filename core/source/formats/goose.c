/*
 * goose: "-- +goose Up" and "-- +goose Down" in one file. "-- +goose NO TRANSACTION" anywhere in it
 * holds for both directions. StatementBegin and StatementEnd are there for goose's own splitter;
 * godwit's needs no help, to it they are comments.
 *
 * From ENVSUB ON to ENVSUB OFF goose expands $VARIABLES of the environment, line by line. These lines
 * are part of the sections, so that a text says by itself what is expanded in it; a section that begins
 * under ENVSUB ON has that line in front.
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
	struct gw_line envsub; /* the ENVSUB ON that holds; {0}: none does */
	struct gw_line envsub_before; /* the same where the section began */
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
	const struct gw_line *envsub = &reader->envsub_before;

	if (!reader->any)
		return;
	if (envsub->end != 0)
		gw_section_add(reader->scan, reader->migration, reader->direction, reader->path,
			       envsub->start, envsub->end);
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
	reader->envsub_before = reader->envsub;
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
		reader->envsub = *line;
		break;
	case ENVSUB_OFF:
		reader->envsub = (struct gw_line){0};
		break;
	}
	return true;
}

static bool read_line(struct reader *reader, const struct gw_line *line, struct gw_error **err)
{
	struct gw_view trimmed = gw_view_trim(line->text);

	if (is_annotation(trimmed)) {
		if (trimmed.p != line->text.p)
			return fail_line(reader, line, err,
					 "an annotation must begin at the start of its line");
		return read_annotation(reader, line, err);
	}
	if (!reader->any && !gw_line_is_idle(trimmed))
		return fail_line(reader, line, err, "there is SQL before \"-- +goose Up\"");
	return true;
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

/* --- ENVSUB --- */

static bool asks_for_values(struct gw_text *text)
{
	struct gw_lines lines;
	struct gw_line line;
	enum annotation annotation;

	gw_lines_init(&lines, text);
	while (gw_lines_next_comment(&lines, &line)) {
		if (is_annotation(line.text) && parse_annotation(line.text, &annotation) &&
		    annotation == ENVSUB_ON)
			return true;
	}
	return false;
}

/* Where goose's own splitter is in a section. */
struct splitter {
	bool expands; /* under ENVSUB ON */
	bool in_block; /* between StatementBegin and StatementEnd */
	bool in_statement; /* before its last line */
};

static void follow_annotation(struct splitter *splitter, struct gw_view line)
{
	enum annotation annotation;

	if (!parse_annotation(line, &annotation))
		return;
	if (annotation == ENVSUB_ON || annotation == ENVSUB_OFF)
		splitter->expands = annotation == ENVSUB_ON;
	if (annotation == STATEMENT_BEGIN || annotation == STATEMENT_END) {
		splitter->in_block = annotation == STATEMENT_BEGIN;
		splitter->in_statement = false;
	}
}

/* The last word before a comment ends with a semicolon. */
static bool ends_statement(struct gw_view line)
{
	struct gw_view word;
	bool ends = false;

	while (gw_view_next_word(&line, &word) && !gw_view_starts(word, "--"))
		ends = gw_view_ends(word, ";");
	return ends;
}

/* Whether goose expands the line: it drops comments that stand before a statement. */
static bool is_expanded(struct splitter *splitter, struct gw_view line)
{
	if (is_annotation(line)) {
		follow_annotation(splitter, line);
		return false;
	}
	if (!splitter->in_statement && gw_line_is_idle(line))
		return false;
	splitter->in_statement = splitter->in_block || !ends_statement(line);
	return splitter->expands;
}

static bool expand(struct gw_arena *arena, struct gw_text *text, const struct gw_values *values,
		   struct gw_expansion *ret_expansion, size_t *ret_error_offset,
		   struct gw_error **err)
{
	GW_EXPANDER_AUTO struct gw_expander expander;
	struct splitter splitter = {0};
	struct gw_lines lines;
	struct gw_line line;

	gw_expander_begin(&expander, arena, text->view);
	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line)) {
		if (is_expanded(&splitter, line.text) &&
		    !gw_expand_variables(&expander, line.start, line.start + line.text.n,
					 &values->variables, ret_error_offset, err))
			return false;
	}
	*ret_expansion = gw_expander_finish(&expander);
	return true;
}

/* --- new files --- */

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
	.asks_for_values = asks_for_values,
	.expand = expand,
};
