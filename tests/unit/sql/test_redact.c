/* Secrets in SQL that is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "sql/redact.h"

struct expected {
	const char *sql;
	const char *shown; /* NULL: the text itself */
};

static void check(const struct gw_dialect *dialect, const struct expected *cases, size_t n)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < n; i++) {
		struct gw_view sql = gw_view_of(cases[i].sql);
		struct gw_view shown = gw_sql_redact(&arena, dialect, sql);

		if (cases[i].shown == NULL ? shown.p != sql.p || shown.n != sql.n
					   : !gw_view_is(shown, cases[i].shown))
			fail_msg("%s: %.*s", cases[i].sql, GW_VIEW_ARG(shown));
	}
}

static void test_postgres(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE ROLE r PASSWORD 's3cret' VALID UNTIL '2030-01-01'",
		 "CREATE ROLE r PASSWORD '***' VALID UNTIL '2030-01-01'"},
		{"alter role r encrypted password E's3\\'cret'",
		 "alter role r encrypted password '***'"},
		{"ALTER USER u PASSWORD /* new */ $x$s3cret$x$",
		 "ALTER USER u PASSWORD /* new */ '***'"},
		{"ALTER USER u PASSWORD 's3'\n'cret'", "ALTER USER u PASSWORD '***'\n'***'"},
		{"ALTER USER u PASSWORD NULL VALID UNTIL '2030-01-01'", NULL},
		{"ALTER USER u PASSWORD 's3cret", "ALTER USER u PASSWORD '***'"},
		{"CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'bob', password 's3cret')",
		 "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'bob', password '***')"},
		{"CREATE SERVER s FOREIGN DATA WRAPPER f OPTIONS (host 'h', secret_access_key 'k')",
		 "CREATE SERVER s FOREIGN DATA WRAPPER f OPTIONS (host 'h', secret_access_key "
		 "'***')"},
		{"CREATE SUBSCRIPTION s CONNECTION 'host=h password=s3cret dbname=d' PUBLICATION p",
		 "CREATE SUBSCRIPTION s CONNECTION 'host=h password=*** dbname=d' PUBLICATION p"},
		{"CREATE SUBSCRIPTION s CONNECTION 'password = ''s3 cret'' host=h' PUBLICATION p",
		 "CREATE SUBSCRIPTION s CONNECTION 'password = ***' PUBLICATION p"},
		{"ALTER SUBSCRIPTION s CONNECTION 'postgresql://u:s3:cr@et@h:5/d?x=y'",
		 "ALTER SUBSCRIPTION s CONNECTION 'postgresql://u:***@h:5/d?x=y'"},
		{"SELECT 'postgresql://h:5432/d@x', 'http://u@h'", NULL},
		{"DO $$ BEGIN ALTER ROLE r PASSWORD 's3cret'; END $$",
		 "DO $$ BEGIN ALTER ROLE r PASSWORD '***'; END $$"},
		{"DO $a$ BEGIN EXECUTE $b$ALTER ROLE r PASSWORD 's3cret'$b$; END $a$",
		 "DO $a$ BEGIN EXECUTE $b$ALTER ROLE r PASSWORD '***'$b$; END $a$"},
		{"DO $$ BEGIN EXECUTE 'ALTER ROLE r PASSWORD ''s3cret'''; END $$",
		 "DO $$ BEGIN EXECUTE 'ALTER ROLE r PASSWORD ''***'; END $$"},
		{"SELECT 1 -- password=s3cret\n", "SELECT 1 -- password=***\n"},
		{"INSERT INTO j VALUES ('{\"password\": \"s3cret\"}')",
		 "INSERT INTO j VALUES ('{\"password\": ***')"},
		{"UPDATE u SET \"password\" = 's3cret', a = 'b'",
		 "UPDATE u SET \"password\" = '***', a = 'b'"},
		{"SELECT dblink_connect('c', password => 's3cret')",
		 "SELECT dblink_connect('c', password => '***')"},
		/* nothing to hide */
		{"SELECT 'a', password, \"x\" FROM t WHERE b = 'c'", NULL},
		{"CREATE TABLE u (password text NOT NULL DEFAULT '')", NULL},
		{"SET password_encryption = 'scram-sha-256'", NULL},
		{"COMMENT ON COLUMN u.password IS 'the hash'", NULL},
		{"SELECT 'the password is wrong'", NULL},
		{"", NULL},
	};

	check(&gw_dialect_postgres, cases, GW_COUNT(cases));
}

static void test_mysql(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE USER 'u'@'h' IDENTIFIED BY 's3cret' COMMENT 'x'",
		 "CREATE USER 'u'@'h' IDENTIFIED BY '***' COMMENT 'x'"},
		{"CREATE USER u IDENTIFIED BY \"s3cret\"", "CREATE USER u IDENTIFIED BY '***'"},
		{"GRANT ALL ON *.* TO u IDENTIFIED BY PASSWORD '*AB' REQUIRE ISSUER 'i'",
		 "GRANT ALL ON *.* TO u IDENTIFIED BY PASSWORD '***' REQUIRE ISSUER 'i'"},
		{"ALTER USER u IDENTIFIED WITH 'mysql_native_password' AS '*AB'",
		 "ALTER USER u IDENTIFIED WITH 'mysql_native_password' AS '***'"},
		{"ALTER USER u IDENTIFIED VIA ed25519 USING PASSWORD('a') OR x USING 'b'",
		 "ALTER USER u IDENTIFIED VIA ed25519 USING PASSWORD('***') OR x USING '***'"},
		{"ALTER USER u IDENTIFIED BY 'a' REPLACE 'b', v IDENTIFIED BY 'c'",
		 "ALTER USER u IDENTIFIED BY '***' REPLACE '***', v IDENTIFIED BY '***'"},
		{"SET PASSWORD = 's3cret'", "SET PASSWORD = '***'"},
		{"SET PASSWORD = PASSWORD('s3cret')", "SET PASSWORD = PASSWORD('***')"},
		{"SET PASSWORD FOR 'u'@'h' = 's3cret' REPLACE 'old'",
		 "SET PASSWORD FOR 'u'@'h' = '***' REPLACE '***'"},
		{"CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD='s3cret'",
		 "CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD='***'"},
		{"CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD 's3cret')",
		 "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD '***')"},
		{"CREATE TABLE t (a int) CONNECTION='mysql://u:s3cret@h/d/t'",
		 "CREATE TABLE t (a int) CONNECTION='mysql://u:***@h/d/t'"},
		{"CREATE USER u /*!50000 IDENTIFIED BY 's3cret' */",
		 "CREATE USER u /*!50000 IDENTIFIED BY '***' */"},
		{"UPDATE u SET `password` = 's3cret'", "UPDATE u SET `password` = '***'"},
		{"SET @password := 'x', @b = 'c'", NULL},
		{"CREATE USER u PASSWORD EXPIRE INTERVAL 90 DAY COMMENT 'x'", NULL},
		{"ALTER TABLE u ADD password varchar(60) COMMENT 'hash'", NULL},
	};

	check(&gw_dialect_mysql, cases, GW_COUNT(cases));
}

/* Whatever is cut off, nothing of the secret before the cut is shown. */
static void test_cut_text(void **state GW_UNUSED)
{
	static const char sql[] =
		"DO $a$ ALTER ROLE r PASSWORD 'QQQQ'; PERFORM 'password=QQQQ', 'x://u:QQQQ@h'$a$";
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t n = 0; n < sizeof(sql); n++) {
		struct gw_view shown = gw_sql_redact(&arena, &gw_dialect_postgres,
						     (struct gw_view){sql, n});
		bool in_url = n > gw_view_find(gw_view_of(sql), GW_VIEW("x://u:")) &&
			      gw_view_find(gw_view_slice(gw_view_of(sql), 0, n), GW_VIEW("@h")) ==
				      GW_NOWHERE;

		/* without its host, a URL cannot be told from others */
		assert_true(in_url || gw_view_find_char(shown, 'Q') == GW_NOWHERE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_postgres),
		cmocka_unit_test(test_mysql),
		cmocka_unit_test(test_cut_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
