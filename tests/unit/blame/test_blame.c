/* The story of a table, from migrations in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "blame/blame.h"
#include "source/tree_double.h"

enum { FILES_MAX = 8 };

struct expected {
	const char *text; /* what is asked for */
	bool mentions;
	/* "1:1 created; 2:3 column a added, index i created; 3:1 (CREATE VIEW)", number of the migration and
	   line; "!" and the code's number when it fails */
	const char *story;
};

static void add_statement(struct gw_arena *arena, struct gw_str *str,
			  const struct gw_blame_statement *statement)
{
	gw_str_printf(str, "%s%s:%u", str->n != 0 ? "; " : "", statement->migration->version,
		      statement->line);
	for (size_t i = 0; i < statement->touches.n; i++)
		gw_str_printf(str, "%s%s", i != 0 ? ", " : " ",
			      gw_touch_phrase(arena, &statement->touches.items[i]));
	if (statement->count != 1)
		gw_str_printf(str, " x%zu", statement->count);
	if (statement->mentioned != NULL)
		gw_str_printf(str, " (%s %s)", statement->tag, statement->mentioned);
}

static const char *story_of(struct gw_arena *arena, struct gw_source *source,
			    const struct expected *expected)
{
	const struct gw_blame_request request = {.text = expected->text,
						 .mentions = expected->mentions};
	GW_STR_AUTO struct gw_str str = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_blame blame;

	if (!gw_blame_read(arena, source, &request, &blame, &error))
		return gw_format(arena, "!%u", gw_code_info(error->code)->number);
	for (size_t i = 0; i < blame.statements.n; i++)
		add_statement(arena, &str, &blame.statements.items[i]);
	if (blame.renamed)
		gw_str_printf(&str, "; now %s%s%s", blame.table, blame.column != NULL ? "." : "",
			      blame.column != NULL ? blame.column : "");
	if (blame.unread.n != 0)
		gw_str_printf(&str, "; %s: %s", blame.unread.items[0].path,
			      blame.unread.items[0].text);
	return gw_str_take(&str, arena);
}

/* texts[0] is migration 1, and so on. */
static void check(const struct gw_dialect *dialect, const char *const texts[FILES_MAX],
		  const struct expected *cases, size_t n)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct double_file files[FILES_MAX];
	struct gw_source *source;
	size_t nfiles = 0;

	for (; nfiles < FILES_MAX && texts[nfiles] != NULL; nfiles++)
		files[nfiles] = (struct double_file){gw_format(&arena, "%zu_m.sql", nfiles + 1),
						     texts[nfiles]};
	if (!gw_source_open(&arena, tree_double(&arena, files, nfiles), "godwit", dialect, &source,
			    &error))
		fail_msg("%s", error->message);
	for (size_t i = 0; i < n; i++) {
		const char *story = story_of(&arena, source, &cases[i]);

		if (strcmp(story, cases[i].story) != 0)
			fail_msg("%s:\n'%s'\n(expected '%s')", cases[i].text, story,
				 cases[i].story);
	}
	gw_source_close(source);
}

static void test_renames(void **state GW_UNUSED)
{
	static const char *const texts[FILES_MAX] = {
		"CREATE TABLE people (id int, name text);\nCREATE INDEX i ON people (name);\n",
		"CREATE TABLE posts (id int, author int);\n",
		"-- godwit:up\n-- a comment\nALTER TABLE people RENAME TO users;\n"
		"ALTER TABLE users RENAME COLUMN name TO full_name;\n"
		"-- godwit:down\nALTER TABLE users RENAME TO people;\n",
		"DROP INDEX i;\nINSERT INTO users (id) VALUES (1);\nINSERT INTO users (id) VALUES "
		"(2);\n"
		"UPDATE users SET full_name = '';\nDELETE FROM posts;\n",
		"CREATE TABLE people (id int);\n",
	};
	static const struct expected cases[] = {
		{"users", false,
		 "1:1 created; 1:2 index i created; 3:3 renamed from people to users; "
		 "3:4 column name renamed to full_name; 4:1 index i dropped; 4:2 rows inserted x2; "
		 "4:4 rows updated"},
		{"users.full_name", false,
		 "1:1 created; 1:2 index i created; 3:3 renamed from people to users; "
		 "3:4 column name renamed to full_name; 4:4 rows updated"},
		{"users.name", false,
		 "1:1 created; 1:2 index i created; 3:3 renamed from people to users; "
		 "3:4 column name renamed to full_name; 4:4 rows updated; now users.full_name"},
		{"posts", false, "2:1 created; 4:5 rows deleted"},
		{"posts.author", false, "2:1 created"},
		{"posts.nothing", false, "!3301"},
		{"Users", false,
		 "1:1 created; 1:2 index i created; 3:3 renamed from people to users; "
		 "3:4 column name renamed to full_name; 4:1 index i dropped; 4:2 rows inserted x2; "
		 "4:4 rows updated"},
		{"\"Users\"", false, "!3301"},
		{"nothing", false, "!3301"},
		{"a b", false, "!1001"},
	};

	check(&gw_dialect_postgres, texts, cases, GW_COUNT(cases));
}

/* The name was given up, and nothing has it now. */
static void test_former_name(void **state GW_UNUSED)
{
	static const char *const texts[FILES_MAX] = {
		"CREATE TABLE a (x int);",
		"RENAME TABLE a TO b;",
		"ALTER TABLE b RENAME c, ADD y int;",
	};
	static const struct expected cases[] = {
		{"a", false,
		 "1:1 created; 2:1 renamed from a to b; 3:1 column y added, renamed from b to c; "
		 "now c"},
		{"c.Y", false, "2:1 renamed from a to b; 3:1 column y added, renamed from b to c"},
	};

	check(&gw_dialect_mysql, texts, cases, GW_COUNT(cases));
}

/* SQLite changes a column by making the table anew. */
static void test_rebuild(void **state GW_UNUSED)
{
	static const char *const texts[FILES_MAX] = {
		"CREATE TABLE users (id int, a int);",
		("CREATE TABLE new_users (id int, a text);\n"
		 "INSERT INTO new_users SELECT * FROM users;\n"
		 "DROP TABLE users;\nALTER TABLE new_users RENAME TO users;\n"),
		("ALTER TABLE users RENAME TO old;\nCREATE TABLE Users (id int, a text, b int);\n"
		 "INSERT INTO users SELECT *, 1 FROM old;\nDROP TABLE old;\n"),
		"CREATE TABLE new_users (id int);",
	};
	static const struct expected cases[] = {
		{"users", false,
		 "1:1 created; 2:1 created; 2:2 rows inserted; 2:3 dropped; "
		 "2:4 renamed from new_users to users; 3:1 renamed from users to old; 3:2 created; "
		 "3:3 rows inserted"},
		{"USERS.B", false,
		 "2:2 rows inserted; 2:3 dropped; 2:4 renamed from new_users to users; "
		 "3:1 renamed from users to old; 3:2 created; 3:3 rows inserted"},
		{"new_users", false,
		 "2:1 created; 2:2 rows inserted; 2:4 renamed from new_users to users; 4:1 "
		 "created"},
	};

	check(&gw_dialect_sqlite, texts, cases, GW_COUNT(cases));
}

static void test_schemas(void **state GW_UNUSED)
{
	static const char *const texts[FILES_MAX] = {
		"CREATE TABLE app.users (a int);",
		"CREATE TABLE users (a int);",
		"ALTER TABLE public.users SET SCHEMA other;",
		"ALTER TABLE app.users ADD b int;",
	};
	static const struct expected cases[] = {
		{"app.users", false, "1:1 created; 4:1 column b added"},
		{"app.users.b", false, "4:1 column b added"},
		{"other.users", false, "2:1 created; 3:1 moved to schema other"},
		{"public.users", false, "2:1 created; 3:1 moved to schema other; now users"},
		{"none.users", false, "!3301"},
	};

	check(&gw_dialect_postgres, texts, cases, GW_COUNT(cases));
}

static void test_mentions(void **state GW_UNUSED)
{
	static const char *const texts[FILES_MAX] = {
		"CREATE TABLE people (id int, a int);",
		"CREATE VIEW v AS SELECT a FROM people;\nSELECT 1;\n",
		"ALTER TABLE people RENAME TO users;",
		"CREATE TABLE posts (author int REFERENCES users (id));",
		"DO $$ BEGIN ALTER TABLE users ADD b int; END $$;",
		"CREATE TABLE broken (x text DEFAULT 'open",
	};
	static const struct expected cases[] = {
		{"users", false,
		 "1:1 created; 3:1 renamed from people to users; 5:1 (DO users); "
		 "6_m.sql: this string is never closed"},
		{"users", true,
		 "1:1 created; 2:1 (CREATE VIEW people); 3:1 renamed from people to users; "
		 "4:1 (CREATE TABLE users); 5:1 (DO users); 6_m.sql: this string is never closed"},
		{"users.b", false,
		 "3:1 renamed from people to users; 5:1 (DO users); 6_m.sql: this string is "
		 "never closed"},
		{"v", true, "2:1 (CREATE VIEW v); 6_m.sql: this string is never closed"},
	};

	check(&gw_dialect_postgres, texts, cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_renames),  cmocka_unit_test(test_former_name),
		cmocka_unit_test(test_rebuild),  cmocka_unit_test(test_schemas),
		cmocka_unit_test(test_mentions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
