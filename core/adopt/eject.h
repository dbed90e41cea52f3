/*
 * Giving a history to another tool: what its table must say so that it finds nothing left to do.
 *
 * Nothing here reads or writes a database. A tool says how its table is made and what the cells of a
 * row are.
 */
#ifndef GW_ADOPT_EJECT_H
#define GW_ADOPT_EJECT_H

#include "engine/engine.h"
#include "source/source.h"

struct gw_adopt_match;
struct gw_adopt_tool;

/* What cells are made of. */
struct gw_eject_row {
	struct gw_arena *arena;
	const struct gw_tree *tree; /* of the files */
	const struct gw_migration *migration; /* path "": a program, which key names */
	const char *prefix; /* that the tool has before paths of files; NULL: not said */
	const struct gw_adopt_match *other; /* one that the table has; NULL: none */
	struct gw_view content; /* its file */
	struct gw_view up; /* the text of its up section */
	const void *facts; /* what the tool's read() found */
	size_t applied; /* how many migrations and programs are, with this one or without */
	int64_t at_us; /* when it was applied; no two rows have the same */
	bool gone; /* it is taken back */
	bool is_now; /* it comes after all rows that are there: the server's clock counts, if any */
	size_t nth; /* of the rows that a further table has for the migration */
	int64_t number; /* one more than that of the row before, in the column that orders them */
	const char *user; /* of the database; NULL where there is none */
};

enum gw_eject_form {
	GW_EJECT_TEXT,
	GW_EJECT_BYTES, /* the value is hexadecimal digits, and the column holds the bytes */
	GW_EJECT_WORDS, /* the value is words, of which the column may be an array */
	GW_EJECT_NOW, /* the value is a time in UTC, and the tool has the server's clock there */
	GW_EJECT_UTC, /* the value is a time in UTC, and so is what the column is to say */
};
struct gw_eject_cell {
	const char *column;
	const char *(*value)(const struct gw_eject_row *row); /* NULL: SQL's NULL */
	enum gw_eject_form form;
};

/* How the tool makes its table. */
struct gw_eject_table {
	const char *engine; /* NULL: every other one */
	const char *const *statements; /* the last is NULL */
	const char *schema; /* that they make it in; NULL: where names are looked up */
	const char *spelled; /* its name here; NULL: as the tool's */
	const char
		*before_bytes; /* hexadecimal digits, as a literal of bytes, stand between this */
	const char *after_bytes; /* and this */
	bool has_arrays; /* words are one */
	const char *clock; /* what the tool has for the time of a row, which is what orders them: */
	const char *clocked; /* of this column, also in further tables; NULL: other columns do */
};

/* A further table, which is made with the tool's own. */
struct gw_eject_side {
	const char *table;
	const struct gw_eject_cell *cells;
	size_t (*count)(const struct gw_eject_row *row); /* the rows of a migration; NULL: one */
	bool before; /* has one row in all, which is there before any other */
	const struct gw_eject_cell
		*key; /* tells the rows of a migration, which go when it is taken back; NULL, unless
			 `before`: they stay, and further ones say so */
};

struct gw_eject {
	const struct gw_eject_table *tables; /* the last has no statements */
	const struct gw_eject_cell *cells; /* the last has no column */
	const struct gw_eject_cell
		*key; /* tells a migration's row from others, by those that have a value; the last
			 has no column. NULL: the cell of the id does */
	const struct gw_eject_side *sides; /* the last has no table; NULL: none */
	bool last_only; /* the table has one row, for the last version */
	const char
		*none; /* that row's version when nothing is applied; NULL: there is no row then */
	bool in_graph; /* with last_only: that row is for the migration that comes or goes; the first
			  cell of one that goes says what it came after, and without a value there is
			  no row */
	bool by_last; /* there is a row for each, but what has none and comes before the last is never
			 applied any more */
	/* Finds what cells are made of beside a migration's own file. NULL: nothing is. */
	bool (*read)(struct gw_arena *arena, struct gw_source *source, const void **ret_facts,
		     struct gw_error **err);
	/* Why the tool cannot be told of a migration, after its name; NULL: it can. */
	const char *(*fault)(const struct gw_eject_row *row);
};

/* The tool's table for an engine; NULL: the tool knows no such engine, or its table is not written. */
const struct gw_eject_table *gw_eject_table(const struct gw_adopt_tool *tool,
					    const struct gw_engine *engine);
/* Where the tool's table is. */
struct gw_eject_place {
	const struct gw_adopt_tool *tool;
	const struct gw_conn *conn;
	const char *schema; /* NULL: none is named */
	const char *table; /* as it is called there */
};
/* The statement that adds a row. */
char *gw_eject_insert(const struct gw_eject_place *place, const struct gw_eject_row *row);
/* The same for a row of a further table. */
char *gw_eject_insert_beside(const struct gw_eject_place *place, const struct gw_eject_side *side,
			     const struct gw_eject_row *row);
/* The statement that takes the rows of a migration out. */
char *gw_eject_remove(const struct gw_eject_place *place, const struct gw_eject_row *row);
char *gw_eject_remove_beside(const struct gw_eject_place *place, const struct gw_eject_side *side,
			     const struct gw_eject_row *row);
/* The statement that sets one column of a migration's row anew; NULL: the tool has no such column. */
char *gw_eject_change(const struct gw_eject_place *place, const char *column,
		      const struct gw_eject_row *row);
/* The statement that takes all rows out, for a table that has one. */
char *gw_eject_clear(const struct gw_eject_place *place, struct gw_arena *arena);

#endif
