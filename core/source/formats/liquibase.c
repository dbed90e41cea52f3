/*
 * Liquibase's formatted SQL: files that begin with "--liquibase formatted sql", each with changesets.
 *
 *	--changeset ada:1 runInTransaction:false
 *	--comment: what it is for
 *	CREATE TABLE ..;
 *	--rollback DROP TABLE ..;
 *
 * A changeset is named FILE::ID::AUTHOR, as Liquibase names it. Their order is that of a root changelog
 * with its includes (liquibase_root.c), or of the files by name. Whatever is said of a changeset in its
 * comments is no part of its SQL.
 */
#include "source/formats/liquibase_int.h"

#include "base/ascii.h"

/* Where a file's reader is. */
struct reader {
	struct gw_format_scan *scan;
	const char *path;
	const char *logical; /* what the file says that it is called */
	struct gw_text *text;
	struct gw_migration *migration; /* NULL: none yet, or one that is left out */
	size_t start; /* of SQL that is not in a section yet; GW_NOWHERE: none */
	bool in_rollback; /* within a block of SQL that takes it back */
};

/* What a line says of its changeset; false when it is SQL, or a comment. */
static bool cut_directive(struct gw_view line, struct gw_view *ret_word, struct gw_view *ret_rest)
{
	static const char *const words[] = {
		"changeset",     "comment",     "rollback", "preconditions", "precondition",
		"validchecksum", "ignorelines", "property", "liquibase",
	};
	struct gw_view rest = gw_view_trim(line);

	if (!gw_cut_prefix(&rest, "--"))
		return false;
	rest = gw_view_trim(rest);
	for (size_t i = 0; i < GW_COUNT(words); i++) {
		size_t n = gw_view_of(words[i]).n;

		if (!gw_view_starts_nocase(rest, words[i]) ||
		    (rest.n > n && gw_is_alnum(rest.p[n])))
			continue;
		*ret_word = gw_view_of(words[i]);
		*ret_rest = gw_view_from(rest, n);
		return true;
	}
	return false;
}

bool gw_liquibase_is_header(struct gw_view line)
{
	struct gw_view word, rest;

	return cut_directive(line, &word, &rest) && gw_view_is(word, "liquibase") &&
	       gw_view_starts_nocase(gw_view_trim(rest), "formatted");
}

/* --- changesets ------------------------------------------------------------------------------- */

/* The next part of a line, in quotes or up to one of the two characters, which is passed over. */
static struct gw_view cut_part(struct gw_view *rest, char end, char other_end)
{
	struct gw_view part;
	size_t n = 0;

	if (gw_cut_prefix(rest, "\"") && gw_cut_at(*rest, '"', &part, rest)) {
		if (rest->n != 0 && rest->p[0] == end)
			*rest = gw_view_from(*rest, 1);
		return part;
	}
	while (n < rest->n && rest->p[n] != end && rest->p[n] != other_end)
		n++;
	part = gw_view_slice(*rest, 0, n);
	*rest = gw_view_from(*rest, n < rest->n ? n + 1 : n);
	return part;
}

static bool next_attribute(struct gw_view *rest, struct gw_view *ret_key, struct gw_view *ret_value)
{
	*rest = gw_view_trim(*rest);
	if (rest->n == 0)
		return false;
	*ret_key = cut_part(rest, ':', ' ');
	*ret_value = cut_part(rest, ' ', '\t');
	return true;
}

/* "postgresql,h2", "!mysql", "all": whether ours is among them. */
static bool is_for_us(const struct gw_dialect *dialect, struct gw_view list)
{
	static const struct {
		const char *name;
		const struct gw_dialect *dialect;
	} names[] = {
		{"postgresql", &gw_dialect_postgres},
		{"mysql", &gw_dialect_mysql},
		{"mariadb", &gw_dialect_mysql},
		{"sqlite", &gw_dialect_sqlite},
		{"all", NULL},
	};
	struct gw_view name;
	bool any_positive = false;

	while (gw_view_next_field(&list, ',', &name)) {
		bool negative;
		bool ours = false;

		name = gw_view_trim(name);
		negative = gw_cut_prefix(&name, "!");
		for (size_t i = 0; i < GW_COUNT(names); i++)
			ours = ours || (gw_view_is_nocase(name, names[i].name) &&
					(names[i].dialect == NULL || names[i].dialect == dialect));
		if (ours)
			return !negative;
		any_positive = any_positive || !negative;
	}
	return !any_positive;
}

struct changeset {
	struct gw_view author, id;
	bool repeatable, left_out, transaction_off;
	bool delimiter; /* it names one */
};

static void read_attributes(const struct reader *reader, struct gw_view rest,
			    struct changeset *changeset)
{
	struct gw_view key, value;

	while (next_attribute(&rest, &key, &value)) {
		bool yes = gw_view_is_nocase(value, "true");

		if (gw_view_is_nocase(key, "runOnChange") || gw_view_is_nocase(key, "runAlways"))
			changeset->repeatable = changeset->repeatable || yes;
		else if (gw_view_is_nocase(key, "runInTransaction"))
			changeset->transaction_off = gw_view_is_nocase(value, "false");
		else if (gw_view_is_nocase(key, "ignore"))
			changeset->left_out = changeset->left_out || yes;
		else if (gw_view_is_nocase(key, "dbms"))
			changeset->left_out = changeset->left_out ||
					      !is_for_us(reader->scan->dialect, value);
		else if (gw_view_is_nocase(key, "endDelimiter"))
			changeset->delimiter = !gw_view_is(value, ";");
	}
}

/* SQL up to here belongs to the changeset, but for blank lines at its end. */
static void end_sql(struct reader *reader, size_t end)
{
	if (reader->migration != NULL)
		end = GW_MIN(end, reader->migration->whole->end);
	if (reader->migration != NULL && reader->start != GW_NOWHERE && reader->start < end)
		gw_section_add(reader->scan, reader->migration,
			       reader->in_rollback ? GW_DOWN : GW_UP, reader->path, reader->start,
			       end);
	reader->start = GW_NOWHERE;
}

static void add_changeset(struct reader *reader, const struct changeset *changeset)
{
	struct gw_format_scan *scan = reader->scan;
	const char *identity = gw_format(scan->arena, "%s::%.*s::%.*s", reader->logical,
					 GW_VIEW_ARG(changeset->id),
					 GW_VIEW_ARG(changeset->author));

	reader->migration = NULL;
	if (changeset->left_out)
		return;
	if (changeset->repeatable)
		reader->migration = gw_scan_add(scan, GW_MIGRATION_REPEATABLE, (struct gw_view){0},
						gw_view_of(identity), reader->path);
	else
		reader->migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, gw_view_of(identity),
						GW_VIEW(""), reader->path);
	reader->migration->sections[GW_UP].present = true;
	reader->migration->sections[GW_UP].transaction_off = changeset->transaction_off;
	reader->migration->sections[GW_DOWN].transaction_off = changeset->transaction_off;
	if (changeset->delimiter)
		gw_scan_notice(scan, reader->path,
			       "%s names a delimiter; godwit ends statements where the server does",
			       identity);
}

static bool begin_changeset(struct reader *reader, const struct gw_line *line, struct gw_view rest,
			    struct gw_error **err)
{
	struct changeset changeset = {.repeatable = false};

	rest = gw_view_trim(rest);
	changeset.author = cut_part(&rest, ':', ':');
	changeset.id = cut_part(&rest, ' ', '\t');
	if (changeset.author.n == 0 || changeset.id.n == 0)
		return gw_scan_fail(reader->scan, reader->path, reader->text->view, line->start,
				    line->text.n, err, "a changeset is named AUTHOR:ID");
	read_attributes(reader, rest, &changeset);
	add_changeset(reader, &changeset);
	if (reader->migration != NULL) {
		reader->migration->whole = gw_new(reader->scan->arena, struct gw_range);
		*reader->migration->whole = (struct gw_range){
			.path = reader->path, .start = line->start, .end = line->end};
	}
	return true;
}

/* --- what takes it back ----------------------------------------------------------------------- */

static const char *name_of(const struct gw_migration *migration)
{
	return migration->version != NULL ? migration->version : migration->name;
}

static void add_rollback(struct reader *reader, const struct gw_line *line, struct gw_view rest)
{
	struct gw_migration *migration = reader->migration;
	struct gw_view text = rest;

	if (migration == NULL)
		return;
	gw_cut_prefix(&text, ":");
	text = gw_view_trim(text);
	if (gw_view_starts_nocase(text, "changesetid:") ||
	    gw_view_starts_nocase(text, "changesetpath:")) {
		gw_scan_notice(reader->scan, reader->path,
			       "%s is taken back by another changeset, which godwit does not do",
			       name_of(migration));
		return;
	}
	migration->sections[GW_DOWN].present = true;
	if (text.n != 0 && !gw_view_is_nocase(text, "empty") &&
	    !gw_view_is_nocase(text, "not required"))
		gw_section_add(reader->scan, migration, GW_DOWN, reader->path,
			       (size_t)(text.p - reader->text->view.p), line->end);
}

/* Lines of a block comment that holds what takes a changeset back. */
static bool is_block_start(struct gw_view line)
{
	struct gw_view rest = gw_view_trim(line);

	return gw_cut_prefix(&rest, "/*") &&
	       gw_view_starts_nocase(gw_view_trim(rest), "liquibase rollback");
}

static bool is_block_end(struct gw_view line)
{
	return gw_view_ends(gw_view_trim(line), "*/");
}

/* --- files ------------------------------------------------------------------------------------ */

static void read_header(struct reader *reader, struct gw_view rest)
{
	struct gw_view key, value;

	while (next_attribute(&rest, &key, &value))
		if (gw_view_is_nocase(key, "logicalFilePath"))
			reader->logical = gw_view_dup(reader->scan->arena, value);
}

static bool read_directive(struct reader *reader, const struct gw_line *line, struct gw_view word,
			   struct gw_view rest, struct gw_error **err)
{
	end_sql(reader, line->start);
	reader->start = line->end;
	if (gw_view_is(word, "changeset"))
		return begin_changeset(reader, line, rest, err);
	if (gw_view_is(word, "liquibase"))
		read_header(reader, rest);
	else if (gw_view_is(word, "rollback"))
		add_rollback(reader, line, rest);
	else if (gw_view_is(word, "preconditions") && reader->migration != NULL)
		gw_scan_notice(reader->scan, reader->path, "the preconditions of %s are not asked",
			       name_of(reader->migration));
	return true;
}

static bool read_line(struct reader *reader, const struct gw_line *line, struct gw_error **err)
{
	struct gw_view word, rest;

	if (reader->in_rollback ? is_block_end(line->text) : is_block_start(line->text)) {
		end_sql(reader, line->start);
		reader->in_rollback = !reader->in_rollback;
		if (reader->in_rollback && reader->migration != NULL)
			reader->migration->sections[GW_DOWN].present = true;
		reader->start = line->end;
		return true;
	}
	return reader->in_rollback || !cut_directive(line->text, &word, &rest) ||
	       read_directive(reader, line, word, rest, err);
}

static bool read_file(struct gw_format_scan *scan, const char *path, struct gw_error **err)
{
	struct reader reader = {.scan = scan, .path = path, .logical = path, .start = GW_NOWHERE};
	struct gw_lines lines;
	struct gw_line line;

	if (!gw_scan_read(scan, path, &reader.text, err))
		return false;
	gw_lines_init(&lines, reader.text);
	while (gw_lines_next(&lines, &line)) {
		if (!read_line(&reader, &line, err))
			return false;
		/* Blank lines in front of the next one are nobody's. */
		if (reader.migration != NULL && !gw_is_blank(line.text))
			reader.migration->whole->end = line.end;
	}
	end_sql(&reader, reader.text->view.n);
	return true;
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	enum { LOOKED_AT = 64 };
	size_t n = 0, mine = 0;

	for (size_t i = 0; i < scan->tree->nfiles && n < LOOKED_AT; i++) {
		if (!gw_view_ends(gw_view_of(scan->tree->files[i].path), ".sql"))
			continue;
		n++;
		mine += gw_liquibase_is_formatted(scan, scan->tree->files[i].path) ? 1 : 0;
	}
	return 2 * mine > n ? GW_SNIFF_YES : GW_SNIFF_NO;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct gw_liquibase_files files = {0};

	if (!gw_liquibase_files(scan, &files, err))
		return false;
	for (size_t i = 0; i < files.list.n; i++)
		if (!read_file(scan, files.list.items[i], err))
			return false;
	scan->ordered = true;
	return true;
}

const struct gw_format gw_format_liquibase = {
	.name = "liquibase",
	.summary = "Liquibase's formatted SQL, in the order of a root changelog or of names",
	.sniff = sniff,
	.reads_all = true,
	.scan = scan_files,
	.compare = gw_compare_text,
};
