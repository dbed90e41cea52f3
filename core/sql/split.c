/*
 * The splitter: goes through the tokens of a script and says where statements start and end. It
 * keeps nothing but its place, so that a script of any size is read once, front to back, with the
 * modes that the statements so far have set.
 */
#include "sql/split.h"

#include <string.h>

#include "sql/client_int.h"
#include "sql/compound_int.h"

/* One statement in progress. */
struct scan {
	struct gw_splitter *splitter;
	struct gw_lexer lexer;
	struct gw_compound compound;
	size_t start; /* first byte of the statement */
	size_t parens; /* open, where they hold semicolons */
	size_t opened_at; /* the outermost open parenthesis */
	size_t end; /* found: the statement ends before this, blanks included */
	size_t next; /* found: reading goes on here */
	struct gw_error **err;
};

/* What a token did to the scan. */
enum step { STEP_GOES_ON, STEP_DONE, STEP_FAILED };

void gw_splitter_init(struct gw_splitter *splitter, const struct gw_dialect *dialect,
		      struct gw_view text)
{
	*splitter = (struct gw_splitter){
		.dialect = dialect,
		.text = text,
		.line = 1,
		.modes = gw_lexer_default_modes(dialect),
		.base_modes = gw_lexer_default_modes(dialect),
		.delimiter = GW_VIEW(";"),
	};
}

/* Sets the error and its place, and returns false. */
static bool fail_at(struct gw_splitter *splitter, size_t offset, size_t length,
		    struct gw_error **err, const char *message)
{
	splitter->error_offset = offset;
	splitter->error_length = length;
	return gw_fail(err, GW_E_SQL, "%s", message);
}

static size_t count_newlines(struct gw_view view)
{
	size_t count = 0;

	for (const char *p = view.p, *end = p + view.n; p < end; p++) {
		p = memchr(p, '\n', (size_t)(end - p));
		if (p == NULL)
			break;
		count++;
	}
	return count;
}

/* No server takes NUL in a statement; SQLite even ignores all that follows. */
static bool check_bytes(struct gw_splitter *splitter, size_t start, size_t end,
			struct gw_error **err)
{
	struct gw_view view = gw_view_slice(splitter->text, start, end);
	size_t bad = view.n > 0 ? gw_view_find_char(view, '\0') : GW_NOWHERE;

	if (bad != GW_NOWHERE) {
		fail_at(splitter, start + bad, 1, err, "a NUL byte cannot be sent as SQL");
		gw_error_hint(*err, "A file that has one beside each letter is UTF-16: `iconv -f "
				    "UTF-16 -t UTF-8` converts it.");
		return false;
	}
	if (!splitter->dialect->utf8_only || splitter->any_bytes)
		return true;
	if (gw_utf8_valid(view, &bad))
		return true;
	fail_at(splitter, start + bad, 1, err, "the text is not valid UTF-8 here");
	gw_error_hint(*err, "Convert the file to UTF-8, for instance with `iconv -t UTF-8`.");
	return false;
}

/* --- tokens --- */

static const char *unterminated_message(struct gw_token token)
{
	if (token.kind == GW_TOKEN_STRING)
		return token.dollar_quoted ? "this dollar-quoted string is never closed"
					   : "this string is never closed";
	return token.kind == GW_TOKEN_NAME ? "this quoted name is never closed"
					   : "this comment is never closed";
}

static bool check_terminated(struct gw_splitter *splitter, const struct gw_token *token,
			     struct gw_error **err)
{
	if (!token->unterminated ||
	    (token->kind == GW_TOKEN_COMMENT && splitter->dialect->open_comment_is_whole))
		return true;
	return fail_at(splitter, token->start, 1, err, unterminated_message(*token));
}

static bool is_plain_delimiter(const struct gw_splitter *splitter)
{
	return splitter->delimiter.n == 1 && splitter->delimiter.p[0] == ';';
}

/*
 * Where the delimiter starts within the token (it may end behind it), or GW_NOWHERE. As in the
 * mariadb program it is found in the middle of words and operators, but not within quotes and
 * comments.
 */
static size_t find_delimiter(const struct gw_splitter *splitter, const struct gw_token *token)
{
	struct gw_view delimiter = splitter->delimiter;
	bool opaque;
	size_t starts;
	size_t at;

	if (is_plain_delimiter(splitter))
		return token->kind == GW_TOKEN_SEMICOLON ? token->start : GW_NOWHERE;
	opaque = token->kind == GW_TOKEN_STRING || token->kind == GW_TOKEN_NAME ||
		 token->kind == GW_TOKEN_COMMENT || token->kind == GW_TOKEN_CODE_COMMENT;
	starts = opaque ? 1 : token->end - token->start;
	at = gw_view_find(gw_view_slice(splitter->text, token->start,
					token->start + starts + delimiter.n - 1),
			  delimiter);
	return at != GW_NOWHERE ? token->start + at : GW_NOWHERE;
}

/* --- before a statement --- */

/*
 * Passes over what is not a statement: blanks, comments, empty statements, client commands. On
 * STEP_DONE the scan is at the first token of a statement; on STEP_GOES_ON the text is over.
 */
static enum step find_start(struct scan *scan, struct gw_token *ret_first)
{
	struct gw_splitter *splitter = scan->splitter;

	for (;;) {
		struct gw_token token = gw_lexer_next(&scan->lexer);
		size_t delimiter;

		if (token.kind == GW_TOKEN_END)
			return STEP_GOES_ON;
		delimiter = find_delimiter(splitter, &token);
		if (delimiter == token.start) {
			scan->lexer.offset = delimiter + splitter->delimiter.n;
			continue;
		}
		if (!check_terminated(splitter, &token, scan->err))
			return STEP_FAILED;
		if (gw_token_is_space(token) || token.kind == GW_TOKEN_SEMICOLON)
			continue;
		switch (gw_client_take(splitter, token, false, &scan->lexer.offset, scan->err)) {
		case GW_CLIENT_NONE:
		case GW_CLIENT_ENDS:
			*ret_first = token;
			return STEP_DONE;
		case GW_CLIENT_PASSED:
			break;
		case GW_CLIENT_REFUSED:
			return STEP_FAILED;
		}
	}
}

/* --- within a statement --- */

static enum step done(struct scan *scan, size_t end, size_t next)
{
	scan->end = end;
	scan->next = next;
	return STEP_DONE;
}

static void count_parens(struct scan *scan, const struct gw_token *token)
{
	if (token->kind == GW_TOKEN_OPEN) {
		if (scan->parens++ == 0)
			scan->opened_at = token->start;
	} else if (token->kind == GW_TOKEN_CLOSE && scan->parens > 0) {
		scan->parens--;
	}
}

static enum step take_end_of_text(struct scan *scan, struct gw_token token)
{
	struct gw_splitter *splitter = scan->splitter;

	if (scan->parens > 0) {
		fail_at(splitter, scan->opened_at, 1, scan->err,
			"this parenthesis is never closed");
		return STEP_FAILED;
	}
	if (scan->compound.depth > 0) {
		fail_at(splitter, scan->compound.opened_at, 1, scan->err,
			"the block that opens here has no END");
		if (splitter->dialect->client->has_delimiter)
			gw_error_hint(*scan->err, "If it has, say where the statement ends with "
						  "`DELIMITER //` before and `//` after it.");
		return STEP_FAILED;
	}
	return done(scan, token.start, token.end);
}

/* A client command within the statement. */
static enum step take_client(struct scan *scan, struct gw_token token)
{
	size_t next = token.end;

	switch (gw_client_take(scan->splitter, token, true, &next, scan->err)) {
	case GW_CLIENT_NONE:
	case GW_CLIENT_PASSED:
		break;
	case GW_CLIENT_ENDS:
		return done(scan, token.start, next);
	case GW_CLIENT_REFUSED:
		return STEP_FAILED;
	}
	return STEP_GOES_ON;
}

/* One token of the statement, blanks and comments too. */
static enum step take_token(struct scan *scan, const struct gw_token *token)
{
	struct gw_splitter *splitter = scan->splitter;
	bool plain = is_plain_delimiter(splitter);
	size_t delimiter;

	if (token->kind == GW_TOKEN_END)
		return take_end_of_text(scan, *token);
	delimiter = find_delimiter(splitter, token);
	if (delimiter != GW_NOWHERE && !(plain && (scan->parens > 0 || scan->compound.depth > 0)))
		return done(scan, delimiter, delimiter + splitter->delimiter.n);
	if (!check_terminated(splitter, token, scan->err))
		return STEP_FAILED;
	if (token->kind == GW_TOKEN_BLANK || token->kind == GW_TOKEN_COMMENT)
		return STEP_GOES_ON;
	if (splitter->dialect->parens_hold_semicolons)
		count_parens(scan, token);
	if (plain && scan->compound.phase != GW_COMPOUND_PLAIN && scan->parens == 0)
		gw_compound_take(&scan->compound, *token);
	return gw_client_may_take(splitter, token) ? take_client(scan, *token) : STEP_GOES_ON;
}

static bool find_end(struct scan *scan, size_t start)
{
	enum step step = STEP_GOES_ON;

	scan->lexer.offset = start;
	while (step == STEP_GOES_ON) {
		struct gw_token token;

		gw_lexer_read(&scan->lexer, &token);
		step = take_token(scan, &token);
	}
	return step == STEP_DONE;
}

static size_t trim_end(struct gw_view text, size_t start, size_t end)
{
	struct gw_view trimmed = gw_view_trim(gw_view_slice(text, start, end));

	return start + trimmed.n;
}

/* --- COPY data --- */

/* Nothing may follow COPY .. FROM stdin on its line: the rows start on the next one. */
static bool find_copy_start(struct gw_splitter *splitter, struct gw_statement *statement,
			    struct gw_error **err)
{
	struct gw_view rest = gw_view_from(splitter->text, statement->next);
	size_t newline = gw_view_find_char(rest, '\n');
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, splitter->dialect, gw_view_slice(rest, 0, GW_MIN(newline, rest.n)));
	token = gw_lexer_next_code(&lexer);
	if (token.kind != GW_TOKEN_END)
		return fail_at(splitter, statement->next + token.start, token.end - token.start,
			       err, "nothing may follow COPY FROM stdin on its line");
	statement->copy_start = newline != GW_NOWHERE ? statement->next + newline + 1
						      : splitter->text.n;
	return true;
}

/* Finds the rows that follow, up to a line with "\.". */
static bool take_copy_data(struct gw_splitter *splitter, struct gw_statement *statement,
			   struct gw_error **err)
{
	struct gw_view rest;
	struct gw_view line;

	if (!find_copy_start(splitter, statement, err))
		return false;
	rest = gw_view_from(splitter->text, statement->copy_start);
	while (gw_view_next_line(&rest, &line)) {
		if (gw_view_is(line, "\\.")) {
			statement->copy_end = splitter->text.n - rest.n;
			statement->next = statement->copy_end;
			return true;
		}
	}
	return fail_at(splitter, statement->start, statement->end - statement->start, err,
		       "the rows of this COPY do not end with a line \"\\.\"");
}

/* --- one statement --- */

/* Moves on to the offset and counts the lines. */
static void advance(struct gw_splitter *splitter, size_t offset)
{
	splitter->line += (unsigned)count_newlines(
		gw_view_slice(splitter->text, splitter->offset, offset));
	splitter->offset = offset;
}

static bool find_statement(struct scan *scan, struct gw_statement *ret_statement, bool *ret_found)
{
	struct gw_splitter *splitter = scan->splitter;
	struct gw_token first = {0};

	*ret_found = false;
	switch (find_start(scan, &first)) {
	case STEP_GOES_ON:
		return check_bytes(splitter, splitter->offset, splitter->text.n, scan->err);
	case STEP_FAILED:
		return false;
	case STEP_DONE:
		break;
	}
	if (!find_end(scan, first.start) ||
	    !check_bytes(splitter, splitter->offset, scan->next, scan->err))
		return false;
	*ret_found = true;
	*ret_statement = (struct gw_statement){
		.start = first.start,
		.end = trim_end(splitter->text, first.start, scan->end),
		.next = scan->next,
	};
	return true;
}

bool gw_split_next(struct gw_splitter *splitter, struct gw_statement *ret_statement,
		   bool *ret_found, struct gw_error **err)
{
	const struct gw_dialect *dialect = splitter->dialect;
	struct scan scan = {.splitter = splitter, .err = err};
	struct gw_statement statement;
	bool found;

	gw_lexer_init(&scan.lexer, dialect, splitter->text);
	scan.lexer.offset = splitter->offset;
	scan.lexer.modes = splitter->modes;
	gw_compound_init(&scan.compound, dialect, splitter->text);
	if (!find_statement(&scan, &statement, &found))
		return false;
	if (!found) {
		advance(splitter, splitter->text.n);
		*ret_found = false;
		return true;
	}
	statement.class = gw_classify(dialect, splitter->modes,
				      gw_statement_text(splitter->text, &statement));
	if (statement.class.copy_from_stdin && !take_copy_data(splitter, &statement, err))
		return false;
	advance(splitter, statement.start);
	statement.line = splitter->line;
	advance(splitter, statement.next);
	if (dialect->follow_modes != NULL)
		dialect->follow_modes(splitter, &statement);
	*ret_statement = statement;
	*ret_found = true;
	return true;
}
