/*
 * Commands of the engine's own program in a script: what they look like is data of the dialect.
 */
#ifndef GW_SQL_CLIENT_INT_H
#define GW_SQL_CLIENT_INT_H

#include "sql/sql_int.h"

struct gw_client {
	const char *program;
	char mark; /* starts a command: '\\', '.' */
	bool mark_anywhere; /* also within statements */
	bool short_names; /* the name is the one character after the mark */
	const char *not_commands; /* short names that are SQL: \N; NULL: none */
	const char *terminators; /* short names that end a statement: \g, \G; NULL: none */
	/* Lists end with NULL and may be NULL. */
	const char *const *harmless; /* names of commands that are passed over with their line */
	const char *const *words; /* commands without mark, first in a statement */
	const char *const *words_or_sql; /* the same, but SQL when the line has the delimiter */
	bool has_delimiter; /* DELIMITER xx */
};

enum gw_client_action {
	GW_CLIENT_NONE, /* the token is SQL */
	GW_CLIENT_PASSED, /* a command was obeyed or passed over; *ret_next is behind it */
	GW_CLIENT_ENDS, /* the statement ends before the token; *ret_next is behind it */
	GW_CLIENT_REFUSED, /* *err is set, and the splitter's error place */
};

/*
 * What a code token is to the client. within: a statement has begun. A line with DELIMITER that is
 * found within a statement ends it (GW_CLIENT_ENDS) and is obeyed when reading goes on there.
 */
enum gw_client_action gw_client_take(struct gw_splitter *splitter, struct gw_token token,
				     bool within, size_t *ret_next, struct gw_error **err);

/* Whether gw_client_take() can find anything but SQL in a token within a statement. */
static inline bool gw_client_may_take(const struct gw_splitter *splitter,
				      const struct gw_token *token)
{
	enum { DELIMITER_LENGTH = 9 };
	const struct gw_client *client = splitter->dialect->client;

	if (token->kind == GW_TOKEN_OTHER)
		return client->mark_anywhere && splitter->text.p[token->start] == client->mark;
	return token->kind == GW_TOKEN_WORD && client->has_delimiter &&
	       token->end - token->start == DELIMITER_LENGTH;
}

#endif
