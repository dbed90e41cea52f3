/*
 * godwit's own format, <version>_<name>.sql, and R__<name>.sql for what is run again when it
 * changes.
 *
 *	-- godwit:up [transaction=off] [lock_timeout=2s] ...
 *	-- godwit:down
 *	-- godwit:verify
 *
 * A marker begins at column 0 of a line that is a comment to the database: one inside of a string,
 * a quoted body or a block comment is text. What would be a marker but for blanks, dashes or capitals
 * is refused: as a comment it would have what follows it run with what comes before. A file without markers is all up. Plain numbered files
 * of other people are read as such; what looks like half of a pair, or is marked for another tool,
 * is refused, because its way back would be run too.
 */
#include "config/config.h"
#include "source/format_int.h"
#include "sql/lexer.h"
#include "sql/split.h"

enum marker { UP, REPEATABLE, BASELINE, DOWN, VERIFY, ALLOW };

static const char *const marker_words[] = {
	[UP] = "up",     [REPEATABLE] = "repeatable", [BASELINE] = "baseline",
	[DOWN] = "down", [VERIFY] = "verify",         [ALLOW] = "allow",
};

/* A file while it is read. */
struct reader {
	struct gw_format_scan *scan;
	struct gw_migration *migration;
	const char *path;
	struct gw_text *text;
	bool any; /* a marker was passed */
	enum gw_direction direction;
	size_t start; /* of the section */
};

/* --- mistakes --- */

/* part is the bytes of the text to point at. */
static bool fail_word(struct reader *reader, struct gw_view part, struct gw_error **err,
		      const char *what)
{
	return gw_scan_fail(reader->scan, reader->path, reader->text->view,
			    (size_t)(part.p - reader->text->view.p), part.n, err, "%s", what);
}

static bool fail_unknown(struct reader *reader, struct gw_view word, const char *what,
			 const char *const *names, size_t n, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *nearest = gw_nearest(word, names, n);

	fail_word(reader, word, err,
		  gw_format(&arena, "unknown %s '%.*s'", what, GW_VIEW_ARG(word)));
	if (nearest != NULL)
		gw_error_hint(*err, "Did you mean `%s`?", nearest);
	return false;
}

/* --- options --- */

/* Each takes a value, or says what it expects. */
typedef const char *option_fn(struct reader *reader, struct gw_view value);

static const char *set_transaction(struct reader *reader, struct gw_view value)
{
	bool on;

	if (!gw_parse_switch(value, &on))
		return "on or off";
	reader->migration->sections[reader->direction].transaction_off = !on;
	return NULL;
}

static struct gw_migration_options *options_of(struct reader *reader)
{
	return gw_scan_options(reader->scan, reader->migration);
}

static const char *set_lock_timeout(struct reader *reader, struct gw_view value)
{
	return gw_parse_duration_ms(value, &options_of(reader)->lock_timeout_ms) ? NULL
										 : "a time like 2s";
}

static const char *set_statement_timeout(struct reader *reader, struct gw_view value)
{
	return gw_parse_duration_ms(value, &options_of(reader)->statement_timeout_ms)
		       ? NULL
		       : "a time like 10m";
}

static const char *add_depends(struct reader *reader, struct gw_view value)
{
	struct gw_view version;

	while (gw_view_next_field(&value, ',', &version)) {
		if (version.n == 0)
			return "versions with commas between";
		gw_vec_push(reader->scan->arena, &options_of(reader)->depends,
			    gw_view_dup(reader->scan->arena, version));
	}
	return NULL;
}

static const char *add_environments(struct reader *reader, struct gw_view value)
{
	struct gw_view name;

	while (gw_view_next_field(&value, ',', &name)) {
		if (name.n == 0)
			return "names with commas between";
		gw_vec_push(reader->scan->arena, &options_of(reader)->environments,
			    gw_view_dup(reader->scan->arena, name));
	}
	return NULL;
}

static const char *set_out_of_order(struct reader *reader, struct gw_view value)
{
	options_of(reader)->allow_out_of_order = gw_view_is(value, "allow");
	return gw_view_is(value, "allow") || gw_view_is(value, "refuse") ? NULL : "allow or refuse";
}

static const char *set_placeholders(struct reader *reader, struct gw_view value)
{
	bool on;

	if (!gw_parse_switch(value, &on))
		return "on or off";
	options_of(reader)->placeholders = on ? GW_PLACEHOLDER_DOLLAR : GW_PLACEHOLDER_OFF;
	return NULL;
}

enum { IN_UP = 1 << GW_UP, IN_DOWN = 1 << GW_DOWN };

/* The names by themselves are for gw_nearest(). */
static const char *const option_names[] = {
	"transaction", "lock_timeout", "statement_timeout", "depends",
	"env",         "out_of_order", "placeholders",
};

static const struct {
	option_fn *apply;
	unsigned directions;
} options[] = {
	{set_transaction, IN_UP | IN_DOWN}, {set_lock_timeout, IN_UP},
	{set_statement_timeout, IN_UP},     {add_depends, IN_UP},
	{add_environments, IN_UP},          {set_out_of_order, IN_UP},
	{set_placeholders, IN_UP},
};

static bool read_option(struct reader *reader, const struct gw_option *option,
			struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *expected;
	size_t i = 0;

	while (i < GW_COUNT(options) && !gw_view_is(option->key, option_names[i]))
		i++;
	if (i == GW_COUNT(options))
		return fail_unknown(reader, option->key, "option", option_names,
				    GW_COUNT(option_names), err);
	if ((options[i].directions & 1u << reader->direction) == 0)
		return fail_word(
			reader, option->key, err,
			gw_format(&arena, "'%s' does not belong on this marker", option_names[i]));
	expected = option->value.n != 0 ? options[i].apply(reader, option->value) : "a value";
	return expected == NULL ||
	       fail_word(reader, option->word, err,
			 gw_format(&arena, "'%s' takes %s", option_names[i], expected));
}

static bool read_options(struct reader *reader, struct gw_view rest, struct gw_error **err)
{
	struct gw_option option;

	while (gw_option_next(&rest, '=', &option)) {
		if (!read_option(reader, &option, err))
			return false;
	}
	return true;
}

/* --- markers --- */

/* Whether the text ends inside of a string, quoted body or comment. */
static bool ends_inside(const struct gw_dialect *dialect, struct gw_text *text, size_t start,
			size_t end)
{
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, dialect, gw_view_slice(text->view, start, end));
	do {
		token = gw_lexer_next(&lexer);
		gw_text_release(text, start + token.start);
	} while (token.kind != GW_TOKEN_END && !token.unterminated);
	return token.unterminated;
}

/* The same, where an apostrophe in COPY data has misled the lexer. */
static bool splits_whole(const struct gw_dialect *dialect, struct gw_view text)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found = true;

	gw_splitter_init(&splitter, dialect, text);
	while (found) {
		if (!gw_split_next(&splitter, &statement, &found, &error))
			return false;
	}
	return true;
}

static bool is_text(const struct reader *reader, size_t offset)
{
	const struct gw_dialect *dialect = reader->scan->dialect;

	return ends_inside(dialect, reader->text, reader->start, offset) &&
	       !splits_whole(dialect, gw_view_slice(reader->text->view, reader->start, offset));
}

static bool has_code(const struct reader *reader, size_t end)
{
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, reader->scan->dialect,
		      gw_view_slice(reader->text->view, reader->start, end));
	return gw_lexer_next_code(&lexer).kind != GW_TOKEN_END;
}

/* What stands before the first marker is the up section, unless that has a marker of its own. */
static void end_section(struct reader *reader, size_t end)
{
	gw_section_add(reader->scan, reader->migration, reader->direction, reader->path,
		       reader->start, end);
}

static bool begin_section(struct reader *reader, const struct gw_line *line,
			  enum gw_direction direction, struct gw_view word, struct gw_error **err)
{
	struct gw_section *section = &reader->migration->sections[direction];
	GW_ARENA_AUTO struct gw_arena arena = {0};

	/* "-- godwit:repeatable" may stand above "-- godwit:up", and a comment above both. */
	if (direction == GW_UP && reader->direction == GW_UP && !has_code(reader, line->start)) {
		reader->start = line->end;
		return true;
	}
	if (direction == GW_UP && !reader->any)
		return fail_word(reader, line->text, err,
				 "there is SQL before the first marker, which is up");
	end_section(reader, line->start);
	if (section->present)
		return fail_word(
			reader, line->text, err,
			gw_format(&arena, "there is a second %.*s section", GW_VIEW_ARG(word)));
	reader->direction = direction;
	reader->start = line->end;
	return true;
}

static void set_kind(struct reader *reader, enum marker marker)
{
	if (marker == REPEATABLE) {
		reader->migration->kind = GW_MIGRATION_REPEATABLE;
		reader->migration->version = NULL;
	} else if (marker == BASELINE) {
		reader->migration->kind = GW_MIGRATION_BASELINE;
	}
}

static enum gw_direction direction_of(enum marker marker)
{
	switch (marker) {
	case UP:
	case REPEATABLE:
	case BASELINE:
	case ALLOW:
		break;
	case DOWN:
		return GW_DOWN;
	case VERIFY:
		return GW_VERIFY;
	}
	return GW_UP;
}

static bool read_marker(struct reader *reader, const struct gw_line *line, struct gw_view rest,
			struct gw_error **err)
{
	struct gw_view word = gw_view_slice(rest, 0, 0);
	size_t marker = 0;

	gw_view_next_word(&rest, &word);
	while (marker < GW_COUNT(marker_words) && !gw_view_is(word, marker_words[marker]))
		marker++;
	if (marker == ALLOW || is_text(reader, line->start))
		return true;
	if (marker == GW_COUNT(marker_words))
		return fail_unknown(reader, word.n != 0 ? word : line->text, "marker", marker_words,
				    GW_COUNT(marker_words), err);
	if (!begin_section(reader, line, direction_of((enum marker)marker), word, err))
		return false;
	reader->any = true;
	set_kind(reader, (enum marker)marker);
	return read_options(reader, rest, err);
}

/* Whether a comment says what a marker says, however it is written. */
static bool looks_like_marker(struct gw_view text)
{
	static const char prefix[] = "godwit:";
	struct gw_view word;

	while (text.n != 0 && (text.p[0] == ' ' || text.p[0] == '\t' || text.p[0] == '-'))
		text = gw_view_from(text, 1);
	if (!gw_view_starts_nocase(text, prefix))
		return false;
	text = gw_view_from(text, sizeof(prefix) - 1);
	if (!gw_view_next_word(&text, &word))
		return false;
	for (size_t i = 0; i < GW_COUNT(marker_words); i++) {
		if (i != ALLOW && gw_view_is_nocase(word, marker_words[i]))
			return true;
	}
	return false;
}

static bool check_lookalike(struct reader *reader, const struct gw_line *line,
			    struct gw_error **err)
{
	if (!looks_like_marker(line->text) || is_text(reader, line->start))
		return true;
	fail_word(reader, line->text, err, "this line looks like a marker, and is none");
	gw_error_hint(*err,
		      "A marker is written `-- godwit:down`: at the start of its line, with two "
		      "dashes, in small letters.");
	return false;
}

/* --- other tools --- */

/* Lines that cut a file in two for another tool. */
static const struct {
	const char *prefix;
	const char *format;
} foreign_markers[] = {
	{"migrate:up", "dbmate"},
	{"migrate:down", "dbmate"},
	{"+goose", "goose"},
	{"+migrate", "sql-migrate"},
	{"-- create above / drop below --", "tern"},
};

/* text is what follows the dashes of the line. */
static const char *foreign_format(struct gw_view text)
{
	for (size_t i = 0; i < GW_COUNT(foreign_markers); i++) {
		/* Most comments differ in the first byte. */
		if (text.n != 0 && text.p[0] == foreign_markers[i].prefix[0] &&
		    gw_view_starts(text, foreign_markers[i].prefix))
			return foreign_markers[i].format;
	}
	return NULL;
}

static bool check_foreign(struct reader *reader, const struct gw_line *line, struct gw_view text,
			  struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *format = foreign_format(text);

	if (format == NULL || is_text(reader, line->start))
		return check_lookalike(reader, line, err);
	fail_word(reader, line->text, err,
		  gw_format(&arena, "this line is a marker of %s", format));
	gw_error_hint(*err,
		      "Read the folder with `--format %s`, or write `-- godwit:up` and "
		      "`-- godwit:down`.",
		      format);
	return false;
}

/* What in a name says "one direction only" to some tool. */
static const char *half_of_pair(struct gw_view stem)
{
	static const char *const ends[] = {".up", ".down", ".undo", ".rollback", ".revert"};
	static const char *const middles[] = {".do.", ".undo."};

	for (size_t i = 0; i < GW_COUNT(ends); i++) {
		if (gw_view_ends(stem, ends[i]))
			return ends[i];
	}
	for (size_t i = 0; i < GW_COUNT(middles); i++) {
		if (gw_view_find(stem, gw_view_of(middles[i])) != GW_NOWHERE)
			return middles[i];
	}
	return NULL;
}

static bool check_half(struct gw_format_scan *scan, const char *path, struct gw_view stem,
		       struct gw_error **err)
{
	const char *half = half_of_pair(stem);

	if (half == NULL)
		return true;
	gw_scan_fail(scan, path, (struct gw_view){0}, GW_NOWHERE, 0, err,
		     "%s is one direction of a pair (%s), which godwit's own format has not", path,
		     half);
	gw_error_hint(*err, "Name the format, for instance `--format golang-migrate`, or put both "
			    "directions into one file with `-- godwit:up` and `-- godwit:down`.");
	return false;
}

/* --- files --- */

static bool read_comment(struct reader *reader, const struct gw_line *line, struct gw_error **err)
{
	struct gw_view rest;

	if (!gw_line_comment(line->text, &rest))
		return check_lookalike(reader, line, err);
	return gw_cut_prefix(&rest, "godwit:") ? read_marker(reader, line, rest, err)
					       : check_foreign(reader, line, rest, err);
}

static bool scan_file(struct gw_format_scan *scan, const char *path, struct gw_migration *migration,
		      struct gw_error **err)
{
	struct reader reader = {.scan = scan, .migration = migration, .path = path};
	struct gw_lines lines;
	struct gw_line line;

	if (!gw_scan_read(scan, path, &reader.text, err))
		return false;
	gw_lines_init(&lines, reader.text);
	reader.start = lines.offset;
	while (gw_lines_next_comment(&lines, &line)) {
		if (!read_comment(&reader, &line, err))
			return false;
	}
	end_section(&reader, reader.text->view.n);
	return true;
}

/* NULL: the name is none of a migration. */
static struct gw_migration *add_named(struct gw_format_scan *scan, const char *path,
				      struct gw_view stem)
{
	struct gw_view version;

	if (gw_cut_prefix(&stem, "R__"))
		return gw_scan_add(scan, GW_MIGRATION_REPEATABLE, (struct gw_view){0}, stem, path);
	gw_cut_v(&stem);
	version = gw_cut_dotted(&stem);
	if (version.n == 0 || !gw_cut_separator(&stem))
		return NULL;
	return gw_scan_add(scan, GW_MIGRATION_VERSIONED, version, stem, path);
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	const char *path;
	size_t index = 0;

	while ((path = gw_scan_next_sql(scan, &index)) != NULL) {
		struct gw_view stem = gw_view_of(path);
		struct gw_migration *migration;

		gw_cut_suffix(&stem, ".sql");
		if (gw_scan_is_hidden(scan, &stem, ".sql"))
			continue;
		if (!check_half(scan, path, stem, err))
			return false;
		migration = add_named(scan, path, stem);
		if (migration == NULL)
			gw_scan_stray(scan, path, "its name does not begin with a version");
		else if (!scan_file(scan, path, migration, err))
			return false;
	}
	return true;
}

/* Notes to the linter stand in files of every format. */
static bool is_marker(struct gw_view line)
{
	struct gw_view rest;

	return gw_line_marker(line, "godwit:", &rest) && !gw_view_starts(rest, "allow");
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return GW_MAX(gw_sniff_markers(scan, is_marker), GW_SNIFF_MAYBE);
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing GW_UNUSED, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	gw_new_one(arena, gw_format(arena, "%s_%s.sql", version, gw_new_slug(arena, name, '_')),
		   "-- godwit:up\n\n\n-- godwit:down\n\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_godwit = {
	.name = "godwit",
	.summary = "godwit's own: 1_name.sql with -- godwit:up and -- godwit:down, or plain SQL",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.new_file = new_file,
};
