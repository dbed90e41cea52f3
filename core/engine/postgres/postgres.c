/*
 * PostgreSQL: the descriptor of the module, and what of it is only words.
 */
#include "engine/literal.h"
#include "engine/postgres/estate_int.h"
#include "engine/postgres/postgres_int.h"
#include "postgres_sql.h"

static void quote_name(struct gw_str *str, struct gw_view name)
{
	gw_add_quoted(str, name, '"');
}

/* E'..' where there is a backslash: right whatever standard_conforming_strings says. */
static void quote_text(const struct gw_conn *conn GW_UNUSED, struct gw_str *str,
		       struct gw_view text)
{
	if (gw_view_find_char(text, '\\') == GW_NOWHERE) {
		gw_add_quoted(str, text, '\'');
		return;
	}
	gw_str_puts(str, " E'");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\'' || text.p[i] == '\\')
			gw_str_putc(str, text.p[i]);
		gw_str_putc(str, text.p[i]);
	}
	gw_str_putc(str, '\'');
}

static void add_timeout(struct gw_arena *arena, const char *setting, int64_t value_ms,
			bool in_transaction, struct gw_statements *ret_list)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (value_ms == 0)
		return;
	gw_str_puts(&str, in_transaction ? "SET LOCAL " : "SET ");
	gw_str_puts(&str, setting);
	gw_str_puts(&str, " TO ");
	if (value_ms == GW_TIMEOUT_DEFAULT)
		gw_str_puts(&str, "DEFAULT");
	else
		gw_add_int(&str, value_ms);
	gw_vec_push(arena, &ret_list->list, gw_str_take(&str, arena));
}

static void set_timeouts(struct gw_arena *arena, const struct gw_timeouts *timeouts,
			 bool in_transaction, struct gw_statements *ret_list)
{
	add_timeout(arena, "lock_timeout", timeouts->lock_ms, in_transaction, ret_list);
	add_timeout(arena, "statement_timeout", timeouts->statement_ms, in_transaction, ret_list);
}

/*
 * Role and authorization are no part of RESET ALL; DISCARD ALL would release the run lock. What the
 * connection set for itself comes after it: the encoding, behind a pooler, is not in the beginning of
 * the session that we happen to have.
 */
static void reset_session(const struct gw_conn *conn, struct gw_arena *arena,
			  struct gw_statements *ret_list)
{
	static const char *const statements[] = {
		"RESET SESSION AUTHORIZATION",
		"RESET ROLE",
		"RESET ALL",
	};

	for (size_t i = 0; i < GW_COUNT(statements); i++)
		gw_vec_push(arena, &ret_list->list, statements[i]);
	if (conn->info.pooled)
		gw_vec_push(arena, &ret_list->list, "SET client_encoding TO 'UTF8'");
	if (((const struct gw_pg *)conn)->watches_client)
		gw_vec_push(arena, &ret_list->list, GW_PG_WATCH_CLIENT);
}

static const char *const queries[GW_QUERY_COUNT] = {
#define GW_QUERY(id, file) [GW_Q_##id] = SQL_##id,
#include "engine/queries.def"
#undef GW_QUERY
};

static const char *const schema_queries[] = {
#define GW_QUERY(id, file) SQL_SCHEMA_##id,
#include "engine/schema_postgres.def"
#undef GW_QUERY
};

GW_EXPORT const struct gw_engine gw_module_postgres = {
	.name = "postgres",
	.label = "PostgreSQL",
	.dialect = &gw_dialect_postgres,
	.caps = {.transactional_ddl = true,
		 .list_is_transaction = true,
		 .has_schemas = true,
		 .is_server = true,
		 .shortest_lock_ms = 1,
		 .local_timeouts = true,
		 .waiting_blocks_others = true},
	.words = {.begin = "BEGIN",
		  .begin_reading = "BEGIN",
		  .commit = "COMMIT",
		  .rollback = "ROLLBACK",
		  .savepoint = "SAVEPOINT godwit",
		  .release_savepoint = "RELEASE SAVEPOINT godwit",
		  .rollback_to_savepoint = "ROLLBACK TO SAVEPOINT godwit",
		  .times_in_utc = "SET LOCAL TimeZone = 'UTC'",
		  .before_instant = "TIMESTAMPTZ '",
		  .after_instant = "+00'",
		  .before_utc = "'",
		  .after_utc = "+00'",
		  .lock_room = SQL_LOCK_ROOM},
	.queries = queries,
	.schema_queries = schema_queries,
	.connect = gw_pg_connect,
	.close = gw_pg_close,
	.run = gw_pg_run,
	.try_lock = gw_pg_try_lock,
	.unlock = gw_pg_unlock,
	.lock_holder = gw_pg_lock_holder,
	.try_foreign_lock = gw_pg_try_foreign_lock,
	.foreign_lock_holder = gw_pg_foreign_lock_holder,
	.end_session = gw_pg_end_session,
	.witness = gw_pg_witness,
	.judge = gw_pg_judge,
	.clear_way = gw_pg_clear_way,
	.is_over = gw_pg_is_over,
	.blockers = gw_pg_blockers,
	.set_timeouts = set_timeouts,
	.reset_session = reset_session,
	.estate = &gw_pg_estate,
	.databases = &gw_pg_databases,
	.quote_name = quote_name,
	.quote_text = quote_text,
};
