/*
 * What an engine's schemas are: one descriptor for each engine, in a folder of its own (sqlite/,
 * postgres/, mysql/). It has no client library: catalog queries go through gw_conn and gw_rows.
 *
 * The texts of the queries are the engine's (core/engine/<engine>/sql/schema_*.sql, listed in
 * core/engine/schema_<engine>.def); they come with the connection: conn->engine->schema_queries.
 */
#ifndef GW_SCHEMA_DIALECT_H
#define GW_SCHEMA_DIALECT_H

#include "engine/engine.h"
#include "schema/script.h"

struct gw_schema_read_options {
	bool no_owners; /* as if all were the usual one: who reads, or the database's own */
	bool no_grants; /* as if none were given or taken */
	bool no_comments;
	const char *own_schema; /* of godwit's own tables, which are never part of a schema */
};

struct gw_schema_dialect {
	const char *engine; /* "sqlite" */
	const struct gw_schema_kind *const *kinds; /* NULL-terminated */
	/* Whether the case of letters in names means nothing. */
	bool folds_names;

	/*
	 * Reads all of the database that the connection is to, as one consistent snapshot, in as few
	 * turnarounds as the engine can, and changes nothing. No transaction is open. What is there and
	 * no kind describes goes to schema->unmodelled. godwit's own tables are left out.
	 */
	bool (*read)(struct gw_conn *conn, const struct gw_schema_read_options *options,
		     struct gw_schema *schema, struct gw_error **err);

	/*
	 * Owners and grants are left out of the options, and of a schema that was read with them, where
	 * the schema tells nothing of either. NULL: the engine's schemas have none.
	 */
	void (*leave_rights)(struct gw_schema *schema, struct gw_schema_read_options *options);

	/*
	 * Has the last word on changes before what goes along with them is worked out: may turn
	 * changes of children into one of their parent (within), add changes (gw_schema_touch), or
	 * change their actions. NULL: nothing to say.
	 */
	void (*adjust)(struct gw_schema_changes *changes);
	/*
	 * Writes steps of one group, which follow each other: one ALTER for many (MariaDB). NULL: each
	 * step by gw_schema_write_step().
	 */
	void (*write)(struct gw_schema_script *script, const struct gw_schema_step *steps,
		      size_t n);

	/* A name as SQL; quoted where it has to be. */
	void (*quote_name)(struct gw_str *str, struct gw_view name);
	void (*quote_text)(struct gw_str *str, struct gw_view text);

	/* Ends a statement for the engine's own client (DELIMITER). NULL: with a semicolon. */
	void (*terminate)(struct gw_str *str, struct gw_view sql);
	/*
	 * Settings that scripts need (SET check_function_bodies = off): the first statements of dumps and
	 * of printed scripts, and run on shadows before anything else. And what stands around a script
	 * that people feed to the engine's own client, which godwit's own runs do by themselves (BEGIN).
	 * Each without terminator; NULL-terminated; NULL: nothing.
	 */
	const char *const *settings;
	const char *const *script_begin;
	const char *const *script_end;

	/* The id of the one object that a new database has ("schema public"). NULL: it has none. */
	const char *given;
};

extern const struct gw_schema_dialect gw_schema_sqlite;
extern const struct gw_schema_dialect gw_schema_postgres;
extern const struct gw_schema_dialect gw_schema_mysql;

/* NULL: the engine's schemas cannot be read. */
const struct gw_schema_dialect *gw_schema_dialect_find(const char *engine);
/* The same; GW_E_UNSUPPORTED. */
GW_MUST_USE bool gw_schema_dialect_get(const char *engine,
				       const struct gw_schema_dialect **ret_dialect,
				       struct gw_error **err);

/*
 * Reads the schema of the connection's database. GW_E_UNSUPPORTED when the engine has no dialect.
 * Everything is in the arena.
 */
GW_MUST_USE bool gw_schema_read(struct gw_arena *arena, struct gw_conn *conn,
				const struct gw_schema_read_options *options,
				struct gw_schema *ret_schema, struct gw_error **err);

/* For read(), where godwit's own tables are in no schema of their own: whether it is one of them. */
bool gw_schema_is_own_table(struct gw_view name);

/*
 * For read(): n requests as one list; ret_rows is an array of n. What the server refuses is
 * GW_E_SERVER.
 */
GW_MUST_USE bool gw_schema_query(struct gw_conn *conn, struct gw_arena *arena,
				 const struct gw_request *requests, size_t n,
				 struct gw_rows *ret_rows, struct gw_error **err);
/* The same, with the replies told one by one (gw_engine.run). */
GW_MUST_USE bool gw_schema_ask(struct gw_conn *conn, struct gw_arena *arena,
			       const struct gw_request *requests, size_t n, gw_reply_fn *reply,
			       void *payload, struct gw_error **err);

#endif
