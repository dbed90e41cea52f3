/* What statements are: tags, and the facts that planning needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "sql/classify.h"

enum fact {
	COMMITS = 1 << 0,
	DESTROYS = 1 << 1,
	ORPHANS = 1 << 2,
	LOCKS = 1 << 3,
	UNLOCKS = 1 << 4,
	COPIES = 1 << 5,
	IGNORED = 1 << 6,
	LOCAL = 1 << 7,
	OPTIONS = 1 << 8,
	ALONE = 1 << 9, /* cannot run in a transaction */
	LOSES = DESTROYS | ORPHANS,
};

struct expected {
	const char *sql;
	const char *tag;
	enum gw_statement_kind kind;
	unsigned facts;
	enum gw_tx_control tx;
};

static unsigned facts_of(const struct gw_class *class)
{
	return (class->implicit_commit ? COMMITS : 0u) | (class->destroys_data ? DESTROYS : 0u) |
	       (class->breaks_references ? ORPHANS : 0u) | (class->locks_tables ? LOCKS : 0u) |
	       (class->unlocks_tables ? UNLOCKS : 0u) | (class->copy_from_stdin ? COPIES : 0u) |
	       (class->ignored_in_transaction ? IGNORED : 0u) |
	       (class->transaction_local ? LOCAL : 0u) | (class->begin_options ? OPTIONS : 0u) |
	       (class->no_transaction != NULL ? ALONE : 0u);
}

static struct gw_class classify(const struct gw_dialect *dialect, const char *sql)
{
	return gw_classify(dialect, gw_lexer_default_modes(dialect), gw_view_of(sql));
}

static void check(const struct gw_dialect *dialect, const struct expected *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct gw_class class = classify(dialect, cases[i].sql);

		if (strcmp(class.tag, cases[i].tag) != 0 || class.kind != cases[i].kind ||
		    class.tx != cases[i].tx || facts_of(&class) != cases[i].facts)
			fail_msg(
				"%s: tag '%s', kind %d, tx %d, facts %#x (expected '%s' %d %d %#x)",
				cases[i].sql, class.tag, (int)class.kind, (int)class.tx,
				facts_of(&class), cases[i].tag, (int)cases[i].kind,
				(int)cases[i].tx, cases[i].facts);
	}
}

#define QUERY       GW_STATEMENT_QUERY
#define DML         GW_STATEMENT_DML
#define DDL         GW_STATEMENT_DDL
#define TRANSACTION GW_STATEMENT_TRANSACTION
#define SESSION     GW_STATEMENT_SESSION
#define UTILITY     GW_STATEMENT_UTILITY
#define OTHER       GW_STATEMENT_OTHER
#define NO_TX       GW_TX_NONE

/* --- PostgreSQL --- */

static void test_postgres_outside_transactions(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX", DDL, ALONE, NO_TX},
		{"create /* x */ unique -- y\nindex\tconcurrently on t (a)", "CREATE INDEX", DDL,
		 ALONE, NO_TX},
		{"CREATE INDEX concurrently_idx ON t (a)", "CREATE INDEX", DDL, 0, NO_TX},
		{"CREATE INDEX \"concurrently\" ON t (a)", "CREATE INDEX", DDL, 0, NO_TX},
		{"CREATE INDEX i ON concurrently (a)", "CREATE INDEX", DDL, 0, NO_TX},
		{"DROP INDEX CONCURRENTLY IF EXISTS a", "DROP INDEX", DDL, ALONE, NO_TX},
		{"DROP INDEX a", "DROP INDEX", DDL, 0, NO_TX},
		{"REINDEX TABLE CONCURRENTLY t", "REINDEX", UTILITY, ALONE, NO_TX},
		{"REINDEX (CONCURRENTLY, VERBOSE) TABLE t", "REINDEX", UTILITY, ALONE, NO_TX},
		{"REINDEX (VERBOSE, CONCURRENTLY true) INDEX i", "REINDEX", UTILITY, ALONE, NO_TX},
		{"REINDEX (CONCURRENTLY off) TABLE t", "REINDEX", UTILITY, 0, NO_TX},
		{"REINDEX (CONCURRENTLY 0) TABLE t", "REINDEX", UTILITY, 0, NO_TX},
		{"REINDEX (TABLESPACE concurrently) TABLE t", "REINDEX", UTILITY, 0, NO_TX},
		{"REINDEX TABLE t", "REINDEX", UTILITY, 0, NO_TX},
		{"REINDEX SCHEMA s", "REINDEX", UTILITY, ALONE, NO_TX},
		{"REINDEX (VERBOSE) DATABASE d", "REINDEX", UTILITY, ALONE, NO_TX},
		{"REINDEX SYSTEM d", "REINDEX", UTILITY, ALONE, NO_TX},
		{"REFRESH MATERIALIZED VIEW CONCURRENTLY v", "REFRESH MATERIALIZED VIEW", UTILITY,
		 0, NO_TX},
		{"VACUUM", "VACUUM", UTILITY, ALONE, NO_TX},
		{"VACUUM (FULL, ANALYZE) t", "VACUUM", UTILITY, ALONE, NO_TX},
		{"ANALYZE t", "ANALYZE", UTILITY, 0, NO_TX},
		{"CLUSTER", "CLUSTER", UTILITY, ALONE, NO_TX},
		{"CLUSTER VERBOSE -- all", "CLUSTER", UTILITY, ALONE, NO_TX},
		{"CLUSTER (VERBOSE)", "CLUSTER", UTILITY, ALONE, NO_TX},
		{"CLUSTER t USING i", "CLUSTER", UTILITY, 0, NO_TX},
		{"CLUSTER VERBOSE t", "CLUSTER", UTILITY, 0, NO_TX},
		{"CREATE DATABASE d", "CREATE DATABASE", DDL, ALONE, NO_TX},
		{"DROP DATABASE IF EXISTS d", "DROP DATABASE", DDL, ALONE | LOSES, NO_TX},
		{"ALTER DATABASE \"d\" SET TABLESPACE x", "ALTER DATABASE", DDL, ALONE, NO_TX},
		{"ALTER DATABASE d SET timezone = 'UTC'", "ALTER DATABASE", DDL, 0, NO_TX},
		{"ALTER DATABASE d RENAME TO e", "ALTER DATABASE", DDL, 0, NO_TX},
		{"CREATE TABLESPACE x LOCATION '/x'", "CREATE TABLESPACE", DDL, ALONE, NO_TX},
		{"DROP TABLESPACE x", "DROP TABLESPACE", DDL, ALONE, NO_TX},
		{"ALTER SYSTEM SET work_mem = '4MB'", "ALTER SYSTEM", UTILITY, ALONE, NO_TX},
		{"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "CREATE SUBSCRIPTION", DDL,
		 ALONE, NO_TX},
		{"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (copy_data = false)",
		 "CREATE SUBSCRIPTION", DDL, ALONE, NO_TX},
		{"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
		 "CREATE SUBSCRIPTION", DDL, 0, NO_TX},
		{"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p "
		 "WITH (slot_name = NONE, create_slot = 'off')",
		 "CREATE SUBSCRIPTION", DDL, 0, NO_TX},
		{"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = true)",
		 "CREATE SUBSCRIPTION", DDL, ALONE, NO_TX},
		{"DROP SUBSCRIPTION s", "DROP SUBSCRIPTION", DDL, ALONE, NO_TX},
		{"ALTER SUBSCRIPTION s REFRESH PUBLICATION", "ALTER SUBSCRIPTION", DDL, ALONE,
		 NO_TX},
		{"ALTER SUBSCRIPTION s ADD PUBLICATION q", "ALTER SUBSCRIPTION", DDL, ALONE, NO_TX},
		{"ALTER SUBSCRIPTION s SET PUBLICATION q WITH (refresh = false)",
		 "ALTER SUBSCRIPTION", DDL, 0, NO_TX},
		{"ALTER SUBSCRIPTION s SET (slot_name = NONE)", "ALTER SUBSCRIPTION", DDL, 0,
		 NO_TX},
		{"ALTER SUBSCRIPTION s SET (failover = true)", "ALTER SUBSCRIPTION", DDL, ALONE,
		 NO_TX},
		{"ALTER SUBSCRIPTION s ENABLE", "ALTER SUBSCRIPTION", DDL, 0, NO_TX},
		{"ALTER TABLE IF EXISTS ONLY a.t DETACH PARTITION a.p CONCURRENTLY", "ALTER TABLE",
		 DDL, ALONE, NO_TX},
		{"ALTER TABLE t DETACH PARTITION p", "ALTER TABLE", DDL, 0, NO_TX},
		{"ALTER TABLE t DETACH PARTITION p FINALIZE", "ALTER TABLE", DDL, 0, NO_TX},
		{"COMMIT PREPARED 'x'", "COMMIT PREPARED", TRANSACTION, ALONE, NO_TX},
		{"ROLLBACK PREPARED 'x'", "ROLLBACK PREPARED", TRANSACTION, ALONE, NO_TX},
		{"DISCARD ALL", "DISCARD ALL", SESSION, ALONE, NO_TX},
		{"DISCARD PLANS", "DISCARD", SESSION, 0, NO_TX},
		{"CHECKPOINT", "CHECKPOINT", UTILITY, 0, NO_TX},
	};

	check(&gw_dialect_postgres, cases, GW_COUNT(cases));
}

static void test_postgres_transactions(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"BEGIN", "BEGIN", TRANSACTION, 0, GW_TX_BEGIN},
		{"begin work", "BEGIN", TRANSACTION, 0, GW_TX_BEGIN},
		{"BEGIN TRANSACTION /* x */", "BEGIN", TRANSACTION, 0, GW_TX_BEGIN},
		{"BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN", TRANSACTION, OPTIONS, GW_TX_BEGIN},
		{"START TRANSACTION", "START TRANSACTION", TRANSACTION, 0, GW_TX_BEGIN},
		{"START TRANSACTION READ ONLY", "START TRANSACTION", TRANSACTION, OPTIONS,
		 GW_TX_BEGIN},
		{"COMMIT", "COMMIT", TRANSACTION, 0, GW_TX_COMMIT},
		{"COMMIT WORK AND NO CHAIN", "COMMIT", TRANSACTION, 0, GW_TX_COMMIT},
		{"COMMIT AND CHAIN", "COMMIT AND CHAIN", TRANSACTION, 0, GW_TX_OTHER},
		{"END", "COMMIT", TRANSACTION, 0, GW_TX_COMMIT},
		{"END TRANSACTION AND CHAIN", "COMMIT AND CHAIN", TRANSACTION, 0, GW_TX_OTHER},
		{"ABORT", "ROLLBACK", TRANSACTION, 0, GW_TX_ROLLBACK},
		{"ROLLBACK TRANSACTION", "ROLLBACK", TRANSACTION, 0, GW_TX_ROLLBACK},
		{"ROLLBACK TO a", "ROLLBACK TO", TRANSACTION, 0, GW_TX_SAVEPOINT},
		{"ROLLBACK WORK TO SAVEPOINT a", "ROLLBACK TO", TRANSACTION, 0, GW_TX_SAVEPOINT},
		{"SAVEPOINT a", "SAVEPOINT", TRANSACTION, 0, GW_TX_SAVEPOINT},
		{"RELEASE a", "RELEASE", TRANSACTION, 0, GW_TX_SAVEPOINT},
		{"PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION", TRANSACTION, 0, GW_TX_OTHER},
		{"PREPARE p AS SELECT 1", "PREPARE", SESSION, 0, NO_TX},
		{"SET TRANSACTION READ ONLY", "SET TRANSACTION", TRANSACTION, 0,
		 GW_TX_CHARACTERISTICS},
		{"SET LOCAL transaction_isolation = 'serializable'", "SET TRANSACTION", TRANSACTION,
		 0, GW_TX_CHARACTERISTICS},
		{"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SET", SESSION, 0, NO_TX},
		{"SET LOCAL lock_timeout = '1s'", "SET", SESSION, LOCAL, NO_TX},
		{"SET CONSTRAINTS ALL DEFERRED", "SET CONSTRAINTS", SESSION, LOCAL, NO_TX},
		{"SET search_path = a, b", "SET", SESSION, 0, NO_TX},
		{"LOCK TABLE t", "LOCK TABLE", SESSION, LOCAL, NO_TX},
	};

	check(&gw_dialect_postgres, cases, GW_COUNT(cases));
}

static void test_postgres_rows_and_definitions(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"SELECT 1", "SELECT", QUERY, 0, NO_TX},
		{"(SELECT 1) UNION (SELECT 2)", "SELECT", QUERY, 0, NO_TX},
		{"VALUES (1)", "SELECT", QUERY, 0, NO_TX},
		{"EXPLAIN DELETE FROM t", "EXPLAIN", QUERY, 0, NO_TX},
		{"-- c\nINSERT INTO t VALUES (1)", "INSERT", DML, 0, NO_TX},
		{"UPDATE t SET a = 1", "UPDATE", DML, 0, NO_TX},
		{"DELETE FROM t", "DELETE", DML, LOSES, NO_TX},
		{"MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE", "MERGE", DML, LOSES,
		 NO_TX},
		{"MERGE INTO t USING s ON a = b WHEN MATCHED THEN DO NOTHING", "MERGE", DML, 0,
		 NO_TX},
		{"WITH x AS (SELECT 1) SELECT * FROM x", "SELECT", QUERY, 0, NO_TX},
		{"WITH x AS (SELECT 1) UPDATE t SET a = 1", "UPDATE", DML, 0, NO_TX},
		{"WITH RECURSIVE update (a) AS (SELECT 1), delete AS (SELECT 2) INSERT INTO t "
		 "SELECT 1",
		 "INSERT", DML, 0, NO_TX},
		{"WITH d AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM d", "INSERT",
		 DML, LOSES, NO_TX},
		{"WITH x AS (SELECT 1) (SELECT 2)", "SELECT", QUERY, 0, NO_TX},
		{"COPY t (a, b) FROM STDIN WITH (FORMAT csv)", "COPY", DML, COPIES, NO_TX},
		{"copy t from stdin", "COPY", DML, COPIES, NO_TX},
		{"COPY t FROM '/x'", "COPY", DML, 0, NO_TX},
		{"COPY t TO STDOUT", "COPY", DML, 0, NO_TX},
		{"COPY (SELECT 1 FROM stdin) TO STDOUT", "COPY", DML, 0, NO_TX},
		{"CALL p()", "CALL", DML, 0, NO_TX},
		{"DO $$ BEGIN COMMIT; END $$", "DO", DML, 0, NO_TX},
		{"CREATE UNLOGGED TABLE t (a int)", "CREATE TABLE", DDL, 0, NO_TX},
		{"CREATE UNIQUE INDEX i ON t (a)", "CREATE INDEX", DDL, 0, NO_TX},
		{"CREATE OR REPLACE VIEW v AS SELECT 1", "CREATE VIEW", DDL, 0, NO_TX},
		{"CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW", DDL, 0,
		 NO_TX},
		{"CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()",
		 "CREATE TRIGGER", DDL, 0, NO_TX},
		{"CREATE USER MAPPING FOR u SERVER s", "CREATE USER MAPPING", DDL, 0, NO_TX},
		{"CREATE USER u", "CREATE USER", DDL, 0, NO_TX},
		{"CREATE SOMETHING new", "CREATE", DDL, 0, NO_TX},
		{"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r", "ALTER DEFAULT PRIVILEGES",
		 DDL, 0, NO_TX},
		{"ALTER INDEX i SET (fillfactor = 70)", "ALTER INDEX", DDL, 0, NO_TX},
		{"ALTER TABLE t DROP COLUMN a", "ALTER TABLE", DDL, DESTROYS, NO_TX},
		{"ALTER TABLE ONLY s.t ADD b int, DROP IF EXISTS a", "ALTER TABLE", DDL, DESTROYS,
		 NO_TX},
		{"ALTER TABLE t DROP CONSTRAINT c, ALTER a DROP NOT NULL", "ALTER TABLE", DDL, 0,
		 NO_TX},
		{"ALTER TABLE t ADD CHECK (f(a, DROP))", "ALTER TABLE", DDL, 0, NO_TX},
		{"DROP TABLE t", "DROP TABLE", DDL, LOSES, NO_TX},
		{"DROP SCHEMA s CASCADE", "DROP SCHEMA", DDL, LOSES, NO_TX},
		{"DROP VIEW v", "DROP VIEW", DDL, 0, NO_TX},
		{"DROP MATERIALIZED VIEW v", "DROP MATERIALIZED VIEW", DDL, 0, NO_TX},
		{"DROP TYPE e", "DROP TYPE", DDL, 0, NO_TX},
		{"DROP TYPE e CASCADE", "DROP TYPE", DDL, DESTROYS, NO_TX},
		{"TRUNCATE t", "TRUNCATE TABLE", DDL, LOSES, NO_TX},
		{"GRANT SELECT ON t TO r", "GRANT", DDL, 0, NO_TX},
		{"FROBNICATE t", "statement", OTHER, 0, NO_TX},
		{"", "statement", OTHER, 0, NO_TX},
		{"-- nothing", "statement", OTHER, 0, NO_TX},
		{"\"BEGIN\"", "statement", OTHER, 0, NO_TX},
		{"@ VACUUM", "statement", OTHER, 0, NO_TX},
	};

	check(&gw_dialect_postgres, cases, GW_COUNT(cases));
}

static void test_enum_label(void **state GW_UNUSED)
{
	static const struct {
		const char *sql;
		const char *label; /* NULL: absent */
	} cases[] = {
		{"ALTER TYPE mood ADD VALUE 'sad'", "sad"},
		{"alter type a.\"Mood\" add value if not exists 'so so' before 'happy'", "so so"},
		{"ALTER TYPE mood ADD VALUE E'it''s'", "it''s"},
		{"ALTER TYPE mood ADD VALUE $x$sad$x$", "sad"},
		{"ALTER TYPE mood ADD VALUE $$$$", ""},
		{"ALTER TYPE mood ADD VALUE ''", ""},
		{"ALTER TYPE mood ADD VALUE", NULL},
		{"ALTER TYPE mood ADD ATTRIBUTE a int", NULL},
		{"ALTER TYPE mood RENAME VALUE 'a' TO 'b'", NULL},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_class class = classify(&gw_dialect_postgres, cases[i].sql);

		assert_string_equal(class.tag, "ALTER TYPE");
		assert_true((class.enum_label.p == NULL) == (cases[i].label == NULL));
		if (cases[i].label != NULL && !gw_view_is(class.enum_label, cases[i].label))
			fail_msg("%s: '%.*s'", cases[i].sql, GW_VIEW_ARG(class.enum_label));
	}
}

/* --- MySQL --- */

static void test_mysql_commits(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE t (a int)", "CREATE TABLE", DDL, COMMITS, NO_TX},
		{"CREATE TEMPORARY TABLE t (a int)", "CREATE TEMPORARY TABLE", DDL, 0, NO_TX},
		{"CREATE OR REPLACE TEMPORARY TABLE t (a int)", "CREATE TEMPORARY TABLE", DDL, 0,
		 NO_TX},
		{"DROP TEMPORARY TABLE IF EXISTS t", "DROP TEMPORARY TABLE", DDL, 0, NO_TX},
		{"CREATE OR REPLACE TABLE t (a int)", "CREATE TABLE", DDL, COMMITS | LOSES, NO_TX},
		{"CREATE TEMPORARY SEQUENCE s", "CREATE SEQUENCE", DDL, COMMITS, NO_TX},
		{"CREATE FULLTEXT INDEX i ON t (a)", "CREATE INDEX", DDL, COMMITS, NO_TX},
		{"CREATE ALGORITHM=MERGE DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW v AS SELECT "
		 "1",
		 "CREATE VIEW", DDL, COMMITS, NO_TX},
		{"CREATE DEFINER=root@localhost PROCEDURE p() SELECT 1", "CREATE PROCEDURE", DDL,
		 COMMITS, NO_TX},
		{"CREATE DEFINER = CURRENT_USER() TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET "
		 "@a=1",
		 "CREATE TRIGGER", DDL, COMMITS, NO_TX},
		{"CREATE DEFINER='a'@'b' EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1",
		 "CREATE EVENT", DDL, COMMITS, NO_TX},
		{"/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 SQL SECURITY DEFINER */\n"
		 "/*!50001 VIEW v AS SELECT 1 */",
		 "CREATE VIEW", DDL, COMMITS, NO_TX},
		{"/*M!100100 DROP TABLE t */", "DROP TABLE", DDL, COMMITS | LOSES, NO_TX},
		{"/*+ DROP TABLE t */ SELECT 1", "SELECT", QUERY, 0, NO_TX},
		{"/*!40101 SET NAMES utf8 */", "SET", SESSION, 0, NO_TX},
		{"/*!40000 ALTER TABLE t DISABLE KEYS */", "ALTER TABLE", DDL, COMMITS, NO_TX},
		{"ALTER TABLE t DROP COLUMN a", "ALTER TABLE", DDL, COMMITS | DESTROYS, NO_TX},
		{"ALTER TABLE t DROP a", "ALTER TABLE", DDL, COMMITS | DESTROYS, NO_TX},
		{"ALTER TABLE t DROP INDEX i, DROP PRIMARY KEY, DROP FOREIGN KEY f", "ALTER TABLE",
		 DDL, COMMITS, NO_TX},
		{"ALTER TABLE t ADD a int, DROP PARTITION p", "ALTER TABLE", DDL,
		 COMMITS | DESTROYS, NO_TX},
		{"ALTER IGNORE TABLE t TRUNCATE PARTITION p", "ALTER TABLE", DDL, COMMITS | LOSES,
		 NO_TX},
		{"DROP DATABASE d", "DROP DATABASE", DDL, COMMITS | LOSES, NO_TX},
		{"DROP VIEW v", "DROP VIEW", DDL, COMMITS, NO_TX},
		{"TRUNCATE TABLE t", "TRUNCATE TABLE", DDL, COMMITS | LOSES, NO_TX},
		{"RENAME TABLE a TO b", "RENAME TABLE", DDL, COMMITS, NO_TX},
		{"GRANT SELECT ON *.* TO u", "GRANT", DDL, COMMITS, NO_TX},
		{"SET PASSWORD FOR u = 'x'", "SET PASSWORD", DDL, COMMITS, NO_TX},
		{"SET DEFAULT ROLE r", "SET DEFAULT ROLE", DDL, COMMITS, NO_TX},
		{"SET ROLE r", "SET", SESSION, 0, NO_TX},
		{"ANALYZE LOCAL TABLE t", "ANALYZE TABLE", UTILITY, COMMITS, NO_TX},
		{"ANALYZE FORMAT=JSON DELETE FROM t", "DELETE", DML, LOSES, NO_TX},
		{"OPTIMIZE TABLE t", "OPTIMIZE TABLE", UTILITY, COMMITS, NO_TX},
		{"FLUSH PRIVILEGES", "FLUSH", UTILITY, COMMITS, NO_TX},
		{"CHECKSUM TABLE t", "CHECKSUM TABLE", QUERY, 0, NO_TX},
		{"INSTALL SONAME 'x'", "INSTALL", UTILITY, COMMITS, NO_TX},
		{"LOCK TABLES t WRITE", "LOCK TABLES", SESSION, COMMITS | LOCKS, NO_TX},
		{"UNLOCK TABLES", "UNLOCK TABLES", SESSION, UNLOCKS, NO_TX},
		{"CALL p()", "CALL", DML, COMMITS, NO_TX},
		{"PREPARE s FROM 'DROP TABLE t'", "PREPARE", SESSION, 0, NO_TX},
		{"EXECUTE s", "EXECUTE", OTHER, COMMITS, NO_TX},
		{"EXECUTE IMMEDIATE 'DROP TABLE t'", "EXECUTE", OTHER, COMMITS, NO_TX},
		{"SET STATEMENT max_statement_time = 1 FOR DROP TABLE t", "DROP TABLE", DDL,
		 COMMITS | LOSES, NO_TX},
		{"SET STATEMENT max_statement_time = 1 FOR SELECT 1", "SELECT", QUERY, 0, NO_TX},
		{"BEGIN NOT ATOMIC SELECT 1; END", "BEGIN NOT ATOMIC", OTHER, COMMITS, NO_TX},
		{"REPLACE INTO t VALUES (1)", "REPLACE", DML, 0, NO_TX},
		{"WITH x AS (SELECT 1) DELETE FROM t", "DELETE", DML, LOSES, NO_TX},
		{"LOAD DATA INFILE 'x' INTO TABLE t", "LOAD DATA", DML, 0, NO_TX},
		{"USE d", "USE", SESSION, 0, NO_TX},
	};

	check(&gw_dialect_mysql, cases, GW_COUNT(cases));
}

static void test_mysql_transactions(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"BEGIN", "BEGIN", TRANSACTION, 0, GW_TX_BEGIN},
		{"BEGIN WORK", "BEGIN", TRANSACTION, 0, GW_TX_BEGIN},
		{"START TRANSACTION", "START TRANSACTION", TRANSACTION, 0, GW_TX_BEGIN},
		{"START TRANSACTION WITH CONSISTENT SNAPSHOT", "START TRANSACTION", TRANSACTION,
		 OPTIONS, GW_TX_BEGIN},
		{"START SLAVE", "START REPLICA", UTILITY, COMMITS, NO_TX},
		{"COMMIT", "COMMIT", TRANSACTION, 0, GW_TX_COMMIT},
		{"COMMIT AND NO CHAIN NO RELEASE", "COMMIT", TRANSACTION, 0, GW_TX_COMMIT},
		{"COMMIT WORK RELEASE", "COMMIT RELEASE", TRANSACTION, 0, GW_TX_OTHER},
		{"ROLLBACK", "ROLLBACK", TRANSACTION, 0, GW_TX_ROLLBACK},
		{"ROLLBACK AND CHAIN", "ROLLBACK AND CHAIN", TRANSACTION, 0, GW_TX_OTHER},
		{"ROLLBACK TO a", "ROLLBACK TO", TRANSACTION, 0, GW_TX_SAVEPOINT},
		{"XA START 'x'", "XA", TRANSACTION, 0, GW_TX_OTHER},
		{"SET TRANSACTION READ ONLY", "SET TRANSACTION", TRANSACTION, 0,
		 GW_TX_CHARACTERISTICS},
		{"SET SESSION TRANSACTION READ ONLY", "SET", SESSION, 0, NO_TX},
		{"SET @@tx_isolation = 'serializable'", "SET", SESSION, 0, GW_TX_CHARACTERISTICS},
		{"SET tx_isolation = 'serializable'", "SET", SESSION, 0, NO_TX},
		{"SET @@session.tx_isolation = 'serializable'", "SET", SESSION, 0, NO_TX},
		{"SET autocommit = 0", "SET autocommit", SESSION, 0, GW_TX_BEGIN},
		{"SET AUTOCOMMIT=OFF", "SET autocommit", SESSION, 0, GW_TX_BEGIN},
		{"SET @@session.autocommit := 0", "SET autocommit", SESSION, 0, GW_TX_BEGIN},
		{"SET autocommit = 1", "SET autocommit", SESSION, 0, GW_TX_COMMIT},
		{"SET autocommit = @old_autocommit", "SET autocommit", SESSION, 0, GW_TX_COMMIT},
		{"SET GLOBAL autocommit = 0", "SET", SESSION, 0, NO_TX},
		{"SET @@global.autocommit = 0", "SET", SESSION, 0, NO_TX},
		{"SET @autocommit = 0", "SET", SESSION, 0, NO_TX},
		{"SET @old = @@autocommit", "SET", SESSION, 0, NO_TX},
		{"SET @old = @@autocommit, autocommit = 0", "SET autocommit", SESSION, 0,
		 GW_TX_OTHER},
		{"SET sql_log_bin = 0", "SET", SESSION, ALONE, NO_TX},
		{"SET a = 1, SESSION sql_log_bin = 0", "SET", SESSION, ALONE, NO_TX},
		{"SET foreign_key_checks = 0, unique_checks = 0", "SET", SESSION, 0, NO_TX},
		{"SET", "SET", SESSION, 0, NO_TX},
	};

	check(&gw_dialect_mysql, cases, GW_COUNT(cases));
}

/* --- SQLite --- */

static void test_sqlite(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"BEGIN", "BEGIN", TRANSACTION, 0, GW_TX_BEGIN},
		{"BEGIN IMMEDIATE TRANSACTION", "BEGIN", TRANSACTION, 0, GW_TX_BEGIN},
		{"END TRANSACTION", "COMMIT", TRANSACTION, 0, GW_TX_COMMIT},
		{"ROLLBACK TRANSACTION TO a", "ROLLBACK TO", TRANSACTION, 0, GW_TX_SAVEPOINT},
		{"ROLLBACK", "ROLLBACK", TRANSACTION, 0, GW_TX_ROLLBACK},
		{"RELEASE SAVEPOINT a", "RELEASE", TRANSACTION, 0, GW_TX_SAVEPOINT},
		{"VACUUM INTO 'x'", "VACUUM", UTILITY, ALONE, NO_TX},
		{"DETACH DATABASE a", "DETACH", SESSION, ALONE, NO_TX},
		{"ATTACH 'x' AS a", "ATTACH", SESSION, 0, NO_TX},
		{"PRAGMA foreign_keys", "PRAGMA", QUERY, 0, NO_TX},
		{"PRAGMA foreign_keys = OFF", "PRAGMA", SESSION, IGNORED, NO_TX},
		{"PRAGMA foreign_keys(0)", "PRAGMA", SESSION, IGNORED, NO_TX},
		{"pragma main.journal_mode = wal", "PRAGMA", UTILITY, ALONE, NO_TX},
		{"PRAGMA journal_mode", "PRAGMA", QUERY, 0, NO_TX},
		{"PRAGMA synchronous", "PRAGMA", QUERY, 0, NO_TX},
		{"PRAGMA synchronous = NORMAL", "PRAGMA", SESSION, ALONE, NO_TX},
		{"PRAGMA page_size = 8192", "PRAGMA", SESSION, ALONE, NO_TX},
		{"PRAGMA auto_vacuum = 1", "PRAGMA", SESSION, ALONE, NO_TX},
		{"PRAGMA encoding = 'UTF-16'", "PRAGMA", SESSION, ALONE, NO_TX},
		{"PRAGMA wal_checkpoint", "PRAGMA", UTILITY, ALONE, NO_TX},
		{"PRAGMA wal_checkpoint(FULL)", "PRAGMA", UTILITY, ALONE, NO_TX},
		{"PRAGMA table_info(t)", "PRAGMA", QUERY, 0, NO_TX},
		{"PRAGMA user_version = 3", "PRAGMA", UTILITY, 0, NO_TX},
		{"PRAGMA cache_size = 3", "PRAGMA", SESSION, 0, NO_TX},
		{"INSERT OR REPLACE INTO t VALUES (1)", "INSERT", DML, ORPHANS, NO_TX},
		{"DELETE FROM t", "DELETE", DML, LOSES, NO_TX},
		{"WITH x AS (SELECT 1) UPDATE t SET a = 1", "UPDATE", DML, ORPHANS, NO_TX},
		{"CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE TABLE", DDL, 0, NO_TX},
		{"CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; END",
		 "CREATE TRIGGER", DDL, 0, NO_TX},
		{"ALTER TABLE t DROP a", "ALTER TABLE", DDL, DESTROYS, NO_TX},
		{"ALTER TABLE t RENAME TO u", "ALTER TABLE", DDL, 0, NO_TX},
		{"ALTER TABLE t ADD COLUMN a REFERENCES u DEFAULT 1", "ALTER TABLE", DDL, ORPHANS,
		 NO_TX},
		{"DROP TABLE t", "DROP TABLE", DDL, LOSES, NO_TX},
		{"DROP VIEW v", "DROP VIEW", DDL, 0, NO_TX},
		{"EXPLAIN QUERY PLAN DELETE FROM t", "EXPLAIN", QUERY, 0, NO_TX},
	};

	check(&gw_dialect_sqlite, cases, GW_COUNT(cases));
}

/* Statements that are cut short are somebody's mistake, not ours. */
static void test_prefixes_are_harmless(void **state GW_UNUSED)
{
	static const char *const texts[] = {
		"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
		"WITH RECURSIVE a (b) AS (DELETE FROM t) SELECT (1)",
		"SET SESSION sql_log_bin = 0, @@session.autocommit := 1",
		"/*!50001 CREATE DEFINER=`a`@`b` VIEW */ /*!v*/ AS SELECT 1",
		"ALTER TYPE a.b ADD VALUE IF NOT EXISTS $x$y$x$ BEFORE 'z'",
		"PRAGMA main.journal_mode(wal)",
	};
	const struct gw_dialect *const dialects[] = {&gw_dialect_postgres, &gw_dialect_mysql,
						     &gw_dialect_sqlite};

	for (size_t i = 0; i < GW_COUNT(texts); i++) {
		struct gw_view text = gw_view_of(texts[i]);

		for (size_t n = 0; n <= text.n; n++) {
			for (size_t d = 0; d < GW_COUNT(dialects); d++) {
				struct gw_class class = gw_classify(
					dialects[d], gw_lexer_default_modes(dialects[d]),
					gw_view_slice(text, 0, n));

				assert_non_null(class.tag);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_postgres_outside_transactions),
		cmocka_unit_test(test_postgres_transactions),
		cmocka_unit_test(test_postgres_rows_and_definitions),
		cmocka_unit_test(test_enum_label),
		cmocka_unit_test(test_mysql_commits),
		cmocka_unit_test(test_mysql_transactions),
		cmocka_unit_test(test_sqlite),
		cmocka_unit_test(test_prefixes_are_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
