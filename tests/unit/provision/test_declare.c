/* Declarations that are refused: the place, the words, and no password in them. */
#include "provision/toy.h"

static void test_refused(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *message; /* holds this */
		const char *hint; /* is this; NULL: whatever */
	} cases[] = {
		{"- a", 1, 1, "is a map of sections", NULL},
		{"poeple: {}", 1, 1, "unknown key 'poeple'", "Did you mean `people`?"},
		{"people: [a]", 1, 1, "people: write a map", NULL},
		{"people: {anna: [a]}", 1, 10, "anna: write a map", NULL},
		{"people:\n  anna: {agge: 3}", 2, 10, "unknown key 'agge'", "Did you mean `age`?"},
		{"people:\n  anna: {age: old}", 2, 15, "age: write a number", NULL},
		{"people: {anna: {age: 99999999999}}", 1, 22, "age: write a number", NULL},
		{"people: {anna: {age: [3]}}", 1, 17, "age: write one value", NULL},
		{"people: {anna: {grown: perhaps}}", 1, 24, "grown: write true or false", NULL},
		{"people: {anna: {born: 2020-02-31}}", 1, 23, "born: write 2027-01-01", NULL},
		{"people: {anna: {habits: {'a b': x}}}", 1, 26, "no name of a setting", NULL},
		{"people: {anna: {friends: {bert: {}}}}", 1, 17, "friends: write a list", NULL},
		{"people: {anna: {friends: [[a]]}}", 1, 17, "its elements are names", NULL},
		{"rooms: {hall: {reassign_to: x}}", 1, 16, "unknown key 'reassign_to'", NULL},
		{"rooms: {hall: {rights: {anna: {thign x: [see]}}}}", 1, 32, "unknown key 'thign'",
		 "Did you mean `thing`?"},
		{"rooms: {hall: {rights: {anna: {thing: [see]}}}}", 1, 32, "the name is missing",
		 NULL},
		{"rooms: {hall: {rights: {anna: {room: [sea]}}}}", 1, 39, "unknown privilege 'sea'",
		 "Did you mean `see`?"},
		{"rooms: {hall: {rights: {anna: {room: {see: 1}}}}}", 1, 32, "a list of privileges",
		 NULL},
		{"prune: [persons]", 1, 9, "unknown kind 'persons'", NULL},
		{"prune: people", 1, 1, "prune: write a list", NULL},
		{"people: {anna: {password: k4n4ry}}", 1, 17, "a password is not written", NULL},
		{"people: {anna: {password: {verifier: k4n4ry}}}", 1, 17, "this is no verifier",
		 NULL},
		{"people: {anna: {password: {verifier: V$1, env: A}}}", 1, 17,
		 "a password is not written", NULL},
		{"people: {anna: {password: {generate: f, length: 3}}}", 1, 17, "from 12 to 1000",
		 NULL},
		{"people: {anna: {password: {evn: A}}}", 1, 28, "a secret comes from",
		 "Did you mean `env`?"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_declared declared;

		if (toy_read(&arena, cases[i].text, &declared, &error))
			fail_msg("%s: this is not refused", cases[i].text);
		assert_int_equal(error->code, GW_E_CONFIG);
		if (strstr(error->message, cases[i].message) == NULL)
			fail_msg("%s: %s", cases[i].text, error->message);
		if (error->location.line != cases[i].line ||
		    error->location.column != cases[i].column)
			fail_msg("%s: at %u:%u", cases[i].text, error->location.line,
				 error->location.column);
		if (cases[i].hint != NULL)
			assert_string_equal(error->hint, cases[i].hint);
		assert_null(strstr(error->message, "k4n4ry"));
		if (error->location.excerpt != NULL)
			assert_null(strstr(error->location.excerpt, "k4n4ry"));
	}
}

static void test_passwords(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_declared declared;
	const struct gw_password *password;

	assert_true(
		toy_read(&arena,
			 "people:\n  a: {password: {env: A}}\n  b: {password: {verifier: V$1}}\n"
			 "  c: {password: {generate: f}}\n",
			 &declared, &error));
	assert_non_null(declared.estate.assets.items[0]->password->secret);
	assert_string_equal(declared.estate.assets.items[1]->password->verifier, "V$1");
	password = declared.estate.assets.items[2]->password;
	assert_string_equal(password->generate, "f");
	assert_int_equal(password->length, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_passwords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
