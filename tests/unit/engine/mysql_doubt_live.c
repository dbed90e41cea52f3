/*
 * What became of a statement, on a live MySQL or MariaDB: for each kind of statement, a look is taken
 * as the journal takes it, and the engine has to tell whether the statement ran.
 */
#include "mysql_doubt.h"

#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 4 };

/* --- lost statements: each is judged before it ran, and after --- */

struct lost_case {
	const char *sql;
	enum gw_outcome after; /* NONE: it may run again, which is tried */
	const char *before[MOST];
};

static const struct lost_case lost_cases[] = {
	/* tables */
	{"CREATE TABLE n (a INT)", .after = GW_OUTCOME_HAPPENED},
	{"CREATE TABLE n LIKE t", .after = GW_OUTCOME_HAPPENED},
	{"CREATE TABLE n AS SELECT * FROM t", .after = GW_OUTCOME_HAPPENED},
	{"CREATE TABLE godwit_engine_live.n (a INT) ENGINE = MyISAM", .after = GW_OUTCOME_HAPPENED},
	{"CREATE TABLE \"n\" (a INT)",
	 .after = GW_OUTCOME_HAPPENED,
	 {"SET sql_mode = 'ANSI_QUOTES'"}},
	{"CREATE TABLE IF NOT EXISTS n (a INT)", .after = GW_OUTCOME_NONE},
	{"CREATE TABLE IF NOT EXISTS n AS SELECT * FROM t", .after = GW_OUTCOME_HAPPENED},
	{"CREATE OR REPLACE TABLE t2 (id INT, z INT)",
	 .after = GW_OUTCOME_HAPPENED,
	 {"CREATE TABLE t2 (id INT)", "INSERT INTO t2 VALUES (1)"}},
	{"CREATE OR REPLACE TABLE t2 (id INT)",
	 .after = GW_OUTCOME_HAPPENED,
	 {"CREATE TABLE t2 (id INT)", "INSERT INTO t2 VALUES (1)"}},
	{"CREATE OR REPLACE TABLE n (id INT)", .after = GW_OUTCOME_HAPPENED},
	{"DROP TABLE child", .after = GW_OUTCOME_HAPPENED},
	{"DROP TABLE twin, twin_new, `odd name-é`", .after = GW_OUTCOME_HAPPENED},
	{"DROP TABLE IF EXISTS twin, nothing", .after = GW_OUTCOME_NONE},
	{"TRUNCATE TABLE twin", .after = GW_OUTCOME_HAPPENED},
	{"TRUNCATE parts", .after = GW_OUTCOME_HAPPENED},
	{"RENAME TABLE twin TO twin_old", .after = GW_OUTCOME_HAPPENED},
	{"RENAME TABLE t TO t_old, twin TO t", .after = GW_OUTCOME_HAPPENED},
	{"RENAME TABLE twin TO tmp, twin_new TO twin, tmp TO twin_new",
	 .after = GW_OUTCOME_HAPPENED},
	{"RENAME TABLE `odd name-é` TO `x y`, twin TO `odd name-é`, `x y` TO twin",
	 .after = GW_OUTCOME_HAPPENED},

	/* ALTER TABLE */
	{"ALTER TABLE t ADD COLUMN e INT NOT NULL DEFAULT 7", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t WAIT 5 ADD e INT FIRST, ADD f INT", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t DROP COLUMN d", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t MODIFY b VARCHAR(40)", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t MODIFY b VARCHAR(20) COMMENT 'another b'", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t MODIFY a INT UNIQUE NOT NULL DEFAULT 0",
	 .after = GW_OUTCOME_HAPPENED,
	 {"UPDATE t SET a = id"}},
	{"ALTER TABLE t CHANGE b bb VARCHAR(20)", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t RENAME COLUMN a TO c, RENAME COLUMN c TO a",
	 .after = GW_OUTCOME_HAPPENED,
	 {"ALTER TABLE t DROP CONSTRAINT c_is_small"}},
	{"ALTER TABLE t ALTER COLUMN a SET DEFAULT 5", .after = GW_OUTCOME_NONE},
	{"ALTER TABLE t ADD COLUMN `o'd `` \"n?me` INT", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t ADD look INT", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t ADD e INT, ADD INDEX (e), ADD CHECK (e < 9)", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT, ADD INDEX (a)",
	 .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT", .after = GW_OUTCOME_NONE},
	{"ALTER TABLE t ADD INDEX (a)", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t ADD INDEX (a)",
	 .after = GW_OUTCOME_HAPPENED,
	 {"ALTER TABLE t ADD INDEX (a)"}},
	{"ALTER TABLE t ADD UNIQUE KEY u (b, c)", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t DROP INDEX by_b, ADD INDEX by_b (b)", .after = GW_OUTCOME_NONE},
	{"ALTER TABLE t RENAME INDEX by_b TO by_bb", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE twin ADD PRIMARY KEY (id)", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t ADD CHECK (a < 1000)", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t DROP CONSTRAINT c_is_small", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE child ADD FOREIGN KEY (t_id) REFERENCES t (id)",
	 .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE child DROP FOREIGN KEY child_t", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE twin RENAME TO twin_old", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE twin ADD z INT, RENAME twin_old", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE twin ENGINE = MyISAM", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE twin ENGINE = InnoDB", .after = GW_OUTCOME_NONE},
	{"ALTER TABLE twin FORCE", .after = GW_OUTCOME_NONE},
	{"ALTER TABLE t AUTO_INCREMENT = 100", .after = GW_OUTCOME_NONE},
	{"ALTER TABLE t COMMENT = 'tee'", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE twin ROW_FORMAT = COMPRESSED", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE t CONVERT TO CHARACTER SET latin1", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE twin ADD SYSTEM VERSIONING", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE parts ADD PARTITION (PARTITION p2 VALUES LESS THAN (30))",
	 .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE parts DROP PARTITION p0", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE parts TRUNCATE PARTITION p0", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE parts EXCHANGE PARTITION p0 WITH TABLE apart", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE parts REMOVE PARTITIONING", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE parts REBUILD PARTITION p0", .after = GW_OUTCOME_NONE},
	{"ALTER TABLE twin PARTITION BY HASH (id) PARTITIONS 3", .after = GW_OUTCOME_HAPPENED},
	/* a table without any index, or constraint, has nothing to show before */
	{"CREATE INDEX i ON twin (a)", .after = GW_OUTCOME_HAPPENED},
	{"ALTER TABLE twin ADD CONSTRAINT a_is_small CHECK (a < 1000)",
	 .after = GW_OUTCOME_HAPPENED},
	{"CREATE INDEX i ON t (a, c)", .after = GW_OUTCOME_HAPPENED},
	{"CREATE INDEX i ON t (a) IGNORED", .after = GW_OUTCOME_HAPPENED},
	{"CREATE UNIQUE INDEX i ON godwit_engine_live.`odd name-é` (`col umn`)",
	 .after = GW_OUTCOME_HAPPENED},
	{"CREATE INDEX IF NOT EXISTS by_b ON t (b)", .after = GW_OUTCOME_NONE},
	{"CREATE OR REPLACE INDEX by_b ON t (b, c)", .after = GW_OUTCOME_NONE},
	{"DROP INDEX by_b ON t", .after = GW_OUTCOME_HAPPENED},

	/* what else there is */
	{"CREATE VIEW nv AS SELECT 1", .after = GW_OUTCOME_HAPPENED},
	{"CREATE OR REPLACE VIEW v AS SELECT b FROM t", .after = GW_OUTCOME_NONE},
	{"ALTER VIEW v AS SELECT b FROM t", .after = GW_OUTCOME_NONE},
	{"DROP VIEW v, v2", .after = GW_OUTCOME_HAPPENED},
	{"CREATE SEQUENCE s2", .after = GW_OUTCOME_HAPPENED},
	{"ALTER SEQUENCE seq MAXVALUE 1000", .after = GW_OUTCOME_NONE},
	{"CREATE OR REPLACE SEQUENCE seq START WITH 9", .after = GW_OUTCOME_HAPPENED},
	{"DROP SEQUENCE seq", .after = GW_OUTCOME_HAPPENED},
	{"CREATE TRIGGER tr2 AFTER INSERT ON t FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END",
	 .after = GW_OUTCOME_HAPPENED},
	{"CREATE OR REPLACE TRIGGER tr BEFORE INSERT ON child FOR EACH ROW SET @y = 1",
	 .after = GW_OUTCOME_NONE},
	{"CREATE PROCEDURE p2(x INT) BEGIN SELECT x; END", .after = GW_OUTCOME_HAPPENED},
	{"CREATE FUNCTION p() RETURNS INT RETURN 2", .after = GW_OUTCOME_HAPPENED},
	{"CREATE OR REPLACE PROCEDURE p() SELECT 2", .after = GW_OUTCOME_NONE},
	{"ALTER PROCEDURE p COMMENT 'pee'", .after = GW_OUTCOME_NONE},
	{"DROP PROCEDURE p", .after = GW_OUTCOME_HAPPENED},
	{"DROP FUNCTION f", .after = GW_OUTCOME_HAPPENED},
	{"CREATE EVENT ev2 ON SCHEDULE EVERY 1 HOUR DISABLE DO DO 1", .after = GW_OUTCOME_HAPPENED},
	{"ALTER EVENT ev COMMENT 'x'", .after = GW_OUTCOME_NONE},
	{"ALTER EVENT ev RENAME TO ev3", .after = GW_OUTCOME_HAPPENED},
	{"DROP EVENT ev", .after = GW_OUTCOME_HAPPENED},
	{"CREATE DATABASE godwit_engine_other", .after = GW_OUTCOME_HAPPENED},
	{"CREATE DATABASE IF NOT EXISTS godwit_engine_other", .after = GW_OUTCOME_NONE},
	{"DROP DATABASE godwit_engine_other",
	 .after = GW_OUTCOME_HAPPENED,
	 {"CREATE DATABASE godwit_engine_other", "CREATE TABLE godwit_engine_other.x (a INT)"}},
	{"ALTER DATABASE godwit_engine_live CHARACTER SET latin1", .after = GW_OUTCOME_NONE},

	/* accounts */
	{"CREATE USER gdw_b IDENTIFIED BY 'b', gdw_c", .after = GW_OUTCOME_HAPPENED},
	{"CREATE USER IF NOT EXISTS gdw_a IDENTIFIED BY 'b'", .after = GW_OUTCOME_NONE},
	{"CREATE ROLE gdw_s", .after = GW_OUTCOME_HAPPENED},
	{"ALTER USER gdw_a IDENTIFIED BY 'c'", .after = GW_OUTCOME_NONE},
	{"SET PASSWORD FOR gdw_a = PASSWORD('d')", .after = GW_OUTCOME_NONE},
	{"GRANT DELETE ON godwit_engine_live.* TO gdw_a", .after = GW_OUTCOME_NONE},
	{"GRANT gdw_r TO gdw_a", .after = GW_OUTCOME_NONE},
	{"REVOKE INSERT ON godwit_engine_live.* FROM gdw_a", .after = GW_OUTCOME_HAPPENED},
	{"REVOKE ALL PRIVILEGES, GRANT OPTION FROM gdw_a", .after = GW_OUTCOME_NONE},
	{"RENAME USER gdw_a TO gdw_b", .after = GW_OUTCOME_HAPPENED},
	{"SET DEFAULT ROLE gdw_r FOR gdw_a", .after = GW_OUTCOME_NONE, {"GRANT gdw_r TO gdw_a"}},
	{"DROP USER gdw_a", .after = GW_OUTCOME_HAPPENED},
	{"DROP ROLE gdw_r", .after = GW_OUTCOME_HAPPENED},

	/* maintenance, and what stands around other statements */
	{"ANALYZE TABLE t", .after = GW_OUTCOME_NONE},
	{"CHECK TABLE t, twin", .after = GW_OUTCOME_NONE},
	{"OPTIMIZE TABLE twin", .after = GW_OUTCOME_NONE},
	{"REPAIR TABLE old_style", .after = GW_OUTCOME_NONE},
	{"FLUSH TABLES", .after = GW_OUTCOME_NONE},
	{"SET STATEMENT lock_wait_timeout = 5 FOR ALTER TABLE t ADD INDEX (a)",
	 .after = GW_OUTCOME_HAPPENED},
	{"EXECUTE IMMEDIATE 'ALTER TABLE t ADD e VARCHAR(9) DEFAULT ''x'''",
	 .after = GW_OUTCOME_HAPPENED},
	{"/*!50003 CREATE TABLE n (a INT) */", .after = GW_OUTCOME_HAPPENED},
};

static void check_lost(struct live *live, const struct lost_case *wanted)
{
	struct gw_lost lost;
	struct gw_view before;
	const char *state;

	doubt_reset(live, wanted->before, MOST);
	lost = doubt_lost(live);
	before = doubt_look(live, wanted->sql);
	doubt_expect("not run", wanted->sql, doubt_judge(live, wanted->sql, before, &lost),
		     GW_OUTCOME_NONE);
	doubt_expect("refused", wanted->sql, doubt_judge(live, wanted->sql, before, NULL),
		     GW_OUTCOME_NONE);
	live_must(live, wanted->sql);
	doubt_expect("run", wanted->sql, doubt_judge(live, wanted->sql, before, &lost),
		     wanted->after);
	if (wanted->after == GW_OUTCOME_NONE) {
		state = doubt_state(live);
		live_must(live, wanted->sql);
		assert_string_equal(doubt_state(live), state);
	}
	live_must(live, "SET sql_mode = DEFAULT");
}

static void test_lost(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	for (size_t i = 0; i < GW_COUNT(lost_cases); i++)
		check_lost(&live, &lost_cases[i]);
	live_done(&live);
}

/* --- statements that were done in part --- */

static const struct {
	const char *sql;
	const char *part; /* what was done of it */
	enum gw_outcome outcome; /* then; PART: what is left is run, and it has happened */
	const char *before[MOST];
} part_cases[] = {
	{"DROP TABLE twin, twin_new", "DROP TABLE twin", .outcome = GW_OUTCOME_PART},
	{"DROP TABLE twin, nothing, twin_new", "DROP TABLE twin_new", .outcome = GW_OUTCOME_PART},
	{"SET STATEMENT lock_wait_timeout = 5 FOR DROP TABLE twin, twin_new", "DROP TABLE twin",
	 .outcome = GW_OUTCOME_PART},
	{"DROP VIEW v, v2", "DROP VIEW v", .outcome = GW_OUTCOME_PART},
	{"DROP USER gdw_a, gdw_b",
	 "DROP USER gdw_b",
	 .outcome = GW_OUTCOME_PART,
	 {"CREATE USER gdw_b"}},
	{"DROP DATABASE godwit_engine_other",
	 "DROP TABLE godwit_engine_other.x",
	 .outcome = GW_OUTCOME_PART,
	 {"CREATE DATABASE godwit_engine_other", "CREATE TABLE godwit_engine_other.x (a INT)",
	  "CREATE TABLE godwit_engine_other.y (a INT)"}},
	{"CREATE USER gdw_b, gdw_c", "CREATE USER gdw_c", .outcome = GW_OUTCOME_PART},
	/* What is left of one that was done in part, and was not done either. */
	{"DROP TABLE nothing, twin", "DO 0", .outcome = GW_OUTCOME_PART},
	{"CREATE USER gdw_a, gdw_b", "DO 0", .outcome = GW_OUTCOME_PART},
	/* A temporary table is not seen. */
	{"DROP TABLE nothing", "DO 0", .outcome = GW_OUTCOME_PART},
	{"DROP TEMPORARY TABLE nothing", "DO 0", .outcome = GW_OUTCOME_PART},
	{"CREATE OR REPLACE TABLE twin (z INT)", "DROP TABLE twin", .outcome = GW_OUTCOME_PART},
	{"REVOKE INSERT ON godwit_engine_live.* FROM gdw_a, gdw_b",
	 "REVOKE INSERT ON godwit_engine_live.* FROM gdw_b",
	 .outcome = GW_OUTCOME_UNKNOWN,
	 {"CREATE USER gdw_b", "GRANT INSERT, DELETE ON godwit_engine_live.* TO gdw_b"}},
	/* Its table is gone: that was somebody else. */
	{"ALTER TABLE twin ADD z INT", "DROP TABLE twin", .outcome = GW_OUTCOME_UNKNOWN},
	{"CREATE INDEX i ON t (a)", "DROP TABLE child, t", .outcome = GW_OUTCOME_UNKNOWN},
};

static void test_part(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	for (size_t i = 0; i < GW_COUNT(part_cases); i++) {
		const char *sql = part_cases[i].sql;
		struct gw_lost lost = doubt_lost(&live);
		struct gw_verdict verdict;
		struct gw_view before;

		doubt_reset(&live, part_cases[i].before, MOST);
		before = doubt_look(&live, sql);
		live_must(&live, part_cases[i].part);
		verdict = doubt_judge(&live, sql, before, &lost);
		doubt_expect("in part", sql, verdict, part_cases[i].outcome);
		if (verdict.outcome != GW_OUTCOME_PART)
			continue;
		live_must(&live, verdict.rest);
		/* Then nothing is left that could do harm. */
		verdict = doubt_judge(&live, sql, before, &lost);
		if (verdict.outcome == GW_OUTCOME_PART)
			live_must(&live, verdict.rest);
		else
			doubt_expect("finished", sql, verdict, GW_OUTCOME_HAPPENED);
	}
	live_done(&live);
}

/* --- statements that fail, which commit all the same --- */

static const struct {
	const char *sql;
	enum gw_outcome outcome;
	const char *before[MOST];
} failed_cases[] = {
	{"DROP TABLE twin, nothing", .outcome = GW_OUTCOME_PART},
	{"DROP TABLE nothing, nowhere", .outcome = GW_OUTCOME_NONE},
	{"DROP TABLE t", .outcome = GW_OUTCOME_NONE}, /* child refers to it */
	{"DROP VIEW v, nothing", .outcome = GW_OUTCOME_PART},
	{"DROP USER gdw_a, gdw_c", .outcome = GW_OUTCOME_PART},
	{"CREATE USER gdw_b, gdw_a", .outcome = GW_OUTCOME_PART},
	{"CREATE TABLE t (a INT)", .outcome = GW_OUTCOME_NONE},
	{"CREATE TABLE n AS SELECT 1 / a FROM nothing", .outcome = GW_OUTCOME_NONE},
	{"CREATE TABLE n (PRIMARY KEY (a)) AS SELECT a FROM t", .outcome = GW_OUTCOME_NONE},
	{"CREATE OR REPLACE TABLE twin (PRIMARY KEY (a)) AS SELECT a FROM t",
	 .outcome = GW_OUTCOME_PART},
	{"CREATE UNIQUE INDEX u ON t (a)", .outcome = GW_OUTCOME_NONE},
	{"CREATE INDEX by_b ON t (c)", .outcome = GW_OUTCOME_NONE},
	/* It cannot be named in a query, but it has the name. */
	{"CREATE INDEX by_b ON t (c)",
	 .outcome = GW_OUTCOME_NONE,
	 {"ALTER TABLE t ALTER INDEX by_b IGNORED"}},
	{"ALTER TABLE t ADD x INT, ADD UNIQUE (a)", .outcome = GW_OUTCOME_NONE},
	{"ALTER TABLE nothing ADD x INT", .outcome = GW_OUTCOME_NONE},
	{"RENAME TABLE twin TO x, nothing TO y", .outcome = GW_OUTCOME_NONE},
	{"RENAME TABLE twin TO tmp, twin_new TO twin, tmp TO t", .outcome = GW_OUTCOME_NONE},
	{"RENAME USER gdw_a TO gdw_b, gdw_c TO x", .outcome = GW_OUTCOME_UNKNOWN},
	{"TRUNCATE t", .outcome = GW_OUTCOME_NONE}, /* child refers to it */
	{"ALTER TABLE parts EXCHANGE PARTITION p0 WITH TABLE twin", .outcome = GW_OUTCOME_NONE},
	{"DROP TRIGGER nothing", .outcome = GW_OUTCOME_NONE},
	{"DROP SERVER nothing", .outcome = GW_OUTCOME_NONE},
	{"GRANT SELECT ON nothing.x TO nobody_at_all", .outcome = GW_OUTCOME_NONE},
	{"INSERT INTO t (id) VALUES (9), (1)", .outcome = GW_OUTCOME_NONE},
	{"INSERT INTO old_style VALUES (1, 1)", .outcome = GW_OUTCOME_NONE},
	{"INSERT INTO old_style VALUES (5, 5), (1, 1)", .outcome = GW_OUTCOME_UNKNOWN},
	{"CALL p(1)", .outcome = GW_OUTCOME_UNKNOWN},
};

static void test_failed(void **state GW_UNUSED)
{
	struct live live = {0};

	for (size_t i = 0; i < GW_COUNT(failed_cases); i++) {
		const char *sql = failed_cases[i].sql;
		struct gw_verdict verdict;
		struct gw_view before;
		bool can;

		open_db(&live);
		doubt_reset(&live, failed_cases[i].before, MOST);
		assert_true(
			gw_module_mysql.can_roll_back(live.conn, gw_view_of(sql), &can, &live.err));
		before = doubt_look(&live, sql);
		if (live_run(&live, sql))
			fail_msg("%s: worked", sql);
		verdict = doubt_judge(&live, sql, before, NULL);
		doubt_expect("failed", sql, verdict, failed_cases[i].outcome);
		gw_conn_close(live.conn);
		live.conn = NULL;
	}
	live_done(&live);
}

/* --- statements that nobody can tell about, and what is said of them --- */

static const struct {
	const char *sql;
	const char *reason; /* words of it */
	const char *before[MOST];
} unknown_cases[] = {
	{"CALL p()", .reason = "procedure"},
	{"BEGIN NOT ATOMIC INSERT INTO twin VALUES (5, 5); DROP TABLE child; END",
	 .reason = "compound"},
	{"EXECUTE st", .reason = "prepared", .before = {"PREPARE st FROM 'DROP TABLE child'"}},
	{"LOCK TABLES t WRITE", .reason = "LOCK TABLES"},
	{"INSERT INTO twin VALUES (7, 7)", .reason = "outside of a transaction"},
	{"REVOKE gdw_r FROM gdw_a", .reason = "look as before", .before = {"GRANT gdw_r TO gdw_a"}},
	{"ALTER SEQUENCE seq RESTART 5", .reason = "taken numbers"},
	{"CREATE EVENT once ON SCHEDULE AT CURRENT_TIMESTAMP DO DO 1",
	 .reason = "removed afterwards"},
	/* The columns change places, and then back. */
	{"ALTER TABLE twin CHANGE a id INT FIRST, CHANGE id a INT AFTER a",
	 .reason = "look as before"},
	{"ALTER TABLE twin DROP a, ADD a INT", .reason = "look as before"},
	/* Two views of the same look change their names. */
	{"RENAME TABLE v TO v3, v2 TO v, v3 TO v2", .reason = "look as before"},
};

static void test_unknown(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	for (size_t i = 0; i < GW_COUNT(unknown_cases); i++) {
		const char *sql = unknown_cases[i].sql;
		struct gw_lost lost = doubt_lost(&live);
		struct gw_verdict verdict;
		struct gw_view before;

		doubt_reset(&live, unknown_cases[i].before, MOST);
		before = doubt_look(&live, sql);
		verdict = doubt_judge(&live, sql, before, &lost);
		doubt_expect("not run", sql, verdict, GW_OUTCOME_UNKNOWN);
		if (strstr(verdict.reason, unknown_cases[i].reason) == NULL)
			fail_msg("%s: %s", sql, verdict.reason);
	}
	live_done(&live);
}

/* --- what looks depend on --- */

/* A role is shown to who may grant it, and that is not everybody. */
static void check_other_viewer(struct live *live)
{
	static const char sql[] = "DROP ROLE gdw_r";
	struct gw_view before = doubt_look(live, sql);
	struct gw_lost lost = doubt_lost(live);
	struct live other = {0};

	assert_true(open_tcp(&other, "godwit_reader", "let's read", NULL, NULL));
	doubt_expect("another user", sql, doubt_judge(&other, sql, before, &lost),
		     GW_OUTCOME_UNKNOWN);
	live_done(&other);
}

/* A look that cannot be compared is never taken for a change. */
static void test_context(void **state GW_UNUSED)
{
	static const char sql[] = "ALTER TABLE t ADD e INT";
	static const char drop[] = "DROP TABLE t, child";
	static const char other[] = "ALTER TABLE t DROP INDEX by_b";
	struct live live = {0};
	struct gw_lost lost;
	struct gw_view before, before_drop;

	open_db(&live);
	doubt_reset(&live, NULL, 0);
	lost = doubt_lost(&live);
	before = doubt_look(&live, sql);
	before_drop = doubt_look(&live, drop);
	doubt_expect("another look", other, doubt_judge(&live, other, before, &lost),
		     GW_OUTCOME_UNKNOWN);
	doubt_expect("no look", sql, doubt_judge(&live, sql, (struct gw_view){0}, &lost),
		     GW_OUTCOME_UNKNOWN);
	doubt_expect("no words", sql, doubt_judge(&live, sql, GW_VIEW("x"), &lost),
		     GW_OUTCOME_UNKNOWN);
	live_must(&live, "USE mysql");
	doubt_expect("another database", drop, doubt_judge(&live, drop, before_drop, &lost),
		     GW_OUTCOME_UNKNOWN);
	live_must(&live, "USE godwit_engine_live");
	check_other_viewer(&live);
	/* Neither the reading of strings nor the number of characters that are kept matters. */
	live_must(&live, "SET sql_mode = 'ORACLE,NO_BACKSLASH_ESCAPES', group_concat_max_len = 4, "
			 "NAMES latin1");
	doubt_expect("other settings", sql, doubt_judge(&live, sql, before, &lost),
		     GW_OUTCOME_NONE);
	live_must(&live, sql);
	doubt_expect("other settings", sql, doubt_judge(&live, sql, before, &lost),
		     GW_OUTCOME_HAPPENED);
	live_done(&live);
}

/* Looks can be taken in every sql_mode: one that cannot would stop the run. */
static void test_modes(void **state GW_UNUSED)
{
	static const char *const modes[] = {
		"",
		"ANSI,ONLY_FULL_GROUP_BY,TRADITIONAL",
		"ORACLE,EMPTY_STRING_IS_NULL,NO_BACKSLASH_ESCAPES",
		"IGNORE_SPACE,HIGH_NOT_PRECEDENCE,PAD_CHAR_TO_FULL_LENGTH",
	};
	struct live live = {0};

	open_db(&live);
	doubt_reset(&live, NULL, 0);
	for (size_t i = 0; i < GW_COUNT(modes); i++) {
		live_must(&live, gw_format(&live.arena, "SET sql_mode = '%s'", modes[i]));
		for (size_t j = 0; j < GW_COUNT(lost_cases); j++)
			doubt_look(&live, lost_cases[j].sql);
	}
	live_done(&live);
}

/* What statistics and later rows say does not matter; a table that cannot be opened does. */
static void test_noise(void **state GW_UNUSED)
{
	static const char sql[] = "ALTER TABLE t ADD e INT, ADD INDEX (c), COMMENT = 'x'";
	struct live live = {0};
	struct gw_lost lost;
	struct gw_view before;

	open_db(&live);
	doubt_reset(&live, NULL, 0);
	lost = doubt_lost(&live);
	before = doubt_look(&live, sql);
	live_must(&live, "INSERT INTO t (a) SELECT a FROM t");
	live_must(&live, "ANALYZE TABLE t");
	live_must(&live, "FLUSH TABLES");
	live_must(&live, "ALTER TABLE t AUTO_INCREMENT = 500");
	doubt_expect("noise", sql, doubt_judge(&live, sql, before, &lost), GW_OUTCOME_NONE);
	live_done(&live);
}

/* Each DDL statement has a look: there is one query in it, beside the one that says that the session was
   not killed, and what stands in no table is none. */
static void test_frugal(void **state GW_UNUSED)
{
	const struct gw_view query = GW_VIEW("SELECT");
	struct live live = {0};
	struct gw_witness witness;
	struct gw_view left;
	size_t at, n = 0;

	open_db(&live);
	gw_module_mysql.witness(live.conn, &live.arena, GW_VIEW("ALTER TABLE t ADD e INT"),
				&witness);
	left = gw_view_of(witness.expression);
	for (; (at = gw_view_find(left, query)) != GW_NOWHERE; n++)
		left = gw_view_from(left, at + query.n);
	assert_int_equal(n, 2);
	live_done(&live);
}

/* Somebody's DDL holds the table: the intent waits its turn, or is refused as locked. */
static void test_concurrent_ddl(void **state GW_UNUSED)
{
	struct live live = {0}, other = {0};
	struct gw_witness witness;

	open_db(&live);
	doubt_reset(&live, NULL, 0);
	gw_module_mysql.witness(live.conn, &live.arena, GW_VIEW("ALTER TABLE slow ADD e INT"),
				&witness);
	open_db(&other);
	live_must(&other, "SET max_statement_time = 2");
	if (fork() == 0) {
		live_run(&other, "CREATE TABLE slow AS SELECT SLEEP(30)");
		_exit(0);
	}
	live_must(&live, "SET lock_wait_timeout = 1");
	usleep(500 * 1000);
	live_fails(&live,
		   gw_format(&live.arena, "INSERT INTO looks VALUES ((%s))", witness.expression),
		   GW_E_LOCKED);
	assert_true(live.err->server->retryable);
	assert_true(live.err->server->lock_timeout);
	/* The child used the connection. */
	wait(NULL);
	live_done(&live);
	live_done(&other);
}

/* --- a user with the rights on one database alone --- */

static void open_plain(struct live *live)
{
	struct live root = {0};

	open_db(&root);
	doubt_reset(&root, NULL, 0);
	live_must(&root, "CREATE OR REPLACE USER godwit_plain IDENTIFIED BY 'p'");
	live_must(&root, "GRANT ALL ON godwit_engine_live.* TO godwit_plain");
	live_must(&root, "CREATE OR REPLACE USER godwit_alter IDENTIFIED BY 'p'");
	live_must(&root, "GRANT ALTER ON godwit_engine_live.t TO godwit_alter");
	live_must(&root, "GRANT SELECT, INSERT, DELETE ON godwit_engine_live.looks TO "
			 "godwit_alter");
	live_done(&root);
	if (!open_tcp(live, "godwit_plain", "p", NULL, NULL))
		fail_msg("%s", live->err->message);
}

static void test_plain_user(void **state GW_UNUSED)
{
	static const struct {
		const char *sql;
		enum gw_outcome before;
		enum gw_outcome after;
	} cases[] = {
		{"ALTER TABLE t ADD COLUMN e INT", GW_OUTCOME_NONE, GW_OUTCOME_HAPPENED},
		{"ALTER TABLE t ADD INDEX (c)", GW_OUTCOME_NONE, GW_OUTCOME_HAPPENED},
		{"CREATE TRIGGER tr3 AFTER INSERT ON t FOR EACH ROW SET @a = 1", GW_OUTCOME_NONE,
		 GW_OUTCOME_HAPPENED},
		{"DROP TRIGGER tr", GW_OUTCOME_NONE, GW_OUTCOME_PART},
		{"CREATE PROCEDURE p3() SELECT 1", GW_OUTCOME_NONE, GW_OUTCOME_HAPPENED},
		{"CREATE VIEW v4 AS SELECT 1", GW_OUTCOME_NONE, GW_OUTCOME_HAPPENED},
		{"CREATE EVENT ev4 ON SCHEDULE EVERY 1 DAY DO DO 1", GW_OUTCOME_NONE,
		 GW_OUTCOME_HAPPENED},
		{"RENAME TABLE twin TO tmp, twin_new TO twin, tmp TO twin_new", GW_OUTCOME_UNKNOWN,
		 GW_OUTCOME_UNKNOWN},
		{"ALTER TABLE parts EXCHANGE PARTITION p0 WITH TABLE apart", GW_OUTCOME_UNKNOWN,
		 GW_OUTCOME_UNKNOWN},
		{"TRUNCATE child", GW_OUTCOME_NONE, GW_OUTCOME_NONE}, /* empty */
		{"TRUNCATE parts", GW_OUTCOME_UNKNOWN, GW_OUTCOME_NONE},
		{"CREATE OR REPLACE TABLE apart (a INT, b INT)", GW_OUTCOME_UNKNOWN,
		 GW_OUTCOME_NONE},
	};
	struct live live = {0};

	open_plain(&live);
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_lost lost = doubt_lost(&live);
		struct gw_view before = doubt_look(&live, cases[i].sql);

		doubt_expect("not run", cases[i].sql,
			     doubt_judge(&live, cases[i].sql, before, &lost), cases[i].before);
		live_must(&live, cases[i].sql);
		doubt_expect("run", cases[i].sql, doubt_judge(&live, cases[i].sql, before, &lost),
			     cases[i].after);
	}
	live_done(&live);
}

/* What is hidden from a user is never taken for absent. */
static void test_hidden(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"ALTER TABLE t ADD COLUMN e INT", /* no right to see the columns */
		"CREATE USER gdw_b",
		"REVOKE SELECT ON godwit_engine_live.* FROM gdw_a",
	};
	struct live live = {0};

	open_plain(&live);
	live_done(&live);
	assert_true(open_tcp(&live, "godwit_alter", "p", NULL, NULL));
	for (size_t i = 0; i < GW_COUNT(statements); i++) {
		struct gw_lost lost = doubt_lost(&live);
		struct gw_view before = doubt_look(&live, statements[i]);

		doubt_expect("hidden", statements[i],
			     doubt_judge(&live, statements[i], before, &lost), GW_OUTCOME_UNKNOWN);
	}
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_lost),       LIVE(test_part),    LIVE(test_failed),
		LIVE(test_unknown),    LIVE(test_context), LIVE(test_noise),
		LIVE(test_modes),      LIVE(test_frugal),  LIVE(test_concurrent_ddl),
		LIVE(test_plain_user), LIVE(test_hidden),
	};

	return cmocka_run_group_tests_name("engine/mysql_doubt_live", tests, NULL, doubt_clean_up);
}
