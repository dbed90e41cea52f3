/* What MySQL's statements leave behind, as their texts tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "sql/effect.h"

static struct gw_lexer_modes modes(void)
{
	return gw_lexer_default_modes(&gw_dialect_mysql);
}

/* "alters columns indexes unmarked: table t" */
static char *describe(struct gw_arena *arena, const char *sql)
{
	static const char *const kinds[] = {
		[GW_EFFECT_UNSEEN] = "unseen",   [GW_EFFECT_REPEATABLE] = "repeatable",
		[GW_EFFECT_CREATES] = "creates", [GW_EFFECT_DROPS] = "drops",
		[GW_EFFECT_ALTERS] = "alters",   [GW_EFFECT_RENAMES] = "renames",
		[GW_EFFECT_EMPTIES] = "empties", [GW_EFFECT_REPLACES] = "replaces",
		[GW_EFFECT_WRITES] = "writes",
	};
	static const char *const traits[] = {" columns",    " indexes", " constraints",
					     " partitions", " place",   " privileges",
					     " column",     " index"};
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_effect effect;

	gw_effect_read(arena, modes(), gw_view_of(sql), &effect);
	assert_true((effect.reason != NULL) == (effect.kind == GW_EFFECT_UNSEEN));
	gw_str_puts(&str, kinds[effect.kind]);
	for (size_t i = 0; i < GW_COUNT(traits); i++)
		gw_str_puts(&str, effect.traits & 1u << i ? traits[i] : "");
	gw_str_puts(&str, effect.shows ? " shows" : "");
	gw_str_puts(&str, effect.unmarked ? " unmarked" : "");
	gw_str_puts(&str, effect.fills ? " fills" : "");
	for (size_t i = 0; i < effect.objects.list.n; i++) {
		const struct gw_object *object = &effect.objects.list.items[i];

		gw_str_printf(&str, "%s %s %s%s%s", i == 0 ? ":" : ",",
			      gw_object_kind_name(object->kind),
			      object->schema != NULL ? object->schema : "",
			      object->schema != NULL ? "." : "", object->name);
		if (object->table != NULL)
			gw_str_printf(&str, " on %s", object->table);
	}
	if (effect.routine != NULL)
		gw_str_printf(&str, " (%s)", effect.routine);
	return gw_str_take(&str, arena);
}

struct expected {
	const char *sql;
	const char *effect;
};

static void check(const struct expected *cases, size_t n)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < n; i++) {
		char *effect = describe(&arena, cases[i].sql);

		if (strcmp(effect, cases[i].effect) != 0)
			fail_msg("%s: '%s' (expected '%s')", cases[i].sql, effect, cases[i].effect);
	}
}

static void test_create(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE s.t (a INT)", "creates shows: table s.t"},
		{"create table if not exists t (a int)", "repeatable: table t"},
		{"CREATE TABLE t LIKE u", "creates shows: table t"},
		{"CREATE TABLE t (a INT) IGNORE SELECT 1 AS a", "creates fills: table t"},
		{"CREATE TABLE IF NOT EXISTS t (SELECT 1)", "creates fills: table t"},
		{"CREATE OR REPLACE TABLE t (a INT)", "replaces columns indexes place: table t"},
		{"CREATE TEMPORARY TABLE t (a INT)", "repeatable: table t"},
		{"CREATE OR REPLACE TEMPORARY TABLE t (a INT)", "repeatable: table t"},
		{"CREATE UNIQUE INDEX i USING BTREE ON s.t (a)", "alters index shows: table s.t"},
		{"CREATE INDEX i ON t (a) IGNORED", "alters indexes shows: table t"},
		{"CREATE INDEX IF NOT EXISTS i ON t (a)", "repeatable index: table t"},
		{"CREATE ALGORITHM=MERGE VIEW v AS SELECT 1", "creates shows: view v"},
		{"CREATE OR REPLACE VIEW v AS SELECT 1", "repeatable: view v"},
		{"CREATE DEFINER=a@b PROCEDURE p() SELECT 1", "creates: routine p (PROCEDURE)"},
		{"CREATE AGGREGATE FUNCTION f(a INT) RETURNS INT RETURN 1",
		 "creates: routine f (FUNCTION)"},
		{"CREATE PACKAGE BODY b AS END", "creates: routine b (PACKAGE BODY)"},
		{"CREATE FUNCTION f RETURNS STRING SONAME 'f.so'", "unseen: routine f (FUNCTION)"},
		{"CREATE TRIGGER x BEFORE INSERT ON s.t FOR EACH ROW SET @a = 1",
		 "creates: trigger s.x on t"},
		{"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DO 1", "creates: event e"},
		{"CREATE EVENT IF NOT EXISTS e ON SCHEDULE AT NOW() DO DO 1",
		 "creates unmarked: event e"},
		{"CREATE OR REPLACE DATABASE d", "unseen: database d"},
		{"CREATE SEQUENCE s", "creates: sequence s"},
		{"CREATE USER a@b IDENTIFIED BY 'x', c", "creates: role a@b, role c"},
		{"CREATE OR REPLACE USER a", "repeatable: role a"},
		{"CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h')",
		 "unseen: object s"},
		{"CREATE SERVER IF NOT EXISTS s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h')",
		 "repeatable: object s"},
		{"CREATE RESOURCE GROUP g TYPE = USER", "unseen"},
	};

	check(cases, GW_COUNT(cases));
}

static void test_drop(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"DROP TABLE a, s.b CASCADE", "drops: table a, table s.b"},
		{"DROP TABLE IF EXISTS a, b", "repeatable: table a, table b"},
		{"DROP TEMPORARY TABLE a", "drops"},
		{"DROP INDEX i ON s.t", "alters indexes shows: table s.t"},
		{"DROP INDEX IF EXISTS i ON t", "repeatable: table t"},
		{"DROP TRIGGER s.x", "drops: trigger s.x"},
		{"DROP FUNCTION f", "drops: routine f (FUNCTION)"},
		{"DROP USER a, b@c", "drops: role a, role b@c"},
		{"DROP SCHEMA d", "drops: schema d"},
		{"DROP SERVER s", "drops"},
		{"DROP TABLESPACE s", "unseen"},
	};

	check(cases, GW_COUNT(cases));
}

static void test_alter(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"ALTER TABLE t ADD a INT", "alters column shows: table t"},
		{"ALTER TABLE t ADD COLUMN a INT UNIQUE, ADD INDEX (b), ADD CHECK (a > 0)",
		 "alters column shows: table t"},
		{"ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT, ADD INDEX (b)",
		 "alters columns indexes constraints: table t"},
		{"ALTER TABLE t ADD INDEX (b), ADD COLUMN (a INT)",
		 "alters columns indexes constraints: table t"},
		{"ALTER TABLE t DROP a", "alters column shows: table t"},
		{"ALTER TABLE t DROP a, DROP b", "alters columns indexes: table t"},
		{"ALTER TABLE t ADD a INT, ENGINE=InnoDB",
		 "alters columns indexes constraints: table t"},
		{"ALTER TABLE t NOWAIT ADD INDEX (a), DROP KEY b", "alters indexes: table t"},
		{"ALTER TABLE t ADD CONSTRAINT FOREIGN KEY (a) REFERENCES u (b)",
		 "alters constraints shows: table t"},
		{"ALTER TABLE t ENGINE=InnoDB, COMMENT 'PARTITION'", "alters: table t"},
		{"ALTER TABLE t ENGINE=InnoDB PARTITION BY HASH (a)", "alters partitions: table t"},
		{"ALTER TABLE s.t ALTER a SET DEFAULT 1, RENAME u",
		 "alters columns: table s.t, table s.u"},
		{"ALTER TABLE t ALTER a SET DEFAULT 1, ALTER COLUMN b DROP DEFAULT",
		 "repeatable columns: table t"},
		{"ALTER TABLE t ALTER a SET DEFAULT 1 REMOVE PARTITIONING",
		 "alters columns partitions: table t"},
		{"ALTER ONLINE TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a",
		 "alters columns: table t"},
		{"ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a, MODIFY a INT FIRST",
		 "alters columns indexes constraints unmarked: table t"},
		{"ALTER TABLE t DROP `a`, ADD COLUMN (b INT), ADD A INT",
		 "alters columns indexes constraints unmarked: table t"},
		{"ALTER TABLE t CHANGE a a BIGINT, ADD b INT",
		 "alters columns indexes constraints: table t"},
		{"ALTER TABLE t DROP INDEX a, ADD INDEX a (b)", "alters indexes: table t"},
		{"ALTER TABLE t EXCHANGE PARTITION p WITH TABLE s.u",
		 "alters partitions place unmarked: table t, table s.u"},
		{"ALTER TABLE t CONVERT PARTITION p TO TABLE u",
		 "alters partitions: table t, table u"},
		{"ALTER TABLE t TRUNCATE PARTITION p", "alters partitions place unmarked: table t"},
		{"ALTER TABLE t DISCARD TABLESPACE", "alters place unmarked: table t"},
		{"ALTER TABLE t IMPORT TABLESPACE", "unseen: table t"},
		{"ALTER VIEW v AS SELECT 1", "repeatable"},
		{"ALTER EVENT e ENABLE", "repeatable"},
		{"ALTER EVENT e RENAME TO f", "renames: event e, event f"},
		{"ALTER EVENT e ON SCHEDULE AT NOW()", "unseen"},
		{"ALTER SEQUENCE s RESTART", "unseen"},
		{"ALTER USER a IDENTIFIED BY 'x'", "repeatable"},
		{"ALTER USER a IDENTIFIED BY 'x' RETAIN CURRENT PASSWORD", "unseen"},
		{"ALTER INSTANCE ROTATE INNODB MASTER KEY", "unseen"},
	};

	check(cases, GW_COUNT(cases));
}

static void test_others(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"RENAME TABLE a TO b, b TO c", "renames: table a, table b, table c"},
		{"RENAME TABLE a TO b, c TO a, b TO c",
		 "renames place unmarked: table a, table b, table c"},
		{"RENAME USER a TO b", "renames: role a, role b"},
		{"TRUNCATE s.t", "empties place: table s.t"},
		{"GRANT SELECT ON *.* TO a", "repeatable"},
		{"REVOKE SELECT ON *.* FROM a, b", "alters privileges: role a, role b"},
		{"REVOKE EXECUTE ON PROCEDURE p FROM a", "alters privileges unmarked: role a"},
		{"REVOKE r FROM a", "alters privileges unmarked: role a"},
		{"REVOKE ALL, GRANT OPTION FROM a", "repeatable"},
		{"ANALYZE LOCAL TABLE t", "repeatable"},
		{"ANALYZE DELETE FROM t", "writes"},
		{"FLUSH PRIVILEGES", "repeatable"},
		{"SET GLOBAL x = 1", "repeatable"},
		{"CALL p()", "unseen"},
		{"BEGIN NOT ATOMIC SELECT 1; END", "unseen"},
		{"LOCK TABLES t WRITE", "unseen"},
		{"KILL 5", "unseen"},
		{"SELECT a FROM t", "repeatable"},
		{"SELECT f()", "writes"},
		{"SELECT 1 INTO OUTFILE 'x'", "writes"},
		{"LOAD DATA INFILE 'x' INTO TABLE t", "writes"},
		{"", "unseen"},
	};

	check(cases, GW_COUNT(cases));
}

/* What only stands around another statement is looked through. */
static void test_inside(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"SET STATEMENT a = 1, b = 2 FOR DROP TABLE t", "drops: table t"},
		{"EXECUTE IMMEDIATE 'CREATE TABLE t (a CHAR(1) DEFAULT ''x'')'",
		 "creates shows: table t"},
		{"SET STATEMENT a = 1 FOR EXECUTE IMMEDIATE \"TRUNCATE t\"",
		 "empties place: table t"},
		{"EXECUTE IMMEDIATE 'DROP TABLE ' 't'", "unseen"},
		{"EXECUTE IMMEDIATE CONCAT('DROP TABLE ', @t)", "unseen"},
		{"EXECUTE IMMEDIATE @sql", "unseen"},
		{"EXECUTE st USING @a", "unseen"},
		{"/*!50003 ALTER */ /*M!100500 TABLE t ADD INDEX (a) */",
		 "alters indexes shows: table t"},
	};

	check(cases, GW_COUNT(cases));
}

static void test_conditional(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"DROP TABLE a, b", "DROP TABLE IF EXISTS a, b"},
		{"DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS a"},
		{"drop /* x */ temporary table\n a", "drop /* x */ temporary table\n IF EXISTS a"},
		{"CREATE USER a, b", "CREATE USER IF NOT EXISTS a, b"},
		{"CREATE DEFINER=a@b PROCEDURE p() SELECT 1",
		 "CREATE DEFINER=a@b PROCEDURE IF NOT EXISTS p() SELECT 1"},
		{"SET STATEMENT a = 1 FOR DROP VIEW v",
		 "SET STATEMENT a = 1 FOR DROP VIEW IF EXISTS v"},
		{"EXECUTE IMMEDIATE 'DROP TABLE `t`'", "DROP TABLE IF EXISTS `t`"},
		{"ALTER TABLE t ADD a INT", "ALTER TABLE t ADD a INT"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_string_equal(
			gw_effect_conditional(&arena, modes(), gw_view_of(cases[i].sql)),
			cases[i].effect);
}

static void test_counts(void **state GW_UNUSED)
{
	assert_true(gw_effect_counts(modes(), GW_VIEW("INSERT INTO t VALUES (1), (2)")));
	assert_true(gw_effect_counts(modes(), GW_VIEW("DELETE FROM t")));
	assert_false(gw_effect_counts(modes(), GW_VIEW("REPLACE INTO t VALUES (1)")));
	assert_false(gw_effect_counts(modes(), GW_VIEW("UPDATE t SET a = 1")));
	assert_false(gw_effect_counts(modes(), GW_VIEW("INSERT INTO t VALUES (1) ON DUPLICATE KEY "
						       "UPDATE a = 2")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create), cmocka_unit_test(test_drop),
		cmocka_unit_test(test_alter),  cmocka_unit_test(test_others),
		cmocka_unit_test(test_inside), cmocka_unit_test(test_conditional),
		cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests_name("sql/effect", tests, NULL, NULL);
}
