/* Which statements leave the database that they run in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sql/leave.h"
#include "sql/sql_int.h"

static void check(const struct gw_dialect *dialect, bool expected, const char *const *statements)
{
	for (; *statements != NULL; statements++) {
		if (gw_statement_leaves(dialect, dialect->modes, gw_view_of(*statements), "home") !=
		    expected)
			fail_msg("%s", *statements);
	}
}

static void test_mysql(void **state GW_UNUSED)
{
	static const char *const leave[] = {
		"USE shop",
		"/* x */ use `shop`",
		"CREATE DATABASE IF NOT EXISTS shop",
		"DROP SCHEMA shop",
		"INSERT INTO shop.t VALUES (1)",
		"insert shop . t values (1)",
		"INSERT IGNORE INTO `shop`.`t` SELECT 1",
		"REPLACE shop.t VALUES (1)",
		"UPDATE shop.t SET a = 1",
		"UPDATE IGNORE shop.t SET a = 1",
		"DELETE FROM shop.t",
		"DELETE shop.t FROM shop.t JOIN x",
		"TRUNCATE shop.t",
		"TRUNCATE TABLE shop.t",
		"CREATE TABLE IF NOT EXISTS shop.t (a int)",
		"ALTER TABLE shop.t ADD b int",
		"DROP TABLE a, `shop`.b",
		"RENAME TABLE a TO b, shop.c TO d",
		"CREATE INDEX i ON shop.t (a)",
		"CREATE TRIGGER x BEFORE INSERT ON shop.t FOR EACH ROW SET @a = 1",
		"CREATE VIEW shop.v AS SELECT 1",
		"CALL shop.p()",
		"/*!50001 CREATE VIEW `shop`.`v` AS SELECT 1 */",
		"CREATE PROCEDURE p() BEGIN INSERT INTO shop.t VALUES (1); END",
		NULL,
	};
	static const char *const stay[] = {
		"INSERT INTO t VALUES ('shop.t', 'INTO shop.t')",
		"INSERT INTO home.t VALUES (1)",
		"INSERT INTO `HOME`.t VALUES (1)",
		"INSERT INTO t SELECT shop.a FROM t AS shop",
		"SELECT users.id FROM users JOIN posts ON users.id = posts.user",
		"INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE t.a = 1",
		"CREATE TABLE t (a int REFERENCES u (a) ON UPDATE CASCADE)",
		"SELECT a.b FROM a FOR UPDATE",
		"CREATE VIEW v AS SELECT a.x, b.y FROM a, b WHERE EXISTS (SELECT a.z FROM a)",
		"CREATE TRIGGER x AFTER DELETE ON t FOR EACH ROW SELECT 1 FROM u JOIN v ON u.a = 1",
		"ALTER DATABASE home CHARACTER SET utf8mb4",
		"-- USE shop\nSELECT 1",
		NULL,
	};

	check(&gw_dialect_mysql, true, leave);
	check(&gw_dialect_mysql, false, stay);
}

static void test_others(void **state GW_UNUSED)
{
	static const char *const attach[] = {"ATTACH 'shop.db' AS shop", "attach database 'x' as y",
					     NULL};
	static const char *const schemas[] = {"INSERT INTO shop.t VALUES (1)", NULL};
	static const char *const drop[] = {"DROP DATABASE shop", NULL};

	check(&gw_dialect_sqlite, true, attach);
	check(&gw_dialect_sqlite, false, schemas);
	check(&gw_dialect_postgres, true, drop);
	check(&gw_dialect_postgres, false, schemas);
}

static void test_script(void **state GW_UNUSED)
{
	static const struct gw_view text = {"SELECT 1;\nUSE shop;\nSELECT 2;\n", 29};
	size_t offset, length;

	assert_true(gw_script_leaves(&gw_dialect_mysql, text, "home", &offset, &length));
	assert_int_equal(offset, 10);
	assert_int_equal(length, 8);
	assert_false(gw_script_leaves(&gw_dialect_postgres, text, "home", &offset, &length));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mysql),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
