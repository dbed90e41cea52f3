/*
 * LOCK TABLES: under it a session reaches no other tables than those it names, so the journal is named
 * along with them.
 */
#include "engine/mysql/mysql_int.h"

static bool is_word(struct gw_view statement, struct gw_token token, const char *word)
{
	return token.kind == GW_TOKEN_WORD &&
	       gw_view_is_nocase(gw_view_slice(statement, token.start, token.end), word);
}

/* LOCK TABLES t READ, u WRITE: so it begins, and ends with how the last table is locked. */
static bool is_plain(const struct gw_my_conn *conn, struct gw_view statement)
{
	struct gw_lexer lexer = gw_my_lexer(conn, statement);
	struct gw_token first = gw_lexer_next_code(&lexer), last = first, token;

	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END)
		last = token;
	return first.start == 0 && is_word(statement, first, "LOCK") &&
	       (is_word(statement, last, "READ") || is_word(statement, last, "LOCAL") ||
		is_word(statement, last, "WRITE"));
}

const char *gw_my_lock_along(const struct gw_conn *base, struct gw_arena *arena,
			     struct gw_view statement)
{
	const struct gw_my_conn *conn = (const struct gw_my_conn *)base;
	GW_STR_AUTO struct gw_str str = {0};

	/* Under a lease each write is fenced, in a third table. */
	if (conn->lease.owner != NULL || base->info.database == NULL || !is_plain(conn, statement))
		return NULL;
	gw_str_add(&str, statement);
	gw_str_puts(&str, "\n, ");
	gw_my_quote_name(&str, gw_view_of(base->info.database));
	gw_str_puts(&str, ".godwit_journal WRITE");
	return gw_str_take(&str, arena);
}
