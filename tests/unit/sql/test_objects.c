/* The objects that DDL names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "sql/classify.h"

/* "table s.t, index i on t" */
static char *describe(struct gw_arena *arena, const struct gw_dialect *dialect, const char *sql)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_objects objects;

	gw_classify_objects(arena, dialect, gw_lexer_default_modes(dialect), gw_view_of(sql),
			    &objects);
	for (size_t i = 0; i < objects.list.n; i++) {
		const struct gw_object *object = &objects.list.items[i];

		gw_str_printf(&str, "%s%s ", i > 0 ? ", " : "", gw_object_kind_name(object->kind));
		if (object->schema != NULL)
			gw_str_printf(&str, "%s.", object->schema);
		gw_str_puts(&str, object->name != NULL ? object->name : "?");
		if (object->table != NULL)
			gw_str_printf(&str, " on %s", object->table);
	}
	return gw_str_take(&str, arena);
}

struct expected {
	const char *sql;
	const char *objects;
};

static void check(const struct gw_dialect *dialect, const struct expected *cases, size_t n)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < n; i++) {
		char *objects = describe(&arena, dialect, cases[i].sql);

		if (strcmp(objects, cases[i].objects) != 0)
			fail_msg("%s: '%s' (expected '%s')", cases[i].sql, objects,
				 cases[i].objects);
	}
}

static void test_postgres(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE t (a int REFERENCES u)", "table t"},
		{"create temp table if not exists S.\"T x\" (a int)", "table s.T x"},
		{"CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t (a)", "index s.i on t"},
		{"CREATE UNIQUE INDEX ON ONLY t (a)", "index ? on t"},
		{"CREATE OR REPLACE FUNCTION f(a int) RETURNS int AS $$ x $$", "routine f"},
		{"CREATE TRIGGER x AFTER UPDATE OF a ON s.t EXECUTE FUNCTION f()",
		 "trigger s.x on t"},
		{"CREATE SCHEMA AUTHORIZATION joe", "schema joe"},
		{"CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"", "extension uuid-ossp"},
		{"CREATE MATERIALIZED VIEW v AS SELECT 1", "view v"},
		{"CREATE ROLE r LOGIN", "role r"},
		{"DROP TABLE IF EXISTS a, s.b CASCADE", "table a, table s.b"},
		{"DROP FUNCTION f(int, text), g() CASCADE", "routine f, routine g"},
		{"DROP INDEX CONCURRENTLY i, j", "index i, index j"},
		{"DROP TRIGGER IF EXISTS x ON s.t", "trigger s.x on t"},
		{"ALTER TABLE ONLY s.t ADD COLUMN rename int", "table s.t"},
		{"ALTER TABLE s.t RENAME TO u", "table s.t, table s.u"},
		{"ALTER TABLE t RENAME COLUMN a TO b", "table t"},
		{"ALTER TABLE t RENAME a TO b", "table t"},
		{"ALTER TABLE t RENAME CONSTRAINT a TO b", "table t"},
		{"ALTER TABLE t SET SCHEMA s", "table t, table s.t"},
		{"ALTER INDEX i RENAME TO j", "index i, index j"},
		{"ALTER FUNCTION f(int) RENAME TO g", "routine f, routine g"},
		{"ALTER TYPE mood ADD VALUE 'x'", "type mood"},
		{"ALTER SEQUENCE s RESTART", "sequence s"},
		{"COMMENT ON TABLE t IS 'x'", "table t"},
		{"COMMENT ON COLUMN s.t.a IS 'x'", "table s.t"},
		{"COMMENT ON COLUMN t.a IS 'x'", "table t"},
		{"COMMENT ON CONSTRAINT c ON t IS 'x'", "table t"},
		{"TRUNCATE TABLE ONLY a, b", "table a, table b"},
		{"REINDEX (VERBOSE) TABLE CONCURRENTLY t", "table t"},
		{"REFRESH MATERIALIZED VIEW CONCURRENTLY v", "view v"},
		{"GRANT SELECT ON t TO a, b WITH GRANT OPTION", "role a, role b"},
		{"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r", ""},
		{"INSERT INTO t VALUES (1)", ""},
		{"DROP CAST (a AS b)", ""},
		{"CREATE", ""},
		{"DROP TABLE", ""},
		{"DROP TABLE a,", "table a"},
		{"ALTER TABLE t RENAME TO", "table t"},
		{"COMMENT ON COLUMN a IS 'x'", ""},
		{"", ""},
	};

	check(&gw_dialect_postgres, cases, GW_COUNT(cases));
}

static void test_mysql(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE `d`.`t``x` (a int)", "table d.t`x"},
		{"CREATE DEFINER=`a`@`b` TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET @a = 1",
		 "trigger x on t"},
		{"/*!50001 CREATE VIEW v AS SELECT 1 */", "view v"},
		{"CREATE FULLTEXT INDEX i ON t (a)", "index i on t"},
		{"DROP INDEX i ON d.t", "index d.i on t"},
		{"DROP TABLES a, b", "table a, table b"},
		{"RENAME TABLE a TO d.b, c TO e", "table a, table d.b, table c, table e"},
		{"RENAME USER 'a'@'b' TO c@localhost", "role a@b, role c@localhost"},
		{"ALTER TABLE a ADD x int, RENAME b", "table a, table b"},
		{"ALTER TABLE a RENAME AS b, ADD x int", "table a, table b"},
		{"ALTER TABLE a RENAME = b", "table a, table b"},
		{"ALTER TABLE a RENAME INDEX i TO j", "table a"},
		{"ALTER EVENT e ON SCHEDULE EVERY 1 DAY RENAME TO f", "event e, event f"},
		{"OPTIMIZE TABLE a, b", "table a, table b"},
		{"CREATE USER 'a'@'%' IDENTIFIED BY 'x', b IDENTIFIED BY 'y'", "role a@%, role b"},
		{"GRANT ALL ON d.* TO `a`@`b`", "role a@b"},
		{"REVOKE ALL ON d.* FROM a, 'b'@'c'", "role a, role b@c"},
		{"SET PASSWORD FOR 'a'@'b' = 'x'", "role a@b"},
		{"CREATE USER a@", "role a"},
	};

	check(&gw_dialect_mysql, cases, GW_COUNT(cases));
}

static void test_sqlite(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE IF NOT EXISTS main.[t x] (a)", "table main.t x"},
		{"CREATE VIRTUAL TABLE t USING fts5(a)", "table t"},
		{"ALTER TABLE a RENAME TO b", "table a, table b"},
		{"ALTER TABLE a RENAME b TO c", "table a"},
		{"CREATE UNIQUE INDEX i ON t (a)", "index i on t"},
		{"DROP VIEW v", "view v"},
	};

	check(&gw_dialect_sqlite, cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_postgres),
		cmocka_unit_test(test_mysql),
		cmocka_unit_test(test_sqlite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
