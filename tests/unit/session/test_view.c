/* What godwit knows, as JSON: names are stable, and nothing is missing. */
#include "place.h"

#include "session/view.h"

/* Compact text of an object, which is freed. */
static const char *text_of(struct gw_arena *arena, struct gw_json *json)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_json_write(json, false, &str);
	gw_json_free(json);
	return gw_str_take(&str, arena);
}

static void check_part(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("'%s' is not in %s", part, text);
}

static void test_error(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const struct gw_server_error server = {
		.engine = "sqlite", .number = 1, .message = "no such table", .position = 3};

	gw_fail(&error, GW_E_IO, "inner");
	gw_fail_because(&error, GW_E_STATEMENT, "outer");
	assert_string_equal(
		text_of(&arena, gw_view_error(error)),
		"{\"code\":\"GW2103\",\"slug\":\"statement-failed\",\"exit_status\":1,"
		"\"message\":\"outer\",\"detail\":null,\"hint\":null,\"state\":\"untouched\","
		"\"state_text\":\"nothing was changed in the database\",\"location\":null,"
		"\"server\":null,\"statement\":null,\"statement_count\":null,\"causes\":[{"
		"\"code\":\"GW1201\",\"slug\":\"io\",\"exit_status\":1,\"message\":\"inner\","
		"\"detail\":null,\"hint\":null,\"state\":\"untouched\",\"state_text\":"
		"\"nothing was changed in the database\",\"location\":null,\"server\":null,"
		"\"statement\":null,\"statement_count\":null}]}");
	gw_error_at(error, "f.sql", GW_VIEW("a\nbc"), 3, 1);
	gw_error_server(error, &server);
	gw_error_state(error, GW_STATE_PARTIAL, "half");
	error->statement = 2;
	error->statement_count = 3;
	check_part(text_of(&arena, gw_view_error(error)),
		   "\"state\":\"partial\",\"state_text\":\"half\",\"location\":{\"path\":\"f.sql\","
		   "\"offset\":3,\"line\":2,\"column\":2},\"server\":{\"engine\":\"sqlite\","
		   "\"sqlstate\":null,\"number\":1,\"message\":\"no such table\",\"detail\":null,"
		   "\"hint\":null,\"retryable\":false},\"statement\":2,\"statement_count\":3");
	gw_error_at(error, "f.sql", (struct gw_view){0}, GW_NOWHERE, 0);
	check_part(
		text_of(&arena, gw_view_error(error)),
		"\"location\":{\"path\":\"f.sql\",\"offset\":null,\"line\":null,\"column\":null}");
}

static void test_event(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_event event = {0};
	const char *text;

	event.values[GW_COLUMN_seq] = gw_value_int(7);
	event.values[GW_COLUMN_version] = gw_value_text(GW_VIEW("0012"));
	event.values[GW_COLUMN_started_at] = gw_value_int(1000000);
	text = text_of(&arena, gw_view_event(&event));
	check_part(text, "{\"seq\":7,\"run_id\":null,\"event\":null,\"version\":\"0012\"");
	check_part(text, "\"started_at\":\"1970-01-01T00:00:01.000000Z\",\"duration_us\":null");
	check_part(text, "\"hash\":null}");
}

/* One of each kind: applied, edited, pending, unfinished with and without a file. */
static void test_picture(void **state GW_UNUSED)
{
	struct place place;
	struct gw_picture picture;
	struct gw_json *object = gw_json_object();
	const char *text;

	place_init(&place);
	place_file(&place, "1_a.sql", "CREATE TABLE a (x);\n");
	place_file(&place, "2_b.sql", "CREATE TABLE b (x);\nVACUUM;\nDROP TABLE z;\n");
	assert_false(place_up(&place));
	place_file(&place, "2_b.sql", NULL);
	place_file(&place, "R__v.sql", "CREATE VIEW v AS SELECT 1;\n");
	place_open(&place);
	place_must(&place, gw_session_picture(&place.session, &picture, &place.err));
	gw_view_session(&place.session, object);
	gw_view_picture(&picture, object);
	text = text_of(&place.arena, object);
	check_part(text, "\"target\":{\"url\":\"sqlite:app.db\",\"engine\":\"sqlite\"");
	check_part(text, "\"source\":{\"path\":\"migrations\",\"format\":\"godwit\"");
	check_part(text, "\"history\":{\"exists\":true,\"events\":3,\"applied\":1,"
			 "\"baseline\":null,\"keep_in_step\":null,\"head\":\"");
	check_part(text, "\"counts\":{\"pending\":1,\"applied\":1,");
	check_part(text, "\"pending\":2,\"migrations\":[{\"key\":\"1\",\"version\":\"1\","
			 "\"name\":\"a\",\"kind\":\"versioned\",\"status\":\"applied\"");
	check_part(text, "{\"key\":\"2\",\"version\":\"2\",\"name\":null,\"kind\":null,"
			 "\"status\":\"unfinished\"");
	check_part(text, "\"statements_done\":2,\"in_doubt\":false");
	check_part(text, "{\"key\":\"R__v\",\"version\":null,\"name\":\"v\","
			 "\"kind\":\"repeatable\",\"status\":\"pending\"");
	place_done(&place);
}

static void test_plan_and_report(void **state GW_UNUSED)
{
	struct place place;
	struct gw_json *object = gw_json_object();
	const char *text;

	place_init(&place);
	place_file(&place, "1_a.sql", "CREATE TABLE a (x);\nDROP TABLE a;\n");
	place_file(&place, "2_b.sql", "CREATE TABLE b (x);\nVACUUM;\nDROP TABLE z;\n");
	assert_false(place_up(&place));
	place_open(&place);
	gw_view_plan(&place.session, &place.plan, object);
	gw_view_report(&place.report, object);
	text = text_of(&place.arena, object);
	check_part(text, "\"steps\":[{\"key\":\"1\",\"label\":\"1_a\",\"direction\":\"up\"");
	check_part(text, "\"statements\":2,\"one_transaction\":true,\"destroys_data\":true,"
			 "\"resume_at\":0");
	check_part(text, "{\"kind\":\"alone\",\"first_statement\":2,\"statements\":1,"
			 "\"reason\":\"VACUUM cannot run in a transaction\"}");
	check_part(text, "\"refusals\":[],\"warnings\":[]");
	check_part(text, "\"done\":1,\"statements\":4,");
	check_part(text, "\"migrations\":[{\"key\":\"1\",\"label\":\"1_a\",\"direction\":\"up\","
			 "\"seq\":1,\"statements\":2,");
	check_part(text, "\"failed\":\"2\"");
	place_done(&place);
}

static void test_refusals(void **state GW_UNUSED)
{
	struct place place;
	struct gw_json *object = gw_json_object();
	const char *text;

	place_init(&place);
	place_file(&place, "1_a.sql", "CREATE TABLE a (x);\n");
	place_must(&place, place_up(&place));
	place_file(&place, "1_a.sql", "CREATE TABLE a (y);\n");
	assert_false(place_up(&place));
	place_open(&place);
	gw_view_plan(&place.session, &place.plan, object);
	gw_view_report(&place.report, object);
	text = text_of(&place.arena, object);
	check_part(text, "\"refusals\":[{\"key\":\"1\",\"status\":\"edited\",\"path\":"
			 "\"migrations/1_a.sql\",\"message\":\"1_a was edited after it was "
			 "applied\"");
	check_part(text, "\"run_id\":null,\"done\":0");
	check_part(text, "\"failed\":null");
	place_done(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_event),
		cmocka_unit_test_setup_teardown(test_picture, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_plan_and_report, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_refusals, place_enter, place_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
