/*
 * What the files of MariaDB's and MySQL's schemas share.
 *
 *	text.c     what SHOW CREATE writes -> tokens
 *	table.c    CREATE TABLE -> a table with its parts
 *	build.c    all other kinds, and what needs what
 *	read.c     names and texts from the server
 *	kinds.c    the kinds of tables and their parts
 *	alter.c    all changes of a table as one ALTER TABLE
 *	places.c   which columns need not move
 *	apart.c    what such an ALTER cannot do along with the rest
 *	effect.c   what such an ALTER does to rows and to others
 *	adjust.c   changes of parts -> the table's; foreign keys stand aside
 *	code.c     views, triggers, routines, packages, events
 */
#ifndef GW_SCHEMA_MYSQL_MYSQL_INT_H
#define GW_SCHEMA_MYSQL_MYSQL_INT_H

#include "schema/dialect.h"

/* Properties, by kind. */
enum {
	TABLE_OPTIONS, /* "ENGINE=InnoDB ROW_FORMAT=DYNAMIC": what has no property of its own */
	TABLE_CHARSET,
	TABLE_COLLATION,
	TABLE_VERSIONED,
	TABLE_COMMENT, /* as SQL */
	TABLE_PARTITIONS, /* "PARTITION BY .." */
	TABLE_COLUMNS, /* names, in order */
};
/* In the order in which a column's definition has them. */
enum {
	COLUMN_TYPE,
	COLUMN_CHARSET, /* those that it has, written or not; absent: it is no text */
	COLUMN_COLLATION,
	COLUMN_GENERATED, /* "GENERATED ALWAYS AS (..) STORED" */
	COLUMN_NOT_NULL,
	COLUMN_INVISIBLE,
	COLUMN_DEFAULT, /* the expression */
	COLUMN_VERSIONING, /* "WITHOUT SYSTEM VERSIONING" */
	COLUMN_ON_UPDATE, /* "ON UPDATE .." */
	COLUMN_AUTO_INCREMENT,
	COLUMN_COMMENT, /* as SQL */
	COLUMN_CHECK, /* "CHECK (..)" */
	COLUMN_CLAUSES, /* how many there are */
	COLUMN_SPELLING = COLUMN_CLAUSES, /* the name, where the id has another one */
};
/* Of keys, checks, periods: as CREATE TABLE has it, with its name. */
enum { PART_DEFINITION, KEY_COLUMNS, KEY_TARGET, KEY_TARGET_COLUMNS };
enum { INDEX_SPELLING = KEY_TARGET }; /* as COLUMN_SPELLING */
enum { SEQUENCE_OPTIONS, SEQUENCE_STORAGE };
/* Of all that is code; then of each. */
enum { CODE_DEFINITION, CODE_DEFINER, CODE_MODE, CODE_OWN };
enum { VIEW_ALGORITHM = CODE_OWN, VIEW_SECURITY };
enum {
	TRIGGER_WHEN = CODE_OWN,
	TRIGGER_FOLLOWS,
	TRIGGER_HEAD, /* all before the body, as it was written */
};
enum { ROUTINE_AGGREGATE = CODE_OWN };
enum { EVENT_SCHEDULE = CODE_OWN, EVENT_COMPLETION, EVENT_STATUS, EVENT_COMMENT };

/* `extra` of what is code. */
struct gw_mysql_hidden {
	const char *definer; /* as SQL, whether owners are compared or not; NULL: unknown */
};

extern const struct gw_schema_kind gw_mysql_sequence;
extern const struct gw_schema_kind gw_mysql_table;
extern const struct gw_schema_kind gw_mysql_column;
extern const struct gw_schema_kind gw_mysql_primary_key;
extern const struct gw_schema_kind gw_mysql_index;
extern const struct gw_schema_kind gw_mysql_check;
extern const struct gw_schema_kind gw_mysql_period;
extern const struct gw_schema_kind gw_mysql_foreign_key; /* extra: the target's name, or NULL */
extern const struct gw_schema_kind gw_mysql_view;
extern const struct gw_schema_kind gw_mysql_trigger;
extern const struct gw_schema_kind gw_mysql_procedure;
extern const struct gw_schema_kind gw_mysql_function;
extern const struct gw_schema_kind gw_mysql_package;
extern const struct gw_schema_kind gw_mysql_package_body;
extern const struct gw_schema_kind gw_mysql_event;

struct gw_mysql_reader {
	struct gw_schema *schema;
	const struct gw_schema_read_options *options;
	const char *database;
	const char *asker; /* as definers are: theirs is none to be told */
};

/*
 * The session mode in which scripts run, and which code that says no other has. Values are strict: a change
 * of a type fails where values do not fit. Zero dates pass, as old tables have them as defaults.
 */
#define GW_MYSQL_SET_MODE                                                        \
	"SET sql_mode = CONCAT('STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO," \
	"NO_ENGINE_SUBSTITUTION' /*M!100000 , ',NO_AUTO_CREATE_USER' */)"

/* text.c: text that the server wrote, in the mode above. */

/* The text without marks of conditional comments; their content stays. */
struct gw_view gw_mysql_plain(struct gw_arena *arena, struct gw_view sql);
/* Without the name of the database before those of what it has. Absent stays absent. */
struct gw_view gw_mysql_without(struct gw_arena *arena, struct gw_view expression,
				const char *database);
/* Cuts the next token off *rest; what is in parentheses is one. False at the end. */
bool gw_mysql_next(struct gw_view *rest, struct gw_view *ret_token);
/* Cuts the next token off when it is this word. */
bool gw_mysql_skip(struct gw_view *rest, const char *word);
/* Cuts the next item of a list off, up to a comma outside parentheses. */
bool gw_mysql_next_item(struct gw_view *rest, struct gw_view *ret_item);
/* The name that a token stands for. */
const char *gw_mysql_unquote(struct gw_arena *arena, struct gw_view token);
/* Cuts the next token off, which is a name; "" at the end. */
const char *gw_mysql_next_name(struct gw_arena *arena, struct gw_view *rest);
/* A literal in quotes, as the server writes it -> the same one in hexadecimal digits. */
struct gw_view gw_mysql_hex(struct gw_arena *arena, struct gw_view literal);
/* "(`a`,`b`(10) DESC)" -> the names, as a list. */
struct gw_view gw_mysql_names(struct gw_arena *arena, struct gw_view group);
/* list with one more element. */
struct gw_view gw_mysql_join(struct gw_arena *arena, struct gw_view list, struct gw_view element);
/* Whether the name is one of the list; the case of letters means nothing. */
bool gw_mysql_lists(struct gw_view list, struct gw_view name);
void gw_mysql_quote_name(struct gw_str *str, struct gw_view name);
void gw_mysql_quote_text(struct gw_str *str, struct gw_view text);

/* table.c */

/* Its id has the name in small letters. NULL: there is one already. */
struct gw_schema_object *gw_mysql_add_folded(struct gw_schema *schema,
					     const struct gw_schema_kind *kind, const char *name,
					     struct gw_schema_object *parent);
/* Cuts the name of a table's option off *rest: it may be two words, DATA DIRECTORY. */
bool gw_mysql_next_option_name(struct gw_view *rest, struct gw_view *ret_name);
/* sql: what SHOW CREATE TABLE says. */
void gw_mysql_build_table(struct gw_mysql_reader *reader, const char *name, struct gw_view sql);

/* build.c: the same for the others. */
void gw_mysql_build_view(struct gw_mysql_reader *reader, const char *name, struct gw_view sql,
			 bool is_broken);
void gw_mysql_build_sequence(struct gw_mysql_reader *reader, const char *name, struct gw_view sql);
/* NULL: sql is no such thing, which is reported, or it is there already. */
struct gw_schema_object *gw_mysql_build_routine(struct gw_mysql_reader *reader,
						const struct gw_schema_kind *kind, const char *name,
						struct gw_view sql);
/* See struct gw_schema_dialect. */
void gw_mysql_leave_rights(struct gw_schema *schema, struct gw_schema_read_options *options);
void gw_mysql_set_definer(struct gw_mysql_reader *reader, struct gw_schema_object *object,
			  const char *definer);
/* sql: the statement that made the trigger, as somebody wrote it. A head that names a database is none. */
void gw_mysql_set_trigger_text(struct gw_arena *arena, struct gw_schema_object *trigger,
			       struct gw_view sql);
/* What SHOW CREATE EVENT says after DO. */
struct gw_view gw_mysql_event_body(struct gw_view sql);
/* When all objects are there. */
void gw_mysql_find_needs(struct gw_schema *schema);

/* read.c */
bool gw_mysql_read(struct gw_conn *conn, const struct gw_schema_read_options *options,
		   struct gw_schema *schema, struct gw_error **err);

/* kinds.c */

/* What a column's definition has. */
enum gw_mysql_clause {
	GW_MYSQL_CHARSET = 1 << 0, /* its character set, also where the table has the same */
	GW_MYSQL_VERSIONING = 1 << 1, /* that it is left out of the table's history */
};

/* A column's definition after its name; clauses: enum gw_mysql_clause. */
void gw_mysql_put_column(struct gw_schema_script *script, const struct gw_schema_object *column,
			 unsigned clauses);
void gw_mysql_put_value(struct gw_schema_script *script, const char *before, struct gw_view value);
/* Writes foreign keys of one table, that stand side by side, with one ALTER; how many steps it took. */
size_t gw_mysql_write_keys(struct gw_schema_script *script, const struct gw_schema_step *steps,
			   size_t n);

/* alter.c: alter() of tables. */
void gw_mysql_alter_table(struct gw_schema_script *script, const struct gw_schema_change *change);
/* Whether the options have this one; name absent: whatever its value, by its name. */
bool gw_mysql_has_option(struct gw_view options, struct gw_view option, struct gw_view name);

/* Whether a column is dropped and added at once: the server turns no column that has values into one that
   computes them when it is read, nor back. */
bool gw_mysql_is_remade(const struct gw_schema_change *change);

/* Whether all that is new is that the optimizer leaves a key alone, or does so no more. */
bool gw_mysql_is_sight(const struct gw_schema_change *change);
/* Whether it is the case of letters in a key's name. */
bool gw_mysql_is_respelled(const struct gw_schema_change *change);

/* places.c */

/* A column of the new table. */
struct gw_mysql_place {
	const struct gw_schema_object *column;
	struct gw_schema_change *change; /* NULL: none */
	size_t old; /* its position in the old table; 0: it is added */
	bool stays; /* it is one of those that need not move */
	size_t length, before; /* of the longest row of columns in order that ends here */
};

struct gw_mysql_places {
	GW_VEC(struct gw_mysql_place) list;
};

void gw_mysql_find_places(const struct gw_schema_script *script,
			  const struct gw_schema_object *table, struct gw_mysql_places *ret_places);
/* Whether what both lists have comes in the same order. */
bool gw_mysql_same_order(struct gw_view a, struct gw_view b);

/* apart.c: around the one ALTER. */

/* The option that the one ALTER leaves to them. */
#define GW_MYSQL_ARIA_ONLY "TRANSACTIONAL"
void gw_mysql_alter_before(struct gw_schema_script *script, const struct gw_schema_change *change);
void gw_mysql_alter_after(struct gw_schema_script *script, const struct gw_schema_change *change);
/* Whether the table begins to keep its history, or begins anew. */
bool gw_mysql_starts_history(const struct gw_schema_change *change);
/* Whether it is one of the two columns by which the server tells since when and until when a row is there. */
bool gw_mysql_is_row_column(const struct gw_schema_object *column);
/* Whether all that is new of a part of a table are the names of those two, which the server sees to. */
bool gw_mysql_goes_with_names(const struct gw_schema_change *change);

/* effect.c */

/* Adds what the change, of a table or of a part of it, does; but for its partitions. */
void gw_mysql_add_effect(const struct gw_schema_change *change, struct gw_schema_effect *effect);
/* Adds what it takes to give each row its new partition. */
void gw_mysql_add_repartition(struct gw_schema_effect *effect);

/* code.c: by the word for it in information_schema; NULL: there is none. */
const struct gw_schema_kind *gw_mysql_routine_kind(struct gw_view type);

/* adjust.c */
void gw_mysql_adjust(struct gw_schema_changes *changes);

#endif
