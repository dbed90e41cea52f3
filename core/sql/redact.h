/*
 * Secrets out of SQL that is shown or logged: the literal after PASSWORD, IDENTIFIED BY and the
 * like becomes '***'. For people's eyes only; what is executed is never changed.
 */
#ifndef GW_SQL_REDACT_H
#define GW_SQL_REDACT_H

#include "base/arena.h"
#include "sql/dialect.h"

/* The statement with secrets replaced; the input itself when there is none. */
struct gw_view gw_sql_redact(struct gw_arena *arena, const struct gw_dialect *dialect,
			     struct gw_view statement);

#endif
