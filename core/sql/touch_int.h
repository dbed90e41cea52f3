/*
 * Between the files that read what statements do to tables.
 */
#ifndef GW_SQL_TOUCH_INT_H
#define GW_SQL_TOUCH_INT_H

#include "sql/classify_int.h"
#include "sql/touch.h"

struct gw_touch_reader {
	struct gw_arena *arena;
	struct gw_cursor cursor; /* behind what was read so far */
	struct gw_touches *touches;
};

/* The name at the cursor, its last part, goes to *ret_name; false when there is none. */
bool gw_touch_name(struct gw_touch_reader *reader, const char **ret_name);
/* The table at the cursor; false when there is none. */
bool gw_touch_table(struct gw_touch_reader *reader, struct gw_touch *touch);
/* The names in the group at the cursor, but for what is called like a function; past the group. */
void gw_touch_columns(struct gw_touch_reader *reader, struct gw_touch *touch);
void gw_touch_add_column(struct gw_touch_reader *reader, struct gw_touch *touch,
			 struct gw_token name);
void gw_touch_add(struct gw_touch_reader *reader, const struct gw_touch *touch);

/*
 * "CONSTRAINT c", "PRIMARY KEY (a)", "INDEX i (a)" at the cursor, in a definition of a table: the part
 * that they define, in touch. false: it is a column.
 */
bool gw_touch_part(struct gw_touch_reader *reader, struct gw_touch *touch);
/* The columns that a group in parentheses defines; past the group, at whose start the cursor is. */
void gw_touch_definitions(struct gw_touch_reader *reader, struct gw_touch *touch);

/* touch_alter.c: what follows ALTER TABLE. */
void gw_touch_alter(struct gw_touch_reader *reader);
/* touch_rows.c: INSERT, UPDATE and the like, at the cursor; false: it is none. */
bool gw_touch_rows(struct gw_touch_reader *reader);

#endif
