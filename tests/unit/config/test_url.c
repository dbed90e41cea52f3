/* Database URLs: spellings, refusals, and no password in anything that is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "canary.h"
#include "config/url.h"
#include "scratch.h"

#define CANARY "k4n4ry"

struct spelling {
	const char *text;
	const char *expected;
};

/* "engine user|password|host:port,..|database|name=value&.." */
static char *describe(struct gw_arena *arena, const struct gw_url *url)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_printf(&str, "%s %s|%s|", url->engine, url->user != NULL ? url->user : "-",
		      url->password != NULL ? url->password : "-");
	for (size_t i = 0; i < url->hosts.n; i++)
		gw_str_printf(&str, "%s%s:%u", i > 0 ? "," : "",
			      url->hosts.items[i].host != NULL ? url->hosts.items[i].host : "-",
			      url->hosts.items[i].port);
	gw_str_printf(&str, "|%s|", url->database != NULL ? url->database : "-");
	for (size_t i = 0; i < url->parameters.n; i++)
		gw_str_printf(&str, "%s%s=%s", i > 0 ? "&" : "", url->parameters.items[i].name,
			      url->parameters.items[i].value);
	return gw_str_take(&str, arena);
}

static const struct spelling spellings[] = {
	{"postgres://u:p@h:5433/db", "postgres u|p|h:5433|db|"},
	{"postgresql://u@h/db?sslmode=require", "postgres u|-|h:0|db|sslmode=require"},
	{"POSTGRES://h/db", "postgres -|-|h:0|db|"},
	{"pgx5://h/db", "postgres -|-|h:0|db|"},
	{"postgresql+psycopg2://u:p@h/db", "postgres u|p|h:0|db|"},
	{"postgresql+asyncpg://u:p@h/db", "postgres u|p|h:0|db|"},
	{"jdbc:postgresql://h/db?user=u&password=p", "postgres u|p|h:0|db|"},
	{"postgres://host,host2:5433/db", "postgres -|-|host:0,host2:5433|db|"},
	{"postgres://h1:1,h2:2,h3/db", "postgres -|-|h1:1,h2:2,h3:0|db|"},
	{"postgres://u@[::1]:5433,[fe80::1%25eth0]/db", "postgres u|-|::1:5433,fe80::1%eth0:0|db|"},
	{"postgres://", "postgres -|-||-|"},
	{"postgres:///db", "postgres -|-||db|"},
	{"postgres:///db?host=/run/postgresql", "postgres -|-|/run/postgresql:0|db|"},
	{"postgres:///db?host=/run/postgresql&port=5433", "postgres -|-|/run/postgresql:5433|db|"},
	{"postgres://:5433/db?host=/run/postgresql", "postgres -|-|/run/postgresql:5433|db|"},
	{"postgres://%2Frun%2Fpostgresql/db", "postgres -|-|/run/postgresql:0|db|"},
	{"postgres://u@%2Frun%2Fpostgresql:5433/db", "postgres u|-|/run/postgresql:5433|db|"},
	{"postgres:///db?socket=/run/postgresql", "postgres -|-|/run/postgresql:0|db|"},
	{"postgres:///?host=a,b&port=1,2&dbname=d&user=u", "postgres u|-|a:1,b:2|d|"},
	{"postgres:///?host=a,b&port=7", "postgres -|-|a:7,b:7|-|"},
	{"postgres://u:p%40%3A%2F%23%25@h/db", "postgres u|p@:/#%|h:0|db|"},
	{"postgres://u:a:b@h/db", "postgres u|a:b|h:0|db|"},
	{"postgres://u:@h/db", "postgres u|-|h:0|db|"},
	{"postgres://:p@h/db", "postgres -|p|h:0|db|"},
	{"postgres://%75ser@h/d%20b", "postgres user|-|h:0|d b|"},
	{"postgres://h/db?options=-c%20x%3D1&a=", "postgres -|-|h:0|db|options=-c x=1&a="},
	{"  postgres://h/db\n", "postgres -|-|h:0|db|"},
	{"mysql://u:p@h:3307/db", "mysql u|p|h:3307|db|"},
	{"mariadb://h/db", "mysql -|-|h:0|db|"},
	{"mysql+pymysql://u:p@h/db?charset=utf8mb4", "mysql u|p|h:0|db|charset=utf8mb4"},
	{"mysql+mysqldb://u@h/db", "mysql u|-|h:0|db|"},
	{"mariadb+mariadbconnector://u@h/db", "mysql u|-|h:0|db|"},
	{"mysql://user@/db?socket=/run/s.sock", "mysql user|-||db|socket=/run/s.sock"},
	{"mysql://u@h/db?unix_socket=/s.sock", "mysql u|-|h:0|db|socket=/s.sock"},
	{"mysql://user@unix(/run/s.sock)/db", "mysql user|-||db|socket=/run/s.sock"},
	{"mysql://u:p@tcp(h:3307)/db?tls=true", "mysql u|p|h:3307|db|tls=true"},
	{"mysql://tcp([::1]:3307)/db", "mysql -|-|::1:3307|db|"},
	{"mysql://u@%2Frun%2Fs.sock/db", "mysql u|-||db|socket=/run/s.sock"},
	{"sqlite:rel.db", "sqlite -|-||rel.db|"},
	{"sqlite:/abs.db", "sqlite -|-||/abs.db|"},
	{"sqlite:///dir/rel.db", "sqlite -|-||dir/rel.db|"},
	{"sqlite:////abs.db", "sqlite -|-||/abs.db|"},
	{"sqlite://./db/rel.db", "sqlite -|-||./db/rel.db|"},
	{"sqlite+pysqlite:///rel.db", "sqlite -|-||rel.db|"},
	{"sqlite+pysqlite:////abs.db", "sqlite -|-||/abs.db|"},
	{"jdbc:sqlite:rel.db", "sqlite -|-||rel.db|"},
	{"sqlite://", "sqlite -|-||:memory:|"},
	{"sqlite:///", "sqlite -|-||:memory:|"},
	{"sqlite:///:memory:", "sqlite -|-||:memory:|"},
	{"sqlite::memory:", "sqlite -|-||:memory:|"},
	{":memory:", "sqlite -|-||:memory:|"},
	{"sqlite3://path/x.db?x-no-tx-wrap=true", "sqlite -|-||path/x.db|x-no-tx-wrap=true"},
	{"sqlite3:///abs.db", "sqlite -|-||/abs.db|"},
	{"sqlite3:rel.db", "sqlite -|-||rel.db|"},
	{"file:x.db?mode=ro", "sqlite -|-||x.db|mode=ro"},
	{"file:///abs.db", "sqlite -|-||/abs.db|"},
	{"file://localhost/abs.db", "sqlite -|-||/abs.db|"},
	{"file:m?mode=memory&cache=shared", "sqlite -|-||m|mode=memory&cache=shared"},
	{"sqlite:100%25%20%23%3F.db", "sqlite -|-||100% #?.db|"},
	{"app.db", "sqlite -|-||app.db|"},
	{"//dir/100%.sqlite3", "sqlite -|-||/dir/100%.sqlite3|"},
	{"host=h port=5433 dbname=db user=u password=p", "postgres u|p|h:5433|db|"},
	{"host = 'h' password = 'a \\' \\\\ b' sslmode=''", "postgres -|a ' \\ b|h:0|-|sslmode="},
	{"host=/run password=a\\ b", "postgres -|a b|/run:0|-|"},
	{"service=prod", "postgres -|-||-|service=prod"},
};

static void test_spellings(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(spellings); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_url url = {0};

		if (!gw_url_parse(&arena, gw_view_of(spellings[i].text), &url, &error))
			fail_msg("%s: %s", spellings[i].text, error->message);
		assert_string_equal(describe(&arena, &url), spellings[i].expected);
	}
}

/* What is displayed names the same database, without the password. */
static void test_display_parses_back(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(spellings); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_url url = {0}, again = {0};
		char *display;

		assert_true(gw_url_parse(&arena, gw_view_of(spellings[i].text), &url, &error));
		display = gw_url_display(&arena, &url);
		if (!gw_url_parse(&arena, gw_view_of(display), &again, &error))
			fail_msg("%s: %s", display, error->message);
		assert_null(again.password);
		url.password = NULL;
		assert_string_equal(describe(&arena, &again), describe(&arena, &url));
		assert_string_equal(gw_url_display(&arena, &again), display);
	}
}

static void test_display(void **state GW_UNUSED)
{
	static const struct spelling cases[] = {
		{"postgresql://u:" CANARY "@h:5432,[::1]:1/db?sslmode=require",
		 "postgres://u@h:5432,[::1]:1/db?sslmode=require"},
		{"postgres:///db?host=/run/postgresql&port=5433&user=u",
		 "postgres://u@/db?host=/run/postgresql&port=5433"},
		{"postgres://u@h/db?sslpassword=" CANARY "&passfile=/p",
		 "postgres://u@h/db?sslpassword=***&passfile=/p"},
		{"postgres://u@h/db?pasword=" CANARY, "postgres://u@h/db?pasword=***"},
		{"mysql://u:" CANARY "@unix(/s)/db?passwd=" CANARY, "mysql://u@/db?socket=/s"},
		{"sqlite:x.db?authToken=" CANARY, "sqlite:x.db?authToken=***"},
		{"host=h user=u password='" CANARY "'", "postgres://u@h"},
		{"postgres://u%40x:p@h/d%3Fb", "postgres://u%40x@h/d%3Fb"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_url url = {0};

		assert_true(gw_url_parse(&arena, gw_view_of(cases[i].text), &url, &error));
		assert_string_equal(gw_url_display(&arena, &url), cases[i].expected);
	}
}

static void test_refusals(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		const char *message; /* a part of what is shown */
	} cases[] = {
		{"", "empty"},
		{"postgres://u:" CANARY "%zz@h/db",
		 "percent-escape in the database URL (column 20)"},
		{"postgres://u:" CANARY "%4", "not a number"},
		{"postgres://u:" CANARY "%4@h", "percent-escape"},
		{"postgres://u:" CANARY "%00@h/db", "percent-escape"},
		{"postgres://u:x@" CANARY "@h/db", "two ways"},
		{"postgres://u:" CANARY "/x@h/db", "two ways"},
		{"postgres://u:1/" CANARY "@h/db", "%2F"},
		{"postgres://u:1?" CANARY "@h/db", "GODWIT_PASSWORD"},
		{"postgres://u:1?x=" CANARY "@h/db", "two ways"},
		{"postgres://u:x@y?z=" CANARY "@h/db", "two ways"},
		{"postgres://u:x#" CANARY "@h/db", "two ways"},
		{"postgres://u:a b" CANARY "@h/db", "two ways"},
		{"postgres://u:" CANARY, "port"},
		{"postgres://h:0/db", "port"},
		{"postgres://h:65536/db", "port"},
		{"postgres://h:-1/db", "port"},
		{"postgres://[::1/db", "not closed"},
		{"postgres://[::1]x/db", "not followed"},
		{"postgres://h/db?" CANARY, "name=value"},
		{"postgres://h/db?=" CANARY, "name=value"},
		{"postgres:///?host=a,b,c&port=1,2", "fewer ports"},
		{"postgres:///?host=a&port=1,2", "more ports"},
		{"postgres:" CANARY, "'//' is missing"},
		{"mysql://u:" CANARY "@tcp(h", "not closed"},
		{"mysql://u:x@" CANARY "@tcp(h)/db", "two ways"},
		{"mysql://u:p@tcp(h)" CANARY, "odd"},
		{"mysql://u:p\n" CANARY "@h/db", "control character"},
		{"sqlite:", "names no file"},
		{"sqlite:a#b.db", "%23"},
		{"file://" CANARY "/x.db", "localhost"},
		{"host=h password='" CANARY, "not closed"},
		{"host=h " CANARY, "name=value"},
		{"u:" CANARY "@h/x.db", "does not begin with a scheme"},
		{CANARY, "does not begin with a scheme"},
		{"user:" CANARY "@tcp(h)/db", "does not begin with a scheme"},
		{"postgre://h/" CANARY, "`postgres://`"},
		{"postgress+psycopg2://h/db", "`postgres://`"},
		{"maria://h/db", "`mariadb://`"},
		{"oracle://h/" CANARY, "known schemes: postgres, postgresql"},
		{"oracle://h/" CANARY, "unknown scheme 'oracle'"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_url url = {.user = "kept"};

		if (gw_url_parse(&arena, gw_view_of(cases[i].text), &url, &error))
			fail_msg("%s was accepted", cases[i].text);
		assert_int_equal(error->code, GW_E_URL);
		assert_string_equal(url.user, "kept");
		if (shows(&arena, error, CANARY))
			fail_msg("%s is shown: %s", cases[i].text, all_text(&arena, error));
		if (!shows(&arena, error, cases[i].message))
			fail_msg("%s: %s", cases[i].text, all_text(&arena, error));
	}
}

static void test_parameter_takes_the_last(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_url url = {0};

	assert_true(gw_url_parse(&arena, GW_VIEW("postgres://h/d?a=1&b=2&a=3"), &url, &error));
	assert_string_equal(gw_url_parameter(&url, "a"), "3");
	assert_string_equal(gw_url_parameter(&url, "b"), "2");
	assert_null(gw_url_parameter(&url, "c"));
}

static void test_redact_text(void **state GW_UNUSED)
{
	static const struct spelling cases[] = {
		{"", ""},
		{"no secret: a@b c:d", "no secret: a@b c:d"},
		{"failed: postgres://u:" CANARY "@h/db (x)", "failed: postgres://***@h/db (x)"},
		{"'postgres://u:" CANARY "@x'y@h/db'", "'postgres://***@h/db'"},
		{"u:" CANARY "@tcp(h)/db", "***@tcp(h)/db"},
		{"host=h password=" CANARY " user=u", "host=h password=*** user=u"},
		{"PASSWORD = '" CANARY " \\' '' " CANARY "' x", "PASSWORD = *** x"},
		{"sslpassword=\"" CANARY "\" x", "sslpassword=*** x"},
		{"mysql://h/d?password=" CANARY "&x=1", "mysql://h/d?password=***"},
		{"postgres://u@h:5432/db", "postgres://u@h:5432/db"},
		{"password authentication failed for \"u\"",
		 "password authentication failed for \"u\""},
		{"pid=12 password", "pid=12 password"},
		{"password='" CANARY, "password=***"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_view result = gw_url_redact_text(&arena, gw_view_of(cases[i].text));

		assert_string_equal(gw_view_dup(&arena, result), cases[i].expected);
	}
}

/* One word of a command line: blanks and quotes are part of what it says. */
static void test_redact_argument(void **state GW_UNUSED)
{
	static const struct spelling cases[] = {
		{"", ""},
		{"--set", "--set"},
		{"--set=app_role=shop", "--set=app_role=shop"},
		{"--set=app_password=" CANARY " it's " CANARY, "--set=app_password=***"},
		{"token=" CANARY " \"" CANARY, "token=***"},
		{"--url=postgres://u:" CANARY "@h/d", "--url=postgres://***@h/d"},
		{"host=h password=" CANARY "\\ " CANARY " user=u", "host=h password=*** user=u"},
		{"password=" CANARY " host=h", "password=***"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_view result = gw_url_redact_argument(&arena, gw_view_of(cases[i].text));

		assert_string_equal(gw_view_dup(&arena, result), cases[i].expected);
	}
}

static struct gw_url parsed(struct gw_arena *arena, const char *text)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_url url;

	if (!gw_url_parse(arena, gw_view_of(text), &url, &error))
		fail_msg("%s: %s", text, error->message);
	return url;
}

static int leave_scratch(void **state GW_UNUSED)
{
	return chdir("/") != 0 || rmdir(scratch_folder) != 0;
}

/* The same database, whoever connects, and by whichever name. */
static void test_same(void **state GW_UNUSED)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{"postgres://u:p@h/db", "postgres://v@H:5432/db?sslmode=require", true},
		{"postgres://h/db", "host=h dbname=db", true},
		{"postgres://db@h", "postgres://h/db", true},
		{"postgres://h/db", "postgres://h/other", false},
		{"postgres://h/db", "postgres://h:5433/db", false},
		{"postgres://h/db", "postgres://g/db", false},
		{"postgres://h/db", "mysql://h:5432/db", false},
		{"postgres://a,b:5433/db", "postgres://b:5433/db", true},
		{"postgres:///db", "postgres://127.0.0.1/db", true},
		{"postgres:///db?host=/run/pg", "postgres://localhost/db", true},
		{"postgres:///db?host=/run/pg", "postgres://localhost:5433/db", false},
		{"postgres:///db?host=/run/pg", "postgres:///db?host=/run/pg&port=5432", true},
		{"postgres:///db?host=/run/pg", "postgres:///db?host=/run/other", false},
		{"postgres:///db?host=/run/pg", "postgres://h/db", false},
		{"mysql://h/db", "mariadb://u@tcp(h:3306)/db", true},
		{"mysql://localhost/db?socket=/run/s", "mysql://[::1]:3307/db", true},
		{"mysql:///db?socket=/run/s", "mysql:///db?socket=/run/t", false},
		{"mysql:///db?socket=/run/s", "mysql://h/db", false},
		{"sqlite:here.db", "sqlite:./here.db", true},
		{"sqlite:here.db", "sqlite:link.db", true},
		{"sqlite:here.db", "sqlite:gone.db", false},
		{"sqlite:gone.db", "sqlite:gone.db", false},
		{"sqlite::memory:", "sqlite::memory:", false},
	};

	write_file("here.db", "");
	assert_int_equal(symlink("here.db", "link.db"), 0);
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_url a = parsed(&arena, cases[i].a), b = parsed(&arena, cases[i].b);

		if (gw_url_is_same(&a, &b) != cases[i].same ||
		    gw_url_is_same(&b, &a) != cases[i].same)
			fail_msg("%s and %s", cases[i].a, cases[i].b);
	}
	unlink("link.db");
	unlink("here.db");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_display_parses_back),
		cmocka_unit_test(test_display),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_parameter_takes_the_last),
		cmocka_unit_test(test_redact_text),
		cmocka_unit_test(test_redact_argument),
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, enter_scratch, leave_scratch);
}
