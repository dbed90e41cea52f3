/*
 * What a statement is, from its first tokens: kind, command tag, and the facts that planning needs.
 * The classifier knows a list and guesses nothing: an unknown statement is GW_STATEMENT_OTHER, may
 * run in a transaction, and commits nothing. Sources of the lists: the engines' manuals, checked
 * against PostgreSQL 15-18, MariaDB 10.11 and SQLite 3.40 (each list names its page).
 */
#ifndef GW_SQL_CLASSIFY_H
#define GW_SQL_CLASSIFY_H

#include "base/arena.h"
#include "base/vec.h"
#include "sql/lexer.h"

enum gw_statement_kind {
	GW_STATEMENT_OTHER,
	GW_STATEMENT_QUERY, /* SELECT, VALUES, TABLE, SHOW, EXPLAIN, WITH .. SELECT */
	GW_STATEMENT_DML, /* INSERT, UPDATE, DELETE, MERGE, REPLACE, COPY, LOAD, CALL, DO */
	GW_STATEMENT_DDL, /* CREATE, ALTER, DROP, RENAME, TRUNCATE, COMMENT, GRANT, REVOKE */
	GW_STATEMENT_TRANSACTION, /* BEGIN, COMMIT, SAVEPOINT, ... */
	GW_STATEMENT_SESSION, /* SET, RESET, PRAGMA, USE, LOCK, ATTACH */
	GW_STATEMENT_UTILITY, /* VACUUM, ANALYZE, REINDEX, CLUSTER, FLUSH */
};

/* What a GW_STATEMENT_TRANSACTION does. */
enum gw_tx_control {
	GW_TX_NONE,
	GW_TX_BEGIN, /* BEGIN, START TRANSACTION (with any options) */
	GW_TX_COMMIT, /* COMMIT, END */
	GW_TX_ROLLBACK, /* of the whole transaction */
	GW_TX_SAVEPOINT, /* SAVEPOINT, RELEASE, ROLLBACK TO */
	GW_TX_CHARACTERISTICS, /* SET TRANSACTION: must come before any query */
	GW_TX_OTHER, /* PREPARE TRANSACTION, XA, COMMIT AND CHAIN: cannot be taken apart */
};

struct gw_class {
	enum gw_statement_kind kind;
	enum gw_tx_control tx;
	const char *tag; /* "CREATE INDEX", "INSERT": for humans; static text, never NULL */
	/* NULL, or why the statement cannot run inside a transaction block (a phrase: "CREATE
	   INDEX CONCURRENTLY cannot run in a transaction"). Static text. */
	const char *no_transaction;
	bool implicit_commit; /* MySQL: commits what is open, before and after itself, or may do so
				 (CALL, EXECUTE) */
	bool begin_options; /* a GW_TX_BEGIN that is more than ours (ISOLATION LEVEL, ...) */
	bool transaction_local; /* has an effect in a transaction only (SET LOCAL, LOCK TABLE) */
	bool locks_tables; /* MySQL LOCK TABLES: only the named tables are usable from here */
	bool unlocks_tables;
	bool copy_from_stdin; /* rows follow inline */
	bool runs_code; /* CALL, DO, EXECUTE: does what its text does not tell, and may commit */
	bool breaks_references; /* may leave rows that refer to nothing: DROP TABLE, DELETE, ... */
	bool destroys_data; /* DROP TABLE, DROP COLUMN, TRUNCATE, DELETE, DROP SCHEMA, ... */
	unsigned
		locks; /* that the transaction keeps of relations which are made or dropped, by rule
			   of thumb */
	bool ignored_in_transaction; /* takes no effect in a transaction (PRAGMA foreign_keys) */
	/* ALTER TYPE .. ADD VALUE: the new label, which later statements of the same transaction
	   must not use (PostgreSQL 55P04). Absent otherwise; text between the quotes as written. */
	struct gw_view enum_label;
};

/* statement is one statement without its terminator; leading comments are fine. */
struct gw_class gw_classify(const struct gw_dialect *dialect, struct gw_lexer_modes modes,
			    struct gw_view statement);

enum gw_object_kind {
	GW_OBJECT_TABLE,
	GW_OBJECT_VIEW,
	GW_OBJECT_INDEX,
	GW_OBJECT_SEQUENCE,
	GW_OBJECT_TYPE,
	GW_OBJECT_ROUTINE,
	GW_OBJECT_TRIGGER,
	GW_OBJECT_EVENT,
	GW_OBJECT_SCHEMA,
	GW_OBJECT_DATABASE,
	GW_OBJECT_ROLE,
	GW_OBJECT_EXTENSION,
	GW_OBJECT_OTHER,
};

/* One object that a DDL statement creates, changes, or drops. */
struct gw_object {
	enum gw_object_kind kind;
	const char *schema; /* NULL: not qualified */
	const char *name; /* NULL: unnamed (CREATE INDEX ON t) */
	const char *table; /* of an index or trigger; NULL unknown */
};

struct gw_objects {
	GW_VEC(struct gw_object) list;
};

const char *gw_object_kind_name(enum gw_object_kind kind);
/* The objects that a DDL statement touches: all of DROP a, b; both names of a RENAME. */
void gw_classify_objects(struct gw_arena *arena, const struct gw_dialect *dialect,
			 struct gw_lexer_modes modes, struct gw_view statement,
			 struct gw_objects *ret_objects);

#endif
