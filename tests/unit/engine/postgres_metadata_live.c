/*
 * The metadata queries of PostgreSQL against a real server (see postgres_live.c): the tables as they
 * are made, their guards, what a reader may do, and every way of tampering that is looked for.
 */
#include <string.h>

#include "postgres_server.h"

#include "history/event.h"
#include "sql/split.h"

static struct server server;

/* Each test works in a transaction that is rolled back. */
static int open_transaction(void **state GW_UNUSED)
{
	server_exec(&server, "BEGIN");
	return 0;
}

static int close_transaction(void **state GW_UNUSED)
{
	server_exec(&server, "ROLLBACK");
	return 0;
}

static int open_server(void **state GW_UNUSED)
{
	return server_open(&server);
}

static int close_server(void **state GW_UNUSED)
{
	server_close(&server);
	return 0;
}

static const char *query(enum gw_query id)
{
	return server.engine->queries[id];
}

static void exec_script(const char *script)
{
	struct gw_view text = gw_view_of(script);
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found;

	gw_splitter_init(&splitter, &gw_dialect_postgres, text);
	for (;;) {
		assert_true(gw_split_next(&splitter, &statement, &found, &error));
		if (!found)
			return;
		server_exec(&server,
			    gw_view_dup(&server.arena, gw_statement_text(text, &statement)));
	}
}

static void create_tables(void)
{
	exec_script(query(GW_Q_METADATA_CREATE));
}

/* Each followed by a newline. */
static const char *findings_of(enum gw_query id)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_rows rows;

	if (!gw_conn_query(server.conn, &server.arena, query(id), NULL, 0, &rows, &error))
		fail_msg("%s", error->message);
	for (size_t i = 0; i < rows.nrows; i++) {
		gw_str_add(&str, gw_cell(&rows, i, 0));
		gw_str_putc(&str, '\n');
	}
	return gw_str_take(&str, &server.arena);
}

static const char *findings(void)
{
	return findings_of(GW_Q_METADATA_CHECK);
}

static const char *glance(void)
{
	return findings_of(GW_Q_METADATA_GLANCE);
}

static bool insert(int64_t seq, const char *prev_hash, const char *hash,
		   struct gw_error **ret_error)
{
	struct gw_event event = {0};

	event.values[GW_COLUMN_seq] = gw_value_int(seq);
	event.values[GW_COLUMN_event] = gw_value_text(GW_VIEW("applied"));
	event.values[GW_COLUMN_up_sql] = gw_value_text(GW_VIEW("SELECT 'it''s'"));
	event.values[GW_COLUMN_started_at] = gw_value_int(1234567890123456);
	event.values[GW_COLUMN_prev_hash] = gw_value_text(gw_view_of(prev_hash));
	event.values[GW_COLUMN_hash] = gw_value_text(gw_view_of(hash));
	return gw_conn_query(server.conn, &server.arena, query(GW_Q_HISTORY_INSERT), event.values,
			     GW_EVENT_COLUMN_COUNT, NULL, ret_error);
}

static void must_insert(int64_t seq, const char *prev_hash, const char *hash)
{
	struct gw_error *error = NULL;

	if (!insert(seq, prev_hash, hash, &error))
		fail_msg("%s", error->message);
}

static void expect_guard(int64_t seq, const char *prev_hash, const char *hash, const char *sqlstate)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	server_exec(&server, "SAVEPOINT guard");
	assert_false(insert(seq, prev_hash, hash, &error));
	assert_string_equal(error->server->sqlstate, sqlstate);
	server_exec(&server, "ROLLBACK TO SAVEPOINT guard");
}

static void tables_are_absent_then_right(void **state GW_UNUSED)
{
	assert_string_equal(findings(), "absent\n");
	assert_string_equal(glance(), "absent\n");
	create_tables();
	assert_string_equal(glance(), "");
	assert_string_equal(findings(), "");
	create_tables();
	assert_string_equal(findings(), "");
}

static void a_comment_names_all_events(void **state GW_UNUSED)
{
	const char sql[] = "SELECT pg_catalog.col_description(attrelid, attnum) FROM "
			   "pg_catalog.pg_attribute WHERE attrelid = "
			   "'godwit.godwit_history'::regclass AND attname = 'event'";
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_rows rows;

	create_tables();
	assert_true(gw_conn_query(server.conn, &server.arena, sql, NULL, 0, &rows, &error));
	for (size_t i = 0; i < GW_EVENT_KIND_COUNT; i++) {
		const char *name = gw_event_kind_name((enum gw_event_kind)i);

		if (gw_view_find(gw_cell(&rows, 0, 0), gw_view_of(name)) == GW_NOWHERE)
			fail_msg("no %s", name);
	}
}

static void rows_form_a_chain(void **state GW_UNUSED)
{
	create_tables();
	must_insert(0, NULL, "a");
	must_insert(1, "a", "b");
	expect_guard(2, "a", "c", "23505");
	expect_guard(2, "gone", "c", "23503");
	expect_guard(2, "b", "a", "23505");
	expect_guard(1, "b", "c", "23505");
	expect_guard(2, NULL, "c", "23514");
	must_insert(2, "b", "c");
}

static void rows_come_back_as_they_were(void **state GW_UNUSED)
{
	const struct gw_value range[] = {gw_value_int(1), gw_value_int(1)};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_rows list, full;

	create_tables();
	must_insert(0, NULL, "a");
	must_insert(1, "a", "b");
	must_insert(2, "b", "c");
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_HISTORY_LIST), NULL, 0,
				  &list, &error));
	assert_int_equal(list.nrows, 3);
	assert_int_equal(list.ncols, 11);
	assert_string_equal(list.names[8], "has_up_sql");
	assert_int_equal(gw_cell_int(&list, 1, 8), 1);
	assert_int_equal(gw_cell_int(&list, 1, 9), 0);
	assert_true(gw_view_is(gw_cell(&list, 1, 10), "b"));
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_HISTORY_PARTS), NULL, 0,
				  &list, &error));
	assert_int_equal(list.nrows, 3);
	assert_int_equal(list.ncols, 4);
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_HISTORY_FULL), range, 2,
				  &full, &error));
	assert_int_equal(full.nrows, 1);
	assert_int_equal(full.ncols, GW_EVENT_COLUMN_COUNT);
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++)
		assert_string_equal(full.names[i], gw_event_column_name((enum gw_event_column)i));
	assert_true(gw_view_is(gw_cell(&full, 0, GW_COLUMN_up_sql), "SELECT 'it''s'"));
	assert_true(gw_cell_int(&full, 0, GW_COLUMN_started_at) == 1234567890123456);
}

static void the_journal_is_written_and_cleared(void **state GW_UNUSED)
{
	const struct gw_value row[] = {
		gw_value_text(GW_VIEW("run")),
		gw_value_text(GW_VIEW("1")),
		gw_value_text(GW_VIEW("up")),
		gw_value_text(GW_VIEW("sum")),
		gw_value_int(3),
		gw_value_text(GW_VIEW("intent")),
		gw_value_int(42),
		gw_value_int(INT64_MAX),
		gw_value_text((struct gw_view){0}),
		gw_value_int(5),
	};
	const struct gw_value turned[] = {row[0], gw_value_text(GW_VIEW("2")),
					  row[2], row[3],
					  row[4], row[5],
					  row[6], row[7],
					  row[8], row[9],
					  row[1], row[2]};
	const struct gw_value key[] = {row[1], row[2], gw_value_int(INT64_MAX)};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_rows rows;

	create_tables();
	for (int i = 0; i < 2; i++)
		assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_JOURNAL_INSERT),
					  row, GW_COUNT(row), NULL, &error));
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_JOURNAL_LIST), NULL, 0,
				  &rows, &error));
	assert_int_equal(rows.nrows, 2);
	assert_int_equal(rows.ncols, 12);
	assert_true(gw_cell_int(&rows, 0, 0) < gw_cell_int(&rows, 1, 0));
	assert_true(gw_cell_int(&rows, 0, 8) == INT64_MAX);
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_JOURNAL_CLEAR), key,
				  GW_COUNT(key), NULL, &error));
	assert_string_equal("0",
			    server_value(&server, "SELECT count(*) FROM godwit.godwit_journal"));
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_JOURNAL_INSERT), row,
				  GW_COUNT(row), NULL, &error));
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_JOURNAL_TURN), turned,
				  GW_COUNT(turned), NULL, &error));
	assert_string_equal("2",
			    server_value(&server, "SELECT version FROM godwit.godwit_journal"));
}

struct tampering {
	const char *script;
	const char *finding; /* part of what has to be found */
};

static const struct tampering tamperings[] = {
	{"CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
	 "CREATE TRIGGER evil BEFORE INSERT ON godwit.godwit_history EXECUTE FUNCTION pg_temp.f()",
	 "trigger evil on godwit_history\n"},
	{"CREATE RULE r AS ON INSERT TO godwit.godwit_journal DO ALSO NOTHING",
	 "rule r on godwit_journal\n"},
	{"ALTER TABLE godwit.godwit_lock ENABLE ROW LEVEL SECURITY",
	 "row security on godwit_lock\n"},
	{"ALTER TABLE godwit.godwit_lock ADD extra int",
	 "unexpected column extra of godwit_lock\n"},
	{"ALTER TABLE godwit.godwit_history DROP detail",
	 "missing column detail of godwit_history\n"},
	{"ALTER TABLE godwit.godwit_history ALTER name TYPE varchar",
	 "wrong type of column name of godwit_history\n"},
	{"CREATE DOMAIN trap AS text; ALTER TABLE godwit.godwit_history ALTER name TYPE trap",
	 "wrong type of column name of godwit_history\n"},
	{"ALTER TABLE godwit.godwit_history ALTER name SET DEFAULT 'x'",
	 "unexpected default of column name of godwit_history\n"},
	{"ALTER TABLE godwit.godwit_history DROP detail;"
	 "ALTER TABLE godwit.godwit_history ADD detail text GENERATED ALWAYS AS ('x') STORED",
	 "unexpected default of column detail of godwit_history\n"},
	{"ALTER TABLE godwit.godwit_history ADD extra int DEFAULT 1",
	 "unexpected column extra of godwit_history\n"},
	{"ALTER TABLE godwit.godwit_journal ADD extra text DEFAULT 'x'",
	 "unexpected column extra of godwit_journal\n"},
	{"ALTER TABLE godwit.godwit_lock ADD extra text GENERATED ALWAYS AS ('x') STORED",
	 "unexpected column extra of godwit_lock\n"},
	{"CREATE SCHEMA app; CREATE DOMAIN app.text AS text;"
	 "SET LOCAL search_path TO app, pg_catalog;"
	 "ALTER TABLE godwit.godwit_history ALTER name TYPE app.text",
	 "wrong type of column name of godwit_history\n"},
	{"CREATE TABLE above (); ALTER TABLE godwit.godwit_history INHERIT above",
	 "godwit_history takes part in inheritance\n"},
	{"CREATE TABLE above (extra text); ALTER TABLE godwit.godwit_lock ADD extra text;"
	 "ALTER TABLE godwit.godwit_lock INHERIT above",
	 "godwit_lock takes part in inheritance\n"},
	{"CREATE TABLE above (detail text); ALTER TABLE godwit.godwit_history INHERIT above",
	 "godwit_history takes part in inheritance\n"},
	{"ALTER TABLE godwit.godwit_history DROP CONSTRAINT godwit_history_predecessor",
	 "FOREIGN KEY (prev_hash)"},
	{"ALTER TABLE godwit.godwit_history DROP CONSTRAINT godwit_history_one_successor",
	 "UNIQUE (prev_hash)"},
	{"ALTER TABLE godwit.godwit_history DISABLE TRIGGER ALL", "is switched off"},
	{"CREATE TABLE child () INHERITS (godwit.godwit_history)",
	 "godwit_history takes part in inheritance\n"},
	{"ALTER TABLE godwit.godwit_journal SET UNLOGGED", "godwit_journal is no ordinary table\n"},
	{"DROP TABLE godwit.godwit_history; CREATE VIEW godwit.godwit_history AS SELECT 1 AS seq",
	 "godwit_history is no ordinary table\n"},
	{"DROP TABLE godwit.godwit_lock", "godwit_lock is missing\n"},
	{"GRANT CREATE ON SCHEMA godwit TO PUBLIC",
	 "everybody (PUBLIC) has CREATE in schema godwit\n"},
	{"GRANT TRIGGER ON godwit.godwit_lock TO PUBLIC",
	 "everybody (PUBLIC) has TRIGGER on godwit_lock\n"},
	{"CREATE ROLE mallory; ALTER SCHEMA godwit OWNER TO mallory",
	 "schema godwit is owned by mallory\n"},
	{"CREATE ROLE mallory; ALTER TABLE godwit.godwit_history OWNER TO mallory",
	 "godwit_history is owned by mallory\n"},
	{"CREATE FUNCTION public.same(name, name) RETURNS bool LANGUAGE sql AS 'SELECT false';"
	 "CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = name, FUNCTION = public.same);"
	 "SET LOCAL search_path TO public, pg_catalog;"
	 "CREATE RULE r AS ON INSERT TO godwit.godwit_lock DO ALSO NOTHING",
	 "rule r on godwit_lock\n"},
};

static void tampering_is_found(void **state GW_UNUSED)
{
	create_tables();
	server_exec(&server, "SAVEPOINT clean");
	for (size_t i = 0; i < GW_COUNT(tamperings); i++) {
		exec_script(tamperings[i].script);
		if (strstr(findings(), tamperings[i].finding) == NULL)
			fail_msg("%s: found '%s'", tamperings[i].script, findings());
		if (strcmp(glance(), "unsure\n") != 0)
			fail_msg("%s: not seen at a glance", tamperings[i].script);
		server_exec(&server, "ROLLBACK TO SAVEPOINT clean");
		assert_string_equal(findings(), "");
		assert_string_equal(glance(), "");
	}
}

/* A subtransaction stands for another one: what it makes is not this one's. */
static void own_tables_need_no_second_look(void **state GW_UNUSED)
{
	static const char *const preparations[] = {
		"SAVEPOINT other; CREATE SCHEMA godwit; RELEASE SAVEPOINT other",
		"CREATE SCHEMA godwit; SAVEPOINT other; "
		"CREATE TABLE godwit.godwit_lock (epoch int8, expires_at int8); "
		"RELEASE SAVEPOINT other",
		"ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO PUBLIC",
		"ALTER DEFAULT PRIVILEGES GRANT CREATE ON SCHEMAS TO PUBLIC",
	};

	create_tables();
	assert_string_equal(findings_of(GW_Q_METADATA_RECHECK), "");
	for (size_t i = 0; i < GW_COUNT(preparations); i++) {
		server_exec(&server, "ROLLBACK");
		server_exec(&server, "BEGIN");
		exec_script(preparations[i]);
		create_tables();
		if (strcmp(findings_of(GW_Q_METADATA_RECHECK), "unsure\n") != 0)
			fail_msg("%s", preparations[i]);
	}
}

static void what_all_may_read_is_seen_at_a_glance(void **state GW_UNUSED)
{
	create_tables();
	exec_script("GRANT USAGE ON SCHEMA godwit TO PUBLIC;"
		    "GRANT SELECT ON ALL TABLES IN SCHEMA godwit TO PUBLIC");
	assert_string_equal(glance(), "");
}

/* What is there without tables of ours, somebody else made. */
static void a_schema_alone_needs_a_second_look(void **state GW_UNUSED)
{
	exec_script("CREATE SCHEMA godwit");
	assert_string_equal(glance(), "unsure\n");
	exec_script("CREATE TABLE godwit.godwit_lock (name text)");
	assert_string_equal(glance(), "unsure\n");
}

static void our_own_guards_are_no_tampering(void **state GW_UNUSED)
{
	create_tables();
	exec_script(query(GW_Q_GUARD_ON));
	assert_string_equal(findings(), "");
	assert_string_equal(glance(), "unsure\n");
	exec_script(query(GW_Q_METADATA_CREATE));
	assert_string_equal(findings(), "");
	exec_script(query(GW_Q_GUARD_OFF));
	assert_string_equal(findings(), "");
	/* A name alone makes no guard. */
	exec_script("CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql "
		    "AS 'BEGIN RETURN NEW; END';"
		    "CREATE TRIGGER godwit_guard BEFORE UPDATE ON godwit.godwit_history "
		    "EXECUTE FUNCTION pg_temp.f()");
	assert_string_equal(findings(), "trigger godwit_guard on godwit_history\n");
}

static void owners_are_trusted_by_membership(void **state GW_UNUSED)
{
	create_tables();
	exec_script("CREATE ROLE team; CREATE ROLE member; CREATE ROLE stranger;"
		    "GRANT ALL ON SCHEMA godwit TO stranger;"
		    "GRANT ALL ON ALL TABLES IN SCHEMA godwit TO stranger;"
		    "GRANT team TO member; ALTER SCHEMA godwit OWNER TO team;"
		    "ALTER TABLE godwit.godwit_history OWNER TO team;"
		    "ALTER TABLE godwit.godwit_journal OWNER TO team;"
		    "ALTER TABLE godwit.godwit_lock OWNER TO team; SET LOCAL ROLE member");
	assert_string_equal(findings(), "");
	assert_string_equal(glance(), "unsure\n");
	server_exec(&server, "SET LOCAL ROLE stranger");
	assert_string_equal(glance(), "unsure\n");
	assert_non_null(strstr(findings(), "schema godwit is owned by team\n"));
}

static void a_reader_may_look(void **state GW_UNUSED)
{
	const struct gw_value range[] = {gw_value_int(0), gw_value_int(9)};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_rows rows;

	create_tables();
	must_insert(0, NULL, "a");
	exec_script("CREATE ROLE owner; CREATE ROLE reader_of_history;"
		    "ALTER TABLE godwit.godwit_history OWNER TO owner;"
		    "GRANT USAGE ON SCHEMA godwit TO reader_of_history;"
		    "GRANT SELECT ON ALL TABLES IN SCHEMA godwit TO reader_of_history;"
		    "SET LOCAL ROLE reader_of_history");
	assert_string_equal(findings(), "");
	assert_string_equal(glance(), "");
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_HISTORY_LIST), NULL, 0,
				  &rows, &error));
	assert_int_equal(rows.nrows, 1);
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_HISTORY_PARTS), NULL, 0,
				  &rows, &error));
	assert_int_equal(rows.nrows, 1);
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_HISTORY_FULL), range, 2,
				  &rows, &error));
	assert_int_equal(rows.nrows, 1);
	assert_true(gw_conn_query(server.conn, &server.arena, query(GW_Q_JOURNAL_LIST), NULL, 0,
				  &rows, &error));
}

/* A right on the database is only needed when there is no schema yet. */
static void a_given_schema_is_enough(void **state GW_UNUSED)
{
	exec_script("CREATE ROLE modest; CREATE SCHEMA godwit AUTHORIZATION modest;"
		    "SET LOCAL ROLE modest");
	create_tables();
	assert_string_equal(findings(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_transaction, close_transaction)
		TEST(tables_are_absent_then_right),
		TEST(a_comment_names_all_events),
		TEST(rows_form_a_chain),
		TEST(rows_come_back_as_they_were),
		TEST(the_journal_is_written_and_cleared),
		TEST(tampering_is_found),
		TEST(own_tables_need_no_second_look),
		TEST(what_all_may_read_is_seen_at_a_glance),
		TEST(a_schema_alone_needs_a_second_look),
		TEST(our_own_guards_are_no_tampering),
		TEST(owners_are_trusted_by_membership),
		TEST(a_reader_may_look),
		TEST(a_given_schema_is_enough),
#undef TEST
	};

	return cmocka_run_group_tests(tests, open_server, close_server);
}
