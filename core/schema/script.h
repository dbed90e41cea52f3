/*
 * Scripts: the statements that a diff comes to, each with what it does to data and to others.
 *
 * Kinds write them piece by piece:
 *
 *	gw_schema_puts(script, "ALTER TABLE ");
 *	gw_schema_put_object(script, table);
 *	gw_schema_puts(script, " DROP COLUMN ");
 *	gw_schema_put_name(script, column->name);
 *	gw_schema_end(script, &(struct gw_schema_effect){.hazards = GW_HAZARD_DATA_LOSS});
 */
#ifndef GW_SCHEMA_SCRIPT_H
#define GW_SCHEMA_SCRIPT_H

#include "base/str.h"
#include "schema/order.h"

enum gw_hazard {
	GW_HAZARD_DATA_LOSS = 1 << 0, /* rows, or values of a column, are gone */
	GW_HAZARD_REWRITE = 1 << 1, /* all rows of the table are written again */
	GW_HAZARD_SCAN = 1 << 2, /* all rows are read */
	GW_HAZARD_DATA_DEPENDENT = 1 << 3, /* fails when rows do not fit: NOT NULL, UNIQUE, CHECK */
	GW_HAZARD_RIGHTS = 1 << 4, /* somebody can do less than before */
	GW_HAZARD_BREAKS_USERS = 1 << 5, /* what applications name is gone: renames */
};

/* What others cannot do meanwhile with the object, or its table. */
enum gw_schema_lock {
	GW_SCHEMA_LOCK_NONE,
	GW_SCHEMA_LOCK_DDL, /* read and write they can */
	GW_SCHEMA_LOCK_WRITES, /* read they can */
	GW_SCHEMA_LOCK_ALL,
};

enum gw_schema_transaction {
	GW_SCHEMA_TOGETHER,
	GW_SCHEMA_ALONE, /* cannot run in a transaction */
	GW_SCHEMA_COMMIT_AFTER, /* what comes after it needs it committed (ALTER TYPE .. ADD VALUE) */
};

struct gw_schema_effect {
	unsigned hazards; /* enum gw_hazard */
	enum gw_schema_lock lock;
	enum gw_schema_transaction transaction;
	const char *note; /* one phrase for people; NULL: none */
};

struct gw_schema_statement {
	struct gw_view sql; /* without terminator */
	struct gw_schema_effect effect;
	enum gw_schema_step_kind step; /* what it is part of, */
	const struct gw_schema_object *object; /* and of which object; NULL: of none */
};

/* Takes a statement as it is written; its text is gone after the call. */
typedef void gw_schema_take_fn(void *payload, const struct gw_schema_statement *statement);

struct gw_schema_script {
	struct gw_arena *arena;
	const struct gw_schema_dialect *dialect;
	const struct gw_schema_changes *changes; /* NULL: none is known (a rename) */
	GW_VEC(struct gw_schema_statement) statements; /* where nobody takes them */
	size_t written; /* statements, up to now */
	gw_schema_take_fn *take; /* NULL: they are kept */
	void *payload;
	struct gw_str text; /* of the statement that is being written */
	enum gw_schema_step_kind step; /* of what comes next */
	const struct gw_schema_object *object;
};

void gw_schema_script_init(struct gw_schema_script *script, struct gw_arena *arena,
			   const struct gw_schema_dialect *dialect);
void gw_schema_puts(struct gw_schema_script *script, const char *text);
void gw_schema_put(struct gw_schema_script *script, struct gw_view text);
/* A name, quoted where the dialect has to. */
void gw_schema_put_name(struct gw_schema_script *script, const char *name);
/* schema.name of an object (of a child: its own name alone). No signature. */
void gw_schema_put_object(struct gw_schema_script *script, const struct gw_schema_object *object);
/* A text literal. */
void gw_schema_put_literal(struct gw_schema_script *script, struct gw_view text);
/* The statement is complete. effect NULL: harmless. */
void gw_schema_end(struct gw_schema_script *script, const struct gw_schema_effect *effect);

/* The generic way of one step: the kind's create(), drop() or alter(). For dialect->write(). */
void gw_schema_write_step(struct gw_schema_script *script, const struct gw_schema_step *step);
/* Orders the changes and writes all steps. The texts are in the arena. */
void gw_schema_write(struct gw_arena *arena, const struct gw_schema_changes *changes,
		     struct gw_schema_script *ret_script);
/* The same, with each statement told when it is written and none kept: a script as large as its schema. */
void gw_schema_write_apart(struct gw_arena *arena, const struct gw_schema_changes *changes,
			   gw_schema_take_fn *take, void *payload);
/* All hazards of the script together. */
unsigned gw_schema_hazards(const struct gw_schema_script *script);
/* "data-loss", "rewrite" ..: the name of the nth hazard (bit n); NULL after the last. */
const char *gw_hazard_name(size_t n);
const char *gw_schema_lock_name(enum gw_schema_lock lock);

#endif
