/*
 * The splitter: where statements start and end, which client commands are obeyed, what is refused
 * and where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "sql/split.h"

#define POSTGRES &gw_dialect_postgres
#define MYSQL    &gw_dialect_mysql
#define SQLITE   &gw_dialect_sqlite

struct split_case {
	const struct gw_dialect *dialect;
	const char *text;
	const char *expected; /* statements, each between angle brackets */
};

static void split(struct gw_str *out, const struct gw_dialect *dialect, struct gw_view text)
{
	struct gw_error *err GW_ERROR_AUTO = NULL;
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found;
	size_t offset = 0;

	gw_splitter_init(&splitter, dialect, text);
	for (;;) {
		if (!gw_split_next(&splitter, &statement, &found, &err))
			fail_msg("%s", err->message);
		if (!found)
			break;
		assert_true(statement.start >= offset && statement.next >= statement.end);
		assert_int_equal(statement.line, gw_position_of(text, statement.start).line);
		offset = statement.next;
		gw_str_putc(out, '<');
		gw_str_add(out, gw_statement_text(text, &statement));
		gw_str_putc(out, '>');
	}
	assert_int_equal(splitter.offset, text.n);
}

static void check_cases(const struct split_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct gw_str out GW_STR_AUTO = {0};

		split(&out, cases[i].dialect, gw_view_of(cases[i].text));
		assert_string_equal(gw_str_text(&out), cases[i].expected);
	}
}

static void cuts_at_semicolons(void **state GW_UNUSED)
{
	static const struct split_case cases[] = {
		{SQLITE, "", ""},
		{SQLITE, " ;; -- a;\n/* b; */ ; ", ""},
		{SQLITE, "A;B ;\r\n C", "<A><B><C>"},
		{SQLITE,
		 "\xef\xbb\xbf"
		 "A;\n",
		 "<A>"},
		{SQLITE, "/* x */ A -- b;\n;C -- d \n", "<A -- b;><C -- d>"},
		{SQLITE, "A ';' \";\" [;] `;`; B", "<A ';' \";\" [;] `;`><B>"},
		{SQLITE, "A (;B", "<A (><B>"},
		{SQLITE, "A; /* open", "<A>"},
		{POSTGRES, "A (b; c); (D;)); E", "<A (b; c)><(D;))><E>"},
		{POSTGRES, "A $t$;$t$; B /* /* */ ; */;", "<A $t$;$t$><B /* /* */ ; */>"},
		{MYSQL, "A # b;\n; C \\N;", "<A # b;><C \\N>"},
		{MYSQL, "/*! A; */; /*+ B; */;", "</*! A; */></*+ B; */>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void follows_settings(void **state GW_UNUSED)
{
	static const struct split_case cases[] = {
		{POSTGRES,
		 "SET standard_conforming_strings = off; A '\\';'; "
		 "RESET ALL; B '\\'; C",
		 "<SET standard_conforming_strings = off><A '\\';'><RESET ALL><B '\\'><C>"},
		{POSTGRES,
		 "BEGIN; SET LOCAL standard_conforming_strings TO 'off'; A '\\';'; "
		 "COMMIT; B '\\'; C",
		 "<BEGIN><SET LOCAL standard_conforming_strings TO 'off'><A '\\';'>"
		 "<COMMIT><B '\\'><C>"},
		{POSTGRES, "SET client_encoding = 'LATIN1'; A '\xe9';",
		 "<SET client_encoding = 'LATIN1'><A '\xe9'>"},
		{MYSQL, "SET sql_mode='STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'; A '\\'; B",
		 "<SET sql_mode='STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'><A '\\'><B>"},
		{MYSQL,
		 "SET @o=@@sql_mode, SESSION sql_mode=concat(@@sql_mode,',ansi_quotes'); "
		 "A \"\\\"; SET sql_mode=@o; B \"\\\";\"; C",
		 "<SET @o=@@sql_mode, SESSION sql_mode=concat(@@sql_mode,',ansi_quotes')>"
		 "<A \"\\\"><SET sql_mode=@o><B \"\\\";\"><C>"},
		{MYSQL,
		 "/*!40101 SET @@session.sql_mode = 1048576 */; A '\\'; "
		 "SET sql_mode=REPLACE(@@sql_mode,'NO_BACKSLASH_ESCAPES',''); B '\\';'; C",
		 "</*!40101 SET @@session.sql_mode = 1048576 */><A '\\'>"
		 "<SET sql_mode=REPLACE(@@sql_mode,'NO_BACKSLASH_ESCAPES','')><B '\\';'><C>"},
		{MYSQL, "SET GLOBAL x=1, sql_mode='NO_BACKSLASH_ESCAPES'; A '\\';'; B",
		 "<SET GLOBAL x=1, sql_mode='NO_BACKSLASH_ESCAPES'><A '\\';'><B>"},
		{MYSQL, "SET STATEMENT sql_mode='NO_BACKSLASH_ESCAPES' FOR DO 1; A '\\';'; B",
		 "<SET STATEMENT sql_mode='NO_BACKSLASH_ESCAPES' FOR DO 1><A '\\';'><B>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void keeps_postgres_bodies_whole(void **state GW_UNUSED)
{
	static const struct split_case cases[] = {
		{POSTGRES,
		 "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN b END; "
		 "SELECT t.end AS end; END; A",
		 "<CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN b END; "
		 "SELECT t.end AS end; END><A>"},
		{POSTGRES, "create or replace procedure p() begin /* ; */ atomic end; A",
		 "<create or replace procedure p() begin /* ; */ atomic end><A>"},
		{POSTGRES, "CREATE FUNCTION begin() RETURN 1; A",
		 "<CREATE FUNCTION begin() RETURN 1><A>"},
		{POSTGRES, "BEGIN; END; CREATE TABLE t (begin atomic); A",
		 "<BEGIN><END><CREATE TABLE t (begin atomic)><A>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void keeps_sqlite_triggers_whole(void **state GW_UNUSED)
{
	static const struct split_case cases[] = {
		{SQLITE,
		 "CREATE TRIGGER t WHEN CASE a WHEN 1 THEN 2 END BEGIN A; "
		 "SELECT CASE WHEN 1 THEN 2 END; /* end; */ END; B",
		 "<CREATE TRIGGER t WHEN CASE a WHEN 1 THEN 2 END BEGIN A; "
		 "SELECT CASE WHEN 1 THEN 2 END; /* end; */ END><B>"},
		{SQLITE, "explain create temp trigger t on new.begin begin A;end /**/; B",
		 "<explain create temp trigger t on new.begin begin A;end /**/><B>"},
		{SQLITE, "CREATE TRIGGER t; BEGIN; END; DROP TRIGGER t; A",
		 "<CREATE TRIGGER t><BEGIN><END><DROP TRIGGER t><A>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

/* The statement, another one, and both expected as they are. */
static void check_whole(const char *statement)
{
	struct gw_str text GW_STR_AUTO = {0};
	struct gw_str expected GW_STR_AUTO = {0};
	struct gw_str out GW_STR_AUTO = {0};

	gw_str_printf(&text, "%s;\nSELECT 1;\n", statement);
	gw_str_printf(&expected, "<%s><SELECT 1>", statement);
	split(&out, MYSQL, gw_str_view(&text));
	assert_string_equal(gw_str_text(&out), gw_str_text(&expected));
}

/* Each of these MariaDB 10.11 takes as one statement. */
static void keeps_mysql_bodies_whole(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF NEW.a THEN SET NEW.b = 2; "
		"ELSEIF NEW.a = 7 THEN SET NEW.b = 3; ELSE SET NEW.b = IF(NEW.a, 1, 2); END IF",
		"CREATE DEFINER=`r`@`l` TRIGGER t AFTER UPDATE ON x FOR EACH ROW FOLLOWS u "
		"BEGIN SET @a = CASE WHEN t.end THEN IF(1, 2, 3) ELSE CASE 1 WHEN 1 THEN 2 END "
		"END; "
		"END",
		"CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.b = IF(1, 2, 3)",
		"CREATE PROCEDURE p(a INT) BEGIN DECLARE c CURSOR FOR SELECT CASE WHEN 1 THEN 2 "
		"END; "
		"DECLARE EXIT HANDLER FOR NOT FOUND, SQLSTATE '23000', 1062 BEGIN ROLLBACK; END; "
		"DECLARE CONTINUE HANDLER FOR SQLWARNING IF a THEN SET a = 1; END IF; "
		"l: LOOP IF a THEN LEAVE l; END IF; END LOOP l; END",
		"CREATE PROCEDURE p() BEGIN WHILE 1 DO SET a = 1; END WHILE; "
		"REPEAT SET a = 1; UNTIL CASE WHEN 1 THEN 0 END END REPEAT; "
		"FOR i IN 1..3 DO SELECT i; END FOR; FOR r IN (SELECT 1) DO SELECT r.a; END FOR; "
		"CASE a WHEN 1 THEN SELECT 1; WHEN 2 THEN BEGIN END; ELSE SELECT 3; END CASE; END",
		"CREATE PROCEDURE p() BEGIN SELECT 1 AS begin, 2 AS end, t.begin, t.case; "
		"INSERT INTO x VALUES (1) ON DUPLICATE KEY UPDATE b = IF(a, 1, 2); "
		"IF EXISTS (SELECT 1) THEN DO SLEEP(0); END IF; END",
		"CREATE PROCEDURE p() lbl: BEGIN SELECT 1; LEAVE lbl; END lbl",
		"CREATE PROCEDURE p() l: WHILE 0 DO SELECT 1; END WHILE l",
		"CREATE PROCEDURE IF NOT EXISTS p() CREATE TABLE IF NOT EXISTS t (a INT)",
		"CREATE PROCEDURE p() UPDATE x SET a = CASE b WHEN 1 THEN 2 END",
		"CREATE FUNCTION f(a INT) RETURNS CHAR CHARACTER SET utf8 RETURN CASE WHEN a THEN "
		"1 END",
		"CREATE FUNCTION f() RETURNS CHAR BEGIN RETURN 'a'; END",
		"CREATE FUNCTION f() RETURNS SET('a') RETURN IF(1, 'a', 'b')",
		"CREATE FUNCTION f() RETURNS INT READS SQL DATA COMMENT ';' BEGIN RETURN 1; END",
		"CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO BEGIN SELECT 1; SELECT 2; "
		"END",
		"ALTER EVENT e DO IF 1 THEN SELECT 1; END IF",
		"ALTER EVENT e DISABLE",
		"BEGIN NOT ATOMIC IF 1 THEN SELECT 1; END IF; BEGIN SELECT 2; END; END",
		"IF 1 THEN SELECT 1; END IF",
		"FOR i IN 1..2 DO SELECT i; END FOR",
		"CREATE /*!50017 DEFINER=`a`@`b` */ PROCEDURE p() BEGIN -- x; end\n SELECT 1; END",
		"CREATE PROCEDURE o (a INT) AS x INT := 1; BEGIN x := a; WHILE x < 3 LOOP x := 4; "
		"END LOOP; END",
		"CREATE FUNCTION o RETURN INT IS BEGIN RETURN CASE WHEN 1 THEN 2 END; END o",
		"CREATE OR REPLACE PACKAGE p AS FUNCTION f RETURN INT; PROCEDURE q; END",
		"CREATE PACKAGE BODY p AS x INT := 1; FUNCTION f RETURN INT AS BEGIN RETURN 1; "
		"END; "
		"PROCEDURE q AS y INT; BEGIN SELECT 1; END; BEGIN x := 2; END",
		"CREATE DEFINER=a@b VIEW v AS SELECT CASE WHEN a THEN b END FROM event",
		"CREATE TABLE begin (`if` INT)",
		"BEGIN",
		"XA END 'a'",
	};

	for (size_t i = 0; i < GW_COUNT(statements); i++)
		check_whole(statements[i]);
}

static void obeys_delimiter(void **state GW_UNUSED)
{
	static const struct split_case cases[] = {
		{MYSQL, "DELIMITER //\nA; B//\n C ';//' // -- //\n delimiter ;\nD;",
		 "<A; B><C ';//'><D>"},
		{MYSQL, "delimiter $$\nRETURN 1$$ x $$\nDELIMITER ;;\nE;;;F;;",
		 "<RETURN 1><x><E><F>"},
		{MYSQL, "DELIMITER '|' x\r\nA; | B", "<A;><B>"},
		{MYSQL, "DELIMITER go\nA category go\n", "<A cate><ry>"},
		{MYSQL, "DELIMITER #\nA # B #", "<A><B>"},
		{MYSQL, "DELIMITER //\nA;\nDELIMITER ;\nB;", "<A;><B>"},
		{MYSQL, "SELECT\n delimiter FROM t;\nSELECT 'a\nDELIMITER //\n';",
		 "<SELECT\n delimiter FROM t><SELECT 'a\nDELIMITER //\n'>"},
		{MYSQL, "/*\nDELIMITER //\n*/ A; B", "<A><B>"},
		{MYSQL, "DELIMITER //\n; // ;A//", "<A>"},
		{MYSQL, "A\\G B\\g\\g C", "<A><B><C>"},
		{SQLITE, "DELIMITER //\n; A", "<DELIMITER //><A>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void passes_over_harmless_commands(void **state GW_UNUSED)
{
	static const struct split_case cases[] = {
		{POSTGRES, "\\restrict k\nA;\n\\echo it's; x\n\n\\unrestrict k", "<A>"},
		{POSTGRES, "A; \\timing on\r\nB", "<A><B>"},
		{MYSQL, "use db;\nhelp 'x';", "<use db><help 'x'>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void finds_copy_data(void **state GW_UNUSED)
{
	static const struct copy_case {
		const char *text;
		const char *data;
	} cases[] = {
		{"COPY t FROM stdin;\n1\t';\n\\.\nA;", "1\t';\n\\.\n"},
		{"copy \"a b\".t (x) from STDIN with (format csv); -- c\r\n1\r\n\\.\r\nA;",
		 "1\r\n\\.\r\n"},
		{"COPY t FROM stdin;\n\\.\nA", "\\.\n"},
		{"COPY t FROM stdin;\n \\.\n\\. \n\\.", " \\.\n\\. \n\\."},
		{"COPY t FROM stdin;\n\xe9\n\\.\n", "\xe9\n\\.\n"},
		{"COPY t FROM '/f'; A;", ""},
		{"SELECT 'COPY t FROM stdin'; /* COPY t FROM stdin; */ A;", ""},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_error *err GW_ERROR_AUTO = NULL;
		struct gw_view text = gw_view_of(cases[i].text);
		struct gw_splitter splitter;
		struct gw_statement st;
		bool found = false;

		gw_splitter_init(&splitter, POSTGRES, text);
		assert_true(gw_split_next(&splitter, &st, &found, &err) && found);
		assert_true(
			gw_view_is(gw_view_slice(text, st.copy_start, st.copy_end), cases[i].data));
		if (cases[i].data[0] != '\0')
			assert_int_equal(st.next, st.copy_end);
	}
}

struct refusal {
	const struct gw_dialect *dialect;
	struct gw_view text;
	size_t offset; /* that the error points at */
	enum gw_code code;
	const char *message; /* a part of it */
};

static void refuses_with_the_place(void **state GW_UNUSED)
{
	static const struct refusal cases[] = {
		{POSTGRES, {"A; 'b", 5}, 3, GW_E_SQL, "string"},
		{POSTGRES, {"A $x$;", 6}, 2, GW_E_SQL, "dollar"},
		{POSTGRES, {"A \"b;", 5}, 2, GW_E_SQL, "name"},
		{POSTGRES, {"A; /* /* */", 11}, 3, GW_E_SQL, "comment"},
		{POSTGRES, {"A (b (c);", 9}, 2, GW_E_SQL, "parenthesis"},
		{POSTGRES, {"A; B\0;", 6}, 4, GW_E_SQL, "NUL"},
		{POSTGRES, {"A;\0", 3}, 2, GW_E_SQL, "NUL"},
		{POSTGRES, {"A; 'b\xe9';", 8}, 5, GW_E_SQL, "UTF-8"},
		{POSTGRES, {"CREATE FUNCTION f() BEGIN ATOMIC A;", 35}, 26, GW_E_SQL, "END"},
		{POSTGRES, {"\nCOPY t FROM stdin;\n1\n", 22}, 1, GW_E_SQL, "rows"},
		{POSTGRES, {"COPY t FROM stdin; A;\n\\.\n", 25}, 19, GW_E_SQL, "COPY"},
		{POSTGRES, {"A;\n\\connect x\n", 14}, 3, GW_E_CLIENT_COMMAND, "'\\connect'"},
		{POSTGRES, {"A \\gexec", 8}, 2, GW_E_CLIENT_COMMAND, "'\\gexec'"},
		{POSTGRES, {"A\n\\echo x\n", 10}, 2, GW_E_CLIENT_COMMAND, "'\\echo'"},
		{POSTGRES, {"\\echo a \\i b\n", 13}, 8, GW_E_CLIENT_COMMAND, "'\\i'"},
		{POSTGRES, {"A;\n\\.\n", 6}, 3, GW_E_CLIENT_COMMAND, "'\\.'"},
		{POSTGRES, {"\\", 1}, 0, GW_E_CLIENT_COMMAND, "'\\'"},
		{MYSQL, {"A `b", 4}, 2, GW_E_SQL, "name"},
		{MYSQL, {"/*! a;", 6}, 0, GW_E_SQL, "comment"},
		{MYSQL, {"A; /* a;", 8}, 3, GW_E_SQL, "comment"},
		{MYSQL, {"A '\0';", 6}, 3, GW_E_SQL, "NUL"},
		{MYSQL, {"CREATE PROCEDURE p() BEGIN A;", 29}, 21, GW_E_SQL, "END"},
		{MYSQL, {"A \\c", 4}, 2, GW_E_CLIENT_COMMAND, "'\\c'"},
		{MYSQL, {"A;\nsource x.sql\n", 16}, 3, GW_E_CLIENT_COMMAND, "'source'"},
		{MYSQL, {"use db\nA;", 9}, 0, GW_E_CLIENT_COMMAND, "'use'"},
		{MYSQL, {"? A;", 4}, 0, GW_E_CLIENT_COMMAND, "'?'"},
		{MYSQL, {"DELIMITER\nA", 11}, 0, GW_E_CLIENT_COMMAND, "DELIMITER"},
		{MYSQL, {"DELIMITER \\\\\nA", 14}, 0, GW_E_CLIENT_COMMAND, "backslash"},
		{SQLITE, {"A;\n.tables\n", 11}, 3, GW_E_CLIENT_COMMAND, "'.tables'"},
		{SQLITE, {"A [b", 4}, 2, GW_E_SQL, "name"},
		{SQLITE, {"A; B\0C;", 7}, 4, GW_E_SQL, "NUL"},
		{SQLITE, {"CREATE TRIGGER t BEGIN A;", 25}, 17, GW_E_SQL, "END"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_error *err GW_ERROR_AUTO = NULL;
		struct gw_splitter splitter;
		struct gw_statement statement;
		bool found = true;

		gw_splitter_init(&splitter, cases[i].dialect, cases[i].text);
		while (gw_split_next(&splitter, &statement, &found, &err))
			assert_true(found);
		assert_int_equal(splitter.error_offset, cases[i].offset);
		assert_int_equal(err->code, cases[i].code);
		assert_non_null(strstr(err->message, cases[i].message));
	}
}

static void takes_what_engines_take(void **state GW_UNUSED)
{
	static const struct split_case cases[] = {
		{MYSQL, "A 'caf\xe9;'; B", "<A 'caf\xe9;'><B>"},
		{SQLITE, "A 'caf\xe9;'; B", "<A 'caf\xe9;'><B>"},
		{POSTGRES, "A '\xf0\x9f\x98\x80'; B", "<A '\xf0\x9f\x98\x80'><B>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_at_semicolons),
		cmocka_unit_test(follows_settings),
		cmocka_unit_test(keeps_postgres_bodies_whole),
		cmocka_unit_test(keeps_sqlite_triggers_whole),
		cmocka_unit_test(keeps_mysql_bodies_whole),
		cmocka_unit_test(obeys_delimiter),
		cmocka_unit_test(passes_over_harmless_commands),
		cmocka_unit_test(finds_copy_data),
		cmocka_unit_test(refuses_with_the_place),
		cmocka_unit_test(takes_what_engines_take),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
