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

#include "adopt/eject.h"
#include "adopt/lock.h"
#include "engine/engine.h"
#include "git/git.h"
#include "source/source.h"

/* What is read of a row, in this order. A tool that has no such column leaves it NULL. */
enum gw_adopt_column {
	GW_ADOPT_ID,
	GW_ADOPT_AT,
	GW_ADOPT_CHECKSUM,
	GW_ADOPT_NAME,
	GW_ADOPT_STATE,
	GW_ADOPT_KIND,
	GW_ADOPT_TYPE,
	GW_ADOPT_COLUMN_COUNT
};

/* A row as its tool means it; texts are NULL when there are none. */
struct gw_adopt_row {
	const char *id;
	const char *at; /* when it was applied, in the words of the table */
	const char *checksum;
	const char *listed; /* the checksum that a list beside the files says */
	const char *name;
	bool up_to; /* stands for all that come before it as well, of which the tool keeps no rows */
	bool code; /* a program ran, or nothing: no SQL file need be there */
	const char *unfinished; /* what the tool says of one that was begun, or failed; NULL: it is
				   applied */
};
struct gw_adopt_rows {
	GW_VEC(struct gw_adopt_row) list;
};

enum gw_adopt_proof {
	GW_ADOPT_UNPROVED, /* there is nothing to compare */
	GW_ADOPT_PROVED,
	GW_ADOPT_DISPROVED,
};
/* What there is to compare. */
struct gw_adopt_evidence {
	struct gw_arena *arena;
	const struct gw_adopt_row *row; /* with a checksum */
	const struct gw_migration *migration;
	struct gw_view content; /* its file as it is */
	struct gw_view up; /* the text of its up section */
};

struct gw_adopt_tool {
	const char *name; /* "dbmate" */
	const char *table;
	const char
		*spelled; /* the table's name where upper and lower case differ; NULL: the same */
	const char *schema; /* where it may be as well; NULL: only where names are looked up */
	const char
		*file; /* beside a database that is a file: another one that it may be in, which is
			     then the schema; NULL: none */
	const char *beside; /* another table that is there too: tells tools apart; NULL: none */
	const char
		*format; /* of its files: decides between tools whose tables look alike; NULL: they
			       are programs, and godwit reads none */
	const char *columns[GW_ADOPT_COLUMN_COUNT];
	bool no_other_columns; /* the table has these alone */
	const char *order; /* a column: rows are read in its order */
	bool code; /* its migrations are programs: rows count without any file */
	const char *algorithm; /* of its checksums; NULL: it keeps none */
	const struct gw_adopt_lock *locks; /* NULL: it takes none */
	/* What rows (columns as in enum gw_adopt_column) mean, all of them together. */
	void (*interpret)(struct gw_arena *arena, const struct gw_rows *rows,
			  struct gw_adopt_rows *ret_rows);
	/* Adds to the rows what only the files say. NULL: nothing. */
	bool (*complete)(struct gw_arena *arena, struct gw_source *source,
			 struct gw_adopt_rows *rows, struct gw_error **err);
	/* Which migration a row is of; NULL: of none. */
	bool (*is_of)(const struct gw_adopt_row *row, const struct gw_migration *migration,
		      const struct gw_format *format);
	/* How its table is written; NULL: it is not. */
	const struct gw_eject *eject;
	/* Whether the file has the row's checksum; NULL: it keeps none that can be compared. */
	enum gw_adopt_proof (*proves)(const struct gw_adopt_evidence *evidence);
};

const struct gw_adopt_tool *gw_adopt_tool_at(size_t index); /* NULL after the last */
const struct gw_adopt_tool *gw_adopt_tool_find(struct gw_view name);
/* The same tool, told to use another table: "TABLE" or "SCHEMA.TABLE". */
const struct gw_adopt_tool *gw_adopt_tool_with_table(struct gw_arena *arena,
						     const struct gw_adopt_tool *tool,
						     const char *table);

/* Whether the tool has a row for it: of programs, none is for what runs again whenever it is edited. */
bool gw_adopt_has_rows_for(const struct gw_adopt_tool *tool, const struct gw_migration *migration);
/* Appends a table's name, in a schema (NULL: none is named). */
void gw_adopt_add_table(struct gw_str *str, const struct gw_engine *engine, const char *schema,
			const char *table);
/* What tools call their tables, with commas between. */
char *gw_adopt_table_names(struct gw_arena *arena);
/* Whether a table with these columns is the tool's. */
bool gw_adopt_fits(const struct gw_adopt_tool *tool, const char *const *columns, size_t n);
/*
 * SELECT of its rows, and behind their columns the one that orders them, from the table as it is called here, in a
 * schema (NULL: none is named).
 */
char *gw_adopt_query(struct gw_arena *arena, const struct gw_adopt_tool *tool,
		     const struct gw_engine *engine, const char *schema, const char *table);

/* Something that the tool has applied. */
struct gw_adopt_match {
	const struct gw_migration *migration; /* NULL: a program of the tool's, or its baseline */
	const char *key; /* in the history: the migration's, or the row's id */
	const struct gw_adopt_row *row;
	bool implied; /* by a row for a later one */
	bool proved; /* by the tool's checksum: the file as it is, unless: */
	bool disproved; /* by that, as far as one has looked */
	const struct gw_git_commit *commit; /* its file was edited since; this has it as it was, */
	struct gw_source *then; /* in these files, */
	const struct gw_migration *was; /* as this one */
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

/* What to do with rows that are unfinished: never guessed. */
enum gw_adopt_choice {
	GW_ADOPT_REFUSE,
	GW_ADOPT_AS_APPLIED, /* all of it is there */
	GW_ADOPT_AS_PENDING, /* nothing of it is there */
};

/* Finds the migrations that rows stand for. Proofs are still to be made. rows must live as long. */
void gw_adopt_match(struct gw_arena *arena, const struct gw_adopt_rows *rows,
		    const struct gw_source *source, enum gw_adopt_choice choice,
		    struct gw_adoption *adoption);
/*
 * Compares a match, which has a migration, with a file's content and the text of its up section: it is proved,
 * or has nothing to compare, or disproved: false.
 */
bool gw_adopt_prove(struct gw_arena *arena, const struct gw_adoption *adoption,
		    struct gw_adopt_match *match, struct gw_view content, struct gw_view up);
/* A repeatable one that was edited since is no match: the tool would run it again as well. */
void gw_adopt_drop_repeatables(struct gw_adoption *adoption);
/* A match that was disproved is refused. */
void gw_adopt_refuse_edited(struct gw_arena *arena, struct gw_adoption *adoption,
			    const struct gw_adopt_match *match);

#endif
