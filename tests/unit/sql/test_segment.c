/* How scripts are cut into segments, what is refused, and the digest of tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "sql/segment.h"

struct outcome {
	bool ok;
	struct gw_script_facts facts;
	size_t offset;
	size_t length;
	char *message;
};

static struct outcome survey(struct gw_arena *arena, const struct gw_dialect *dialect,
			     enum gw_tx_wish wish, const char *sql)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_text text = {.view = gw_view_of(sql)};
	struct outcome outcome = {0};

	outcome.ok = gw_script_survey(arena, dialect, dialect != &gw_dialect_mysql, wish, &text,
				      &outcome.facts, &outcome.offset, &outcome.length, &error);
	if (!outcome.ok) {
		assert_int_equal(error->code, GW_E_SQL);
		outcome.message = gw_strdup(arena, error->message);
	}
	return outcome;
}

/*
 * Segments in short: T(ogether), A(lone) or S(pan), the first statement and the number of
 * statements; then b<index of BEGIN>, o<where the body starts>, o!: opening before BEGIN,
 * s: session only, r: rolls back.
 */
static char *describe(struct gw_arena *arena, const struct gw_script_facts *facts)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < facts->segments.n; i++) {
		const struct gw_segment *segment = &facts->segments.items[i];

		gw_str_printf(&str, "%s%c%zu+%zu", i > 0 ? " " : "", "TAS"[segment->kind],
			      segment -> first, segment -> count);
		if (segment->begin != GW_NOWHERE)
			gw_str_printf(&str, " b%zu", segment->begin);
		if (segment->kind == GW_SEGMENT_TOGETHER && segment->body != segment->first)
			gw_str_printf(&str, " o%s%zu", segment->opening_before_begin ? "!" : "",
				      segment->body);
		gw_str_puts(&str, segment->session_only ? " s" : "");
		gw_str_puts(&str, segment->rolls_back ? " r" : "");
		assert_true((segment->reason != NULL) == (segment->kind != GW_SEGMENT_TOGETHER));
	}
	return gw_str_take(&str, arena);
}

struct expected {
	const char *sql;
	const char *segments;
};

/* Segments cover the script without gaps, and one that is alone is one statement. */
static void check_cover(const struct gw_script_facts *facts)
{
	size_t next = 0;

	for (size_t i = 0; i < facts->segments.n; i++) {
		const struct gw_segment *segment = &facts->segments.items[i];

		assert_int_equal(segment->first, next);
		assert_true(segment->kind != GW_SEGMENT_ALONE || segment->count == 1);
		next += segment->count;
	}
}

static void check(const struct gw_dialect *dialect, enum gw_tx_wish wish,
		  const struct expected *cases, size_t n)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < n; i++) {
		struct outcome outcome = survey(&arena, dialect, wish, cases[i].sql);
		char *segments;

		if (!outcome.ok)
			fail_msg("%s: refused: %s", cases[i].sql, outcome.message);
		check_cover(&outcome.facts);
		segments = describe(&arena, &outcome.facts);
		if (strcmp(segments, cases[i].segments) != 0)
			fail_msg("%s: '%s' (expected '%s')", cases[i].sql, segments,
				 cases[i].segments);
	}
}

struct refused {
	const char *sql;
	const char *at; /* what is pointed at */
	const char *message; /* a part of it */
};

static void check_refused(const struct gw_dialect *dialect, enum gw_tx_wish wish,
			  const struct refused *cases, size_t n)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < n; i++) {
		struct gw_view sql = gw_view_of(cases[i].sql);
		struct outcome outcome = survey(&arena, dialect, wish, cases[i].sql);
		struct gw_view at;

		if (outcome.ok)
			fail_msg("%s: not refused", cases[i].sql);
		at = gw_view_slice(sql, outcome.offset, outcome.offset + outcome.length);
		if (!gw_view_is(at, cases[i].at) ||
		    strstr(outcome.message, cases[i].message) == NULL)
			fail_msg("%s: '%s' at '%.*s'", cases[i].sql, outcome.message,
				 GW_VIEW_ARG(at));
	}
}

/* --- PostgreSQL --- */

static void test_postgres(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"", ""},
		{"-- nothing\n;;", ""},
		{"CREATE TABLE t (a int); INSERT INTO t VALUES (1);", "T0+2"},
		/* what cannot be in a transaction */
		{"SELECT 1; CREATE INDEX CONCURRENTLY i ON t (a); SELECT 2; SELECT 3",
		 "T0+1 A1+1 T2+2"},
		{"VACUUM; VACUUM", "A0+1 A1+1"},
		/* the session */
		{"SET a = 1", "T0+1 s"},
		{"SET a = 1; SELECT 1", "T0+2"},
		{"SET a = 1; VACUUM; RESET a", "T0+1 s A1+1 T2+1 s"},
		{"SELECT 1; SET a = 1; VACUUM; SET b = 1; SELECT 1", "T0+2 A2+1 T3+2"},
		{"SET LOCAL a = 1; SELECT 1", "T0+2"},
		{"LOCK TABLE t; UPDATE t SET a = 1", "T0+2"},
		{"LOCK TABLE t", "T0+1"},
		/* the script's own transactions */
		{"BEGIN; SELECT 1; SELECT 2; COMMIT;", "T0+4"},
		{"BEGIN; SELECT 1; END", "T0+3"},
		{"BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT", "T0+3 T3+3"},
		{"SELECT 0; BEGIN; SELECT 1; COMMIT; SELECT 2", "T0+1 T1+3 T4+1"},
		{"SET a = 1; BEGIN; SELECT 1; COMMIT; RESET a", "T0+5"},
		{"BEGIN; SELECT 1; COMMIT; SET a = 1; BEGIN; SELECT 2; COMMIT", "T0+3 T3+4"},
		{"BEGIN; SELECT 1; COMMIT; SET a = 1; SELECT 2", "T0+3 T3+2"},
		{"BEGIN; SELECT 1; COMMIT; VACUUM; BEGIN; SELECT 1; COMMIT", "T0+3 A3+1 T4+3"},
		{"BEGIN; COMMIT", "T0+2 s"},
		{"BEGIN; COMMIT; SELECT 1", "T0+3"},
		{"BEGIN; COMMIT; VACUUM", "T0+2 s A2+1"},
		{"BEGIN; SELECT 1; BEGIN; SELECT 2; COMMIT", "T0+5"},
		{"BEGIN; SAVEPOINT a; SELECT 1; ROLLBACK TO a; RELEASE a; COMMIT", "T0+6"},
		/* COMMIT without BEGIN */
		{"SELECT 1; COMMIT; SELECT 2", "T0+2 T2+1"},
		{"COMMIT; SELECT 1", "T0+2"},
		{"SELECT 1; COMMIT; COMMIT", "T0+3"},
		{"SET a = 1; COMMIT; SELECT 1", "T0+3"},
		/* ... written to run in a transaction of the tool, which BEGIN opens again */
		{"SELECT 1; COMMIT; VACUUM; BEGIN", "T0+2 A2+1 T3+1 s"},
		{"SELECT 1; COMMIT; BEGIN; SELECT 2; SET a = 1", "T0+2 T2+3"},
		/* options */
		{"BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT", "T0+3 b0 o1"},
		{"SET a = 1; BEGIN READ ONLY; SELECT 1; COMMIT", "T0+4 b1 o2"},
		{"BEGIN; SET TRANSACTION READ ONLY; SET LOCAL a = 1; SET TRANSACTION READ WRITE; "
		 "SELECT 1; COMMIT",
		 "T0+6 o4"},
		{"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT 1", "T0+2 o1"},
		{"SELECT 1; SET TRANSACTION READ ONLY", "T0+2"},
		{"BEGIN READ ONLY; COMMIT", "T0+2 s"},
		/* ROLLBACK */
		{"BEGIN; SELECT 1; ROLLBACK", "T0+3 r"},
		{"SET a = 1; BEGIN; SELECT 1; ROLLBACK; RESET a", "T0+1 s T1+3 r T4+1 s"},
		{"BEGIN; SELECT 1; ABORT; SELECT 2", "T0+3 r T3+1"},
		/* BEGIN and END of routines are none */
		{"DO $$ BEGIN COMMIT; END $$; SELECT 1", "T0+2"},
	};

	check(&gw_dialect_postgres, GW_TX_WISH_AUTO, cases, GW_COUNT(cases));
}

static void test_enum_labels(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"ALTER TYPE e ADD VALUE 'x'; SELECT 1", "T0+2"},
		{"ALTER TYPE e ADD VALUE 'x'; SELECT 'x'::e", "T0+1 T1+1"},
		{"ALTER TYPE e ADD VALUE 'x'; SELECT 'xx', 'ax', '''x'''", "T0+2"},
		{"ALTER TYPE e ADD VALUE 'x'; SELECT x, \"x\" -- 'x'", "T0+2"},
		{"ALTER TYPE e ADD VALUE 'x'; SELECT E'x'", "T0+1 T1+1"},
		{"ALTER TYPE e ADD VALUE 'x'; DO $$ SELECT 'a', 'x' $$", "T0+1 T1+1"},
		{"ALTER TYPE e ADD VALUE 'x'; DO $$ SELECT x, 'xx', 'a' $$", "T0+2"},
		{"ALTER TYPE e ADD VALUE 'x'; ALTER TYPE e ADD VALUE 'y' AFTER 'x'; SELECT 'y'",
		 "T0+2 T2+1"},
		{"ALTER TYPE e ADD VALUE 'x'; SELECT 'x'; SELECT 'x'", "T0+1 T1+2"},
		{"SELECT 'x'; ALTER TYPE e ADD VALUE 'x'; SELECT 0; INSERT INTO t VALUES ('x')",
		 "T0+3 T3+1"},
		/* the script's own transaction is left as it is: the server decides */
		{"BEGIN; ALTER TYPE e ADD VALUE 'x'; SELECT 'x'; COMMIT", "T0+4"},
		{"ALTER TYPE e ADD VALUE 'x'; BEGIN; SELECT 'x'; COMMIT", "T0+1 T1+3"},
	};

	check(&gw_dialect_postgres, GW_TX_WISH_AUTO, cases, GW_COUNT(cases));
}

static void test_wish_off(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"SELECT 1; SELECT 2", "A0+1 A1+1"},
		{"SET a = 1; SELECT 1; RESET a", "T0+1 s A1+1 T2+1 s"},
		{"SELECT 1; BEGIN; SELECT 2; SELECT 3; COMMIT; SELECT 4", "A0+1 T1+4 A5+1"},
		{"ALTER TYPE e ADD VALUE 'x'; SELECT 'x'", "A0+1 A1+1"},
	};

	check(&gw_dialect_postgres, GW_TX_WISH_OFF, cases, GW_COUNT(cases));
}

static void test_wish_whole(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"SELECT 1; SELECT 2", "T0+2"},
		{"BEGIN; SELECT 1; COMMIT", "T0+3"},
		{"SET a = 1; BEGIN; SELECT 1; COMMIT; RESET a", "T0+5"},
		{"SELECT 1; COMMIT", "T0+2"},
		{"ALTER TYPE e ADD VALUE 'x'; SELECT 'x'", "T0+2"},
	};
	static const struct refused refused[] = {
		{"SELECT 1; VACUUM", "VACUUM", "VACUUM cannot run in a transaction"},
		{"SELECT 1; COMMIT; SELECT 2", "COMMIT", "ends before the script"},
		{"BEGIN; SELECT 1; COMMIT; SELECT 2", "COMMIT", "ends before the script"},
		{"SELECT 1; BEGIN; SELECT 2; COMMIT", "BEGIN", "ends before the script"},
		{"BEGIN; SELECT 1; ROLLBACK", "ROLLBACK", "ROLLBACK would undo"},
		{"BEGIN READ ONLY; SELECT 1; COMMIT", "BEGIN READ ONLY", "BEGIN with options"},
	};
	static const struct refused mysql[] = {
		{"INSERT INTO t VALUES (1); CREATE TABLE u (a int)", "CREATE TABLE u (a int)",
		 "commits what is open"},
		{"LOCK TABLES t WRITE; UNLOCK TABLES", "LOCK TABLES t WRITE", "commits"},
	};

	check(&gw_dialect_postgres, GW_TX_WISH_WHOLE, cases, GW_COUNT(cases));
	check_refused(&gw_dialect_postgres, GW_TX_WISH_WHOLE, refused, GW_COUNT(refused));
	check_refused(&gw_dialect_mysql, GW_TX_WISH_WHOLE, mysql, GW_COUNT(mysql));
}

static void test_postgres_refused(void **state GW_UNUSED)
{
	static const struct refused cases[] = {
		{"SELECT 1; BEGIN; SELECT 2", "BEGIN", "BEGIN without COMMIT"},
		{"BEGIN; COMMIT; BEGIN", "BEGIN", "BEGIN without COMMIT"},
		{"SELECT 1; ROLLBACK", "ROLLBACK", "ROLLBACK without BEGIN"},
		{"BEGIN; VACUUM t; COMMIT", "VACUUM t", "opened one with BEGIN"},
		{"BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 2; COMMIT", "COMMIT AND CHAIN",
		 "cannot be part of a migration"},
		{"BEGIN; PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION 'x'",
		 "cannot be part of a migration"},
		{"SELECT 1; SELECT 'a", "'", "never closed"},
	};

	check_refused(&gw_dialect_postgres, GW_TX_WISH_AUTO, cases, GW_COUNT(cases));
}

/* --- MySQL --- */

static void test_mysql(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE t (a int); INSERT INTO t VALUES (1); UPDATE t SET a = 2; DROP TABLE "
		 "t",
		 "A0+1 T1+2 A3+1"},
		{"SET foreign_key_checks = 0; CREATE TABLE t (a int); SET foreign_key_checks = 1",
		 "T0+1 s A1+1 T2+1 s"},
		{"USE d; INSERT INTO t VALUES (1); SET a = 1; INSERT INTO t VALUES (2)", "T0+4"},
		{"CREATE TEMPORARY TABLE t (a int); INSERT INTO t VALUES (1)", "T0+2"},
		{"SET sql_log_bin = 0; INSERT INTO t VALUES (1)", "A0+1 T1+1"},
		/* DDL in a transaction ends it */
		{"BEGIN; INSERT INTO t VALUES (1); ALTER TABLE t ADD b int; INSERT INTO t VALUES "
		 "(2); COMMIT; INSERT INTO t VALUES (3)",
		 "T0+2 A2+1 T3+2 T5+1"},
		{"START TRANSACTION; CREATE TABLE t (a int); COMMIT", "T0+1 s A1+1 T2+1 s"},
		{"INSERT INTO t VALUES (1); BEGIN; CREATE TABLE u (a int); COMMIT",
		 "T0+2 A2+1 T3+1 s"},
		{"START TRANSACTION READ WRITE; CREATE TABLE t (a int)", "T0+1 s A1+1"},
		{"BEGIN; INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2); COMMIT",
		 "T0+2 T2+3"},
		{"START TRANSACTION WITH CONSISTENT SNAPSHOT; INSERT INTO t VALUES (1); COMMIT",
		 "T0+3 b0 o1"},
		/* SET TRANSACTION is of the next transaction */
		{"SET TRANSACTION READ ONLY; START TRANSACTION; SELECT 1; COMMIT", "T0+4 o!1"},
		{"SET a = 1; SET TRANSACTION READ ONLY; SET b = 1; SELECT 1", "T0+4 o!2"},
		{"INSERT INTO t VALUES (1); SET TRANSACTION READ ONLY; BEGIN; SELECT 1; COMMIT",
		 "T0+1 T1+4 o!2"},
		/* autocommit */
		{"SET SQL_MODE = ''; SET AUTOCOMMIT = 0; START TRANSACTION; SET time_zone = '+0:0';"
		 "INSERT INTO t VALUES (1); COMMIT; SET AUTOCOMMIT = 1",
		 "T0+7"},
		{"SET autocommit = 0; INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); "
		 "COMMIT",
		 "T0+3 T3+2"},
		/* LOCK TABLES */
		{"LOCK TABLES t WRITE; INSERT INTO t VALUES (1); ALTER TABLE t DISABLE KEYS; "
		 "UNLOCK TABLES; INSERT INTO u VALUES (1)",
		 "S0+4 T4+1"},
		{"SET a = 1; LOCK TABLES t WRITE; SET autocommit = 0; INSERT INTO t VALUES (1); "
		 "UNLOCK TABLES; COMMIT",
		 "T0+1 s S1+5"},
		{"LOCK TABLES t WRITE; INSERT INTO t VALUES (1); BEGIN; INSERT INTO u VALUES (1); "
		 "COMMIT",
		 "S0+2 T2+3"},
		{"UNLOCK TABLES; INSERT INTO t VALUES (1)", "T0+2"},
		{"LOCK TABLES t WRITE; DELETE FROM t; ROLLBACK; UNLOCK TABLES", "S0+4"},
		/* what runs statements out of our sight */
		{"SET @s = 'x'; PREPARE p FROM @s; EXECUTE p; DEALLOCATE PREPARE p",
		 "T0+2 s A2+1 T3+1 s"},
		{"/*!40101 SET NAMES utf8 */; /*!50001 CREATE VIEW v AS SELECT 1 */",
		 "T0+1 s A1+1"},
	};
	static const struct refused refused[] = {
		{"BEGIN; INSERT INTO t VALUES (1)", "BEGIN", "BEGIN without COMMIT"},
		{"BEGIN; CREATE TABLE t (a int); ROLLBACK", "ROLLBACK", "ROLLBACK without BEGIN"},
		{"LOCK TABLES t WRITE; SELECT 1", "LOCK TABLES t WRITE", "without UNLOCK TABLES"},
		{"SET autocommit = 0; LOCK TABLES t WRITE; DELETE FROM t; ROLLBACK; UNLOCK TABLES",
		 "ROLLBACK", "under LOCK TABLES, without autocommit"},
		{"XA START 'x'", "XA START 'x'", "XA cannot be part"},
		{"SET a = 1, autocommit = 0", "SET a = 1, autocommit = 0", "SET autocommit"},
	};

	check(&gw_dialect_mysql, GW_TX_WISH_AUTO, cases, GW_COUNT(cases));
	check_refused(&gw_dialect_mysql, GW_TX_WISH_AUTO, refused, GW_COUNT(refused));
}

/* --- SQLite --- */

static void test_sqlite(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"PRAGMA foreign_keys = OFF; BEGIN; DROP TABLE t; COMMIT; PRAGMA foreign_keys = ON",
		 "T0+5"},
		{"PRAGMA foreign_keys = OFF; DROP TABLE t; PRAGMA foreign_keys = ON", "T0+3"},
		{"PRAGMA foreign_keys = OFF", "T0+1"},
		{"BEGIN EXCLUSIVE; DROP TABLE t; END", "T0+3"},
		{"PRAGMA journal_mode = WAL; CREATE TABLE t (a)", "A0+1 T1+1"},
		{"CREATE TABLE t (a); VACUUM; DROP TABLE t", "T0+1 A1+1 T2+1"},
		{"ATTACH 'x' AS x; INSERT INTO t SELECT * FROM x.t; DETACH x", "T0+2 A2+1"},
		{"PRAGMA user_version = 1", "T0+1"},
		{"SAVEPOINT a; DROP TABLE t; RELEASE a", "T0+3"},
	};
	static const struct refused refused[] = {
		{"BEGIN; SELECT 1; BEGIN; COMMIT", "BEGIN", "BEGIN inside a transaction"},
		{"BEGIN; VACUUM; COMMIT", "VACUUM", "VACUUM cannot run in a transaction"},
	};

	check(&gw_dialect_sqlite, GW_TX_WISH_AUTO, cases, GW_COUNT(cases));
	check_refused(&gw_dialect_sqlite, GW_TX_WISH_AUTO, refused, GW_COUNT(refused));
}

/* --- facts --- */

static void test_facts(void **state GW_UNUSED)
{
	static const struct {
		const char *sql;
		size_t statements;
		bool destroys, breaks, own, atomic;
	} cases[] = {
		{"", 0, false, false, false, true},
		{"SELECT 1; SELECT 2", 2, false, false, false, true},
		{"BEGIN; DELETE FROM t; COMMIT", 1, true, true, true, true},
		{"BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT", 1, false, false, true,
		 true},
		{"BEGIN; SELECT 1; ROLLBACK", 1, false, false, true, false},
		{"ALTER TABLE t DROP a; VACUUM", 2, true, false, false, false},
		{"VACUUM", 1, false, false, false, false},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct outcome outcome = survey(&arena, &gw_dialect_postgres, GW_TX_WISH_AUTO,
						cases[i].sql);

		assert_true(outcome.ok);
		assert_int_equal(outcome.facts.statements, cases[i].statements);
		assert_int_equal(outcome.facts.destroys_data, cases[i].destroys);
		assert_int_equal(outcome.facts.breaks_references, cases[i].breaks);
		assert_int_equal(outcome.facts.own_transactions, cases[i].own);
		assert_int_equal(gw_script_is_atomic(&outcome.facts), cases[i].atomic);
	}
}

/* With their indexes and TOAST tables; what is only changed was there before. */
static void test_locks_of_what_is_created(void **state GW_UNUSED)
{
	static const char sql[] =
		"CREATE TABLE a (id integer); CREATE UNLOGGED TABLE b AS SELECT 1; "
		"CREATE UNIQUE INDEX ON a (id); CREATE OR REPLACE VIEW v AS SELECT 1; "
		"CREATE SEQUENCE s; CREATE TYPE t AS ENUM (); ALTER TABLE a ADD b integer; "
		"CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$CREATE TABLE c()$$;";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct outcome outcome = survey(&arena, &gw_dialect_postgres, GW_TX_WISH_AUTO, sql);

	assert_true(outcome.ok);
	assert_int_equal(outcome.facts.locks, 2 * 4 + 3);
}

static void test_where_segments_start(void **state GW_UNUSED)
{
	static const char sql[] = "-- c\nSET a = 1;\n BEGIN; SELECT 1; ROLLBACK;\n\nVACUUM;";
	static const char *const starts[] = {"SET a", "BEGIN;", "VACUUM"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct outcome outcome = survey(&arena, &gw_dialect_postgres, GW_TX_WISH_AUTO, sql);

	assert_true(outcome.ok);
	assert_int_equal(outcome.facts.segments.n, GW_COUNT(starts));
	for (size_t i = 0; i < GW_COUNT(starts); i++) {
		size_t start = outcome.facts.segments.items[i].start;

		assert_memory_equal(sql + start, starts[i], strlen(starts[i]));
	}
}

/* BEGIN and its like are not sent, but for one that takes the place of ours. */
static void test_what_is_sent(void **state GW_UNUSED)
{
	static const struct gw_segment ours = {.begin = GW_NOWHERE}, own = {.begin = 3};
	static const struct gw_class begin = {.tx = GW_TX_BEGIN}, commit = {.tx = GW_TX_COMMIT},
				     rollback = {.tx = GW_TX_ROLLBACK},
				     savepoint = {.tx = GW_TX_SAVEPOINT},
				     set = {.tx = GW_TX_CHARACTERISTICS}, plain = {0};

	assert_false(gw_segment_sends(&ours, 3, &begin));
	assert_true(gw_segment_sends(&own, 3, &begin));
	assert_false(gw_segment_sends(&own, 4, &begin));
	assert_false(gw_segment_sends(&own, 4, &commit));
	assert_false(gw_segment_sends(&ours, 4, &rollback));
	assert_true(gw_segment_sends(&ours, 4, &savepoint));
	assert_true(gw_segment_sends(&ours, 4, &set));
	assert_true(gw_segment_sends(&ours, 0, &plain));
}

static void assert_same_statement(const struct gw_statement *a, const struct gw_statement *b)
{
	assert_int_equal(a->start, b->start);
	assert_int_equal(a->end, b->end);
	assert_int_equal(a->next, b->next);
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->copy_start, b->copy_start);
	assert_int_equal(a->copy_end, b->copy_end);
	assert_string_equal(a->class.tag, b->class.tag);
}

/* The list has all statements of a small script, each where it is. */
static void test_list(void **state GW_UNUSED)
{
	static const char sql[] = "BEGIN; -- x\nSELECT 1;\n;\nCOPY t FROM stdin;\n1\n\\.\nCOMMIT;";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct outcome outcome = survey(&arena, &gw_dialect_postgres, GW_TX_WISH_AUTO, sql);
	struct gw_splitter splitter;
	bool found = true;

	assert_true(outcome.ok);
	assert_int_equal(outcome.facts.list.n, 4);
	gw_splitter_init(&splitter, &gw_dialect_postgres, gw_view_of(sql));
	for (size_t i = 0; i <= 4; i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_statement statement;

		assert_true(gw_split_next(&splitter, &statement, &found, &error));
		assert_int_equal(found, i < 4);
		if (found)
			assert_same_statement(&statement, &outcome.facts.list.items[i]);
	}
}

static void test_list_is_short(void **state GW_UNUSED)
{
	for (size_t count = 15; count < 19; count++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_STR_AUTO struct gw_str sql = {0};
		struct outcome outcome;

		for (size_t i = 0; i < count; i++)
			gw_str_puts(&sql, "SELECT 1;");
		outcome = survey(&arena, &gw_dialect_postgres, GW_TX_WISH_AUTO, gw_str_text(&sql));
		assert_true(outcome.ok);
		assert_int_equal(outcome.facts.list.n, count <= 16 ? count : 0);
	}
}

/* Statements cost nothing but for a few, segments do. */
static void test_many_statements(void **state GW_UNUSED)
{
	enum { COUNT = 100000 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str sql = {0};
	struct outcome outcome;

	for (size_t i = 0; i < COUNT; i++)
		gw_str_puts(&sql, "INSERT INTO t VALUES (1);\n");
	outcome = survey(&arena, &gw_dialect_mysql, GW_TX_WISH_AUTO, gw_str_text(&sql));
	assert_true(outcome.ok);
	assert_int_equal(outcome.facts.statements, COUNT);
	assert_int_equal(outcome.facts.segments.n, 1);
	assert_true(arena.used_bytes < (size_t)16 * 1024);
}

/* --- the digest --- */

static struct gw_digest digest_of(const struct gw_dialect *dialect, const char *sql)
{
	struct gw_sha256 *hash = gw_sha256_new();
	struct gw_text text = {.view = gw_view_of(sql)};
	struct gw_digest digest = gw_token_digest(dialect, &text, hash);

	gw_sha256_free(hash);
	return digest;
}

static void test_digest_is_of_tokens(void **state GW_UNUSED)
{
	static const char tokens[] = "SELECT\0'a  b'\0;\0DROP\0TABLE\0t"; /* and the last NUL */
	struct gw_digest expected = gw_sha256_of((struct gw_view){tokens, sizeof(tokens)});
	struct gw_digest digest = digest_of(&gw_dialect_postgres,
					    "SELECT 'a  b'; -- x\n DROP/**/TABLE t;");

	assert_true(gw_digest_eq(&digest, &expected));
}

static void test_digest_tells_edits(void **state GW_UNUSED)
{
	static const struct {
		const struct gw_dialect *dialect;
		const char *a, *b;
		bool same;
	} cases[] = {
		{&gw_dialect_postgres, "", "-- comment only\n", true},
		{&gw_dialect_postgres, "SELECT 1", "select 1", false},
		{&gw_dialect_postgres, "SELECT 1", ";;SELECT\n1;;", true},
		{&gw_dialect_postgres, "SELECT 1; SELECT 2", "SELECT 1 SELECT 2", false},
		{&gw_dialect_postgres, "-- safe\nDROP TABLE t", "-- safe DROP TABLE t", false},
		{&gw_dialect_postgres, "SELECT 'a b'", "SELECT 'ab'", false},
		{&gw_dialect_postgres, "SELECT a b", "SELECT ab", false},
		{&gw_dialect_postgres, "SELECT $$ -- a $$", "SELECT $$ -- b $$", false},
		{&gw_dialect_postgres, "COPY t FROM stdin;\n1\t2\n\\.\n",
		 "COPY t FROM stdin;\n1 2\n\\.\n", false},
		{&gw_dialect_postgres, "COPY t FROM stdin;\n-- a\n\\.\n",
		 "COPY t FROM stdin;\n-- b\n\\.\n", false},
		{&gw_dialect_postgres, "SELECT 1; SELECT 'a", "SELECT 1; SELECT 'b", false},
		{&gw_dialect_mysql, "SELECT 1 /* a */", "SELECT 1 # b", true},
		{&gw_dialect_mysql, "SELECT 1 /*! a */", "SELECT 1 /*! b */", false},
		{&gw_dialect_mysql, "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\n",
		 "CREATE PROCEDURE p() BEGIN SELECT 1; END;", true},
		{&gw_dialect_mysql, "SELECT 'a\\' -- b'", "SELECT 'a\\' -- c'", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_digest a = digest_of(cases[i].dialect, cases[i].a);
		struct gw_digest b = digest_of(cases[i].dialect, cases[i].b);

		if (gw_digest_eq(&a, &b) != cases[i].same)
			fail_msg("'%s' and '%s' are %s", cases[i].a, cases[i].b,
				 cases[i].same ? "not the same" : "the same");
	}
}

/* A token that is longer than what is collected before hashing. */
static void test_digest_of_long_tokens(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str sql = {0}, tokens = {0};
	struct gw_digest expected, digest;

	gw_str_puts(&sql, "SELECT '");
	gw_str_pad(&sql, 'x', 100000);
	gw_str_puts(&sql, "'   , 2");
	gw_str_add(&tokens, (struct gw_view){"SELECT\0'", 8});
	gw_str_pad(&tokens, 'x', 100000);
	gw_str_add(&tokens, (struct gw_view){"'\0,\0002\0", 6});
	expected = gw_sha256_of(gw_str_view(&tokens));
	digest = digest_of(&gw_dialect_postgres, gw_str_text(&sql));
	assert_true(gw_digest_eq(&digest, &expected));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_postgres),
		cmocka_unit_test(test_enum_labels),
		cmocka_unit_test(test_wish_off),
		cmocka_unit_test(test_wish_whole),
		cmocka_unit_test(test_postgres_refused),
		cmocka_unit_test(test_mysql),
		cmocka_unit_test(test_sqlite),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_locks_of_what_is_created),
		cmocka_unit_test(test_where_segments_start),
		cmocka_unit_test(test_what_is_sent),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_list_is_short),
		cmocka_unit_test(test_many_statements),
		cmocka_unit_test(test_digest_is_of_tokens),
		cmocka_unit_test(test_digest_tells_edits),
		cmocka_unit_test(test_digest_of_long_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
