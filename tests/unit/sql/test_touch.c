/* What statements do to tables and columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "sql/touch.h"

/* "s.t: column a added [a]; t: created [a, b]" */
static char *describe(struct gw_arena *arena, const struct gw_dialect *dialect, const char *sql)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_touches touches;

	gw_touches_read(arena, dialect, gw_lexer_default_modes(dialect), gw_view_of(sql), &touches);
	for (size_t i = 0; i < touches.list.n; i++) {
		const struct gw_touch *touch = &touches.list.items[i];

		gw_str_puts(&str, i != 0 ? "; " : "");
		if (touch->schema != NULL)
			gw_str_printf(&str, "%s.", touch->schema);
		gw_str_printf(&str, "%s: %s", touch->table != NULL ? touch->table : "?",
			      gw_touch_phrase(arena, touch));
		if (touch->all_columns)
			gw_str_puts(&str, " [*]");
		for (size_t k = 0; k < touch->columns.n; k++)
			gw_str_printf(&str, "%s%s%s", k != 0 ? " " : " [", touch->columns.items[k],
				      k + 1 == touch->columns.n ? "]" : "");
	}
	return gw_str_take(&str, arena);
}

struct expected {
	const char *sql;
	const char *touches;
};

static void check(const struct gw_dialect *dialect, const struct expected *cases, size_t n)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < n; i++) {
		char *touches = describe(&arena, dialect, cases[i].sql);

		if (strcmp(touches, cases[i].touches) != 0)
			fail_msg("%s:\n'%s'\n(expected '%s')", cases[i].sql, touches,
				 cases[i].touches);
	}
}

static void test_postgres(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE IF NOT EXISTS App.\"Users\" (id int PRIMARY KEY, key text, index "
		 "int,"
		 " \"N m\" varchar(9) CHECK (x > 1), CONSTRAINT c CHECK (id > 0),"
		 " UNIQUE NULLS NOT DISTINCT (key), EXCLUDE USING gist (a WITH &&), LIKE u)",
		 "app.Users: created [*] [id key index N m]"},
		{"CREATE UNLOGGED TABLE t AS SELECT * FROM u", "t: created [*]"},
		{"CREATE TABLE t (a, b) AS SELECT 1, 2", "t: created [a b]"},
		{"CREATE TABLE p PARTITION OF s.t FOR VALUES IN (1)",
		 "p: created [*]; s.t: partition p created"},
		{"ALTER TABLE IF EXISTS ONLY s.t ADD COLUMN IF NOT EXISTS key text DEFAULT f(1, 2),"
		 " ADD b int, DROP COLUMN c CASCADE, DROP IF EXISTS d, ALTER COLUMN e SET NOT NULL,"
		 " ALTER f TYPE int USING g(f, 1)",
		 "s.t: column key added [key]; s.t: column b added [b]; s.t: column c dropped [c]; "
		 "s.t: column d dropped [d]; s.t: column e altered [e]; s.t: column f altered [f]"},
		{"ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (b), ADD PRIMARY KEY "
		 "(a, b),"
		 " ADD CHECK (lower(a) <> 'x'), DROP CONSTRAINT IF EXISTS d, VALIDATE CONSTRAINT c",
		 "t: constraint c added [a]; t: primary key added [a b]; t: check added [a]; "
		 "t: constraint d dropped; t: constraint c altered"},
		{"ALTER TABLE t RENAME TO u", "t: renamed from t to u [*]"},
		{"ALTER TABLE t RENAME a TO b", "t: column a renamed to b [a]"},
		{"ALTER TABLE t RENAME COLUMN \"A\" TO b", "t: column A renamed to b [A]"},
		{"ALTER TABLE t RENAME CONSTRAINT a TO b", "t: constraint a renamed to b"},
		{"ALTER TABLE t SET SCHEMA s", "t: moved to schema s [*]"},
		{"ALTER TABLE t OWNER TO joe", "t: altered"},
		{"ALTER TABLE t ATTACH PARTITION p FOR VALUES IN (1)", "t: partition p added"},
		{"ALTER INDEX s.i RENAME TO j", "s.?: index i renamed to j"},
		{"ALTER POLICY p ON t RENAME TO q", "t: policy p renamed to q"},
		{"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING gin (a, "
		 "lower(b), (c || d))",
		 "s.t: index i created [a b c d]"},
		{"CREATE INDEX ON t (a)", "t: index created [a]"},
		{"CREATE TRIGGER x AFTER UPDATE OF a ON s.t EXECUTE FUNCTION f()",
		 "s.t: trigger x created"},
		{"CREATE POLICY p ON t USING (a = 1)", "t: policy p created"},
		{"CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()", ""},
		{"DROP TABLE IF EXISTS a, s.b CASCADE", "a: dropped [*]; s.b: dropped [*]"},
		{"DROP INDEX CONCURRENTLY IF EXISTS i, s.j",
		 "?: index i dropped; s.?: index j dropped"},
		{"DROP TRIGGER x ON s.t", "s.t: trigger x dropped"},
		{"TRUNCATE ONLY a, b", "a: emptied; b: emptied"},
		{"COMMENT ON COLUMN s.t.a IS 'x'", "s.t: column a commented on [a]"},
		{"COMMENT ON TABLE t IS 'x'", "t: commented on"},
		{"GRANT SELECT (a), UPDATE ON TABLE s.t, u TO joe",
		 "s.t: privileges granted; u: privileges granted"},
		{"GRANT ALL ON ALL TABLES IN SCHEMA s TO joe", ""},
		{"REVOKE ALL ON t FROM joe", "t: privileges revoked"},
		{"INSERT INTO s.t AS x (a, b) VALUES (1, c)", "s.t: rows inserted [a b]"},
		{"INSERT INTO t (SELECT a FROM u)", "t: rows inserted [*]"},
		{"UPDATE ONLY t AS x SET a = 1, (b, c) = (1, 2) FROM d, e WHERE f = 1",
		 "t: rows updated [a b c]"},
		{"DELETE FROM ONLY t USING u WHERE a = 1", "t: rows deleted"},
		{"MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE", "t: rows updated [*]"},
		{"COPY s.t (a) FROM stdin", "s.t: rows inserted [a]"},
		{"COPY t TO stdout", ""},
		{"WITH a AS (DELETE FROM t RETURNING x), insert AS (SELECT 1) INSERT INTO u SELECT "
		 "* FROM a",
		 "t: rows deleted; u: rows inserted [*]"},
		{"SELECT a FROM t", ""},
		{"CREATE VIEW v AS SELECT a FROM t", ""},
		{"CREATE TABLE", ""},
		{"CREATE TABLE t (", "t: created [*]"},
		{"ALTER TABLE t", "t: altered"},
		{"ALTER TABLE t ADD", "t: column added"},
		{"", ""},
	};

	check(&gw_dialect_postgres, cases, GW_COUNT(cases));
}

static void test_mysql(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE `d`.`T` (`key` int, a int, KEY i (a(10)), UNIQUE KEY u (a), "
		 "FULLTEXT KEY (a),"
		 " CONSTRAINT PRIMARY KEY (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES u (b)) "
		 "ENGINE=InnoDB",
		 "d.T: created [key a]"},
		{"CREATE TABLE t LIKE u", "t: created [*]"},
		{"ALTER TABLE t ADD (a int, b int), ADD INDEX i (a, b(10)), ADD UNIQUE (c), ADD "
		 "FULLTEXT INDEX f (d),"
		 " DROP INDEX i, DROP PRIMARY KEY, DROP FOREIGN KEY k, DROP e, ALGORITHM=INPLACE",
		 "t: columns a, b added [a b]; t: index i added [a b]; t: unique key added [c]; "
		 "t: index f added [d]; t: index i dropped; t: primary key dropped; t: foreign key "
		 "k dropped; "
		 "t: column e dropped [e]; t: altered"},
		{"ALTER TABLE t CHANGE a b int, CHANGE COLUMN c C text, MODIFY d int NOT NULL, "
		 "RENAME COLUMN e TO f",
		 "t: column a renamed to b [a]; t: column c altered [c]; t: column d altered [d]; "
		 "t: column e renamed to f [e]"},
		{"ALTER TABLE a ADD x int, RENAME b",
		 "a: column x added [x]; a: renamed from a to b [*]"},
		{"ALTER TABLE a RENAME = d.b", "a: renamed from a to b [*]"},
		{"ALTER TABLE a RENAME INDEX i TO j", "a: index i renamed to j"},
		{"RENAME TABLE a TO d.b, c TO e",
		 "a: renamed from a to b [*]; c: renamed from c to e [*]"},
		{"DROP INDEX i ON d.t", "d.t: index i dropped"},
		{"DROP TABLES a, b", "a: dropped [*]; b: dropped [*]"},
		{"CREATE DEFINER=`a`@`b` TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET @a = 1",
		 "t: trigger x created"},
		{"/*!50001 CREATE TABLE t (a int) */", "t: created [a]"},
		{"INSERT IGNORE INTO t SET a = 1, b = 'x'", "t: rows inserted [a b]"},
		{"REPLACE INTO t VALUES (1)", "t: rows inserted [*]"},
		{"LOAD DATA LOCAL INFILE 'x' INTO TABLE t (a, b)", "t: rows inserted [a b]"},
		{"UPDATE t JOIN u ON t.a = u.a SET t.b = 1",
		 "t: rows updated [b]; u: rows updated [b]"},
		{"DELETE a, b FROM a JOIN b", "a: rows deleted; b: rows deleted"},
		{"SET STATEMENT max_statement_time=1 FOR UPDATE t SET a = 1",
		 "t: rows updated [a]"},
		{"GRANT ALL ON d.* TO a", ""},
	};

	check(&gw_dialect_mysql, cases, GW_COUNT(cases));
}

static void test_sqlite(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE TABLE main.[t x] (a, key, \"b\" int, UNIQUE (a)) WITHOUT ROWID",
		 "main.t x: created [a key b]"},
		{"CREATE VIRTUAL TABLE t USING fts5(a, b)", "t: created [a b]"},
		{"ALTER TABLE a RENAME TO b", "a: renamed from a to b [*]"},
		{"ALTER TABLE a RENAME b TO c", "a: column b renamed to c [b]"},
		{"ALTER TABLE a ADD key text", "a: column key added [key]"},
		{"INSERT OR REPLACE INTO t (a) VALUES (1)", "t: rows inserted [a]"},
		{"CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE u SET a = 1; END",
		 "t: trigger x created"},
		{"DROP INDEX i", "?: index i dropped"},
	};

	check(&gw_dialect_sqlite, cases, GW_COUNT(cases));
}

static void test_names(void **state GW_UNUSED)
{
	static const struct {
		const struct gw_dialect *dialect;
		const char *text, *parts;
	} cases[] = {
		{&gw_dialect_postgres, "Users.Name", "users|name"},
		{&gw_dialect_postgres, "\"Users\".a", "Users|a"},
		{&gw_dialect_mysql, "Users.`a.b`", "Users|a.b"},
		{&gw_dialect_sqlite, "a.[b c].D", "a|b c|D"},
		{&gw_dialect_sqlite, "a.", "-"},
		{&gw_dialect_sqlite, "", "-"},
		{&gw_dialect_sqlite, "a b", "-"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str str = {0};
		const char *parts[3];
		size_t n = 0;

		if (!gw_name_parse(&arena, cases[i].dialect, gw_view_of(cases[i].text), parts, &n))
			gw_str_puts(&str, "-");
		for (size_t k = 0; k < n; k++)
			gw_str_printf(&str, "%s%s", k != 0 ? "|" : "", parts[k]);
		assert_string_equal(gw_str_text(&str), cases[i].parts);
	}
}

static void test_sameness(void **state GW_UNUSED)
{
	assert_false(gw_same_table(&gw_dialect_postgres, "Users", "users"));
	assert_false(gw_same_table(&gw_dialect_mysql, "Users", "users"));
	assert_true(gw_same_table(&gw_dialect_sqlite, "Users", "users"));
	assert_false(gw_same_column(&gw_dialect_postgres, "A", "a"));
	assert_true(gw_same_column(&gw_dialect_mysql, "A", "a"));
	assert_true(gw_same_schema(&gw_dialect_postgres, NULL, "public"));
	assert_false(gw_same_schema(&gw_dialect_postgres, NULL, "app"));
	assert_true(gw_same_schema(&gw_dialect_mysql, NULL, "app"));
	assert_false(gw_same_schema(&gw_dialect_mysql, "a", "app"));
	assert_true(gw_same_schema(&gw_dialect_sqlite, "MAIN", NULL));
}

static void test_mentions(void **state GW_UNUSED)
{
	static const struct {
		const char *sql;
		bool mentions;
	} cases[] = {
		{"CREATE VIEW v AS SELECT * FROM \"users\"", true},
		{"CREATE VIEW v AS SELECT 'users' -- users", false},
		{"CREATE FUNCTION f() RETURNS int AS $a$ SELECT 1 FROM Users $a$", true},
		{"DO $$ BEGIN EXECUTE $x$ DROP TABLE users $x$; END $$", true},
		{"DO $$ BEGIN PERFORM 1 FROM superusers; END $$", false},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_dialect *dialect = &gw_dialect_postgres;

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		if (gw_mentions_name(&arena, dialect, gw_lexer_default_modes(dialect),
				     gw_view_of(cases[i].sql), "users") != cases[i].mentions)
			fail_msg("%s", cases[i].sql);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_postgres), cmocka_unit_test(test_mysql),
		cmocka_unit_test(test_sqlite),   cmocka_unit_test(test_names),
		cmocka_unit_test(test_sameness), cmocka_unit_test(test_mentions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
