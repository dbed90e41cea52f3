/*
 * Adopting: what another tool's history table says, in terms of the migrations of a source.
 *
 *	rows of the table -> the tool's reading of them -> migrations that count as applied, or refusals
 *
 * Nothing here reads or writes a database. Each tool is one const descriptor (tools/) and one line in
 * tools.def.
 */
#ifndef GW_ADOPT_ADOPT_H
#define GW_ADOPT_ADOPT_H

#include "engine/engine.h"
#include "source/source.h"

/* What is read of a row, in this order. A tool that has no such column leaves it NULL. */
enum gw_adopt_column {
	GW_ADOPT_ID,
	GW_ADOPT_AT,
	GW_ADOPT_CHECKSUM,
	GW_ADOPT_NAME,
	GW_ADOPT_STATE,
	GW_ADOPT_KIND,
	GW_ADOPT_COLUMN_COUNT
};

enum gw_adopt_state {
	GW_ADOPT_APPLIED,
	GW_ADOPT_UP_TO, /* it, and all that come before it, of which the tool keeps no rows */
	GW_ADOPT_DIRTY, /* begun, or failed: what of it is there is not known */
};

/* A row as its tool means it; texts are NULL when there are none. */
struct gw_adopt_row {
	const char *id;
	const char *at; /* when it was applied, in the words of the table */
	const char *checksum;
	const char *name;
	enum gw_adopt_state state;
};
struct gw_adopt_rows {
	GW_VEC(struct gw_adopt_row) list;
};

struct gw_adopt_tool {
	const char *name; /* "dbmate" */
	const char *table;
	const char *schema; /* NULL: the one that names are looked up in */
	const char *format; /* of its files: decides between tools whose tables look alike */
	const char *columns[GW_ADOPT_COLUMN_COUNT];
	bool no_other_columns; /* the table has these alone */
	const char *order; /* a column: rows are read in its order */
	const char *algorithm; /* of its checksums; NULL: it keeps none */
	/* What rows (columns as in enum gw_adopt_column) mean, all of them together. */
	void (*interpret)(struct gw_arena *arena, const struct gw_rows *rows,
			  struct gw_adopt_rows *ret_rows);
	bool (*is_of)(const struct gw_adopt_row *row, const struct gw_migration *migration,
		      const struct gw_format *format);
	/* Whether content, the file as it is, has the row's checksum. */
	bool (*proves)(struct gw_arena *arena, const struct gw_adopt_row *row,
		       struct gw_view content);
};

const struct gw_adopt_tool *gw_adopt_tool_at(size_t index); /* NULL after the last */
const struct gw_adopt_tool *gw_adopt_tool_find(struct gw_view name);

/* Whether a table with these columns is the tool's. */
bool gw_adopt_fits(const struct gw_adopt_tool *tool, const char *const *columns, size_t n);
/* SELECT of its rows, from the table in a schema (NULL: none is named). */
char *gw_adopt_query(struct gw_arena *arena, const struct gw_adopt_tool *tool,
		     const struct gw_engine *engine, const char *schema);

/* A migration that the tool has applied. */
struct gw_adopt_match {
	const struct gw_migration *migration;
	const struct gw_adopt_row *row;
	bool implied; /* by a row for a later one */
	bool proved; /* by the tool's checksum */
	bool known; /* the history has it already */
};
struct gw_adopt_refusal {
	const char *message;
	const char *hint;
};
struct gw_adoption {
	const struct gw_adopt_tool *tool; /* NULL: no table was found */
	GW_VEC(struct gw_adopt_match) matches; /* in the tool's order */
	GW_VEC(struct gw_adopt_refusal) refusals;
};

/* Finds the migrations that rows stand for. Proofs are still to be made. rows must live as long. */
void gw_adopt_match(struct gw_arena *arena, const struct gw_adopt_rows *rows,
		    const struct gw_source *source, struct gw_adoption *adoption);
/* Compares a match with its file's content: it is proved, or refused, or has nothing to compare. */
void gw_adopt_prove(struct gw_arena *arena, struct gw_adoption *adoption,
		    struct gw_adopt_match *match, struct gw_view content);

#endif
