/* JSON: writing in order with repaired text, reading with places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/json.h"

static void assert_written(struct gw_json *json, bool indent, const char *expected)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_json_write(json, indent, &str);
	assert_string_equal(gw_str_text(&str), expected);
	gw_json_free(json);
}

static struct gw_json *sample(void)
{
	struct gw_json *object = gw_json_object(), *array = gw_json_array();

	gw_json_set_text(object, "z", "1");
	gw_json_set_int(object, "a", INT64_MIN);
	gw_json_set_bool(object, "yes", true);
	gw_json_set_bool(object, "no", false);
	gw_json_set_null(object, "null");
	gw_json_push_text(array, "x");
	gw_json_push_text(array, NULL);
	gw_json_push(array, gw_json_object());
	gw_json_push(array, NULL);
	gw_json_set(object, "list", array);
	return object;
}

static void test_write(void **state GW_UNUSED)
{
	assert_written(sample(), false,
		       "{\"z\":\"1\",\"a\":-9223372036854775808,\"yes\":true,\"no\":false,"
		       "\"null\":null,\"list\":[\"x\",null,{},null]}");
	assert_written(sample(), true,
		       "{\n  \"z\": \"1\",\n  \"a\": -9223372036854775808,\n  \"yes\": true,\n"
		       "  \"no\": false,\n  \"null\": null,\n  \"list\": [\n    \"x\",\n    null,\n"
		       "    {},\n    null\n  ]\n}");
	assert_written(gw_json_array(), false, "[]");
}

static void test_text_is_escaped_and_repaired(void **state GW_UNUSED)
{
	struct gw_json *object = gw_json_object();

	gw_json_set_text(object, "a", "\"\\\n\x01/\xc3\xa9");
	gw_json_set_view(object, "b", (struct gw_view){"x\0y", 3});
	gw_json_set_view(object, "c", (struct gw_view){0});
	gw_json_set_text(object, "d", "a\xff\xc3(\xed\xa0\x80z");
	gw_json_set_text(object, "e\xff", "");
	gw_json_set_text(object, "f", NULL);
	assert_written(object, false,
		       "{\"a\":\"\\\"\\\\\\n\\u0001/\xc3\xa9\",\"b\":\"x\\u0000y\",\"c\":null,"
		       "\"d\":\"a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\","
		       "\"e\xef\xbf\xbd\":\"\",\"f\":null}");
}

static void test_a_key_is_replaced(void **state GW_UNUSED)
{
	struct gw_json *object = gw_json_object();

	gw_json_set(object, "a", gw_json_array());
	gw_json_set_int(object, "b", 1);
	gw_json_set_int(object, "a", 2);
	assert_written(object, false, "{\"a\":2,\"b\":1}");
}

static void test_read(void **state GW_UNUSED)
{
	static const char text[] = "\xef\xbb\xbf{\"t\": \"x\", \"n\": 12, \"r\": 1.5, "
				   "\"l\": [1, \"\\u00e9\"], \"b\": true}";
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_json *json = NULL;
	const struct gw_json *list;
	int64_t number = 7;

	assert_true(gw_json_parse("f", gw_view_of(text), &json, &error));
	assert_string_equal(gw_json_text(gw_json_get(json, "t")), "x");
	assert_true(gw_json_int(gw_json_get(json, "n"), &number));
	assert_int_equal(number, 12);
	assert_false(gw_json_int(gw_json_get(json, "r"), &number));
	assert_false(gw_json_int(gw_json_get(json, "t"), &number));
	assert_int_equal(number, 12);
	assert_null(gw_json_text(gw_json_get(json, "n")));
	assert_null(gw_json_get(json, "absent"));
	list = gw_json_get(json, "l");
	assert_int_equal(gw_json_count(list), 2);
	assert_string_equal(gw_json_text(gw_json_item(list, 1)), "\xc3\xa9");
	assert_null(gw_json_item(list, 2));
	assert_null(gw_json_get(list, "t"));
	assert_int_equal(gw_json_count(gw_json_get(json, "t")), 0);
	/* Chains of lookups end in NULL. */
	assert_null(gw_json_text(gw_json_get(gw_json_get(json, "absent"), "t")));
	gw_json_free(json);
	gw_json_free(NULL);
}

static void test_read_refuses(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *message;
	} cases[] = {
		{"", 1, 1, "not valid JSON"},
		{"{\"a\": 1,\n \"a\": 2}", 2, 4, "duplicate"},
		{"{\"a\": }", 1, 7, "not valid JSON"},
		{"[1,\n2\n", 3, 1, "not valid JSON"},
		{"[1] x", 1, 5, "end of file expected"},
		{"[\"\\u0000\"]", 1, 9, "NUL"},
		{"[\"\xff\"]", 1, 3, "decode byte 0xff"},
		{"[99999999999999999999]", 1, 21, "too big"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_json *json = NULL;

		assert_false(gw_json_parse("f.json", gw_view_of(cases[i].text), &json, &error));
		assert_null(json);
		assert_int_equal(error->code, GW_E_FORMAT);
		assert_string_equal(error->location.path, "f.json");
		if (error->location.line != cases[i].line ||
		    error->location.column != cases[i].column)
			fail_msg("%s: at %u:%u", cases[i].text, error->location.line,
				 error->location.column);
		if (gw_view_find(gw_view_of(error->message), gw_view_of(cases[i].message)) ==
		    GW_NOWHERE)
			fail_msg("%s: %s", cases[i].text, error->message);
	}
}

/* What is written reads back as the same. */
static void test_round_trip(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str first = {0}, second = {0};
	struct gw_json *json = sample(), *again = NULL;

	gw_json_write(json, true, &first);
	assert_true(gw_json_parse("f", gw_str_view(&first), &again, &error));
	gw_json_write(again, true, &second);
	assert_string_equal(gw_str_text(&first), gw_str_text(&second));
	gw_json_free(json);
	gw_json_free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_text_is_escaped_and_repaired),
		cmocka_unit_test(test_a_key_is_replaced),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_refuses),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
