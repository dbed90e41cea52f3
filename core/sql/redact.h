/*
 * Secrets in SQL: the literal after PASSWORD, IDENTIFIED BY and the like. Found by rules of thumb, for
 * texts that people or files are to keep; what is executed is never changed. A literal too many does
 * little harm, one too few does much.
 */
#ifndef GW_SQL_REDACT_H
#define GW_SQL_REDACT_H

#include "base/error.h"
#include "base/secret_name.h"
#include "base/vec.h"
#include "sql/dialect.h"

/* The text with *** in place of secrets; the input itself when there is none. */
struct gw_view gw_sql_redact(struct gw_arena *arena, const struct gw_dialect *dialect,
			     struct gw_view text);
bool gw_sql_has_secret(const struct gw_dialect *dialect, struct gw_view text);
/* As gw_sql_redact() for what is no SQL: password=x, "password": "x", x://user:password@host. */
struct gw_view gw_text_redact(struct gw_arena *arena, struct gw_view text);

/*
 * Takes the excerpt off an error when a secret is in it, or in around, the text that the error is
 * about. Where the error is that the text cannot be read, words are reason enough.
 */
void gw_sql_hide_excerpt(struct gw_error *error, const struct gw_dialect *dialect,
			 struct gw_view around);

/* Secrets by their values. {0} is none. */
struct gw_secrets {
	GW_VEC(struct gw_view) list;
	bool in_rows; /* the rows after a COPY hold some, which are not in the list */
};

/* Adds those of a statement, as it writes them and as they are meant. */
void gw_secrets_find(struct gw_arena *arena, const struct gw_dialect *dialect,
		     struct gw_view statement, struct gw_secrets *secrets);
void gw_secrets_add(struct gw_arena *arena, struct gw_secrets *secrets, struct gw_view value);
/*
 * What a server said, with *** in place of the secrets that it repeats, whole or cut off, and of what
 * gw_text_redact() finds; words itself when it says none. Absent words stay absent.
 */
struct gw_view gw_secrets_hide(struct gw_arena *arena, const struct gw_secrets *secrets,
			       struct gw_view words);

#endif
