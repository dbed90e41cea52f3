/*
 * Results as errors: the server's words, what they mean for us, and where in the statement.
 *
 * Places come in three forms. A position in the statement counts characters, and becomes bytes. An
 * error inside a query that the server ran by itself (a DO block's statement) has a position in that
 * query, which is used when the query stands in the statement word for word. Otherwise the context
 * names a line of the block's body, which counts from where the body begins, or one of COPY's rows.
 */
#include <string.h>

#include "engine/postgres/postgres_int.h"
#include "engine/words.h"
#include "sql/lexer.h"

static const char code_cancelled[] = "57014";

struct meaning {
	const char *sqlstate;
	enum gw_code code;
	bool retryable;
	bool lock_timeout;
	bool constraint;
	bool exists;
	bool depended_on;
};

static const struct meaning meanings[] = {
	{.sqlstate = "25006", .code = GW_E_READ_ONLY},
	{.sqlstate = "42501", .code = GW_E_PERMISSION},
	{.sqlstate = "53100", .code = GW_E_DISK_FULL},
	{.sqlstate = "42P06", .code = GW_E_STATEMENT, .exists = true}, /* schema */
	{.sqlstate = "42P07", .code = GW_E_STATEMENT, .exists = true}, /* table */
	{.sqlstate = "42701", .code = GW_E_STATEMENT, .exists = true}, /* column */
	{.sqlstate = "42710", .code = GW_E_STATEMENT, .exists = true}, /* other objects */
	{.sqlstate = "42723", .code = GW_E_STATEMENT, .exists = true}, /* function */
	{.sqlstate = "2BP01", .code = GW_E_STATEMENT, .depended_on = true},
	{.sqlstate = "40001", .code = GW_E_STATEMENT, .retryable = true},
	{.sqlstate = "40P01", .code = GW_E_STATEMENT, .retryable = true},
	{.sqlstate = "23503", .code = GW_E_STATEMENT, .constraint = true},
	{.sqlstate = "23505", .code = GW_E_STATEMENT, .constraint = true},
	{.sqlstate = "55P03", .code = GW_E_LOCKED, .retryable = true, .lock_timeout = true},
};

static struct meaning meaning_of(const char *sqlstate)
{
	for (size_t i = 0; i < GW_COUNT(meanings); i++) {
		if (sqlstate != NULL && strcmp(sqlstate, meanings[i].sqlstate) == 0)
			return meanings[i];
	}
	return (struct meaning){.sqlstate = sqlstate, .code = GW_E_STATEMENT};
}

/* Of all that 53200 can mean, this is named by its setting, in whatever language. */
static bool is_out_of_locks(const struct gw_server_error *server)
{
	return server->sqlstate != NULL && strcmp(server->sqlstate, "53200") == 0 &&
	       gw_view_find(gw_view_of(server->hint), GW_VIEW("max_locks_per_transaction")) !=
		       GW_NOWHERE;
}

/* A 1-based position in characters as an offset in bytes; GW_NOWHERE when there is none. */
static size_t offset_of(const char *position, struct gw_view sql)
{
	uint64_t number;

	if (!gw_parse_u64(gw_view_of(position), &number) || number == 0 || number - 1 > sql.n)
		return GW_NOWHERE;
	return gw_utf8_offset(sql, (size_t)number - 1);
}

/* Where part stands in sql, when that is one place only. */
static size_t find_once(struct gw_view sql, struct gw_view part)
{
	size_t start = gw_view_find(sql, part);

	if (start == GW_NOWHERE || part.n == 0 ||
	    gw_view_find(gw_view_from(sql, start + 1), part) != GW_NOWHERE)
		return GW_NOWHERE;
	return start;
}

/* A position in a query that the server took out of the statement; PERFORM has become SELECT there. */
static size_t find_inner_position(struct gw_view sql, struct gw_view inner, size_t offset)
{
	static const char select[] = "SELECT ";
	size_t cut = gw_view_starts(inner, select) ? sizeof(select) - 1 : 0;
	size_t start = find_once(sql, inner);

	if (offset == GW_NOWHERE)
		return GW_NOWHERE;
	if (start != GW_NOWHERE)
		return start + offset;
	start = find_once(sql, gw_view_from(inner, cut));
	return start != GW_NOWHERE && offset >= cut ? start + offset - cut : GW_NOWHERE;
}

static size_t find_position(const PGresult *result, struct gw_view sql)
{
	struct gw_view inner = gw_view_of(PQresultErrorField(result, PG_DIAG_INTERNAL_QUERY));
	size_t offset = offset_of(PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION), sql);

	if (offset != GW_NOWHERE || inner.n == 0)
		return offset;
	offset = offset_of(PQresultErrorField(result, PG_DIAG_INTERNAL_POSITION), inner);
	return find_inner_position(sql, inner, offset);
}

/* The name, qualified or not, or other token that begins at offset. */
static size_t token_length(struct gw_view sql, size_t offset)
{
	struct gw_lexer lexer;
	struct gw_token token;
	size_t length = 0;

	gw_lexer_init(&lexer, &gw_dialect_postgres, gw_view_from(sql, offset));
	do {
		token = gw_lexer_next(&lexer);
		if (token.kind == GW_TOKEN_WORD || token.kind == GW_TOKEN_NAME || length == 0)
			length = token.end;
		token = gw_lexer_next(&lexer);
	} while (token.kind == GW_TOKEN_DOT);
	return length;
}

/* The first number in text, 0 when there is none. */
static unsigned first_number(struct gw_view text)
{
	static const char digits[] = "0123456789";
	size_t start = 0, end;
	uint64_t number;

	while (start < text.n && strchr(digits, text.p[start]) == NULL)
		start++;
	for (end = start; end < text.n && strchr(digits, text.p[end]) != NULL;)
		end++;
	if (!gw_parse_u64(gw_view_slice(text, start, end), &number) || number > INT32_MAX)
		return 0;
	return (unsigned)number;
}

/*
 * The number that follows after in the first line of the context that begins with, or has, before.
 * Its other words are in the server's language.
 */
static unsigned context_number(struct gw_view context, const char *before, const char *after)
{
	struct gw_view line;
	size_t at;

	while (gw_view_next_line(&context, &line)) {
		at = gw_view_find(line, gw_view_of(before));
		if (at == GW_NOWHERE)
			continue;
		line = gw_view_from(line, at + strlen(before));
		at = gw_view_find(line, gw_view_of(after));
		return at != GW_NOWHERE ? first_number(gw_view_from(line, at + strlen(after))) : 0;
	}
	return 0;
}

/* The line of the statement that the body of its block begins in, 0 when it has no such body. */
static unsigned body_line(struct gw_view sql)
{
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_postgres, sql);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		if (token.kind == GW_TOKEN_STRING)
			return gw_position_of(sql, token.start).line;
	}
	return 0;
}

/* "COPY users, line 3, column id": the third of the rows, which follow the statement in its file. */
static unsigned row_line(struct gw_view context, const struct gw_request *request)
{
	unsigned row = gw_view_starts(context, "COPY ") ? context_number(context, "COPY ", ", ")
							: 0;

	return row != 0 && request->copy_line != 0 ? request->copy_line + row - 1 : 0;
}

static unsigned find_line(const PGresult *result, const struct gw_request *request)
{
	struct gw_view context = gw_view_of(PQresultErrorField(result, PG_DIAG_CONTEXT));
	unsigned inside = context_number(context, "inline_code_block ", "");
	unsigned body = inside != 0 ? body_line(request->sql) : 0;

	return body != 0 ? body + inside - 1 : row_line(context, request);
}

static struct gw_server_error read_error(const PGresult *result)
{
	return (struct gw_server_error){
		.engine = gw_module_postgres.name,
		.sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE),
		.message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
		.detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL),
		.hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT),
		.position = GW_NOWHERE,
	};
}

bool gw_pg_fail_result(struct gw_pg_flow *flow, const PGresult *result)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_request *request = &flow->requests[flow->answered];
	struct gw_view sql = request->sql;
	struct gw_server_error server = read_error(result);
	struct meaning meaning = meaning_of(server.sqlstate);

	server.position = find_position(result, sql);
	if (server.position != GW_NOWHERE)
		server.length = token_length(sql, server.position);
	else
		server.line = find_line(result, request);
	server.retryable = meaning.retryable || gw_pg_lost_prepared(flow, server.sqlstate);
	server.lock_timeout = meaning.lock_timeout;
	server.constraint = meaning.constraint;
	server.exists = meaning.exists;
	server.depended_on = meaning.depended_on;
	server.cancelled = flow->interrupted && server.sqlstate != NULL &&
			   strcmp(server.sqlstate, code_cancelled) == 0;
	if (is_out_of_locks(&server))
		meaning.code = GW_E_LOCKS_FULL;
	gw_server_words_hide(&scratch, &gw_dialect_postgres, sql, &server);
	gw_fail(flow->err, server.cancelled ? GW_E_INTERRUPTED : meaning.code, "%s",
		server.message != NULL ? server.message : "the server gave no reason");
	gw_error_server(*flow->err, &server);
	gw_conn_hint(&flow->conn->base, *flow->err);
	return false;
}

bool gw_pg_fail_lost(PGconn *pg, const PGresult *result, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_server_error server = read_error(result);
	struct gw_view words = gw_view_of(PQerrorMessage(pg)), line = {0};

	if (server.message == NULL && gw_view_next_line(&words, &line))
		server.message = gw_view_dup(&scratch, line);
	server.connection_lost = true;
	gw_fail(err, GW_E_CONNECTION_LOST, "the connection to %s was lost%s%s",
		gw_pg_address(&scratch, pg), server.message != NULL ? ": " : "",
		server.message != NULL ? server.message : "");
	gw_error_server(*err, &server);
	return false;
}
