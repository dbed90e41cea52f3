/*
 * MySQL's statements that commit by themselves: what each leaves behind, as far as its text tells, so
 * that one can see later whether it happened (see engine/doubt.h).
 */
#ifndef GW_SQL_EFFECT_H
#define GW_SQL_EFFECT_H

#include "sql/classify.h"

enum gw_effect_kind {
	GW_EFFECT_UNSEEN, /* nothing tells: CALL, LOCK TABLES .., statements that we do not know */
	GW_EFFECT_REPEATABLE, /* to run it again does no harm: ANALYZE TABLE, GRANT, .. IF EXISTS */
	GW_EFFECT_CREATES, /* its objects are there afterwards */
	GW_EFFECT_DROPS, /* its objects are gone afterwards */
	GW_EFFECT_ALTERS, /* its objects look otherwise afterwards */
	GW_EFFECT_RENAMES, /* its objects, old names and new, have changed places */
	GW_EFFECT_EMPTIES, /* the rows that its table had are gone: TRUNCATE */
	GW_EFFECT_REPLACES, /* CREATE OR REPLACE TABLE, SEQUENCE: gone, and then there again */
	GW_EFFECT_WRITES, /* rows: INSERT, UPDATE, .. */
};

/* What of an object a statement changes, beside what every look at it shows. Bits. */
enum gw_trait {
	GW_TRAIT_COLUMNS = 1 << 0,
	GW_TRAIT_INDEXES = 1 << 1,
	GW_TRAIT_CONSTRAINTS = 1 << 2, /* their names and types */
	GW_TRAIT_PARTITIONS = 1 << 3,
	GW_TRAIT_PLACE = 1 << 4, /* where the rows of the table are kept: new after TRUNCATE, moved
				    by RENAME */
	GW_TRAIT_PRIVILEGES = 1 << 5, /* of an account */
	GW_TRAIT_COLUMN = 1 << 6, /* whether it has a certain column */
	GW_TRAIT_INDEX = 1 << 7, /* whether it has a certain index that queries may use */
};

struct gw_effect {
	enum gw_effect_kind kind;
	struct gw_view statement; /* the one that acts: that inside of SET STATEMENT .. FOR or
				     EXECUTE IMMEDIATE, else the whole */
	struct gw_objects objects; /* each once; of an index its table */
	const char *routine; /* of routines and packages: PROCEDURE, FUNCTION, PACKAGE, .. */
	unsigned traits; /* of enum gw_trait */
	const char *part; /* name of the column or the index of these traits */
	bool adds; /* that part, which is there afterwards, and not gone */
	bool shows; /* one of the traits is another afterwards, whatever else it changes, or (no
		       traits) it is there: how it is made tells nothing more */
	bool unmarked; /* may leave its objects as they looked, and yet must not run twice (two
			  tables that look the same change their names) */
	bool fills; /* writes rows into what it creates, or takes rows out */
	const char *reason; /* of UNSEEN: a phrase for people; static text */
};

/*
 * statement is one statement without its terminator, modes how its strings are read. Strings are in
 * arena, or in the statement.
 */
void gw_effect_read(struct gw_arena *arena, struct gw_lexer_modes modes, struct gw_view statement,
		    struct gw_effect *ret_effect);

/*
 * A DROP or CREATE with IF EXISTS or IF NOT EXISTS put in; other statements, and those that have it,
 * come back as they are.
 */
const char *gw_effect_conditional(struct gw_arena *arena, struct gw_lexer_modes modes,
				  struct gw_view statement);

/* Whether an INSERT or DELETE shows in the number of a table's rows whenever it changes any. */
bool gw_effect_counts(struct gw_lexer_modes modes, struct gw_view statement);

#endif
