/*
 * What is sent to a server, and what comes back: the one language of core and the engines.
 */
#ifndef GW_ENGINE_REQUEST_H
#define GW_ENGINE_REQUEST_H

#include "base/error.h"
#include "base/view.h"

/* A value sent with one of our own queries, or received. */
enum gw_value_kind { GW_VALUE_NULL, GW_VALUE_TEXT, GW_VALUE_INT };
struct gw_value {
	enum gw_value_kind kind;
	struct gw_view text;
	int64_t number;
};
static inline struct gw_value gw_value_text(struct gw_view text)
{
	return (struct gw_value){.kind = text.p != NULL ? GW_VALUE_TEXT : GW_VALUE_NULL,
				 .text = text};
}
static inline struct gw_value gw_value_int(int64_t number)
{
	return (struct gw_value){.kind = GW_VALUE_INT, .number = number};
}

/* One statement for the server. */
struct gw_request {
	struct gw_view sql; /* exactly one statement, without terminator */
	struct gw_view plain; /* the same where the server refuses sql; absent: nothing */
	const struct gw_value *params; /* our own queries only; marked $1.. (PostgreSQL) or ? */
	size_t nparams;
	struct gw_view copy_data; /* COPY .. FROM STDIN: the rows, "\." line included */
	bool is_copy; /* copy_data is to be sent (it may be empty) */
	unsigned copy_line; /* of its first row, the statement's first line being 1; 0 unknown */
	bool repeated; /* one of many with the same text: worth preparing */
	bool prompt; /* the reply is wanted when it is there, not with the end of the list */
	bool rows_apart; /* the engine may tell the rows in several replies with this index,
			    which have `more` but for the last, and end when they are told */
};

struct gw_statement;
/* A statement of a text, with the rows of a COPY. */
struct gw_request gw_statement_request(struct gw_view text, const struct gw_statement *statement);

/* Cells of a result; an absent view is SQL NULL. After the others there is a NUL, not counted. */
struct gw_rows {
	size_t nrows;
	size_t ncols;
	struct gw_view *cells; /* nrows * ncols */
	const char **names; /* ncols */
};
static inline struct gw_view gw_cell(const struct gw_rows *rows, size_t row, size_t col)
{
	return rows->cells[row * rows->ncols + col];
}
static inline bool gw_cell_is_null(const struct gw_rows *rows, size_t row, size_t col)
{
	return gw_cell(rows, row, col).p == NULL;
}
int64_t gw_cell_int(const struct gw_rows *rows, size_t row, size_t col); /* 0 when NULL */
bool gw_cell_bool(const struct gw_rows *rows, size_t row, size_t col); /* t, true, 1, .. */

struct gw_reply {
	size_t index; /* of the request in the list */
	struct gw_rows rows; /* in the arena given to run() */
	bool more; /* of a request with rows_apart: they are not all of its rows, and are gone after
		      this call */
	int64_t affected; /* rows changed, -1 unknown */
	int64_t elapsed_us; /* since the reply before (the first: since the call) */
};

/*
 * Called for each reply in order. Returning false (with *err set) makes run() return false with
 * that error; requests that were sent already may run to their end, so a decision that must come
 * before a COMMIT ends the list before it.
 */
typedef bool gw_reply_fn(void *payload, const struct gw_reply *reply, struct gw_error **err);

#endif
