/*
 * Batches: statements that travel together as one text, so that a thousand of them cost one
 * turnaround.
 *
 *	statement 1 \n;\n statement 2 \n;\n statement 3
 *
 * The newline before the semicolon ends a "-- comment" at the end of a statement; the blanks after
 * it are dropped by the server. The server parses each statement for itself (the bodies of stored
 * routines stay whole), answers each, and stops at the first that fails.
 *
 * Results are told apart by counting, so only statements that surely give exactly one result may
 * share a text: those that begin with a word of the list below and hold no semicolon outside of
 * strings and comments. All others (CALL, EXECUTE, compound statements, comments with code, ...)
 * travel alone, or with their fence in front (see guard.c), and however many results they give belong
 * to them.
 */
#include <string.h>

#include "engine/mysql/mysql_int.h"

enum {
	/* A flight of run/ has 4 MB, counted without quotes, separators, and the text of what is
	   repeated: it goes as one text. */
	BATCH_BYTES = 8 * 1024 * 1024,
	UNKNOWN_PACKET_BYTES = 16 * 1024, /* before the server's limit is known */
	PACKET_RESERVE_BYTES = 1024,
};

static const char separator[] = "\n;\n";

/* First words of statements that give exactly one result. */
static const char *const single_result_words[] = {
	"ALTER",   "BEGIN",  "COMMIT",   "CREATE", "DELETE",   "DROP",      "GRANT",  "INSERT",
	"RELEASE", "RENAME", "REPLACE",  "REVOKE", "ROLLBACK", "SAVEPOINT", "SELECT", "SET",
	"SHOW",    "START",  "TRUNCATE", "UPDATE", "USE",      "WITH",
};

static bool is_single_result_word(struct gw_view word)
{
	for (size_t i = 0; i < GW_COUNT(single_result_words); i++) {
		if (gw_view_is_nocase(word, single_result_words[i]))
			return true;
	}
	return false;
}

/*
 * Words of a SET that keep it alone: SET STATEMENT .. FOR runs any statement, and after a change
 * of sql_mode strings may be read in another way, which the lexer learns from the answer.
 */
static bool is_alone_in_set(struct gw_view word)
{
	return gw_view_is_nocase(word, "STATEMENT") || gw_view_is_nocase(word, "sql_mode") ||
	       gw_view_is_nocase(word, "@@sql_mode");
}

struct gw_lexer gw_my_lexer(const struct gw_my_conn *conn, struct gw_view sql)
{
	unsigned status = conn->my->server_status;
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, conn->base.engine->dialect, sql);
	lexer.modes.backslash_escapes = (status & SERVER_STATUS_NO_BACKSLASH_ESCAPES) == 0;
	lexer.modes.double_quoted_strings = (status & SERVER_STATUS_ANSI_QUOTES) == 0;
	return lexer;
}

/* Whether the statement must not share its text with others. */
static bool travels_alone(const struct gw_my_conn *conn, struct gw_view sql)
{
	struct gw_lexer lexer = gw_my_lexer(conn, sql);
	struct gw_token token = gw_lexer_next_code(&lexer);
	struct gw_view first = gw_view_slice(sql, token.start, token.end);
	bool is_set = gw_view_is_nocase(first, "SET");

	if (token.kind != GW_TOKEN_WORD || !is_single_result_word(first))
		return true;
	if (!is_set && gw_view_find_char(sql, ';') == GW_NOWHERE)
		return false;
	for (; token.kind != GW_TOKEN_END; token = gw_lexer_next_code(&lexer)) {
		struct gw_view text = gw_view_slice(sql, token.start, token.end);

		if (token.kind == GW_TOKEN_SEMICOLON)
			return true;
		if (token.kind == GW_TOKEN_CODE_COMMENT &&
		    gw_view_find_char(text, ';') != GW_NOWHERE)
			return true;
		if (is_set && is_alone_in_set(text))
			return true;
	}
	return false;
}

/* The place of the next parameter, or the end. What we quote in our own queries has no backslashes. */
static size_t find_parameter(struct gw_view sql, size_t at)
{
	char quote = '\0';

	for (; at < sql.n; at++) {
		char c = sql.p[at];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '?')
			break;
		else if (c == '\'' || c == '"' || c == '`')
			quote = c;
	}
	return at;
}

void gw_my_add_query(struct gw_str *str, const struct gw_request *request)
{
	size_t at = 0;

	/* What comes after the last parameter, a look for instance, needs no reading. */
	for (size_t i = 0; i < request->nparams; i++) {
		size_t place = find_parameter(request->sql, at);

		gw_str_add(str, gw_view_slice(request->sql, at, place));
		gw_my_add_value(str, &request->params[i]);
		at = place + 1;
	}
	gw_str_add(str, gw_view_from(request->sql, at));
}

static void add_request(const struct gw_my_conn *conn, struct gw_str *str,
			const struct gw_request *request)
{
	struct gw_request plain = *request;

	if (conn->terse && request->plain.p != NULL)
		plain.sql = request->plain;
	if (request->nparams != 0)
		gw_my_add_query(str, &plain);
	else
		gw_str_add(str, plain.sql);
}

static size_t packet_limit(const struct gw_my_conn *conn)
{
	size_t packet = conn->packet_bytes != 0 ? conn->packet_bytes : UNKNOWN_PACKET_BYTES;

	return packet > PACKET_RESERVE_BYTES ? packet - PACKET_RESERVE_BYTES : 0;
}

/* Appends the request when it fits; otherwise the text is as before. */
static bool try_append(const struct gw_my_conn *conn, struct gw_my_batch *batch, size_t limit,
		       const struct gw_request *request)
{
	size_t before = batch->buffer.n;

	if (request->sql.n > limit || (request->nparams == 0 && travels_alone(conn, request->sql)))
		return false;
	if (batch->count != 0)
		gw_str_puts(&batch->buffer, separator);
	add_request(conn, &batch->buffer, request);
	if (batch->buffer.n > limit && batch->count != 0) {
		batch->buffer.n = before;
		return false;
	}
	return true;
}

/* Requests from first on, as far as they go together. */
static void fill(const struct gw_my_conn *conn, const struct gw_request *requests, size_t n,
		 struct gw_my_batch *batch)
{
	size_t limit = GW_MIN(packet_limit(conn), (size_t)BATCH_BYTES);
	size_t before = 0;

	while (batch->count < n) {
		size_t end = batch->buffer.n;

		if (!try_append(conn, batch, limit, &requests[batch->count]))
			break;
		before = end;
		batch->count++;
	}
	/* A fence goes with what it stands in front of. */
	if (batch->count > 1 && gw_my_is_fence(conn, &requests[batch->count - 1])) {
		batch->buffer.n = before;
		batch->count--;
	}
}

/* The second of two requests, whatever it is, if the server takes a text that long. */
static void add_fenced(const struct gw_my_conn *conn, const struct gw_request *request,
		       struct gw_my_batch *batch)
{
	size_t before = batch->buffer.n;

	gw_str_puts(&batch->buffer, separator);
	add_request(conn, &batch->buffer, request);
	if (batch->buffer.n > packet_limit(conn)) {
		batch->buffer.n = before;
		return;
	}
	batch->count++;
	batch->open_ended = true;
}

void gw_my_batch_fill(struct gw_my_conn *conn, const struct gw_request *requests, size_t n,
		      size_t first, struct gw_my_batch *batch)
{
	gw_str_clear(&batch->buffer);
	batch->first = first;
	batch->count = 0;
	fill(conn, &requests[first], n - first, batch);
	batch->open_ended = batch->count == 1;
	if (batch->count == 1 && n - first > 1 && gw_my_is_fence(conn, &requests[first]))
		add_fenced(conn, &requests[first + 1], batch);
	batch->text = gw_str_view(&batch->buffer);
	if (batch->count != 0)
		return;
	/* Alone, and as it is: a statement of many megabytes is not copied. */
	batch->text = requests[first].sql;
	batch->count = 1;
	batch->open_ended = true;
}

void gw_my_batch_done(struct gw_my_batch *batch)
{
	gw_str_done(&batch->buffer);
}
