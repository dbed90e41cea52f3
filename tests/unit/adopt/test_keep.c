/* Keeping another tool in step: what is written to its table when a migration comes, goes, is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "adopt/adopt_int.h"
#include "adopt/keep.h"
#include "source/source_int.h"

static void quote_name(struct gw_str *str, struct gw_view name)
{
	gw_str_add(str, name);
}

static void quote_text(const struct gw_conn *conn GW_UNUSED, struct gw_str *str,
		       struct gw_view text)
{
	gw_str_putc(str, '\'');
	gw_str_add(str, text);
	gw_str_putc(str, '\'');
}

static const struct gw_engine engine = {
	.name = "postgres",
	.quote_name = quote_name,
	.quote_text = quote_text,
	.words = {.before_instant = "now'",
		  .after_instant = "'",
		  .before_utc = "utc'",
		  .after_utc = "'"},
};
static const struct gw_conn conn = {.engine = &engine, .info = {.user = "app"}};

enum { MAX_FILES = 4 };

/* A folder of a tool's, and the tool that is told of it. */
struct bench {
	struct gw_arena arena;
	struct gw_source *source;
	struct gw_keeping keeping;
	struct gw_adoption said; /* what its table said before */
	struct gw_error *err;
};

static const char *format_of(const struct gw_adopt_tool *tool)
{
	return tool->format != NULL ? tool->format : "auto";
}

static void begin(struct bench *bench, const char *tool, const struct gw_new_file *files)
{
	struct gw_new_file *texts = gw_new_array(&bench->arena, struct gw_new_file, MAX_FILES);
	size_t n = 0;

	for (; n < MAX_FILES && files[n].path != NULL; n++)
		texts[n] = files[n];
	bench->keeping = (struct gw_keeping){
		.arena = &bench->arena,
		.place = {gw_adopt_tool_find(gw_view_of(tool)), &conn, NULL, "t"},
		.adoption = &bench->said,
		.last_number = 6,
	};
	if (!gw_source_open(&bench->arena, gw_tree_of_texts(&bench->arena, "db", texts, n),
			    format_of(bench->keeping.place.tool), &gw_dialect_postgres,
			    &bench->source, &bench->err))
		fail_msg("%s: %s", tool, bench->err->message);
}

static void end(struct bench *bench)
{
	gw_source_close(bench->source);
	gw_error_free(bench->err);
	gw_arena_done(&bench->arena);
}

static bool tell(struct bench *bench, enum gw_keeping_change change, size_t migration,
		 struct gw_statements *list)
{
	const struct gw_keeping_news news = {change, bench->source,
					     bench->source->migrations[migration], 0};

	return gw_keeping_tell(&bench->keeping, &bench->arena, &news, list, &bench->err);
}

/* The statements, each on a line. */
static const char *written(struct bench *bench, enum gw_keeping_change change, size_t migration)
{
	struct gw_statements list = {0};
	GW_STR_AUTO struct gw_str str = {0};

	if (!tell(bench, change, migration, &list))
		fail_msg("%s", bench->err->message);
	for (size_t i = 0; i < list.list.n; i++)
		gw_str_printf(&str, "%s\n", list.list.items[i]);
	return gw_str_take(&str, &bench->arena);
}

struct row_case {
	const char *tool;
	struct gw_new_file files[MAX_FILES];
	const char *comes, *goes, *accepted;
};

#define T0 "1970-01-01 00:00:00.000"
static const char body[] = "123456789";

static const struct row_case cases[] = {
	{"dbmate",
	 {{"1_birds.sql", "-- migrate:up\n-- migrate:down\n"}},
	 "INSERT INTO t (version) VALUES ('1')\n",
	 "DELETE FROM t WHERE version = '1'\n",
	 ""},
	{"goose",
	 {{"1_birds.sql", "-- +goose Up\n"}},
	 "INSERT INTO t (version_id, is_applied, tstamp) VALUES ('1', '1', now'" T0 "')\n",
	 "DELETE FROM t WHERE version_id = '1'\n",
	 ""},
	{"sql-migrate",
	 {{"1_birds.sql", "-- +migrate Up\n"}},
	 "INSERT INTO t (id, applied_at) VALUES ('1_birds.sql', utc'" T0 "')\n",
	 "DELETE FROM t WHERE id = '1_birds.sql'\n",
	 ""},
	{"flyway",
	 {{"db/V1__birds.sql", body}},
	 "INSERT INTO t (installed_rank, version, description, type, script, checksum, "
	 "installed_by, installed_on, execution_time, success) VALUES ('7', '1', 'birds', 'SQL', "
	 "'db/V1__birds.sql', '-873187034', 'app', now'" T0 "', '0', '1')\n",
	 "DELETE FROM t WHERE version = '1'\n",
	 "UPDATE t SET checksum = '-873187034' WHERE version = '1'\n"},
	{"flyway",
	 {{"R__birds.sql", body}},
	 "INSERT INTO t (installed_rank, version, description, type, script, checksum, "
	 "installed_by, installed_on, execution_time, success) VALUES ('7', NULL, 'birds', 'SQL', "
	 "'R__birds.sql', '-873187034', 'app', now'" T0 "', '0', '1')\n",
	 "DELETE FROM t WHERE script = 'R__birds.sql'\n",
	 "UPDATE t SET checksum = '-873187034' WHERE script = 'R__birds.sql'\n"},
	{"refinery",
	 {{"V1__birds.sql", body}},
	 "INSERT INTO t (version, name, applied_on, checksum) VALUES ('1', 'birds', "
	 "'1970-01-01T00:00:00.000001Z', '17915967311544511106')\n",
	 "DELETE FROM t WHERE version = '1'\n",
	 "UPDATE t SET checksum = '17915967311544511106' WHERE version = '1'\n"},
	{"diesel",
	 {{"2024-01-01-090000_birds/up.sql", body}},
	 "INSERT INTO t (version, run_on) VALUES ('20240101090000', now'" T0 "')\n",
	 "DELETE FROM t WHERE version = '20240101090000'\n",
	 ""},
	{"node-pg-migrate",
	 {{"1_birds.sql", body}},
	 "INSERT INTO t (name, run_on) VALUES ('1_birds', clock_timestamp())\n",
	 "DELETE FROM t WHERE name = '1_birds'\n",
	 ""},
	{"sqlx",
	 {{"1_birds.sql", body}},
	 "INSERT INTO t (version, description, installed_on, success, checksum, execution_time) "
	 "VALUES ('1', 'birds', now'" T0 "', '1', '\\x"
	 "eb455d56d2c1a69de64e832011f3393d45f3fa31d6842f21"
	 "af92d2fe469c499da5e3179847334a18479c8d1dedea1be3', '0')\n",
	 "DELETE FROM t WHERE version = '1'\n",
	 "UPDATE t SET checksum = '\\x"
	 "eb455d56d2c1a69de64e832011f3393d45f3fa31d6842f21"
	 "af92d2fe469c499da5e3179847334a18479c8d1dedea1be3' WHERE version = '1'\n"},
	{"yoyo",
	 {{"1.sql", body}},
	 "INSERT INTO t (migration_hash, migration_id, applied_at_utc) VALUES ("
	 "'6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', '1', "
	 "utc'" T0 "')\n",
	 "DELETE FROM t WHERE migration_id = '1'\n",
	 ""},
	{"postgrator",
	 {{"1.do.birds.sql", body}},
	 "INSERT INTO t (version, name, md5, run_at) VALUES ('1', 'birds', "
	 "'25f9e794323b453885f5181f1b624d0b', now'" T0 "')\n",
	 "DELETE FROM t WHERE version = '1'\n",
	 "UPDATE t SET md5 = '25f9e794323b453885f5181f1b624d0b' WHERE version = '1'\n"},
	{"drizzle",
	 {{"meta/_journal.json",
	   "{\"entries\": [{\"tag\": \"0000_birds\", \"when\": 1795328543731}]}"},
	  {"0000_birds.sql", body}},
	 "INSERT INTO t (hash, created_at) VALUES ("
	 "'15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225', '1795328543731')\n",
	 "DELETE FROM t WHERE created_at = '1795328543731'\n",
	 "UPDATE t SET hash = '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225' "
	 "WHERE created_at = '1795328543731'\n"},
	{"atlas",
	 {{"1_a.sql", "CREATE TABLE a (x integer);\n"},
	  {"atlas.sum", "h1:x\n1_a.sql h1:vC7eQUrJayJG2536y6KKjN4MPFz0NuUAoCa+Thx4NP0=\n"}},
	 "INSERT INTO t (version, description, type, executed_at, execution_time, hash, "
	 "operator_version) VALUES ('1', 'a', '4', utc'" T0 "', '0', "
	 "'vC7eQUrJayJG2536y6KKjN4MPFz0NuUAoCa+Thx4NP0=', 'godwit')\n",
	 "DELETE FROM t WHERE version = '1'\n",
	 "UPDATE t SET hash = 'vC7eQUrJayJG2536y6KKjN4MPFz0NuUAoCa+Thx4NP0=' WHERE version = "
	 "'1'\n"},
	{"liquibase",
	 {{"a.sql", "--liquibase formatted sql\n--changeset ada:7\nSELECT 1;\n"}},
	 "INSERT INTO t (id, author, filename, dateexecuted, orderexecuted, exectype, md5sum) "
	 "VALUES ('7', 'ada', 'db/a.sql', now'" T0
	 "', '7', 'EXECUTED', '9:0a7ed49c904abc7110aa09324b49f106')\n",
	 "DELETE FROM t WHERE id = '7' AND author = 'ada' AND filename = 'db/a.sql'\n",
	 "UPDATE t SET md5sum = '9:0a7ed49c904abc7110aa09324b49f106' "
	 "WHERE id = '7' AND author = 'ada' AND filename = 'db/a.sql'\n"},
	/* Programs that stand beside the files. */
	{"knex",
	 {{"7_birds.sql", body}, {"7_birds.ts", ""}},
	 "INSERT INTO t (name, batch, migration_time) VALUES ('7_birds.ts', '7', now'" T0 "')\n",
	 "DELETE FROM t WHERE name = '7_birds.ts'\n",
	 ""},
	{"db-migrate",
	 {{"7_birds.sql", body}, {"7_birds.js", ""}},
	 "INSERT INTO t (name, run_on) VALUES ('/7_birds', now'" T0 "')\n",
	 "DELETE FROM t WHERE name = '/7_birds'\n",
	 ""},
	{"db-migrate",
	 {{"sqls/20260101000000-birds-up.sql", body},
	  {"sqls/20260101000000-birds-down.sql", body},
	  {"20260101000000-birds.js", ""}},
	 "INSERT INTO t (name, run_on) VALUES ('/20260101000000-birds', now'" T0 "')\n",
	 "DELETE FROM t WHERE name = '/20260101000000-birds'\n",
	 ""},
	{"sequelize",
	 {{"7_birds.sql", body}, {"7_birds.js", ""}},
	 "INSERT INTO t (name) VALUES ('7_birds.js')\n",
	 "DELETE FROM t WHERE name = '7_birds.js'\n",
	 ""},
	{"rails",
	 {{"7_birds.sql", body}, {"7_birds.rb", ""}},
	 "INSERT INTO t (version) VALUES ('7')\n",
	 "DELETE FROM t WHERE version = '7'\n",
	 ""},
	{"django",
	 {{"7_birds.sql", body}, {"zoo/migrations/7_birds.py", ""}},
	 "INSERT INTO t (app, name, applied) VALUES ('zoo', '7_birds', utc'" T0 "')\n",
	 "DELETE FROM t WHERE app = 'zoo' AND name = '7_birds'\n",
	 ""},
	{"alembic",
	 {{"7_birds.sql", body}, {"aa1_7_birds.py", "revision = 'aa1'\n"}},
	 "DELETE FROM t\nINSERT INTO t (version_num) VALUES ('aa1')\n",
	 "DELETE FROM t\n",
	 ""},
};

static void test_rows(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct bench bench = {0};

		begin(&bench, cases[i].tool, cases[i].files);
		assert_string_equal(written(&bench, GW_KEEPING_APPLIED, 0), cases[i].comes);
		assert_string_equal(written(&bench, GW_KEEPING_REVERTED, 0), cases[i].goes);
		assert_string_equal(written(&bench, GW_KEEPING_ACCEPTED, 0), cases[i].accepted);
		end(&bench);
	}
}

/* Sqitch's log has a row for each deployment and each revert; what stands on a change goes before it. */
static void test_rows_beside(void **state GW_UNUSED)
{
	static const struct gw_new_file files[MAX_FILES] = {
		{"sqitch.plan", "%project=x\na 2026-01-01T00:00:00Z A <a@b>\n"
				"@v1 2026-01-02T00:00:00Z B <b@c>\n"
				"b [a !z] 2026-01-03T00:00:00Z A <a@b>\n"},
		{"deploy/a.sql", body},
		{"deploy/b.sql", body},
	};
	struct bench bench = {0};
	const char *sql;

	begin(&bench, "sqitch", files);
	sql = written(&bench, GW_KEEPING_APPLIED, 0);
	assert_non_null(strstr(sql, "INSERT INTO t (change_id, script_hash, "));
	assert_non_null(strstr(sql, "INSERT INTO tags (tag_id, tag, "));
	assert_null(strstr(sql, "INSERT INTO dependencies"));
	assert_null(strstr(sql, "INSERT INTO projects"));
	assert_non_null(
		strstr(sql, "VALUES ('deploy', 'c352a2bf4a86cceba01617d0213501731eb3972e'"));
	/* Its order is that of the server's clock, whatever ours says. */
	assert_non_null(strstr(sql, "'', clock_timestamp(), 'godwit', '', utc'2026-01-01 "
				    "00:00:00', 'A', 'a@b')"));
	sql = written(&bench, GW_KEEPING_APPLIED, 1);
	assert_non_null(strstr(sql, "'require', 'a', 'c352a2bf4a86cceba01617d0213501731eb3972e')"));
	assert_non_null(strstr(sql, "'conflict', 'z', NULL)"));
	sql = written(&bench, GW_KEEPING_REVERTED, 0);
	assert_ptr_equal(strstr(sql, "DELETE FROM dependencies WHERE change_id = 'c352a2bf"), sql);
	assert_non_null(strstr(sql, "DELETE FROM tags WHERE change_id = 'c352a2bf"));
	assert_non_null(strstr(sql, "VALUES ('revert', 'c352a2bf"));
	assert_non_null(strstr(sql, "'A', 'a@b')\nDELETE FROM t WHERE change_id = 'c352a2bf"));
	end(&bench);
}

/* Liquibase knows a file as the row that is there has it, and an older one has no sums of a newer. */
static void test_rows_like_others(void **state GW_UNUSED)
{
	static const struct gw_new_file files[MAX_FILES] = {
		{"a.sql", "--liquibase formatted sql\n--changeset ada:1\nSELECT 1;\n"
			  "--changeset ada:2\nSELECT 2;\n"},
	};
	const struct gw_adopt_row row = {.id = "classpath:changes/a.sql::1::ada",
					 .checksum = "8:0"};
	struct gw_adopt_match match = {.key = "a.sql::1::ada", .row = &row};
	struct bench bench = {0};
	const char *sql;

	begin(&bench, "liquibase", files);
	match.migration = bench.source->migrations[0];
	match.key = match.migration->key;
	assert_true(bench.keeping.place.tool->is_of(&row, match.migration, NULL));
	gw_vec_push(&bench.arena, &bench.said.matches, match);
	sql = written(&bench, GW_KEEPING_APPLIED, 1);
	assert_non_null(strstr(sql, "'classpath:changes/a.sql'"));
	assert_non_null(strstr(sql, "'EXECUTED', NULL)"));
	end(&bench);
}

static void assert_fault(struct bench *bench, enum gw_keeping_change change, size_t migration,
			 const char *fault)
{
	struct gw_statements list = {0};
	bool had = gw_keeping_has(&bench->keeping, bench->source->migrations[migration]);

	assert_false(tell(bench, change, migration, &list));
	assert_int_equal(bench->err->code, GW_E_EJECT);
	assert_non_null(strstr(bench->err->message, fault));
	assert_int_equal(list.list.n, 0);
	assert_int_equal(gw_keeping_has(&bench->keeping, bench->source->migrations[migration]),
			 had);
	gw_error_clear(&bench->err);
}

/* What a list beside the files does not say cannot be told, nor of what no program is there. */
static void test_faults(void **state GW_UNUSED)
{
	static const struct gw_new_file files[MAX_FILES] = {{"1_a.sql", "a"}};
	static const char *const tools[][2] = {
		{"atlas", "it is not in atlas.sum"},
		{"knex", "none of that name is in the folder"},
		{"django", "none of that name, or several, are in APP/migrations/"},
		{"alembic", "none of that name is in the folder"},
	};

	for (size_t i = 0; i < GW_COUNT(tools); i++) {
		struct bench bench = {0};

		begin(&bench, tools[i][0], files);
		assert_fault(&bench, GW_KEEPING_APPLIED, 0, tools[i][1]);
		end(&bench);
	}
}

/* A name that several apps have is nobody's. */
static void test_apps(void **state GW_UNUSED)
{
	static const struct gw_new_file files[MAX_FILES] = {
		{"7_a.sql", body}, {"ape/migrations/7_a.py", ""}, {"bee/migrations/7_a.py", ""}};
	struct bench bench = {0};

	begin(&bench, "django", files);
	assert_fault(&bench, GW_KEEPING_APPLIED, 0, "or several");
	end(&bench);
}

/* Alembic's row is for the last revision, whether that is a file's or a program's. */
static void test_graph(void **state GW_UNUSED)
{
	static const struct gw_new_file files[MAX_FILES] = {
		{"2_b.sql", body},
		{"bb2_2_b.py", "revision = 'bb2'\ndown_revision = 'aa1'\n"},
		{"aa1_old.py", "revision = 'aa1'\ndown_revision = None\n"},
	};
	const struct gw_adopt_row row = {.id = "aa1"};
	const struct gw_adopt_match program = {.key = "aa1", .row = &row};
	struct bench bench = {0};

	begin(&bench, "alembic", files);
	assert_fault(&bench, GW_KEEPING_APPLIED, 0, "does not come after all that is applied");
	gw_vec_push(&bench.arena, &bench.said.matches, program);
	assert_string_equal(written(&bench, GW_KEEPING_APPLIED, 0),
			    "DELETE FROM t\nINSERT INTO t (version_num) VALUES ('bb2')\n");
	assert_string_equal(written(&bench, GW_KEEPING_ACCEPTED, 0), "");
	assert_string_equal(written(&bench, GW_KEEPING_REVERTED, 0),
			    "DELETE FROM t\nINSERT INTO t (version_num) VALUES ('aa1')\n");
	end(&bench);
}

static void test_graph_faults(void **state GW_UNUSED)
{
	static const struct gw_new_file merged[MAX_FILES] = {
		{"7_a.sql", body}, {"7_a.py", "revision = 'c'\ndown_revision = ('a', 'b')\n"}};
	static const struct gw_new_file chain[MAX_FILES] = {
		{"1_a.sql", body},
		{"1_a.py", "revision = 'a'\n"},
		{"2_b.sql", body},
		{"2_b.py", "revision = 'b'\ndown_revision = 'a'\n"}};
	struct bench bench = {0}, of_chain = {0};

	begin(&bench, "alembic", merged);
	assert_fault(&bench, GW_KEEPING_REVERTED, 0, "its revision comes after several");
	end(&bench);
	begin(&of_chain, "alembic", chain);
	(void)written(&of_chain, GW_KEEPING_APPLIED, 0);
	(void)written(&of_chain, GW_KEEPING_APPLIED, 1);
	assert_fault(&of_chain, GW_KEEPING_REVERTED, 0, "its revision is not the last one");
	end(&of_chain);
}

static void test_which_tools(void **state GW_UNUSED)
{
	static const struct gw_engine file = {.words = {.attach = "ATTACH "}};

	assert_null(gw_keeping_fault(gw_adopt_tool_find(GW_VIEW("sqitch")), &engine));
	assert_non_null(gw_keeping_fault(gw_adopt_tool_find(GW_VIEW("sqitch")), &file));
	assert_null(gw_keeping_fault(gw_adopt_tool_find(GW_VIEW("goose")), &file));
	assert_null(gw_keeping_fault(gw_adopt_tool_find(GW_VIEW("knex")), &engine));
}

static const struct gw_new_file pairs[MAX_FILES] = {
	{"1_a.up.sql", "a"}, {"1_a.down.sql", "A"}, {"2_b.up.sql", "b"}, {"2_b.down.sql", "B"}};

/* golang-migrate has no row when nothing is applied, tern the version 0. */
static void test_last_version(void **state GW_UNUSED)
{
	static const struct gw_new_file of_tern[MAX_FILES] = {{"001_a.sql", "a"}};
	struct bench golang = {0}, tern = {0};

	begin(&golang, "golang-migrate", pairs);
	begin(&tern, "tern", of_tern);
	assert_string_equal(written(&golang, GW_KEEPING_APPLIED, 1),
			    "DELETE FROM t\nINSERT INTO t (version, dirty) VALUES ('2', '0')\n");
	/* It would never apply the first one any more. */
	assert_ptr_equal(gw_keeping_gap(&golang.keeping, golang.source),
			 golang.source->migrations[0]);
	/* Out of order: the last one stays the last. */
	assert_string_equal(written(&golang, GW_KEEPING_APPLIED, 0),
			    "DELETE FROM t\nINSERT INTO t (version, dirty) VALUES ('2', '0')\n");
	assert_null(gw_keeping_gap(&golang.keeping, golang.source));
	assert_string_equal(written(&golang, GW_KEEPING_REVERTED, 1),
			    "DELETE FROM t\nINSERT INTO t (version, dirty) VALUES ('1', '0')\n");
	assert_string_equal(written(&golang, GW_KEEPING_REVERTED, 0), "DELETE FROM t\n");
	(void)written(&tern, GW_KEEPING_APPLIED, 0);
	assert_string_equal(written(&tern, GW_KEEPING_REVERTED, 0),
			    "DELETE FROM t\nINSERT INTO t (version) VALUES ('0')\n");
	end(&golang);
	end(&tern);
}

/* Of what is planned, all is looked at before anything is done. */
static void test_plan(void **state GW_UNUSED)
{
	static const struct gw_new_file files[MAX_FILES] = {
		{"1_a.sql", body}, {"1_a.js", ""}, {"2_b.sql", body}};
	static const struct gw_new_file chain[MAX_FILES] = {
		{"1_a.sql", body},
		{"1_a.py", "revision = 'a'\n"},
		{"2_b.sql", body},
		{"2_b.py", "revision = 'b'\ndown_revision = 'a'\n"}};
	struct bench knex = {0}, alembic = {0};
	struct gw_keeping_news news[4] = {0};

	begin(&knex, "knex", files);
	for (size_t i = 0; i < 2; i++) {
		news[i].source = knex.source;
		news[i].migration = knex.source->migrations[i];
	}
	assert_true(gw_keeping_can_tell(&knex.keeping, news, 1, &knex.err));
	assert_false(gw_keeping_can_tell(&knex.keeping, news, 2, &knex.err));
	assert_non_null(strstr(knex.err->message, "knex cannot be told of 2_b: "));
	assert_int_equal(knex.keeping.applied.n, 0);
	end(&knex);
	begin(&alembic, "alembic", chain);
	for (size_t i = 0; i < GW_COUNT(news); i++) {
		news[i].source = alembic.source;
		news[i].migration = alembic.source->migrations[i % 3 != 0];
		news[i].change = i < 2 ? GW_KEEPING_APPLIED : GW_KEEPING_REVERTED;
	}
	assert_true(gw_keeping_can_tell(&alembic.keeping, news, 4, &alembic.err));
	assert_false(gw_keeping_can_tell(&alembic.keeping, news + 1, 1, &alembic.err));
	end(&alembic);
}

/* Rows have the next number, and a later time than those before, which the tool may have written just now. */
static void test_order(void **state GW_UNUSED)
{
	static const struct gw_new_file files[MAX_FILES] = {{"V1__a.sql", "a"}, {"V2__b.sql", "b"}};
	struct bench flyway = {0}, refinery = {0};
	const struct gw_eject_row row = {.arena = &flyway.arena, .at_us = 1795328540012345};

	assert_string_equal(gw_eject_at(&row), "2026-11-22 06:22:20.012");

	begin(&flyway, "flyway", files);
	(void)written(&flyway, GW_KEEPING_APPLIED, 0);
	assert_non_null(strstr(written(&flyway, GW_KEEPING_APPLIED, 1), "VALUES ('8', '2',"));
	begin(&refinery, "refinery", files);
	(void)written(&refinery, GW_KEEPING_APPLIED, 0);
	assert_non_null(strstr(written(&refinery, GW_KEEPING_APPLIED, 1), "00.000002Z'"));
	end(&flyway);
	end(&refinery);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_rows_beside),
		cmocka_unit_test(test_rows_like_others),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_apps),
		cmocka_unit_test(test_graph),
		cmocka_unit_test(test_graph_faults),
		cmocka_unit_test(test_which_tools),
		cmocka_unit_test(test_last_version),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
