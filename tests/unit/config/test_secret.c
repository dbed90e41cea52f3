/* References to secrets, and programs that print them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "canary.h"
#include "config/dotenv.h"
#include "config/program.h"
#include "config/secret.h"
#include "scratch.h"

#define CANARY "k4n4ry"

/* The reference in "key: <text>", or NULL and *err set. */
static const struct gw_secret *parse(struct gw_arena *arena, const char *text,
				     struct gw_error **err)
{
	struct gw_yaml yaml;
	const struct gw_secret *secret = NULL;

	assert_true(gw_yaml_parse(arena, "f", gw_view_of(gw_format(arena, "key: %s", text)), &yaml,
				  err));
	if (!gw_secret_parse(arena, &yaml, &yaml.root->members.items[0], &secret, err))
		return NULL;
	return secret;
}

static int leave_scratch(void **state GW_UNUSED)
{
	unlink("secret");
	unlink("open");
	return chdir("/") != 0 || rmdir(scratch_folder) != 0;
}

static void test_forms(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		const char *shown; /* the description, or a part of the error */
		bool ok;
	} cases[] = {
		{"{env: A}", "{env: A}", true},
		{"{file: a b}", "{file: a b}", true},
		{"{command: [pass, " CANARY "]}", "{command: [pass, ...]}", true},
		{"{}", "takes a text or a reference", false},
		{"[" CANARY "]", "takes a text or a reference", false},
		{"{env: A, file: " CANARY "}", "takes a text or a reference", false},
		{"{envv: " CANARY "}", "Did you mean `env`?", false},
		{"{vault: " CANARY "}", "env, file or command", false},
		{"{env: }", "'env' takes a text", false},
		{"{file: [" CANARY "]}", "'file' takes a text", false},
		{"{command: " CANARY "}", "'command' takes a list", false},
		{"{command: []}", "'command' takes a list", false},
		{"{command: ['', " CANARY "]}", "'command' takes a list", false},
		{"{command: [a, [" CANARY "]]}", "'command' takes a list", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_secret *secret = parse(&arena, cases[i].text, &error);

		assert_int_equal(secret != NULL, cases[i].ok);
		if (secret != NULL) {
			assert_string_equal(gw_secret_describe(&arena, secret), cases[i].shown);
			continue;
		}
		assert_int_equal(error->code, GW_E_CONFIG);
		assert_int_equal(error->location.line, 1);
		assert_false(shows(&arena, error, CANARY));
		if (!shows(&arena, error, cases[i].shown))
			fail_msg("%s: %s", cases[i].text, all_text(&arena, error));
	}
}

static void test_read(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		const char *secret; /* NULL: refused */
		const char *shown; /* a part of the error */
	} cases[] = {
		{"{env: REAL}", "real", NULL},
		{"{env: ONLY_FILE}", "from file", NULL},
		{"{env: BOTH}", "real both", NULL},
		{"{env: EMPTY}", NULL, "EMPTY is not set"},
		{"{env: NONE}", NULL, "NONE is not set"},
		{"{file: secret}", " " CANARY " \n", NULL},
		{"{file: open}", NULL, "chmod 600"},
		{"{file: absent}", NULL, "absent"},
		{"{file: /dev/null}", NULL, "empty"},
		{"{command: [printf, 'a b\\n']}", "a b", NULL},
		{"{command: [printf, 'a\\r\\n']}", "a", NULL},
		{"{command: [printf, '%s', '$HOME; `x`']}", "$HOME; `x`", NULL},
		{"{command: [cat, secret]}", " " CANARY " \n", NULL},
		{"{command: ['true']}", NULL, "empty secret"},
		{"{command: [printf, 'a\\0b']}", NULL, "NUL"},
		{"{command: [cat]}", NULL, "empty secret"},
		{"{command: ['false']}", NULL, "exit status 1"},
		{"{command: [sh, -c, 'echo " CANARY "; echo because password=" CANARY
		 " >&2; exit 3']}",
		 NULL, "exit status 3\nbecause"},
		{"{command: [sh, -c, 'kill -9 $$']}", NULL, "signal 9"},
		{"{command: [/no/such/program]}", NULL, "cannot run /no/such/program"},
		{"{command: [head, -c, '100000', /dev/zero]}", NULL, "printed too much"},
	};
	static const char *const values[] = {"REAL=real", "BOTH=real both", "EMPTY=", NULL};
	GW_ARENA_AUTO struct gw_arena outer = {0};
	GW_ERROR_AUTO struct gw_error *problem = NULL;
	const struct gw_system sys = scratch_system();
	struct gw_map dotenv = {0};

	set_variables(values);
	assert_true(gw_dotenv_parse(&outer, ".env", GW_VIEW("ONLY_FILE='from file'\nBOTH=x\n"),
				    &dotenv, &problem));
	write_file("secret", " " CANARY " \n\n");
	write_file_mode("open", CANARY, 0644);
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_secret_context context = {.sys = &sys,
							  .dotenv = &dotenv,
							  .folder = scratch_folder,
							  .timeout_ms = 20000};
		const char *text = "kept";

		if (gw_secret_read(&arena, parse(&arena, cases[i].text, &error), &context, &text,
				   &error)) {
			assert_string_equal(text, cases[i].secret);
			continue;
		}
		assert_null(cases[i].secret);
		assert_string_equal(text, "kept");
		assert_int_equal(error->code, GW_E_SECRET);
		assert_false(shows(&arena, error, CANARY));
		if (!shows(&arena, error, cases[i].shown))
			fail_msg("%s: %s", cases[i].text, all_text(&arena, error));
	}
}

static void test_run_is_bounded_in_time(void **state GW_UNUSED)
{
	static const char *const cases[][4] = {
		{"sleep", "60"},
		/* Its outputs are closed, and it goes on. */
		{"sh", "-c", "exec >/dev/null 2>&1; exec sleep 60"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_view output;
		int64_t start_us = gw_system_default.monotonic_us();

		assert_false(gw_secret_run(&arena, &gw_system_default, cases[i], "", 50, &output,
					   &error));
		assert_string_equal(error->message,
				    gw_format(&arena, "%s did not end in time", cases[i][0]));
		assert_true(gw_system_default.monotonic_us() - start_us < 10 * 1000 * 1000);
	}
}

/* A daemon that inherits the pipes does not keep us waiting. */
static void test_run_ends_with_the_program(void **state GW_UNUSED)
{
	static const char *const argv[] = {"sh", "-c", "sleep 3 & echo x", NULL};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_view output;
	int64_t start_us = gw_system_default.monotonic_us();

	assert_true(gw_secret_run(&arena, &gw_system_default, argv, "", 20000, &output, &error));
	assert_string_equal(output.p, "x\n");
	assert_true(gw_system_default.monotonic_us() - start_us < 2 * 1000 * 1000);
}

/* Of a long log the end is cut off, perhaps within the secret. */
static void test_run_hides_what_is_cut_off(void **state GW_UNUSED)
{
	static const char *const argv[] = {
		"sh", "-c", "echo " CANARY "; printf '%4093s%s' said: " CANARY " >&2; exit 1",
		NULL};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_view output;

	assert_false(gw_secret_run(&arena, &gw_system_default, argv, "", 20000, &output, &error));
	assert_string_equal(error->detail, "said:***");
}

static void test_run_is_interrupted(void **state GW_UNUSED)
{
	static const char *const argv[] = {"sleep", "60", NULL};
	static const sig_atomic_t signal_number = SIGINT;
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_system sys = gw_system_default;
	struct gw_view output;

	sys.interrupted = &signal_number;
	assert_false(gw_secret_run(&arena, &sys, argv, "", 20000, &output, &error));
	assert_int_equal(error->code, GW_E_INTERRUPTED);
}

static void test_environment_and_input(void **state GW_UNUSED)
{
	static const char *const argv[] = {"sh", "-c", "echo \"$NEW ${HOME-unset} $OLD\"; cat",
					   NULL};
	static const struct gw_program_variable changes[] = {
		{"NEW", "a b"}, {"HOME", NULL}, {"OLD", "replaced"}};
	const struct gw_program program = {
		.argv = argv,
		.variables = changes,
		.nvariables = GW_COUNT(changes),
		.folder = "",
		.input = "input",
		.max_bytes = 100,
		.code = GW_E_IO,
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_view output;

	assert_int_equal(setenv("OLD", "of ours", 1), 0);
	write_file("input", "read\n");
	assert_true(gw_program_run(&arena, &gw_system_default, &program, &output, &error));
	assert_string_equal(output.p, "a b unset replaced\nread\n");
	write_file("input", NULL);
}

static void test_paths(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_string_equal(gw_path_from(&arena, "", "a"), "a");
	assert_string_equal(gw_path_from(&arena, "x/y", "a"), "x/y/a");
	assert_string_equal(gw_path_from(&arena, "/", "a"), "/a");
	assert_string_equal(gw_path_from(&arena, "x", "/a"), "/a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_run_is_bounded_in_time),
		cmocka_unit_test(test_run_ends_with_the_program),
		cmocka_unit_test(test_run_hides_what_is_cut_off),
		cmocka_unit_test(test_run_is_interrupted),
		cmocka_unit_test(test_environment_and_input),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, enter_scratch, leave_scratch);
}
