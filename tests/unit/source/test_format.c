/*
 * The registry, the orders, the choice of a format, and the versions and names of new files.
 */
#include "scan_case.h"

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

static void compares_numbers(void **state GW_UNUSED)
{
	static const struct {
		const char *a, *b;
		int order;
	} cases[] = {
		{"9", "10", -1},
		{"007", "7", 0},
		{"1.2", "1.10", -1},
		{"1.2", "1.2.0", 0},
		{"1.2", "1.2.1", -1},
		{"2", "1.99", 1},
		{"20261122093000", "20261122093001", -1},
		{"99999999999999999999999", "100000000000000000000000", -1},
		{"0", "00", 0},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		assert_int_equal(sign(gw_compare_numeric(cases[i].a, cases[i].b)), cases[i].order);
		assert_int_equal(sign(gw_compare_numeric(cases[i].b, cases[i].a)), -cases[i].order);
	}
	assert_int_equal(sign(gw_compare_text("10", "9")), -1);
}

static void finds_formats_by_name(void **state GW_UNUSED)
{
	const struct gw_format *format;
	size_t n = 0;

	while ((format = gw_format_at(n)) != NULL) {
		assert_ptr_equal(gw_format_find(gw_view_of(format->name)), format);
		assert_non_null(format->summary);
		assert_non_null(format->compare);
		n++;
	}
	assert_true(n >= 15);
	assert_string_equal(gw_format_at(n - 1)->name, "godwit");
	assert_null(gw_format_find(GW_VIEW("golang")));
}

static bool choose(struct gw_arena *arena, const struct double_file *files, const char *name,
		   const struct gw_format **ret_format, struct gw_error **err)
{
	GW_SCAN_AUTO struct gw_format_scan scan;
	bool sniffed;

	gw_scan_init(&scan, arena, tree_double(arena, files, case_file_count(files)),
		     &gw_dialect_postgres);
	return gw_format_choose(&scan, name, ret_format, &sniffed, err) && scan.notices.n == 0;
}

static void recognises_folders(void **state GW_UNUSED)
{
	static const struct {
		const char *format;
		struct double_file files[MAX_CASE_FILES];
	} cases[] = {
		{"godwit", {{NULL, NULL}}},
		{"godwit", {{"1_a.sql", "a;"}, {"2_b.sql", "b;"}}},
		{"godwit", {{"1_a.sql", "-- godwit:up\n"}, {"_x.sql", ""}}},
		{"godwit", {{"1_a.sql", "-- see -- migrate:up in dbmate\nSELECT '-- +goose Up';"}}},
		{"dbmate", {{"1_a.sql", "-- migrate:up\n-- migrate:down\n"}, {"x.txt", ""}}},
		{"goose", {{"1_a.sql", "\n\n-- +goose Up\n"}}},
		{"sql-migrate", {{"1-a.sql", "-- +migrate Up\n"}}},
		{"golang-migrate", {{"1_a.up.sql", ""}, {"1_a.down.sql", ""}, {"x.sql", ""}}},
		{"golang-migrate", {{"V0001.A.up.sql", ""}, {"V0001.A.down.sql", ""}}},
		{"golang-migrate", {{"1_a.up.sql", ""}, {"2_b.up.sql", ""}}},
		{"sqlx", {{"1_a.up.sql", ""}, {"1_a.down.sql", ""}, {"2_b.sql", ""}}},
		{"sqlx", {{"1_a.sql", ""}, {"2_b.sql", "-- no-transaction\n"}}},
		/* A majority decides; the others are for the format itself to refuse. */
		{"dbmate",
		 {{"1_a.sql", "-- migrate:up\n-- migrate:down\n"},
		  {"2_b.sql", "-- migrate:up\n-- migrate:down\n"},
		  {"3_c.sql", "c;"}}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_format *format = NULL;

		if (!choose(&arena, cases[i].files, NULL, &format, &error))
			fail_msg("case %zu: %s", i, error != NULL ? error->message : "notices");
		assert_string_equal(format->name, cases[i].format);
	}
}

static void refuses_mixtures(void **state GW_UNUSED)
{
	static const struct {
		const char *message;
		struct double_file files[MAX_CASE_FILES];
	} cases[] = {
		{"mixes migrations of goose and dbmate",
		 {{"1_a.sql", "-- +goose Up\n"},
		  {"2_b.sql", "-- +goose Up\n"},
		  {"3_c.sql", "-- migrate:up\n-- migrate:down\n"}}},
		/* A minority with markers among plain files must not be run as plain files. */
		{"mixes migrations of godwit and dbmate",
		 {{"1_a.sql", "a;"},
		  {"2_b.sql", "b;"},
		  {"3_c.sql", "-- migrate:up\n-- migrate:down\n"}}},
		{"mixes migrations of dbmate and godwit",
		 {{"1_a.sql", "-- migrate:up\n-- migrate:down\n"},
		  {"2_b.sql", "-- migrate:up\n-- migrate:down\n"},
		  {"3_c.sql", "-- godwit:up\n"}}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_format *format;

		assert_false(choose(&arena, cases[i].files, "auto", &format, &error));
		assert_int_equal(error->code, GW_E_SOURCE);
		assert_non_null(strstr(error->message, cases[i].message));
		assert_non_null(strstr(error->detail, "3_c.sql"));
		assert_non_null(strstr(error->hint, "--format dbmate"));
	}
}

static void takes_the_named_format(void **state GW_UNUSED)
{
	static const struct double_file files[] = {{"1_a.sql", "-- +goose Up\n"}, {NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const struct gw_format *format;

	assert_true(choose(&arena, files, "sqlx", &format, &error));
	assert_string_equal(format->name, "sqlx");
	assert_false(choose(&arena, files, "dbmat", &format, &error));
	assert_int_equal(error->code, GW_E_CONFIG);
	assert_non_null(strstr(error->hint, "--format dbmate"));
}

/* Which version follows those of files called <version>_x.sql. */
static void continues_versions(void **state GW_UNUSED)
{
	static const struct {
		const char *last;
		const char *next;
	} cases[] = {
		{NULL, "20261122093000"},
		{"0007", "0008"},
		{"9", "10"},
		{"999", "1000"},
		{"00000099", "00000100"},
		{"20240101090000", "20261122093000"},
		{"20270101090000", "20270101090001"},
		{"20240101", "20261122"},
		{"20261122", "20261123"},
		{"20261130", "20261201"},
		{"202612312359", "202701010000"},
		{"20261231235959", "20270101000000"},
		{"20269999", "20270000"},
		{"20260101000000000000000009", "20260101000000000000000010"},
		{"99999999999999999999", "100000000000000000000"},
		{"1704100000", "1795339800"},
		{"1704100000000", "1795339800000"},
		{"202401010900", "202611220930"},
		{"20240101090000000", "20261122093000000"},
		{"1.2.0", "20261122093000"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_format_scan scan = {.arena = &arena};
		struct gw_migration first = {.version = "1", .name = ""};
		struct gw_migration last = {.version = cases[i].last, .name = ""};
		struct gw_migration repeatable = {.name = "views"};

		if (cases[i].last != NULL) {
			gw_vec_push(&arena, &scan.migrations, &last);
			gw_vec_push(&arena, &scan.migrations, &first);
		}
		if (cases[i].last != NULL && strchr(cases[i].last, '.') != NULL)
			scan.migrations.n = 1;
		gw_vec_push(&arena, &scan.migrations, &repeatable);
		assert_string_equal(gw_next_version(&arena, &scan, "20261122093000"),
				    cases[i].next);
	}
}

static void makes_slugs(void **state GW_UNUSED)
{
	static const struct {
		const char *name;
		const char *slug;
	} cases[] = {
		{"add users", "add_users"},
		{" Add -- users! ", "Add_users"},
		{"../../etc/passwd", "etc_passwd"},
		{"a'b\nc", "a_b_c"},
		{"gr\xc3\xb6\xc3\x9f"
		 "e",
		 "gr\xc3\xb6\xc3\x9f"
		 "e"},
		{"!!", ""},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};

		assert_string_equal(gw_new_slug(&arena, cases[i].name, '_'), cases[i].slug);
	}
}

/* What a format writes it must read, as a migration with both directions. */
static void reads_what_it_writes(void **state GW_UNUSED)
{
	static const char *const names[] = {"godwit", "dbmate",      "golang-migrate",
					    "goose",  "sql-migrate", "sqlx"};

	for (size_t i = 0; i < GW_COUNT(names); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		GW_SCAN_AUTO struct gw_format_scan scan;
		const struct gw_format *format = gw_format_find(gw_view_of(names[i]));
		struct gw_format_scan empty = {.arena = &arena};
		struct gw_new_file *written;
		struct double_file files[2];
		size_t n;

		assert_true(format->new_file(&arena, "0042", "Add users", &empty, &written, &n,
					     &error));
		for (size_t k = 0; k < n; k++)
			files[k] = (struct double_file){written[k].path, written[k].content};
		gw_scan_init(&scan, &arena, tree_double(&arena, files, n), &gw_dialect_postgres);
		assert_true(format->scan(format, &scan, &error));
		assert_int_equal(scan.migrations.n, 1);
		assert_int_equal(scan.notices.n, 0);
		assert_string_equal(scan.migrations.items[0]->version, "0042");
		assert_string_equal(scan.migrations.items[0]->name, "Add_users");
		assert_true(scan.migrations.items[0]->sections[GW_DOWN].present);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_numbers),
		cmocka_unit_test(finds_formats_by_name),
		cmocka_unit_test(recognises_folders),
		cmocka_unit_test(refuses_mixtures),
		cmocka_unit_test(takes_the_named_format),
		cmocka_unit_test(continues_versions),
		cmocka_unit_test(makes_slugs),
		cmocka_unit_test(reads_what_it_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
