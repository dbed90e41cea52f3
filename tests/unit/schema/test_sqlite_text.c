/* SQLite's schema texts: one form for all ways to write the same, and CREATE TABLE taken apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/sqlite/sqlite_int.h"

static void test_canonical(void **state GW_UNUSED)
{
	static const struct {
		const char *text, *canonical;
	} cases[] = {
		{"", ""},
		{"INTEGER  NOT\n\tNULL", "INTEGER NOT NULL"},
		{"varchar ( 50 )", "varchar(50)"},
		{"NUMERIC(10 ,2)", "NUMERIC(10, 2)"},
		{"DEFAULT -1", "DEFAULT -1"},
		{"DEFAULT - 1", "DEFAULT -1"},
		{"DEFAULT(1+2)", "DEFAULT (1 + 2)"},
		{"CHECK(a>0 AND b IN(1,2))", "CHECK (a > 0 AND b IN (1, 2))"},
		{"CHECK(length( [a b] )<5)", "CHECK (length([a b]) < 5)"},
		{"a -- not this\n, b /* nor that */", "a, b"},
		{"DEFAULT 'it''s  --here'", "DEFAULT 'it''s  --here'"},
		{"REFERENCES main . t (a)", "REFERENCES main.t(a)"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const char *once = gw_sqlite_canonical(&arena, gw_view_of(cases[i].text));

		assert_string_equal(once, cases[i].canonical);
		assert_string_equal(gw_sqlite_canonical(&arena, gw_view_of(once)), once);
	}
}

static void test_same(void **state GW_UNUSED)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{"INT NOT NULL", "int  not null -- x", true},
		{"REFERENCES \"T\"(a)", "references t ([A])", true},
		{"a=-1", "a = - 1", true},
		{"DEFAULT 'A'", "DEFAULT 'a'", false},
		{"DEFAULT 'A'", "DEFAULT \"A\"", false},
		{"DEFAULT 'a  b'", "DEFAULT 'a b'", false},
		{"INT", "INTEGER", false},
		{"NOT NULL UNIQUE", "UNIQUE NOT NULL", false},
		{"not null", "notnull", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		if (gw_sqlite_same_text(gw_view_of(cases[i].a), gw_view_of(cases[i].b)) !=
		    cases[i].same)
			fail_msg("%s | %s", cases[i].a, cases[i].b);
	}
}

static void test_quote(void **state GW_UNUSED)
{
	static const struct {
		const char *name, *quoted;
	} cases[] = {
		{"users", "users"},     {"Users_2", "Users_2"}, {"2users", "\"2users\""},
		{"", "\"\""},           {"order", "\"order\""}, {"a b", "\"a b\""},
		{"a\"b", "\"a\"\"b\""}, {"größe", "\"größe\""},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str str = {0};

		gw_sqlite_quote_name(&str, gw_view_of(cases[i].name));
		assert_string_equal(gw_str_text(&str), cases[i].quoted);
	}
}

static void test_mentions(void **state GW_UNUSED)
{
	static const struct {
		const char *sql, *word;
		bool mentions;
	} cases[] = {
		{"SELECT a FROM t", "T", true},   {"SELECT a FROM \"t\"", "t", true},
		{"SELECT a FROM [t]", "t", true}, {"SELECT a FROM tt", "t", false},
		{"SELECT a -- t\n", "t", false},  {"SELECT t.a", "a", true},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_int_equal(gw_sqlite_mentions(gw_view_of(cases[i].sql), cases[i].word),
				 cases[i].mentions);
}

/* The items as "name|text" or "!name|text" (a constraint), with newlines in between. */
static const char *items_of(struct gw_arena *arena, const struct gw_sqlite_table_text *table)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < table->items.n; i++) {
		const struct gw_sqlite_item *item = &table->items.items[i];

		gw_str_printf(&str, "%s%s%s|%s", i != 0 ? "\n" : "", item->is_column ? "" : "!",
			      item->name, item->text);
	}
	return gw_str_take(&str, arena);
}

static void test_table(void **state GW_UNUSED)
{
	static const struct {
		const char *sql, *items, *options;
		bool autoincrement;
	} cases[] = {
		{"CREATE TABLE t (a)", "a|", NULL, false},
		{"CREATE TABLE \"a(b\" (\"x, y\" INT, 'z' TEXT)", "x, y|INT\nz|TEXT", NULL, false},
		{"CREATE TABLE t(a INT DEFAULT (f(1,2)), b NUMERIC(5,2))",
		 "a|INT DEFAULT (f(1, 2))\nb|NUMERIC(5, 2)", NULL, false},
		{"CREATE TABLE t(a, -- one, two )\n b)", "a|\nb|", NULL, false},
		{"CREATE TABLE t(a, PRIMARY KEY(a), CONSTRAINT u UNIQUE(a)) WITHOUT  rowid , "
		 "strict",
		 "a|\n!PRIMARY KEY (a)|PRIMARY KEY (a)\n!u|CONSTRAINT u UNIQUE (a)",
		 "STRICT, WITHOUT ROWID", false},
		{"CREATE TABLE t(\"check\" INT, [primary] TEXT)", "check|INT\nprimary|TEXT", NULL,
		 false},
		{"CREATE TABLE t(id INTEGER PRIMARY KEY autoincrement) STRICT",
		 "id|INTEGER PRIMARY KEY autoincrement", "STRICT", true},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_sqlite_table_text table;

		assert_true(gw_sqlite_parse_table(&arena, gw_view_of(cases[i].sql), &table));
		assert_string_equal(items_of(&arena, &table), cases[i].items);
		assert_int_equal(table.autoincrement, cases[i].autoincrement);
		if (cases[i].options == NULL)
			assert_null(table.options);
		else
			assert_string_equal(table.options, cases[i].options);
	}
}

static void test_no_table(void **state GW_UNUSED)
{
	static const char *const cases[] = {"", "CREATE TABLE t", "CREATE TABLE t (a", "x"};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_sqlite_table_text table;

		assert_false(gw_sqlite_parse_table(&arena, gw_view_of(cases[i]), &table));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical), cmocka_unit_test(test_same),
		cmocka_unit_test(test_quote),     cmocka_unit_test(test_mentions),
		cmocka_unit_test(test_table),     cmocka_unit_test(test_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
