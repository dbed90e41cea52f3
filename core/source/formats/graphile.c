/*
 * graphile-migrate: committed/000001-slug.sql, each with a header and, in it, a hash that covers
 * its text and the hash of the one before. Both are checked, so a file that was edited or slipped
 * in after its commit is found before anything runs. Nothing is taken back.
 *
 *	--! Previous: sha1:6f..
 *	--! Hash: sha1:9c..
 *
 *	CREATE TABLE ..
 *
 * The text may hold :PLACEHOLDERS, which only .gmrc knows: they are refused where they would be
 * sent as SQL. current.sql is work in progress and is not run.
 */
#include "base/ascii.h"
#include "base/str.h"
#include "source/format_int.h"
#include "sql/lexer.h"

/* What the header says; absent views: not said. Views point into the file. */
struct header {
	struct gw_view previous;
	struct gw_view hash;
	bool allow_invalid_hash;
	size_t body;
};

static bool parse_path(const char *path, struct gw_view *ret_version, struct gw_view *ret_slug)
{
	struct gw_view folder = gw_path_folder(path);
	struct gw_view rest = gw_path_base(path);
	struct gw_view version = gw_cut_digits(&rest);

	if (!gw_view_is(folder, "committed") || version.n == 0 || !gw_cut_suffix(&rest, ".sql") ||
	    (rest.n != 0 && !gw_cut_prefix(&rest, "-")))
		return false;
	*ret_version = version;
	*ret_slug = rest;
	return true;
}

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		GW_ERROR_AUTO struct gw_error *ignored = NULL;
		const char *path = scan->tree->files[i].path;
		struct gw_view version;
		struct gw_view slug;
		struct gw_text *text;

		if (!parse_path(path, &version, &slug))
			continue;
		return gw_scan_read(scan, path, &text, &ignored) &&
				       gw_view_starts(text->view, "--! ")
			       ? GW_SNIFF_YES
			       : GW_SNIFF_NO;
	}
	return GW_SNIFF_NO;
}

/* --- header and hash -------------------------------------------------------------------------- */

static void take_header(struct gw_view line, struct header *header)
{
	struct gw_view key;
	struct gw_view value;

	if (!gw_cut_at(line, ':', &key, &value)) {
		header->allow_invalid_hash |= gw_view_is(gw_view_trim(line), "AllowInvalidHash");
		return;
	}
	value = gw_view_trim(value);
	if (gw_view_is(key, "Previous"))
		header->previous = value;
	else if (gw_view_is(key, "Hash"))
		header->hash = value;
}

static bool read_header(struct gw_format_scan *scan, const char *path, struct gw_text *text,
			struct header *ret_header, struct gw_error **err)
{
	struct header header = {0};
	struct gw_lines lines;
	struct gw_line line = {0};

	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line) && gw_cut_prefix(&line.text, "--! "))
		take_header(line.text, &header);
	if (header.hash.p == NULL)
		return gw_scan_fail(scan, path, text->view, 0, 0, err,
				    "it has no line \"--! Hash:\" at its start");
	if (line.text.n != 0)
		return gw_scan_fail(scan, path, text->view, line.start, line.text.n, err,
				    "an empty line must follow the header");
	if (gw_view_is(header.previous, "-"))
		header.previous = (struct gw_view){0};
	header.body = line.end;
	*ret_header = header;
	return true;
}

/* The hash is over text with LF, trimmed, after the hash before it and a newline. */
static char *body_hash(struct gw_arena *arena, const struct header *header, struct gw_view body)
{
	GW_STR_AUTO struct gw_str content = {0};
	GW_STR_AUTO struct gw_str trimmed = {0};
	struct gw_view line;

	gw_str_add(&content, header->previous);
	gw_str_putc(&content, '\n');
	body = gw_view_trim(body);
	while (gw_view_next_line(&body, &line)) {
		gw_str_add(&content, line);
		gw_str_putc(&content, '\n');
	}
	gw_str_add(&trimmed, gw_view_trim(gw_str_view(&content)));
	gw_str_putc(&trimmed, '\n');
	return gw_format(arena, "sha1:%s", gw_sha1_hex(arena, gw_str_view(&trimmed)));
}

static bool check_hash(struct gw_format_scan *scan, const char *path, struct gw_view text,
		       const struct header *header, struct gw_error **err)
{
	const char *hash = body_hash(scan->arena, header, gw_view_from(text, header->body));

	if (gw_view_is(header->hash, hash))
		return true;
	if (header->allow_invalid_hash) {
		gw_scan_notice(scan, path, "its hash does not fit its text, which it allows");
		return true;
	}
	gw_scan_fail(scan, path, text, (size_t)(header->hash.p - text.p), header->hash.n, err,
		     "the text does not fit this hash: it was edited after its commit");
	gw_error_detail(*err, "the hash of the text is %s", hash);
	gw_error_hint(*err,
		      "Restore the file, or add the line `--! AllowInvalidHash` to its header.");
	return false;
}

static bool check_previous(struct gw_format_scan *scan, const char *path, struct gw_view text,
			   const struct header *header, const char *before, struct gw_error **err)
{
	size_t at = header->previous.p != NULL ? (size_t)(header->previous.p - text.p) : 0;

	if (gw_view_is(header->previous, before))
		return true;
	gw_scan_fail(scan, path, text, at, header->previous.n, err,
		     "it was committed after another migration than the one before it");
	gw_error_detail(*err, "the hash of the one before is %s", before[0] != '\0' ? before : "-");
	gw_error_hint(*err, "Two branches were merged: uncommit one of them and commit it again.");
	return false;
}

/* --- placeholders ----------------------------------------------------------------------------- */

static bool is_word(char c)
{
	return gw_is_alnum(c) || c == '_';
}

/* The ":NAME" whose colon is at offset; empty when there is none. Casts and slices are none. */
static struct gw_view placeholder_at(struct gw_view text, size_t offset)
{
	size_t end = offset + 1;

	if (offset != 0 &&
	    (is_word(text.p[offset - 1]) || text.p[offset - 1] == ':' || text.p[offset - 1] == '"'))
		return GW_VIEW("");
	if (end >= text.n || !gw_is_upper(text.p[end]))
		return GW_VIEW("");
	while (end < text.n && is_word(text.p[end])) {
		if (text.p[end] >= 'a' && text.p[end] <= 'z')
			return GW_VIEW("");
		end++;
	}
	return end - offset > 2 ? gw_view_slice(text, offset, end) : GW_VIEW("");
}

/* The next one at or after *offset and before end. */
static bool next_placeholder(struct gw_view text, size_t *offset, size_t end,
			     struct gw_view *ret_name)
{
	while (*offset < end) {
		size_t colon = gw_view_find_char(gw_view_slice(text, *offset, end), ':');

		if (colon == GW_NOWHERE)
			return false;
		*ret_name = placeholder_at(text, *offset + colon);
		*offset += colon + 1;
		if (ret_name->n != 0)
			return true;
	}
	return false;
}

/* These two exist always, so that even in a literal they are surely meant. */
static bool is_builtin(struct gw_view name)
{
	return gw_view_is(name, ":DATABASE_NAME") || gw_view_is(name, ":DATABASE_OWNER");
}

/*
 * Which names .gmrc replaces is not known here. As SQL, ":NAME" is an error of the server anyway; in
 * a literal it may be mere text.
 */
static bool check_placeholders(struct gw_format_scan *scan, const char *path, struct gw_view text,
			       size_t body, struct gw_error **err)
{
	struct gw_lexer lexer;
	struct gw_token token;
	struct gw_view name;

	gw_lexer_init(&lexer, &gw_dialect_postgres, text);
	lexer.offset = body;
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		size_t offset = token.start;

		while (next_placeholder(text, &offset, token.end, &name)) {
			if (token.kind == GW_TOKEN_STRING && !is_builtin(name)) {
				gw_scan_notice(scan, path,
					       "%.*s in a literal is sent as it is, even if .gmrc "
					       "has a value for it",
					       GW_VIEW_ARG(name));
				continue;
			}
			return gw_scan_fail(scan, path, text, (size_t)(name.p - text.p), name.n,
					    err,
					    "%.*s is a placeholder of graphile-migrate, which "
					    "godwit does not replace",
					    GW_VIEW_ARG(name));
		}
	}
	return true;
}

/* --- files ------------------------------------------------------------------------------------ */

static bool has_sql(struct gw_view text)
{
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, &gw_dialect_postgres, text);
	return gw_lexer_next_code(&lexer).kind != GW_TOKEN_END;
}

/* "--! no-transaction" as the first line of the body. */
static bool is_without_transaction(struct gw_view body)
{
	struct gw_view line = {0};
	struct gw_view word;

	return gw_view_next_line(&body, &line) && gw_cut_prefix(&line, "--!") &&
	       gw_view_next_word(&line, &word) && gw_view_is(word, "no-transaction");
}

/* before is the hash of the migration before, "" for the first; *ret_hash is this one's. */
static bool add_committed(struct gw_format_scan *scan, const char *path, const char *before,
			  const char **ret_hash, struct gw_error **err)
{
	struct gw_migration *migration;
	struct gw_text *text;
	struct header header = {0};
	struct gw_view version;
	struct gw_view slug;

	if (!parse_path(path, &version, &slug)) {
		gw_scan_stray(scan, path, "its name is not one of graphile-migrate's (000001.sql)");
		*ret_hash = before;
		return true;
	}
	if (!gw_scan_read(scan, path, &text, err) || !read_header(scan, path, text, &header, err) ||
	    !check_previous(scan, path, text->view, &header, before, err) ||
	    !check_hash(scan, path, text->view, &header, err) ||
	    !check_placeholders(scan, path, text->view, header.body, err))
		return false;
	migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, version, slug, path);
	gw_section_add(scan, migration, GW_UP, path, header.body, GW_NOWHERE);
	migration->sections[GW_UP].transaction_off = is_without_transaction(
		gw_view_trim(gw_view_from(text->view, header.body)));
	*ret_hash = gw_view_dup(scan->arena, header.hash);
	return true;
}

static bool note_current(struct gw_format_scan *scan, const char *path, struct gw_error **err)
{
	struct gw_text *text;

	if (!gw_scan_read(scan, path, &text, err))
		return false;
	if (has_sql(text->view))
		gw_scan_stray(scan, path, "it is not committed yet");
	return true;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	const char *hash = "";

	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;
		struct gw_view folder = gw_path_folder(path);
		bool ok = true;

		if (!gw_view_ends(gw_view_of(path), ".sql"))
			continue;
		if (gw_view_is(folder, "committed"))
			ok = add_committed(scan, path, hash, &hash, err);
		else if (gw_view_is(folder, "current") ||
			 gw_view_is(gw_view_of(path), "current.sql"))
			ok = note_current(scan, path, err);
		if (!ok)
			return false;
	}
	return true;
}

/* A committed file needs the hash of its text, so only graphile-migrate can make one. */
static const char *names_kept_in(const struct gw_tree *tree GW_UNUSED)
{
	return "the hashes at the top of each file";
}

const struct gw_format gw_format_graphile = {
	.name = "graphile-migrate",
	.summary = "graphile-migrate: committed/000001-name.sql, chained by hashes",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.names_kept_in = names_kept_in,
};
