/* Verifiers of passwords, recomputed: those of PostgreSQL by the vectors of RFC 7677, those of MariaDB by
   what a server made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "engine/mysql/estate_int.h"
#include "engine/postgres/estate_int.h"

/* RFC 7677, section 3: user "user", password "pencil". */
#define VERIFIER                                        \
	"SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"  \
	"WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:" \
	"wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="

static void test_scram(void **state GW_UNUSED)
{
	static const struct {
		const char *verifier, *password;
		bool fits;
	} cases[] = {
		{VERIFIER, "pencil", true},
		{VERIFIER, "Pencil", false},
		{VERIFIER, "", false},
		{"md5d41d8cd98f00b204e9800998ecf8427e", "pencil", false},
		{"SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d:x", "pencil", false},
		{"SCRAM-SHA-256$99999999999:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm:x", "pencil", false},
		{"", "", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_int_equal(gw_pg_password_fits("user", cases[i].verifier, cases[i].password),
				 cases[i].fits);
	assert_true(gw_pg_is_verifier(VERIFIER));
	assert_false(gw_pg_is_verifier("pencil"));
}

static void test_native(void **state GW_UNUSED)
{
	/* CREATE USER .. IDENTIFIED BY 'pw' on MariaDB 10.11 */
	static const char verifier[] = "*D821809F681A40A6E379B50D0463EFAE20BDD122";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *own;

	assert_true(gw_my_password_verifier(NULL, &arena, "app", "pw", &own, &error));
	assert_string_equal(own, verifier);
	assert_true(gw_my_password_fits("app", verifier, "pw"));
	assert_false(gw_my_password_fits("app", verifier, "PW"));
	assert_false(gw_my_password_fits("app", "", "pw"));
	assert_true(gw_my_is_verifier(verifier));
	assert_false(gw_my_is_verifier("*D821"));
	assert_false(gw_my_is_verifier("*D821809F681A40A6E379B50D0463EFAE20BDD12g"));
}

static void test_base64(void **state GW_UNUSED)
{
	static const struct {
		const char *bytes, *text;
	} cases[] = {{"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_view bytes;

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		assert_string_equal(gw_base64_encode(&arena, gw_view_of(cases[i].bytes)),
				    cases[i].text);
		assert_true(gw_base64_decode(&arena, gw_view_of(cases[i].text), &bytes));
		assert_true(gw_view_is(bytes, cases[i].bytes));
	}
	assert_false(gw_base64_decode(&arena, gw_view_of(""), &bytes));
	assert_false(gw_base64_decode(&arena, gw_view_of("Zg="), &bytes));
	assert_false(gw_base64_decode(&arena, gw_view_of("Z!=="), &bytes));
}

static void test_lists(void **state GW_UNUSED)
{
	static const struct {
		const char *value, *list;
	} cases[] = {
		{"app", "\"app\""},
		{"app,public", "\"app\", \"public\""},
		{" app , \"$user\"", "\"app\", \"$user\""},
		{"\"a, \"\"b\", c", "\"a, \"\"b\", \"c\""},
		{"", ""},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_string_equal(gw_pg_setting_list(&arena, cases[i].value), cases[i].list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scram),
		cmocka_unit_test(test_native),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
