/*
 * The command line: where options may stand, what they may look like, and what is said when they
 * are wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "cli/schema.h"

enum { WORDS_MAX = 8 };

struct parsed {
	struct gw_arena arena;
	struct cli cli;
	struct gw_config_request request;
	struct gw_error *error;
	bool ok;
};

static void parse(struct parsed *parsed, const char *const *words)
{
	char *argv[WORDS_MAX + 1] = {NULL};
	int argc = 0;

	*parsed = (struct parsed){0};
	parsed->cli.sys = &gw_system_default;
	parsed->cli.arena = &parsed->arena;
	for (; words[argc] != NULL; argc++)
		argv[argc] = gw_strdup(&parsed->arena, words[argc]);
	parsed->ok = cli_parse(&parsed->cli, &parsed->request, argc, argv, &parsed->error);
	/* Nothing may point into argv. */
	for (int i = 0; i < argc; i++)
		memset(argv[i], '?', strlen(argv[i]));
}

static void parsed_done(struct parsed *parsed)
{
	gw_error_clear(&parsed->error);
	gw_arena_done(&parsed->arena);
}

static const char *setting(const struct parsed *parsed, enum gw_key key)
{
	const char *found = NULL;

	for (size_t i = 0; i < parsed->request.noverrides; i++) {
		if (parsed->request.overrides[i].key != key)
			continue;
		assert_null(found); /* one entry for each key */
		found = parsed->request.overrides[i].value;
	}
	return found;
}

static void assert_text(const char *got, const char *want)
{
	if (want == NULL)
		assert_null(got);
	else
		assert_string_equal(got != NULL ? got : "(null)", want);
}

static void test_commands_and_arguments(void **state)
{
	static const struct {
		const char *words[WORDS_MAX];
		const char *command;
		const char *args; /* joined by '|' */
		int status;
	} cases[] = {
		{{"version"}, "version", "", 0},
		{{"up"}, "up", "", 0},
		{{"up", "5"}, "up", "5", 0},
		{{"new", "add", "users"}, "new", "add|users", 0},
		/* Options on either side; their arguments are no commands. */
		{{"-e", "up", "status"}, "status", "", 0},
		{{"--env", "up", "status"}, "status", "", 0},
		{{"--env=up", "status"}, "status", "", 0},
		{{"-eup", "status"}, "status", "", 0},
		{{"-qe", "up", "status"}, "status", "", 0},
		{{"-n", "3", "up"}, "up", "", 0},
		{{"--count", "3", "up"}, "up", "", 0},
		{{"--engine", "mysql", "statements", "x.sql"}, "statements", "x.sql", 0},
		{{"statements", "x.sql", "--engine", "mysql"}, "statements", "x.sql", 0},
		/* "--" ends options, "-" is none. */
		{{"new", "--", "--json"}, "new", "--json", 0},
		{{"new", "-"}, "new", "-", 0},
		{{"--", "new", "-q"}, "new", "-q", 0},
		/* Help and version are commands. */
		{{"--version"}, "version", "", 0},
		{{"-V"}, "version", "", 0},
		{{"--help"}, "help", "", 0},
		{{"up", "--help"}, "help", "up", 0},
		{{"-h", "up", "5", "6", "7"}, "help", "up", 0},
		{{"new", "--help"}, "help", "new", 0},
		{{NULL}, "help", "", 64},
		{{"--quiet"}, "help", "", 64},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str args = {0};
		struct parsed p;

		parse(&p, cases[i].words);
		if (!p.ok)
			fail_msg("case %zu: %s", i, p.error->message);
		assert_string_equal(p.cli.command->name, cases[i].command);
		for (size_t at = 0; at < p.cli.nargs; at++)
			gw_str_printf(&args, "%s%s", at == 0 ? "" : "|", p.cli.args[at]);
		assert_string_equal(gw_str_text(&args), cases[i].args);
		assert_int_equal(p.cli.status, cases[i].status);
		parsed_done(&p);
	}
}

/* What may be given many times is kept, in order. */
static void test_lists(void **state GW_UNUSED)
{
	static const struct {
		const char *words[WORDS_MAX];
		const char *renames;
	} cases[] = {
		{{"schema", "dump"}, NULL},
		{{"schema", "dump", "--rename", "a=b"}, "a=b"},
		{{"--rename=a=b", "schema", "dump", "--rename", "c=d"}, "a=b\nc=d"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct cli_schema_options *options;
		struct parsed p;

		parse(&p, cases[i].words);
		assert_true(p.ok);
		options = p.cli.options;
		assert_text(options->renames, cases[i].renames);
		parsed_done(&p);
	}
}

static void test_general_options(void **state)
{
	static const struct {
		const char *words[WORDS_MAX];
		bool json, quiet, verbose;
		const char *file, *environment, *yes;
	} cases[] = {
		{{"status"}, false, false, false, NULL, NULL, NULL},
		{{"status", "--json"}, true, false, false, NULL, NULL, NULL},
		{{"--json", "status", "--no-json"}, false, false, false, NULL, NULL, NULL},
		{{"status", "-qv"}, false, true, true, NULL, NULL, NULL},
		{{"-v", "status", "--quiet"}, false, true, true, NULL, NULL, NULL},
		{{"status", "--config", "a.yaml"}, false, false, false, "a.yaml", NULL, NULL},
		{{"status", "-e", "a", "--env", "b"}, false, false, false, NULL, "b", NULL},
		{{"status", "--yes-i-mean=prod"}, false, false, false, NULL, NULL, "prod"},
		{{"status", "--yes-i-mean="}, false, false, false, NULL, NULL, ""},
		/* Another option's argument. */
		{{"new", "--reason=--json", "x"}, false, false, false, NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct parsed p;

		parse(&p, cases[i].words);
		assert_true(p.ok);
		assert_int_equal(p.cli.json, cases[i].json);
		assert_int_equal(p.cli.quiet, cases[i].quiet);
		assert_int_equal(p.cli.verbose, cases[i].verbose);
		assert_text(p.request.file, cases[i].file);
		assert_text(p.cli.config_file, cases[i].file);
		assert_text(p.request.environment, cases[i].environment);
		assert_text(p.cli.yes_i_mean, cases[i].yes);
		parsed_done(&p);
	}
}

static void test_settings(void **state)
{
	static const struct {
		const char *words[WORDS_MAX];
		enum gw_key key;
		const char *value;
	} cases[] = {
		{{"status"}, GW_KEY_URL, NULL},
		{{"status", "--url", "sqlite:a.db"}, GW_KEY_URL, "sqlite:a.db"},
		{{"status", "-usqlite:a.db"}, GW_KEY_URL, "sqlite:a.db"},
		{{"-u", "a", "status", "-u", "b"}, GW_KEY_URL, "b"},
		{{"status", "-d", "db"}, GW_KEY_DIR, "db"},
		{{"status", "--dir="}, GW_KEY_DIR, ""},
		{{"status", "--lock-wait", "5s"}, GW_KEY_LOCK_WAIT, "5s"},
		{{"status", "--statement-timeout=1h"}, GW_KEY_STATEMENT_TIMEOUT, "1h"},
		{{"status", "--out-of-order", "warn"}, GW_KEY_OUT_OF_ORDER, "warn"},
		{{"status", "--reason", "-5"}, GW_KEY_REASON, "-5"},
		{{"status", "--set", "a=1"}, GW_KEY_PLACEHOLDERS, "a=1"},
		{{"--set", "a=1", "status", "--set=b=c=d"}, GW_KEY_PLACEHOLDERS, "a=1\nb=c=d"},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct parsed p;

		parse(&p, cases[i].words);
		assert_true(p.ok);
		assert_text(setting(&p, cases[i].key), cases[i].value);
		parsed_done(&p);
	}
}

static void test_mistakes(void **state)
{
	static const struct {
		const char *words[WORDS_MAX];
		const char *message; /* a part of it */
		const char *hint; /* a part of it, NULL: none */
	} cases[] = {
		{{"stauts"}, "no command 'stauts'", "`godwit status`"},
		{{"rollback"}, "no command 'rollback'", "`godwit down`"},
		{{"xyzzy"}, "no command 'xyzzy'", "`godwit help`"},
		{{"postgres://joe:geheim@h/db"}, "no command 'postgres://", "`godwit help`"},
		{{""}, "no command ''", "`godwit help`"},
		{{"status", "--jsno"}, "no option --jsno", "`--json`"},
		{{"status", "--lock_wait", "1s"}, "no option --lock_wait", "`--lock-wait`"},
		{{"status", "--url-x=1"}, "no option --url-x", NULL},
		{{"status", "-Z"}, "no option -Z", "`godwit help status`"},
		{{"status", "-qZ"}, "no option -Z", "`godwit help status`"},
		{{"--nonsense"}, "no option --nonsense", "`godwit help`"},
		/* Abbreviations would make every new option a danger. */
		{{"status", "--verb"}, "no option --verb", "`--verbose`"},
		/* A password on the command line is seen by all; a protection stays. */
		{{"status", "--password", "x"}, "no option --password", NULL},
		{{"status", "--no-protected"}, "no option --no-protected", NULL},
		{{"status", "--protected"}, "no option --protected", NULL},
		{{"version", "--url", "x"}, "no option --url", NULL},
		{{"status", "--json=1"}, "--json takes no value", NULL},
		{{"status", "--no-url"}, "no option --no-url", NULL},
		{{"status", "--url"}, "--url needs an argument: URL", NULL},
		{{"status", "--url", "--json"}, "--url needs an argument: URL", NULL},
		{{"status", "-u"}, "-u needs an argument: URL", NULL},
		{{"up", "--count", "0"}, "--count takes a positive number, not '0'", NULL},
		{{"up", "-n", "-1"}, "-n takes a positive number, not '-1'", NULL},
		{{"up", "-n1x"}, "-n takes a positive number, not '1x'", NULL},
		{{"up", "-n", "99999999999999999999"}, "positive number", NULL},
		{{"status", "--set", "a"}, "--set takes NAME=VALUE, not 'a'", NULL},
		{{"status", "--set", "=a"}, "--set takes NAME=VALUE", NULL},
		{{"statements", "x", "--engine", "pg"},
		 "postgres, mysql, sqlite, mariadb or postgresql, not 'pg'",
		 NULL},
		{{"new"}, "`godwit new` needs NAME...", "`godwit help new`"},
		{{"statements"}, "needs FILE", "`godwit help statements`"},
		{{"version", "x"}, "takes no arguments, but got 'x'", "`godwit help version`"},
		{{"up", "1", "2"}, "no more, but got '2'", "`godwit help up`"},
		{{"version", "mysql://joe:geheim@h/db"}, "takes no arguments", NULL},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct parsed p;

		parse(&p, cases[i].words);
		if (p.ok)
			fail_msg("case %zu is not refused", i);
		assert_int_equal(p.error->code, GW_E_USAGE);
		assert_non_null(strstr(p.error->message, cases[i].message));
		assert_null(strstr(p.error->message, "geheim"));
		if (cases[i].hint != NULL) {
			assert_non_null(p.error->hint);
			assert_non_null(strstr(p.error->hint, cases[i].hint));
		}
		parsed_done(&p);
	}
}

/* Whoever asks for JSON gets the error as JSON, wherever the mistake stands. */
static void test_json_is_known_in_spite_of_mistakes(void **state)
{
	static const struct {
		const char *words[WORDS_MAX];
		bool json;
	} cases[] = {
		{{"--json", "nonsense"}, true},
		{{"nonsense", "--json"}, true},
		{{"status", "--nonsense", "--json"}, true},
		{{"status", "--nonsense"}, false},
		{{"nonsense", "--", "--json"}, false},
		{{"nonsense", "--env", "--json"}, true},
		{{"nonsense", "--env=--json"}, false},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct parsed p;

		parse(&p, cases[i].words);
		assert_false(p.ok);
		assert_int_equal(p.cli.json, cases[i].json);
		parsed_done(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands_and_arguments),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_general_options),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_json_is_known_in_spite_of_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
