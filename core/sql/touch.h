/*
 * What a statement does to tables and their columns, as far as its text tells: for `godwit blame`. What
 * code does when it is called (DO, a routine, a trigger) is not looked into.
 */
#ifndef GW_SQL_TOUCH_H
#define GW_SQL_TOUCH_H

#include "base/vec.h"
#include "sql/lexer.h"

enum gw_touch_kind {
	GW_TOUCH_CREATED,
	GW_TOUCH_ALTERED, /* as a whole: owner, options */
	GW_TOUCH_RENAMED, /* or moved to another schema */
	GW_TOUCH_DROPPED,
	GW_TOUCH_EMPTIED,
	GW_TOUCH_COLUMN_ADDED,
	GW_TOUCH_COLUMN_ALTERED,
	GW_TOUCH_COLUMN_RENAMED,
	GW_TOUCH_COLUMN_DROPPED,
	GW_TOUCH_PART_CREATED, /* index, trigger, policy: by a statement of its own */
	GW_TOUCH_PART_ADDED, /* index, constraint, key, partition: by ALTER TABLE */
	GW_TOUCH_PART_ALTERED,
	GW_TOUCH_PART_RENAMED,
	GW_TOUCH_PART_DROPPED,
	GW_TOUCH_INSERTED,
	GW_TOUCH_UPDATED,
	GW_TOUCH_DELETED,
	GW_TOUCH_COMMENTED,
	GW_TOUCH_GRANTED,
	GW_TOUCH_REVOKED,
};

/* Names are as the server has them, without quotes. */
struct gw_touch {
	enum gw_touch_kind kind;
	const char *schema; /* NULL: not said */
	const char *table; /* NULL: of an index or trigger that was named without it */
	const char *part; /* what kind of part: "index", "primary key"; static text; NULL: none */
	const char *name; /* of the part; NULL: the server's choice */
	const char *new_schema; /* of RENAMED; NULL: the same */
	const char *new_name; /* of all that is renamed */
	GW_VEC(const char *) columns; /* that it is about */
	bool all_columns; /* whichever there are: SELECT *, rows without a list of columns */
};

struct gw_touches {
	GW_VEC(struct gw_touch) list;
};

/* statement is one statement without its terminator, modes how its strings are read. */
void gw_touches_read(struct gw_arena *arena, const struct gw_dialect *dialect,
		     struct gw_lexer_modes modes, struct gw_view statement,
		     struct gw_touches *ret_touches);

/* For machines ("column-added"), and for people ("column email added", "index i created"). */
const char *gw_touch_kind_name(enum gw_touch_kind kind);
const char *gw_touch_phrase(struct gw_arena *arena, const struct gw_touch *touch);

/* Whether the statement has this name anywhere, in dollar-quoted bodies too. */
bool gw_mentions_name(struct gw_arena *arena, const struct gw_dialect *dialect,
		      struct gw_lexer_modes modes, struct gw_view statement, const char *name);

/* Whether two names are one, by the rules that a server has for tables, or for columns. */
bool gw_same_table(const struct gw_dialect *dialect, const char *a, const char *b);
bool gw_same_column(const struct gw_dialect *dialect, const char *a, const char *b);
/*
 * Whether two schemas are one; NULL is the one that a fresh session works in, where the dialect has a
 * name for that, else any.
 */
bool gw_same_schema(const struct gw_dialect *dialect, const char *a, const char *b);

/*
 * A name as people type it, quoted or not: a, a.b or a.b.c, the parts from left to right. false when it
 * is something else.
 */
GW_MUST_USE bool gw_name_parse(struct gw_arena *arena, const struct gw_dialect *dialect,
			       struct gw_view text, const char *ret_parts[3], size_t *ret_count);

#endif
