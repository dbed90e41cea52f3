/*
 * Between the files that read what MySQL's statements leave behind.
 */
#ifndef GW_SQL_EFFECT_INT_H
#define GW_SQL_EFFECT_INT_H

#include "sql/classify_int.h"
#include "sql/effect.h"

struct gw_effect_reader {
	struct gw_arena *arena;
	struct gw_cursor cursor; /* behind what was read so far */
	struct gw_effect *effect;
};

/* Nothing tells: reason is a phrase for people, of static text. */
void gw_effect_set_unseen(struct gw_effect *effect, const char *reason);

/* Whether the pattern matches at the cursor, which stays. */
bool gw_effect_looks_like(const struct gw_effect_reader *reader, const char *pattern);
/* Whether the words stand anywhere from the cursor on, outside of parentheses. */
bool gw_effect_has(const struct gw_effect_reader *reader, const char *words);

/* Adds an object that has a name, unless it is there. */
void gw_effect_add_object(struct gw_effect_reader *reader, struct gw_object object);
/*
 * Adds the objects of the statement. Returns whether each name is both left and taken: a circle, after
 * which the same names are there as before it.
 */
bool gw_effect_read_objects(struct gw_effect_reader *reader);

/* The name at the cursor, which moves behind it; NULL: there is none. */
const char *gw_effect_take_name(const struct gw_effect_reader *reader, struct gw_cursor *cursor);

/* effect_alter_mysql.c: what follows ALTER TABLE. */
void gw_effect_alter_table(struct gw_effect_reader *reader);

#endif
