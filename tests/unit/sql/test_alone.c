/* What PostgreSQL's lone statements are about, and the names in any statement. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "sql/alone.h"

struct expected {
	const char *sql;
	const char *what;
};

static void put_name(struct gw_str *str, const char *before, const struct gw_alone_name *name)
{
	if (name->name == NULL)
		return;
	gw_str_puts(str, before);
	if (name->schema != NULL)
		gw_str_printf(str, "%s.", name->schema);
	gw_str_puts(str, name->name);
}

/* "builds unique index s.i of t" */
static char *describe(struct gw_arena *arena, const char *sql)
{
	static const char *const kinds[] = {
		[GW_ALONE_UNSEEN] = "unseen",
		[GW_ALONE_REPEATABLE] = "repeatable",
		[GW_ALONE_BUILDS_INDEX] = "builds",
		[GW_ALONE_DROPS_INDEX] = "drops index",
		[GW_ALONE_REBUILDS_INDEXES] = "rebuilds",
		[GW_ALONE_CREATES] = "creates",
		[GW_ALONE_CHANGES] = "changes",
		[GW_ALONE_DROPS] = "drops",
		[GW_ALONE_DETACHES] = "detaches",
		[GW_ALONE_ENDS_PREPARED] = "ends",
	};
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_alone alone;

	gw_alone_read(arena, gw_view_of(sql), &alone);
	gw_str_puts(&str, kinds[alone.kind]);
	if (alone.unique)
		gw_str_puts(&str, " unique");
	if (alone.what != NULL)
		gw_str_printf(&str, " [%s]", alone.what);
	put_name(&str, " ", &alone.object);
	put_name(&str, " of ", &alone.table);
	return gw_str_take(&str, arena);
}

static void test_kinds(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"CREATE INDEX CONCURRENTLY i ON t (a)", "builds [index] i of t"},
		{"create unique index concurrently if not exists \"I x\" on only S.\"T\" using gin "
		 "(a)",
		 "builds unique [index] I x of s.T"},
		{"/* c */ CREATE INDEX CONCURRENTLY ON db.s.t ((a || 'on x'))",
		 "builds [index] of s.t"},
		{"CREATE INDEX CONCURRENTLY \"on\" ON t (a)", "builds [index] on of t"},
		{"CREATE INDEX i ON t (a)", "unseen"},
		{"DROP INDEX CONCURRENTLY IF EXISTS s.i CASCADE", "drops index [index] s.i"},
		{"DROP INDEX i", "unseen"},
		{"REINDEX INDEX CONCURRENTLY s.i", "rebuilds [relation] of s.i"},
		{"REINDEX (VERBOSE, CONCURRENTLY) TABLE t", "rebuilds [relation] of t"},
		{"REINDEX SCHEMA CONCURRENTLY s", "rebuilds [schema] s"},
		{"REINDEX DATABASE CONCURRENTLY", "rebuilds [database]"},
		{"REINDEX SYSTEM d", "rebuilds [database]"},
		{"CREATE DATABASE \"D\" OWNER x", "creates [database] D"},
		{"DROP DATABASE IF EXISTS d WITH (FORCE)", "drops [database] d"},
		{"ALTER DATABASE d SET TABLESPACE x", "repeatable"},
		{"CREATE TABLESPACE x LOCATION '/y'", "creates [tablespace] x"},
		{"DROP TABLESPACE x", "drops [tablespace] x"},
		{"CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p",
		 "creates [subscription] s"},
		{"DROP SUBSCRIPTION IF EXISTS s", "drops [subscription] s"},
		{"ALTER SUBSCRIPTION s ADD PUBLICATION p", "changes [subscription] s"},
		{"ALTER SUBSCRIPTION s REFRESH PUBLICATION", "repeatable"},
		{"ALTER SUBSCRIPTION s SET (two_phase = true)", "repeatable"},
		{"ALTER TABLE IF EXISTS s.t DETACH PARTITION s.\"P\" CONCURRENTLY",
		 "detaches [partition] s.P of s.t"},
		{"ALTER TABLE t DETACH PARTITION p", "unseen"},
		{"COMMIT PREPARED 'it''s'", "ends [prepared transaction] it's"},
		{"ROLLBACK PREPARED $$x$$", "ends [prepared transaction] x"},
		{"VACUUM (ANALYZE) t", "repeatable"},
		{"CLUSTER", "repeatable"},
		{"ALTER SYSTEM SET a = 1", "repeatable"},
		{"DISCARD ALL", "repeatable"},
		{"CALL p()", "unseen [a CALL]"},
		{"DO $$ BEGIN COMMIT; END $$", "unseen [a DO block]"},
		{"INSERT INTO t VALUES (1)", "unseen"},
		{"CREATE INDEX CONCURRENTLY", "builds [index]"},
		{"", "unseen"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		char *what = describe(&arena, cases[i].sql);

		if (strcmp(what, cases[i].what) != 0)
			fail_msg("%s: '%s' (expected '%s')", cases[i].sql, what, cases[i].what);
	}
}

static void test_names(void **state GW_UNUSED)
{
	static const struct expected cases[] = {
		{"ALTER TABLE s.t ADD FOREIGN KEY (a) REFERENCES \"U\" (a)",
		 " alter table s.t add foreign key a references U"},
		{"INSERT INTO t SELECT 'u', $$v$$ FROM a.b.c -- w",
		 " insert into t select from b.c"},
		{"SELECT 1, 2.5", " select"},
		{"", ""},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_alone_name names[12];
		size_t n = gw_alone_names(&arena, gw_view_of(cases[i].sql), names, GW_COUNT(names));
		GW_STR_AUTO struct gw_str str = {0};

		for (size_t k = 0; k < n; k++)
			put_name(&str, " ", &names[k]);
		assert_string_equal(gw_str_text(&str), cases[i].what);
		assert_int_equal(
			gw_alone_names(&arena, gw_view_of(cases[i].sql), names, GW_MIN(n, 1)),
			GW_MIN(n, 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
