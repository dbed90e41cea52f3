/*
 * What the files of SQLite's schemas share.
 *
 *	text.c     CREATE TABLE -> items; one form for all ways to write the same
 *	kinds.c    tables, columns, indexes .. and how they are created and dropped
 *	read.c     catalog -> schema
 *	adjust.c   which changes ALTER TABLE can do
 *	rebuild.c  all others: a new table, the rows copied
 *	virtual.c  the same for virtual tables
 */
#ifndef GW_SCHEMA_SQLITE_SQLITE_INT_H
#define GW_SCHEMA_SQLITE_SQLITE_INT_H

#include "schema/dialect.h"

/* Properties, by kind. A table's `extra` is its text as SQLite keeps it, a view's whether it is broken. */
enum { TABLE_OPTIONS, TABLE_AUTOINCREMENT };
enum {
	COLUMN_DEFINITION,
	COLUMN_TYPE,
	COLUMN_NOT_NULL,
	COLUMN_DEFAULT,
	COLUMN_PRIMARY_KEY,
	COLUMN_GENERATED,
	COLUMN_SPELLING, /* of a name that was written as a string; absent: any name will do */
};
enum { REFERENCE_COLUMNS, REFERENCE_TARGET, REFERENCE_TARGET_COLUMNS };
/* Of all that is a text and nothing else. */
enum { CODE_DEFINITION };

extern const struct gw_schema_kind gw_sqlite_table;
extern const struct gw_schema_kind gw_sqlite_virtual_table;
extern const struct gw_schema_kind gw_sqlite_column;
extern const struct gw_schema_kind gw_sqlite_constraint;
extern const struct gw_schema_kind gw_sqlite_reference; /* derived: for pictures */
extern const struct gw_schema_kind gw_sqlite_index;
extern const struct gw_schema_kind gw_sqlite_view;
extern const struct gw_schema_kind gw_sqlite_trigger;

/* text.c */

/* A column, or a constraint of the table, as CREATE TABLE has it. */
struct gw_sqlite_item {
	bool is_column;
	const char *name; /* of a constraint without one: its text */
	const char *spelling; /* of a name that is written as a string; NULL: it is not */
	const char *text; /* canonical; of a column without its name */
};
struct gw_sqlite_table_text {
	GW_VEC(struct gw_sqlite_item) items;
	const char *options; /* "STRICT, WITHOUT ROWID"; NULL: none */
	bool autoincrement;
};
/* sql is what sqlite_schema holds: it was parsed once. False when it is no such thing all the same. */
bool gw_sqlite_parse_table(struct gw_arena *arena, struct gw_view sql,
			   struct gw_sqlite_table_text *ret_table);
/* The same tokens with canonical blanks, and no comments. */
char *gw_sqlite_canonical(struct gw_arena *arena, struct gw_view sql);
/* Whether two texts mean the same: blanks, comments, quotes of names and case aside. */
bool gw_sqlite_same_text(struct gw_view a, struct gw_view b);
/* Whether the word is a token of the text. */
bool gw_sqlite_mentions(struct gw_view sql, const char *word);
/* Calls tell for each word and name in the text, quotes resolved. */
typedef void gw_sqlite_word_fn(void *payload, const char *word);
void gw_sqlite_each_word(struct gw_view sql, gw_sqlite_word_fn *tell, void *payload);
void gw_sqlite_quote_name(struct gw_str *str, struct gw_view name);
void gw_sqlite_quote_text(struct gw_str *str, struct gw_view text);

/* kinds.c: CREATE TABLE of the object under this name. */
void gw_sqlite_put_table(struct gw_schema_script *script, const struct gw_schema_object *table,
			 const char *name);
/* Whether the rows have rowids. */
bool gw_sqlite_has_rowid(const struct gw_schema_object *table);

/* read.c */

/* Whether the view names what is not there. */
bool gw_sqlite_is_broken(const struct gw_schema_object *view);
bool gw_sqlite_read(struct gw_conn *conn, const struct gw_schema_read_options *options,
		    struct gw_schema *schema, struct gw_error **err);

/* adjust.c */
void gw_sqlite_adjust(struct gw_schema_changes *changes);

/* rebuild.c: alter() of tables. */
void gw_sqlite_rebuild(struct gw_schema_script *script, const struct gw_schema_change *change);
/* The name that a table has until it takes the old one's place; nothing else has it. */
const char *gw_sqlite_name_while_building(struct gw_schema_script *script,
					  const struct gw_schema_object *table);
/* Renames the new table, once the old one is gone, and makes what went with that. */
void gw_sqlite_put_in_place(struct gw_schema_script *script, const struct gw_schema_object *table,
			    const char *name);

/* virtual.c: alter() of virtual tables. */
void gw_sqlite_rebuild_virtual(struct gw_schema_script *script,
			       const struct gw_schema_change *change);

#endif
