/* Lines of an export: the plain form is read as it was written, and everything else is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/export.h"
#include "audit/export_int.h"
#include "base/json.h"

static struct gw_event event_of(const char *text, size_t n)
{
	struct gw_event event = {0};

	event.values[GW_COLUMN_seq] = gw_value_int(7);
	event.values[GW_COLUMN_started_at] = gw_value_int(INT64_MAX);
	event.values[GW_COLUMN_duration_us] = gw_value_int(-12);
	event.values[GW_COLUMN_statements] = gw_value_int(0);
	event.values[GW_COLUMN_up_sql] = gw_value_text((struct gw_view){text, n});
	event.values[GW_COLUMN_hash] = gw_value_text(GW_VIEW("x"));
	return event;
}

static struct gw_view line_of(struct gw_arena *arena, const struct gw_event *event)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_export_event(event, &str);
	return gw_view_trim(gw_view_of(gw_str_take(&str, arena)));
}

static void assert_same(const struct gw_event *a, const struct gw_event *b)
{
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		assert_int_equal(a->values[i].kind, b->values[i].kind);
		assert_int_equal(a->values[i].number, b->values[i].number);
		assert_true(gw_view_eq(a->values[i].text, b->values[i].text));
	}
}

static void test_plain(void **state GW_UNUSED)
{
	static const char *const texts[] = {
		"",
		"CREATE TABLE t (a int);\n\tcaf\xc3\xa9\r\n",
		"\"",
		"\\",
		"\\\"\\n",
		"a/b\b\f",
		"\xf0\x9f\x90\xa6",
	};

	for (size_t i = 0; i < GW_COUNT(texts); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct gw_event event = event_of(texts[i], strlen(texts[i]));
		struct gw_event read;

		if (!gw_export_plain_line(&arena, line_of(&arena, &event), &read))
			fail_msg("not read: %s", texts[i]);
		assert_same(&read, &event);
	}
}

/* Written in another form: controls, and bytes that are no text. */
static void test_other_forms(void **state GW_UNUSED)
{
	const struct gw_view texts[] = {GW_VIEW("\x1b"), GW_VIEW("\xff"), GW_VIEW("a\0b")};

	for (size_t i = 0; i < GW_COUNT(texts); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct gw_event event = event_of(texts[i].p, texts[i].n);
		struct gw_event read;

		assert_false(gw_export_plain_line(&arena, line_of(&arena, &event), &read));
	}
}

/* A number is written in one way only. */
static void test_numbers(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		bool is_read;
	} cases[] = {
		{"-12", true}, {"-0", false}, {"-012", false}, {"+12", false}, {"12.0", false}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_event event = event_of("x", 1);
	struct gw_view line = line_of(&arena, &event);
	size_t at = gw_view_find(line, GW_VIEW("-12"));

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const char *copy = gw_format(&arena, "%.*s%s%.*s", (int)at, line.p, cases[i].text,
					     GW_VIEW_ARG(gw_view_from(line, at + 3)));
		struct gw_event read;

		if (gw_export_plain_line(&arena, gw_view_of(copy), &read) != cases[i].is_read)
			fail_msg("%s", cases[i].text);
	}
}

/* Whatever is changed in a line: it is read as JSON reads it, or not at all. */
static void test_every_change(void **state GW_UNUSED)
{
	static const char others[] = "\"\\{}:,-0n \x01\xff";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_event event = event_of("a\n\"b", 4);
	struct gw_view line = line_of(&arena, &event);
	char *copy = gw_strndup(&arena, line.p, line.n);

	for (size_t i = 0; i < line.n; i++) {
		for (size_t j = 0; j < sizeof(others) - 1; j++) {
			GW_ERROR_AUTO struct gw_error *problem = NULL;
			GW_ARENA_AUTO struct gw_arena scratch = {0};
			struct gw_json *json;
			struct gw_event read;

			copy[i] = others[j];
			if (gw_export_plain_line(&scratch, (struct gw_view){copy, line.n}, &read)) {
				GW_STR_AUTO struct gw_str again = {0};
				GW_STR_AUTO struct gw_str parsed = {0};

				if (!gw_json_parse("x", (struct gw_view){copy, line.n}, &json,
						   &problem))
					fail_msg("no JSON: %s", copy);
				gw_json_write(json, false, &parsed);
				gw_str_putc(&parsed, '\n');
				gw_json_free(json);
				gw_export_event(&read, &again);
				assert_string_equal(gw_str_text(&again), gw_str_text(&parsed));
			}
			copy[i] = line.p[i];
		}
	}
	for (size_t n = 0; n < line.n; n++) {
		struct gw_event read;

		assert_false(gw_export_plain_line(&arena, gw_view_slice(line, 0, n), &read));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_other_forms),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_every_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
