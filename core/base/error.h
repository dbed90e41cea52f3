/*
 * Errors: what went wrong, where, what is now true in the database, and what to type next.
 *
 * Convention (all of core): bool gw_x(..., struct gw_error **err). True: err is untouched. False:
 * *err is set and outputs are untouched. err is never NULL. An expected outcome (not found, refused,
 * findings) is a value, not an error. Core never prints or logs an error that it returns: one layer
 * reports.
 *
 *	if (!ok)
 *		return gw_fail(err, GW_E_CONFIG, "unknown key '%s'", key);
 *
 * adds nothing but the message; hint, location, server words and state are added by the layer that
 * knows them. The message is one phrase without full stop or newline; the hint is whole sentences
 * with the command to type in backquotes.
 */
#ifndef GW_BASE_ERROR_H
#define GW_BASE_ERROR_H

#include <stdarg.h>

#include "base/common.h"
#include "base/view.h"

enum gw_code {
	GW_E_NONE,
#define GW_ERROR(id, number, slug, exit_status, meaning) GW_E_##id,
#include "base/errors.def"
#undef GW_ERROR
};

/* One row of errors.def: the stable public face of a code. */
struct gw_code_info {
	enum gw_code code;
	unsigned number; /* printed as GW2103 */
	const char *slug; /* "statement-failed" */
	int exit_status; /* of the program, see README */
	const char *meaning; /* what it means and what to do; shown by `godwit explain` */
};

const struct gw_code_info *gw_code_info(enum gw_code code);
/* By "GW2103", "2103" or slug; NULL when there is none. */
const struct gw_code_info *gw_code_find(struct gw_view name);
/* All codes in order of number; NULL-terminated walk by index. */
const struct gw_code_info *gw_code_at(size_t index);

/* What is now true in the database. Every error has one. */
enum gw_state {
	GW_STATE_UNTOUCHED, /* nothing was changed */
	GW_STATE_ROLLED_BACK, /* the failed step was undone; steps before it stand */
	GW_STATE_PARTIAL, /* effects up to some statement stand; the journal knows which */
	GW_STATE_COMMITTED, /* the work stands, what came after it failed */
	GW_STATE_UNKNOWN, /* it could not be found out */
};

/* A place in a file or git object, with the lines that a human wants to see. */
struct gw_location {
	const char *path; /* NULL: no place known */
	size_t offset; /* 0-based bytes in the file, or GW_NOWHERE */
	unsigned line; /* 1-based, 0 unknown */
	unsigned column; /* 1-based, in code points; 0 unknown */
	const char *excerpt; /* the line's text, cut to a sensible length; NULL none */
	unsigned caret; /* 0-based display column in excerpt */
	unsigned caret_width;
};

/* The server's own words. Strings are NULL when the server did not say. */
struct gw_server_error {
	const char *engine; /* "postgres" */
	const char *sqlstate;
	int number; /* native number, 0 none */
	const char *message;
	const char *detail;
	const char *hint;
	size_t position; /* 0-based byte in the statement that was sent, or GW_NOWHERE */
	size_t length; /* bytes to mark, 0 unknown */
	unsigned line; /* 1-based line in the statement where only that is known, else 0 */
	bool connection_lost;
	bool retryable; /* the same transaction may succeed later (lock timeout, deadlock) */
	bool lock_timeout; /* somebody else held a lock for too long */
	bool cancelled; /* by our own cancel request */
	bool constraint; /* a unique or foreign key constraint was violated */
	bool exists; /* what was to be made is there already */
	bool depended_on; /* what was to be dropped has others that depend on it */
	bool inside; /* it was refused because a transaction is open */
};

struct gw_error {
	enum gw_code code;
	const char *message;
	const char *detail; /* may have several lines, a diff for instance */
	const char *hint;
	struct gw_location location;
	const struct gw_server_error *server;
	size_t statement; /* 1-based index in the migration, 0 none */
	size_t statement_count; /* 0 unknown */
	enum gw_state state;
	const char *state_text; /* one phrase; NULL: the default phrase of the state */
	struct gw_error *cause;
	struct gw_arena arena; /* owns all of the above */
};

#define GW_ERROR_AUTO GW_CLEANUP(gw_error_cleanup)

/* Sets *err to a new error and returns false. *err must be NULL before. */
bool gw_fail(struct gw_error **err, enum gw_code code, const char *format, ...) GW_PRINTF(3, 4);
/* As gw_fail with what the C library says of errno appended. */
bool gw_fail_errno(struct gw_error **err, enum gw_code code, int error_number, const char *format,
		   ...) GW_PRINTF(4, 5);
/* Wraps *err: the old error becomes the cause, its state stays. Returns false. */
bool gw_fail_because(struct gw_error **err, enum gw_code code, const char *format, ...)
	GW_PRINTF(3, 4);

/*
 * Says it from the caller's point of view: a new code and message. The old message goes in front of
 * the detail, unless the server's words say the same.
 */
void gw_error_restate(struct gw_error *error, enum gw_code code, const char *format, ...)
	GW_PRINTF(3, 4);
/* Additions to an error that exists; each replaces what was there. */
void gw_error_detail(struct gw_error *error, const char *format, ...) GW_PRINTF(2, 3);
void gw_error_hint(struct gw_error *error, const char *format, ...) GW_PRINTF(2, 3);
void gw_error_state(struct gw_error *error, enum gw_state state, const char *format, ...)
	GW_PRINTF(3, 4);
/* Copies server and its strings. */
void gw_error_server(struct gw_error *error, const struct gw_server_error *server);
/*
 * Sets the location to length bytes at offset of text, which is the whole file at path, and keeps
 * the excerpt. offset == GW_NOWHERE names only the file.
 */
void gw_error_at(struct gw_error *error, const char *path, struct gw_view text, size_t offset,
		 size_t length);

/* The default phrase of a state, and its name for machines ("rolled-back"). */
const char *gw_state_phrase(enum gw_state state);
const char *gw_state_slug(enum gw_state state);
/* The phrase to show for this error: its own, or the default one. Never NULL. */
const char *gw_error_state_text(const struct gw_error *error);
int gw_error_exit_status(const struct gw_error *error);

void gw_error_free(struct gw_error *error); /* NULL is fine */
void gw_error_clear(struct gw_error **error); /* frees and sets to NULL */
void gw_error_cleanup(struct gw_error **error);

/* Line and column (1-based, column in code points) of a byte offset. */
struct gw_position {
	unsigned line;
	unsigned column;
};
struct gw_position gw_position_of(struct gw_view text, size_t offset);
/* The line that holds offset, without its end; *ret_start is where it begins in text. */
struct gw_view gw_line_at(struct gw_view text, size_t offset, size_t *ret_start);

#endif
