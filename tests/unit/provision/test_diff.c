/* The difference between what is declared and what is live: tables of cases on a toy engine. */
#include "provision/toy.h"

#include "provision/provision_int.h"

struct diff_case {
	const char *declared;
	const char *live;
	const char *expected;
};

static void check_one(const struct diff_case *test, const char *database, bool is_new,
		      bool is_reversed)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_declared declared;
	struct gw_difference difference = {0};
	struct gw_estate live = toy_live(&arena, test->live);
	struct gw_diff_request request = {
		.engine = &toy_engine,
		.declared = &declared,
		.live = &live,
		.database = database,
		.is_new = is_new,
	};

	if (!toy_read(&arena, test->declared, &declared, &error))
		fail_msg("%s: %s", test->declared, error->message);
	if (is_reversed)
		request.declared = gw_declared_reversed(&arena, &declared);
	gw_diff(&arena, &request, &difference);
	assert_string_equal(toy_describe(&arena, &difference), test->expected);
}

static void check(const struct diff_case *cases, size_t n, const char *database, bool is_new)
{
	for (size_t i = 0; i < n; i++)
		check_one(&cases[i], database, is_new, false);
}

static void test_server(void **state GW_UNUSED)
{
	static const struct diff_case cases[] = {
		{"", "person anna | age=7\n", ""},
		{"people: {anna: {}}", "", "+ person anna"},
		{"people: {anna: {}}", "person anna | age=7\n", ""},
		{"people: {anna: {age: 7}}", "", "+ person anna: age=7"},
		{"people: {anna: {age: 7}}", "person anna | age=7, note=tall\n", ""},
		{"people: {anna: {age: 8}}", "person anna | age=7\n", "~ person anna: age=8"},
		{"people: {anna: {age: 8}}", "person anna | age=?\n", ""},
		{"people: {anna: {born: 2020-01-02}}", "person anna | born=2020-01-02T00:00:00Z\n",
		 ""},
		{"people: {anna: {born: 2020-01-02}}", "person anna | born=2020-01-03T00:00:00Z\n",
		 "; ! person anna: its born is 2020-01-03T00:00:00Z and cannot be made "
		 "2020-01-02T00:00:00Z"},
		{"people: {anna: {language: en_US.UTF-8}}",
		 "person anna | tongue=en_US.utf8, voice=de_DE.utf8\n",
		 "~ person anna: voice=en_US.UTF-8"},
		{"people: {anna: {first_word: no}}", "person anna | age=1\n", ""},
		{"people: {anna: {first_word: no}}", "", "+ person anna: first_word=no"},
		{"people: {anna: {grown: yes}}", "person anna | grown=true\n", ""},
		/* Links, and attributes with any name. */
		{"people: {anna: {friends: [bert, {carl: {age: 3}}]}}", "person anna\n",
		 "+ friend bert anna; + friend carl anna: age=3"},
		{"people: {anna: {habits: {tea: strong}}}", "person anna\n",
		 "+ habits anna: tea=strong"},
		{"people: {anna: {habits: {tea: strong}}}",
		 "person anna\nhabits anna | tea=weak, nap=long\n", "~ habits anna: tea=strong"},
		/* In order of stages: what is dropped comes last. */
		{"rooms: {hall: {size: 3}}\npeople: {bert: {absent: true}, anna: {}}",
		 "person bert\n", "+ person anna; + room hall: size=3; - person bert"},
		{"people: {bert: {absent: true}}", "", ""},
	};

	check(cases, GW_COUNT(cases), NULL, false);
}

static void test_prune(void **state GW_UNUSED)
{
	static const struct diff_case cases[] = {
		{"prune: [people]", "person anna\n!person root\n", "- person anna"},
		{"people: {anna: {}}\nprune: [people]", "person anna | age=7\n", ""},
		{"prune: [rooms]", "person anna\n", ""},
		{"people: {anna: {habits: {tea: strong}}}\nprune: [habits]",
		 "person anna\nhabits anna | tea=strong, nap=long\n", "- habits anna: nap=nothing"},
		/* What is between people who are not declared is theirs. */
		{"people: {anna: {}}\nprune: [friends]",
		 "person anna\nfriend ben anna\nfriend cleo dora\nfriend anna cleo\n",
		 "- friend ben anna; - friend anna cleo"},
		/* Dropped once, whoever asks for it. */
		{"people: {anna: {absent: true}}\nprune: [people]", "person anna\n",
		 "- person anna"},
	};

	check(cases, GW_COUNT(cases), NULL, false);
}

static void test_inside(void **state GW_UNUSED)
{
	static const struct diff_case cases[] = {
		{"rooms: {hall: {rights: {anna: {room: [see]}}}}", "",
		 "+ right anna room : see=yes"},
		{"rooms: {hall: {rights: {anna: {room: [see]}}}}",
		 "@hall right anna room | see=grantable\n", "~ right anna room : see=yes"},
		{"rooms: {hall: {rights: {anna: {room: [no see, take grantable]}}}}",
		 "@hall right anna room | see=yes, take=grantable\n", "- right anna room : see=no"},
		{"rooms: {hall: {rights: {anna: {room: no take}}}}", "", ""},
		/* Those of another room are none of this one. */
		{"rooms: {cave: {rights: {anna: {room: [see]}}}}", "", ""},
		{"rooms: {hall: {rights: {anna: {room: [see]}}}}",
		 "@cave right anna room | see=yes\n", "+ right anna room : see=yes"},
		/* Patterns mean what is there; what is apart only by its name. */
		{"rooms: {hall: {rights: {anna: {thing b*: [see]}}}}",
		 "@hall thing thing box\n@hall thing thing ball\n@hall thing thing cup\n"
		 "-@hall thing thing bolt\n",
		 "+ right anna thing box: see=yes; + right anna thing ball: see=yes"},
		{"rooms: {hall: {rights: {anna: {thing bolt: [see]}}}}",
		 "-@hall thing thing bolt\n", "+ right anna thing bolt: see=yes"},
		{"rooms: {hall: {rights: {anna: {thing b*: [see], thing box: [no see]}}}}",
		 "@hall thing thing box\n@hall thing thing ball\n",
		 "+ right anna thing ball: see=yes"},
		{"rooms: {hall: {things: {thing *: anna}}}",
		 "@hall thing thing box | owner=bert\n@hall thing thing cup | owner=anna\n",
		 "~ thing thing box: owner=anna"},
		/* What is not there is waited for, unless it is going to be made. */
		{"rooms: {hall: {rights: {anna: {thing box: [see]}}}}", "", "; ? right box"},
		{"rooms: {hall: {rights: {anna: {thing b*: [see]}}}}", "", ""},
		{"rooms: {hall: {shelves: {top: {}}, rights: {anna: {shelf top: [see]}}}}", "",
		 "+ shelf top; + right anna shelf top: see=yes"},
		/* Rights are pruned one by one; those that are there by themselves stay. */
		{"rooms: {hall: {rights: {anna: {room: [see]}}}}\nprune: [rights]",
		 "@hall right anna room | see=yes, take=yes\n"
		 "@hall right bert room | !see=yes, take=no\n",
		 "- right anna room : take=no"},
	};

	check(cases, GW_COUNT(cases), "hall", false);
}

static void test_new_database(void **state GW_UNUSED)
{
	static const struct diff_case cases[] = {
		{"rooms: {hall: {rights: {all: {room: [no see]}}}}", "",
		 "- right all room : see=no"},
		{"rooms: {hall: {rights: {all: {room: [see]}}}}",
		 "@hall right all room | see=yes\n", ""},
	};

	check(cases, GW_COUNT(cases), "hall", true);
}

static void test_patterns(void **state GW_UNUSED)
{
	static const struct {
		const char *pattern, *name;
		bool fits;
	} cases[] = {
		{"a", "a", true},         {"a", "ab", false},       {"*", "", true},
		{"a*", "a", true},        {"a*", "ba", false},      {"*a", "ba", true},
		{"*a", "ab", false},      {"a*c", "abc", true},     {"a*c", "ac", true},
		{"a*c", "acb", false},    {"a*b*c", "axbyc", true}, {"a*b*c", "axcyb", false},
		{"app.*", "app.x", true}, {"ab*ba", "aba", false},  {"*.x", "a.x.x", true},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		if (gw_pattern_fits(gw_view_of(cases[i].pattern), gw_view_of(cases[i].name)) !=
		    cases[i].fits)
			fail_msg("%s and %s", cases[i].pattern, cases[i].name);
	}
}

static void test_reversed(void **state GW_UNUSED)
{
	static const struct diff_case server[] = {
		{"people: {anna: {age: 7}}", "person anna | age=9\nperson bert\n", "- person anna"},
		{"people: {anna: {}}\nprune: [people]", "person bert\n", ""},
		{"people: {anna: {}}", "!person anna\n", ""},
		{"people: {anna: {absent: true}}", "person anna\n", "- person anna"},
		{"people: {anna: {friends: [bert], habits: {tea: strong}}}",
		 "person anna\nfriend bert anna\nfriend carl anna\nhabits anna | tea=weak, "
		 "ale=no\n",
		 "- friend bert anna; - habits anna: tea=nothing; - person anna"},
		{"rooms: {hall: {}}", "room hall\n", "- room hall"},
	};
	static const struct diff_case inside[] = {
		{"rooms: {hall: {shelves: {top: {}}, things: {thing box: anna}}}",
		 "@hall shelf top\n@hall shelf low\n@hall thing thing box | owner=anna\n",
		 "- shelf top"},
		{"rooms: {hall: {rights: {anna: {thing b*: [see]}}}}",
		 "@hall thing thing box | owner=anna\n"
		 "@hall right anna thing box | see=yes, take=yes\n"
		 "@hall right anna thing cup | see=yes\n",
		 "- right anna thing box: see=no"},
		{"rooms: {hall: {rights: {anna: {thing box: [no see], thing cup: [take]}}}}",
		 "@hall thing thing cup | owner=anna\n"
		 "@hall right anna thing cup | see=yes, !take=yes\n",
		 ""},
	};

	for (size_t i = 0; i < GW_COUNT(server); i++)
		check_one(&server[i], NULL, false, true);
	for (size_t i = 0; i < GW_COUNT(inside); i++)
		check_one(&inside[i], "hall", false, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_server),   cmocka_unit_test(test_prune),
		cmocka_unit_test(test_inside),   cmocka_unit_test(test_new_database),
		cmocka_unit_test(test_patterns), cmocka_unit_test(test_reversed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
