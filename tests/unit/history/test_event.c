/* Events: names, the canonical encoding, its hash, and the way from and to rows. */
#include "past.h"
#include "source/tree_double.h"

static void test_kind_names(void **state GW_UNUSED)
{
	enum gw_event_kind kind = GW_EVENT_FINISHED;

	for (int i = 0; i < GW_EVENT_KIND_COUNT; i++) {
		const char *name = gw_event_kind_name((enum gw_event_kind)i);

		assert_true(gw_event_kind_parse(gw_view_of(name), &kind));
		assert_int_equal(kind, i);
	}
	kind = GW_EVENT_FINISHED;
	assert_false(gw_event_kind_parse(GW_VIEW("Applied"), &kind));
	assert_false(gw_event_kind_parse(GW_VIEW(""), &kind));
	assert_false(gw_event_kind_parse((struct gw_view){0}, &kind));
	assert_int_equal(kind, GW_EVENT_FINISHED);
	assert_string_equal(gw_event_kind_name(GW_EVENT_RESOLVED_REVERTED), "resolved-reverted");
}

/* Public and never to change: auditors recompute it. */
static void test_encoding(void **state GW_UNUSED)
{
	static const char expected[] = "godwit-history-1\n"
				       "seq:1:7\n"
				       "run_id:1:r\n"
				       "event:7:applied\n"
				       "version:0:\n"
				       "name:3:a\nb\n"
				       "kind:-\n"
				       "checksum:-\n"
				       "checksum_up:-\n"
				       "checksum_down:-\n"
				       "checksum_tokens:-\n"
				       "up_sql:4:\xc3\xbc:-\n"
				       "down_sql:-\n"
				       "source:-\n"
				       "git_commit:-\n"
				       "git_dirty:1:0\n"
				       "db_user:-\n"
				       "os_user:-\n"
				       "os_host:-\n"
				       "ci_job:-\n"
				       "tool_version:-\n"
				       "server_version:-\n"
				       "reason:-\n"
				       "started_at:20:-9223372036854775808\n"
				       "duration_us:-\n"
				       "statements:-\n"
				       "fingerprint:-\n"
				       "detail:-\n"
				       "signer:-\n"
				       "signature:-\n"
				       "prev_hash:-\n";
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_event event = {0};
	struct gw_digest hash, again;

	event.values[GW_COLUMN_seq] = gw_value_int(7);
	event.values[GW_COLUMN_run_id] = gw_value_text(GW_VIEW("r"));
	event.values[GW_COLUMN_event] = gw_value_text(GW_VIEW("applied"));
	event.values[GW_COLUMN_version] = gw_value_text(GW_VIEW(""));
	event.values[GW_COLUMN_name] = gw_value_text(GW_VIEW("a\nb"));
	event.values[GW_COLUMN_up_sql] = gw_value_text(GW_VIEW("\xc3\xbc:-"));
	event.values[GW_COLUMN_git_dirty] = gw_value_int(0);
	event.values[GW_COLUMN_started_at] = gw_value_int(INT64_MIN);
	gw_event_encode(&event, &str);
	assert_string_equal(gw_str_text(&str), expected);
	hash = gw_sha256_of(gw_view_of(expected));
	again = gw_event_hash(&event);
	assert_true(gw_digest_eq(&hash, &again));
}

/* Any change of any column shows, but of the hash itself. */
static void test_hash_covers_all(void **state GW_UNUSED)
{
	struct gw_event event = {0};
	const struct gw_digest before = gw_event_hash(&event);

	for (int i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		static const struct gw_value values[] = {
			{.kind = GW_VALUE_TEXT, .text = {"", 0}},
			{.kind = GW_VALUE_TEXT, .text = {"-", 1}},
			{.kind = GW_VALUE_INT, .number = 0},
		};

		for (size_t k = 0; k < GW_COUNT(values); k++) {
			struct gw_digest after;

			event.values[i] = values[k];
			after = gw_event_hash(&event);
			assert_int_equal(gw_digest_eq(&before, &after), i == GW_COLUMN_hash);
		}
		event.values[i] = (struct gw_value){0};
	}
}

/* Text cannot be moved over the border of two columns. */
static void test_borders(void **state GW_UNUSED)
{
	struct gw_event a = {0}, b = {0};
	struct gw_digest hash_a, hash_b;

	a.values[GW_COLUMN_version] = gw_value_text(GW_VIEW("1\nname:1:x"));
	b.values[GW_COLUMN_version] = gw_value_text(GW_VIEW("1"));
	b.values[GW_COLUMN_name] = gw_value_text(GW_VIEW("x"));
	hash_a = gw_event_hash(&a);
	hash_b = gw_event_hash(&b);
	assert_false(gw_digest_eq(&hash_a, &hash_b));
}

static void test_columns(void **state GW_UNUSED)
{
	assert_string_equal(gw_event_column_name(GW_COLUMN_seq), "seq");
	assert_string_equal(gw_event_column_name(GW_COLUMN_checksum_tokens), "checksum_tokens");
	assert_string_equal(gw_event_column_name(GW_COLUMN_hash), "hash");
	assert_int_equal(GW_COLUMN_hash, GW_EVENT_COLUMN_COUNT - 1);
}

static void check_text(const struct gw_event *event, enum gw_event_column column,
		       const char *expected)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *text = gw_event_text(event, &arena, column);

	if (expected == NULL)
		assert_null(text);
	else
		assert_string_equal(text, expected);
}

static void test_describe(void **state GW_UNUSED)
{
	static const struct double_file files[] = {
		{"1_one.sql", "-- godwit:up\nSELECT 1;\n-- godwit:down\nSELECT 2;\n"},
		{"2.sql", "SELECT 2;\n"},
		{"R__view.sql", "SELECT 3;\n"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;
	struct gw_event one = {0}, two = {0}, view = {0};
	const struct gw_migration *migration;

	assert_true(gw_source_load(&arena, tree_double(&arena, files, GW_COUNT(files)), "godwit",
				   &gw_dialect_sqlite, &source, &error));
	migration = gw_source_find(source, "1");
	gw_event_describe(&one, &arena, migration);
	gw_event_describe(&two, &arena, gw_source_find(source, "2"));
	gw_event_describe(&view, &arena, gw_source_find(source, "R__view"));
	check_text(&one, GW_COLUMN_version, "1");
	check_text(&one, GW_COLUMN_name, "one");
	check_text(&one, GW_COLUMN_kind, "versioned");
	check_text(&one, GW_COLUMN_checksum, gw_digest_hex(&arena, &migration->checksum));
	check_text(&one, GW_COLUMN_checksum_up,
		   gw_digest_hex(&arena, &migration->parts->checksum[GW_UP]));
	check_text(&one, GW_COLUMN_checksum_down,
		   gw_digest_hex(&arena, &migration->parts->checksum[GW_DOWN]));
	check_text(&one, GW_COLUMN_checksum_tokens,
		   gw_digest_hex(&arena, &migration->parts->tokens));
	check_text(&one, GW_COLUMN_up_sql, NULL);
	check_text(&two, GW_COLUMN_name, "");
	check_text(&two, GW_COLUMN_checksum_down, NULL);
	check_text(&view, GW_COLUMN_version, NULL);
	check_text(&view, GW_COLUMN_kind, "repeatable");
	gw_source_close(source);
}

static void test_from_row(void **state GW_UNUSED)
{
	struct gw_view cells[2 * GW_EVENT_COLUMN_COUNT] = {0};
	const struct gw_rows rows = {.nrows = 2, .ncols = GW_EVENT_COLUMN_COUNT, .cells = cells};
	struct gw_view *second = cells + GW_EVENT_COLUMN_COUNT;
	struct gw_event event;

	second[GW_COLUMN_seq] = GW_VIEW("12");
	second[GW_COLUMN_version] = GW_VIEW("34");
	second[GW_COLUMN_name] = GW_VIEW("");
	second[GW_COLUMN_started_at] = GW_VIEW("-5");
	gw_event_from_row(&rows, 1, &event);
	assert_int_equal(event.values[GW_COLUMN_seq].kind, GW_VALUE_INT);
	assert_int_equal(gw_event_int(&event, GW_COLUMN_seq), 12);
	assert_int_equal(gw_event_int(&event, GW_COLUMN_started_at), -5);
	assert_int_equal(event.values[GW_COLUMN_version].kind, GW_VALUE_TEXT);
	check_text(&event, GW_COLUMN_version, "34");
	check_text(&event, GW_COLUMN_name, "");
	assert_int_equal(event.values[GW_COLUMN_duration_us].kind, GW_VALUE_NULL);
	assert_int_equal(gw_event_int(&event, GW_COLUMN_duration_us), 0);
	check_text(&event, GW_COLUMN_kind, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kind_names),      cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_hash_covers_all), cmocka_unit_test(test_borders),
		cmocka_unit_test(test_columns),         cmocka_unit_test(test_describe),
		cmocka_unit_test(test_from_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
