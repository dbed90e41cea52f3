/*
 * SQLite's schemas on databases in memory: what is read, what a difference comes to, and that what it
 * comes to leads there and keeps the rows.
 */
#include "engine/live.h"

#include "schema/render.h"

extern const struct gw_engine gw_module_sqlite;

static void open_with(struct live *live, const char *const *statements)
{
	assert_true(live_connect(live, &gw_module_sqlite, "sqlite::memory:", false));
	for (size_t i = 0; statements[i] != NULL; i++)
		live_must(live, statements[i]);
}

static struct gw_schema read_schema(struct live *live)
{
	const struct gw_schema_read_options options = {0};
	struct gw_schema schema;

	if (!gw_schema_read(&live->arena, live->conn, &options, &schema, &live->err))
		fail_msg("%s", live->err->message);
	return schema;
}

static void add_text(void *str, struct gw_view text)
{
	gw_str_add(str, text);
}

static const char *dump_of(struct live *live)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_schema schema = read_schema(live);

	gw_schema_render_sql(&schema, add_text, &str);
	return gw_str_take(&str, &live->arena);
}

#define MOST 12

struct pair {
	const char *old[MOST];
	const char *new[MOST];
	const char *steps; /* the first words of each statement, without pragmas, in between "; " */
	unsigned hazards;
	const char *query; /* of the old database afterwards: its first cell is */
	const char *value;
};

/* "CREATE TABLE x (..": up to the third word. */
static void add_head(struct gw_str *str, struct gw_view sql)
{
	struct gw_view word;

	if (gw_view_starts(sql, "PRAGMA"))
		return;
	gw_str_puts(str, str->n != 0 ? "; " : "");
	for (size_t i = 0; i < 3 && gw_view_next_word(&sql, &word); i++) {
		gw_str_puts(str, i != 0 ? " " : "");
		gw_str_add(str, gw_view_slice(word, 0, gw_view_find_char(word, '(')));
	}
}

static void apply(struct live *live, const struct gw_schema_script *script)
{
	for (size_t i = 0; i < script->statements.n; i++)
		live_must(live, gw_view_dup(&live->arena, script->statements.items[i].sql));
}

static void check_pair(const struct pair *pair)
{
	struct live old = {0};
	struct live new = {0};
	GW_STR_AUTO struct gw_str heads = {0};
	struct gw_schema before, wanted, after;
	struct gw_schema_changes changes;
	struct gw_schema_script script;

	open_with(&old, pair->old);
	open_with(&new, pair->new);
	before = read_schema(&old);
	wanted = read_schema(&new);
	gw_schema_diff(&old.arena, &before, &before, &changes);
	assert_int_equal(changes.list.n, 0);
	gw_schema_diff(&old.arena, &before, &wanted, &changes);
	gw_schema_write(&old.arena, &changes, &script);
	for (size_t i = 0; i < script.statements.n; i++)
		add_head(&heads, script.statements.items[i].sql);
	assert_string_equal(gw_str_text(&heads), pair->steps);
	assert_int_equal(gw_schema_hazards(&script), pair->hazards);
	apply(&old, &script);
	after = read_schema(&old);
	gw_schema_diff(&old.arena, &after, &wanted, &changes);
	assert_int_equal(changes.list.n, 0);
	if (pair->query != NULL) {
		live_must(&old, pair->query);
		assert_string_equal(live_cell(&old, 0, 0), pair->value);
	}
	live_done(&old);
	live_done(&new);
}

static void check_pairs(const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_pair(&pairs[i]);
}

#define REBUILT (GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT)

static void test_alters(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{NULL}, {"CREATE TABLE t (a)"}, "CREATE TABLE t", 0, NULL, NULL},
		{{"CREATE TABLE t (a)"}, {NULL}, "DROP TABLE t", GW_HAZARD_DATA_LOSS, NULL, NULL},
		{{"CREATE TABLE t (a)"}, {"create table T (\"a\" )"}, "", 0, NULL, NULL},
		{{"CREATE TABLE t (a, b)"}, {"CREATE TABLE t (b, a)"}, "", 0, NULL, NULL},
		{{"CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"},
		 {"CREATE TABLE t (a, b TEXT NOT NULL DEFAULT 'x')"},
		 "ALTER TABLE t",
		 0,
		 "SELECT a || b FROM t",
		 "1x"},
		{{"CREATE TABLE t (a, CHECK (a > 0))"},
		 {"CREATE TABLE t (a, b AS (a + 1), CHECK (a > 0))"},
		 "ALTER TABLE t",
		 0,
		 NULL,
		 NULL},
		{{"CREATE TABLE t (a, b)", "INSERT INTO t VALUES (1, 2)"},
		 {"CREATE TABLE t (a)"},
		 "ALTER TABLE t",
		 GW_HAZARD_DATA_LOSS | GW_HAZARD_REWRITE,
		 "SELECT a FROM t",
		 "1"},
		/* The index is gone before its column. */
		{{"CREATE TABLE t (a, b)", "CREATE INDEX i ON t (b)"},
		 {"CREATE TABLE t (a)"},
		 "DROP INDEX i; ALTER TABLE t",
		 GW_HAZARD_DATA_LOSS | GW_HAZARD_REWRITE,
		 NULL,
		 NULL},
		/* So is the view: SQLite drops no second column while it does not fit. */
		{{"CREATE TABLE t (a, b, c)", "CREATE INDEX i ON t (b)",
		  "CREATE VIEW v AS SELECT a FROM t"},
		 {"CREATE TABLE t (c)", "CREATE VIEW v AS SELECT c FROM t"},
		 "DROP VIEW v; CREATE VIEW v; DROP INDEX i; ALTER TABLE t; ALTER TABLE t",
		 GW_HAZARD_DATA_LOSS | GW_HAZARD_REWRITE,
		 NULL,
		 NULL},
		{{"CREATE TABLE t (a)", "CREATE INDEX i ON t (a)"},
		 {"CREATE TABLE t (a)", "CREATE UNIQUE INDEX i ON t (a)"},
		 "DROP INDEX i; CREATE UNIQUE INDEX",
		 0,
		 NULL,
		 NULL},
		{{"CREATE TABLE v (a)"},
		 {"CREATE VIEW v AS SELECT 1"},
		 "DROP TABLE v; CREATE VIEW v",
		 GW_HAZARD_DATA_LOSS,
		 NULL,
		 NULL},
		{{"CREATE VIEW v AS SELECT 1 AS a",
		  "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN SELECT 1; END"},
		 {"CREATE VIEW v AS SELECT 2 AS a",
		  "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN SELECT 1; END"},
		 "DROP VIEW v; CREATE VIEW v; CREATE TRIGGER g",
		 0,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

#define REBUILD_OF_T                                                          \
	"CREATE TABLE godwit_new_t; INSERT INTO godwit_new_t; DROP TABLE t; " \
	"ALTER TABLE godwit_new_t"

/* What ALTER TABLE cannot do, and what must survive it. */
static const struct pair rebuilds[] = {
	{{"CREATE TABLE t (a INT)", "INSERT INTO t (rowid, a) VALUES (7, 1)"},
	 {"CREATE TABLE t (a INT NOT NULL)"},
	 REBUILD_OF_T,
	 REBUILT,
	 "SELECT rowid || ' ' || a FROM t",
	 "7 1"},
	{{"CREATE TABLE t (a INT, b)", "INSERT INTO t VALUES (NULL, 1)"},
	 {"CREATE TABLE t (a INT NOT NULL DEFAULT 5, b)"},
	 REBUILD_OF_T,
	 REBUILT,
	 "SELECT a FROM t",
	 "5"},
	{{"CREATE TABLE t (a)"},
	 {"CREATE TABLE t (a, b UNIQUE)"},
	 REBUILD_OF_T,
	 REBUILT,
	 NULL,
	 NULL},
	{{"CREATE TABLE t (a)"},
	 {"CREATE TABLE t (a, b DEFAULT CURRENT_TIMESTAMP)"},
	 REBUILD_OF_T,
	 REBUILT,
	 NULL,
	 NULL},
	{{"CREATE TABLE t (a)"},
	 {"CREATE TABLE t (a, b DEFAULT (1 + 1))"},
	 REBUILD_OF_T,
	 REBUILT,
	 NULL,
	 NULL},
	{{"CREATE TABLE t (a)"},
	 {"CREATE TABLE t (a, b AS (a) STORED)"},
	 REBUILD_OF_T,
	 REBUILT,
	 NULL,
	 NULL},
	{{"CREATE TABLE t (a, b UNIQUE)"},
	 {"CREATE TABLE t (a)"},
	 REBUILD_OF_T,
	 REBUILT | GW_HAZARD_DATA_LOSS,
	 NULL,
	 NULL},
	/* DROP COLUMN would leave half of a comment. */
	{{"CREATE TABLE t (a, -- one\n b)"},
	 {"CREATE TABLE t (a)"},
	 REBUILD_OF_T,
	 REBUILT | GW_HAZARD_DATA_LOSS,
	 NULL,
	 NULL},
	{{"CREATE TABLE t (a TEXT PRIMARY KEY)", "INSERT INTO t VALUES ('x')"},
	 {"CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID, STRICT"},
	 REBUILD_OF_T,
	 REBUILT,
	 "SELECT a FROM t",
	 "x"},
	{{"CREATE TABLE t (rowid INT, _rowid_ INT)", "INSERT INTO t (oid, rowid) VALUES (9, 1)"},
	 {"CREATE TABLE t (rowid TEXT, _rowid_ INT)"},
	 REBUILD_OF_T,
	 REBUILT,
	 "SELECT oid FROM t",
	 "9"},
	{{"CREATE TABLE t (a)", "INSERT INTO t (rowid) VALUES (3)"},
	 {"CREATE TABLE t (id INTEGER PRIMARY KEY)"},
	 REBUILD_OF_T,
	 REBUILT | GW_HAZARD_DATA_LOSS,
	 "SELECT id FROM t",
	 "3"},
	{{"CREATE TABLE t (a)", "CREATE TABLE godwit_new_t (a)", "INSERT INTO t VALUES (3)"},
	 {"CREATE TABLE t (a NOT NULL)", "CREATE TABLE godwit_new_t (a)"},
	 "CREATE TABLE godwit_new_t_; INSERT INTO godwit_new_t_; DROP TABLE t; "
	 "ALTER TABLE godwit_new_t_",
	 REBUILT,
	 "SELECT a FROM t",
	 "3"},
	/* What AUTOINCREMENT has counted to. */
	{{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a)", "INSERT INTO t VALUES (9, 1)",
	  "DELETE FROM t"},
	 {"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a NOT NULL)"},
	 "CREATE TABLE godwit_new_t; INSERT INTO sqlite_sequence; "
	 "INSERT INTO godwit_new_t; DROP TABLE t; ALTER TABLE godwit_new_t",
	 REBUILT,
	 "SELECT seq FROM sqlite_sequence WHERE name = 't'",
	 "9"},
	/* Its own things come back, and those of others are left alone. */
	{{"CREATE TABLE t (a)", "CREATE INDEX i ON t (a)", "CREATE VIEW v AS SELECT a FROM t",
	  "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END",
	  "CREATE TABLE u (x REFERENCES t (a))"},
	 {"CREATE TABLE t (a NOT NULL)", "CREATE INDEX i ON t (a)",
	  "CREATE VIEW v AS SELECT a FROM t",
	  "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END",
	  "CREATE TABLE u (x REFERENCES t (a))"},
	 REBUILD_OF_T "; CREATE INDEX i; CREATE TRIGGER g",
	 REBUILT,
	 "SELECT sql FROM sqlite_schema WHERE name = 'u'",
	 "CREATE TABLE u (x REFERENCES t (a))"},
	/* A table that names itself cannot be made under another name. */
	{{"CREATE TABLE t (a)", "INSERT INTO t (rowid, a) VALUES (4, 2)"},
	 {"CREATE TABLE t (a CHECK (t.a > 0))"},
	 "CREATE TABLE godwit_new_t; DROP TABLE t; CREATE TABLE t; INSERT INTO t; "
	 "DROP TABLE godwit_new_t",
	 REBUILT,
	 "SELECT rowid || ' ' || a FROM t",
	 "4 2"},
	{{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a CHECK (t.a > 0))",
	  "INSERT INTO t VALUES (9, 1)", "DELETE FROM t"},
	 {"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a CHECK (t.a > 1))"},
	 "CREATE TABLE godwit_new_t; UPDATE sqlite_sequence SET; DROP TABLE t; "
	 "CREATE TABLE t; UPDATE sqlite_sequence SET; INSERT INTO t; "
	 "DROP TABLE godwit_new_t",
	 REBUILT,
	 "SELECT seq FROM sqlite_sequence WHERE name = 't'",
	 "9"},
};

static void test_rebuilds(void **state GW_UNUSED)
{
	check_pairs(rebuilds, GW_COUNT(rebuilds));
}

static void test_virtual(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{NULL},
		 {"CREATE VIRTUAL TABLE f USING fts5(a)"},
		 "CREATE VIRTUAL TABLE",
		 0,
		 NULL,
		 NULL},
		{{"CREATE VIRTUAL TABLE f USING fts5(a)"},
		 {"CREATE VIRTUAL TABLE f USING FTS5 ( a )"},
		 "",
		 0,
		 NULL,
		 NULL},
		{{"CREATE VIRTUAL TABLE f USING fts5(a, b)",
		  "INSERT INTO f (rowid, a, b) VALUES (7, 'one', 'two')"},
		 {"CREATE VIRTUAL TABLE f USING fts5(a, b, tokenize = 'porter')"},
		 "CREATE VIRTUAL TABLE; INSERT INTO godwit_new_f; DROP TABLE f; "
		 "ALTER TABLE godwit_new_f",
		 GW_HAZARD_REWRITE,
		 "SELECT rowid || b FROM f WHERE f MATCH 'one'",
		 "7two"},
		{{"CREATE VIRTUAL TABLE r USING rtree(id, x0, x1, +note TEXT)",
		  "INSERT INTO r VALUES (3, 1, 2, 'n')"},
		 {"CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)"},
		 "CREATE VIRTUAL TABLE; INSERT INTO godwit_new_r; DROP TABLE r; "
		 "ALTER TABLE godwit_new_r",
		 GW_HAZARD_REWRITE | GW_HAZARD_DATA_LOSS,
		 "SELECT id FROM r",
		 "3"},
		/* What is indexed is in a table that has changed before. */
		{{"CREATE TABLE d (a, b)", "INSERT INTO d VALUES ('one', 'two')",
		  "CREATE VIRTUAL TABLE f USING fts5(a, b, content = 'd')"},
		 {"CREATE TABLE d (b NOT NULL)",
		  "CREATE VIRTUAL TABLE f USING fts5(b, content = 'd')"},
		 "CREATE TABLE godwit_new_d; INSERT INTO godwit_new_d; DROP TABLE d; "
		 "ALTER TABLE godwit_new_d; CREATE VIRTUAL TABLE; "
		 "INSERT INTO godwit_new_f; DROP TABLE f; ALTER TABLE godwit_new_f",
		 REBUILT | GW_HAZARD_DATA_LOSS,
		 "SELECT b FROM f WHERE f MATCH 'two'",
		 "two"},
		/* What was put in cannot be read back. */
		{{"CREATE VIRTUAL TABLE f USING fts5(a, content = '')"},
		 {"CREATE VIRTUAL TABLE f USING fts5(a)"},
		 "CREATE VIRTUAL TABLE; DROP TABLE f; ALTER TABLE godwit_new_f",
		 GW_HAZARD_REWRITE | GW_HAZARD_DATA_LOSS,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

static void test_dump(void **state GW_UNUSED)
{
	static const char *const one[] = {
		"CREATE VIEW w AS SELECT * FROM v",
		"CREATE TABLE b (x INT  REFERENCES a(id), y)",
		"CREATE TABLE \"a\"(id integer primary key, -- the key\n n TEXT default ('x'))",
		"CREATE INDEX b_x ON b(x)",
		"CREATE VIEW v AS\n\tSELECT 1",
		NULL,
	};
	static const char *const two[] = {
		"CREATE VIEW v AS\n\tSELECT 1",
		"CREATE TABLE a (id integer primary key)",
		"ALTER TABLE a ADD COLUMN n TEXT default ('x')",
		"CREATE TABLE b (x INT REFERENCES a (id))",
		"ALTER TABLE b ADD COLUMN y",
		"CREATE INDEX b_x ON b (x)",
		"CREATE VIEW w AS SELECT * FROM v",
		NULL,
	};
	static const char dump[] = "CREATE TABLE a (\n\tid integer primary key,\n"
				   "\tn TEXT default ('x')\n);\n\n"
				   "CREATE TABLE b (\n\tx INT REFERENCES a(id),\n\ty\n);\n\n"
				   "CREATE INDEX b_x ON b(x);\n\n"
				   "CREATE VIEW v AS\n\tSELECT 1;\n\n"
				   "CREATE VIEW w AS SELECT * FROM v;\n";
	struct live live = {0};
	struct live other = {0};

	open_with(&live, one);
	assert_string_equal(dump_of(&live), dump);
	open_with(&other, two);
	assert_string_equal(dump_of(&other), dump);
	live_done(&live);
	live_done(&other);
}

/* godwit's own tables, what is SQLite's, and the tables behind virtual ones. */
static void test_left_out(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, u UNIQUE)",
		"CREATE TABLE godwit_history (a)",
		"CREATE INDEX h ON godwit_history (a)",
		"CREATE VIRTUAL TABLE f USING fts5(a)",
		"ANALYZE",
		NULL,
	};
	static const char *const ids[] = {"table t", "virtual table f"};
	struct live live = {0};
	struct gw_schema schema;
	size_t n = 0;

	open_with(&live, statements);
	schema = read_schema(&live);
	for (size_t i = 0; i < schema.objects.n; i++) {
		if (schema.objects.items[i]->parent == NULL)
			assert_string_equal(schema.objects.items[i]->id, ids[n++]);
	}
	assert_int_equal(n, GW_COUNT(ids));
	assert_int_equal(schema.unmodelled.n, 0);
	live_done(&live);
}

static void test_facts(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"CREATE TABLE p (a, b, PRIMARY KEY (b, a))",
		"CREATE TABLE c (x INT NOT NULL DEFAULT 1, y, z AS (x) STORED, "
		"FOREIGN KEY (x, y) REFERENCES p)",
		NULL,
	};
	static const struct {
		const char *id, *property, *value; /* NULL: absent */
	} cases[] = {
		{"table p/column b", "primary_key", "1"},
		{"table p/column a", "primary_key", "2"},
		{"table c/column x", "type", "INT"},
		{"table c/column x", "not_null", "true"},
		{"table c/column x", "default", "1"},
		{"table c/column y", "not_null", NULL},
		{"table c/column y", "default", NULL},
		{"table c/column z", "generated", "stored"},
		{"table c/foreign key x\x1fy to p", "columns", "x\x1fy"},
		{"table c/foreign key x\x1fy to p", "target", "table p"},
		{"table c/foreign key x\x1fy to p", "target_columns", NULL},
	};
	struct live live = {0};
	struct gw_schema schema;

	open_with(&live, statements);
	schema = read_schema(&live);
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_schema_object *object = gw_schema_find(&schema, cases[i].id);
		struct gw_view value;

		assert_non_null(object);
		value = gw_schema_value_of(object, cases[i].property);
		if (cases[i].value == NULL)
			assert_null(value.p);
		else
			assert_true(gw_view_is(value, cases[i].value));
	}
	live_done(&live);
}

/* What looks like a rename, and what is too much to tell. */
static void test_likenesses(void **state GW_UNUSED)
{
	static const struct {
		const char *old[MOST], *new[MOST];
		size_t n;
	} cases[] = {
		{{"CREATE TABLE t (a INT, z)"}, {"CREATE TABLE t (b INT NOT NULL, z)"}, 1},
		{{"CREATE TABLE t (a INT, z)"}, {"CREATE TABLE t (b TEXT, z)"}, 0},
		{{"CREATE TABLE t (a INT, c INT)"}, {"CREATE TABLE t (b INT NOT NULL)"}, 0},
		{{"CREATE TABLE t (a INT)"}, {"CREATE TABLE t (b INT NOT NULL, c INT UNIQUE)"}, 0},
		{{"CREATE TABLE t (a INT, c TEXT)"}, {"CREATE TABLE t (b INT, d TEXT)"}, 2},
		{{"CREATE TABLE t (a INT)"}, {"CREATE TABLE u (a INT)"}, 1},
		{{"CREATE TABLE t (a INT)"}, {"CREATE TABLE u (b INT)"}, 0},
		{{"CREATE VIEW v AS SELECT 1"}, {"CREATE VIEW w AS SELECT 1"}, 0},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct live old = {0};
		struct live new = {0};
		struct gw_schema before, wanted;
		struct gw_schema_changes changes;
		struct gw_schema_likenesses found;

		open_with(&old, cases[i].old);
		open_with(&new, cases[i].new);
		before = read_schema(&old);
		wanted = read_schema(&new);
		gw_schema_diff(&old.arena, &before, &wanted, &changes);
		gw_schema_find_renamed(&changes, &found);
		assert_int_equal(found.list.n, cases[i].n);
		live_done(&old);
		live_done(&new);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alters),     cmocka_unit_test(test_rebuilds),
		cmocka_unit_test(test_virtual),    cmocka_unit_test(test_dump),
		cmocka_unit_test(test_left_out),   cmocka_unit_test(test_facts),
		cmocka_unit_test(test_likenesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
