/*
 * Blame: which statements of which migrations made a table, or a column of it, what it is.
 *
 *	source -> statements with what they do to tables (read.c) -> the story of one table (story.c)
 *
 * Names are followed: a table that was renamed has the story of its old name, too, and so has one that
 * took the place of another (the rebuilds of SQLite). Files alone are looked at, no database. What code
 * does when it is called is not seen; code that runs at once (DO) and has the name counts as a mention.
 */
#ifndef GW_BLAME_BLAME_H
#define GW_BLAME_BLAME_H

#include "source/source.h"
#include "sql/touch.h"

struct gw_blame_request {
	const char *text; /* as people type it: TABLE, TABLE.COLUMN, SCHEMA.TABLE, or all three */
	const struct gw_map *placeholders; /* as gw_source_script() */
	bool mentions; /* of other statements, too: views, foreign keys, queries */
};

/* A statement that has a part in the story. */
struct gw_blame_statement {
	const struct gw_migration *migration;
	size_t number; /* 1-based, in the script */
	size_t count; /* of statements from there on that do the same: INSERT after INSERT */
	const char *path; /* for display */
	const char *file; /* as in the source's listing */
	unsigned line;
	const char *tag; /* "ALTER TABLE", static text */
	GW_VEC(struct gw_touch) touches; /* of the table; none: it only mentions it */
	const char *mentioned; /* the name that it has then */
};

struct gw_blame {
	const char *schema; /* NULL: any */
	const char *table; /* as it is called in the end */
	const char *column; /* NULL: all of it */
	bool renamed; /* another name was asked for, which it had before */
	GW_VEC(struct gw_blame_statement) statements; /* in order */
	GW_VEC(struct gw_notice) unread; /* scripts that could not be read to their end */
};

/*
 * GW_E_USAGE when the text is no name, GW_E_NO_TABLE when nothing was found. Strings are in arena, or the
 * source's.
 */
GW_MUST_USE bool gw_blame_read(struct gw_arena *arena, struct gw_source *source,
			       const struct gw_blame_request *request, struct gw_blame *ret_blame,
			       struct gw_error **err);

#endif
