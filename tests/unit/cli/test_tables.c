/*
 * The tables of commands and options hold together, and what is made from them holds all of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"
#include "cli/cli_int.h"
#include "ui/ui.h"

/* Every command, and last the program itself (NULL). */
#define FOR_EACH_COMMAND(i, command)                                                              \
	for (size_t i = 0; ((command) = cli_command_at(i, NULL)) != NULL || i == command_count(); \
	     i++)

static size_t command_count(void)
{
	size_t n = 0;

	while (cli_command_at(n, NULL) != NULL)
		n++;
	return n;
}

static void test_commands_are_complete(void **state)
{
	struct gw_map seen = {0};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct cli_command *command;
	const char *group;

	(void)state;
	for (size_t i = 0; (command = cli_command_at(i, &group)) != NULL; i++) {
		assert_non_null(group);
		assert_non_null(command->run);
		assert_non_null(command->summary);
		assert_true(command->summary[strlen(command->summary) - 1] != '.');
		assert_true(strlen(command->summary) <= 66); /* one line of help */
		assert_true(command->min_args <= command->max_args);
		assert_true(command->max_args == 0 || command->arguments != NULL);
		assert_true(command->options == NULL || command->options_size != 0);
		assert_ptr_equal(cli_command_find(gw_view_of(command->name)), command);
		assert_null(gw_map_put(&arena, &seen, gw_view_of(command->name), &arena));
	}
	assert_null(cli_command_find(GW_VIEW("")));
	assert_null(cli_command_find(GW_VIEW("u")));
}

/* One name means one thing within a command, and takes an argument in all commands or in none. */
static void test_option_names_are_unambiguous(void **state)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map kinds = {0};
	static char flag, other;
	const struct cli_command *command;

	(void)state;
	FOR_EACH_COMMAND(i, command)
	{
		struct cli_walk walk = {.command = command};
		struct gw_map names = {0};
		const struct cli_option *option;

		while ((option = cli_next_option(&walk)) != NULL) {
			const char *name = cli_option_name(&arena, option);
			const char *letter = gw_format(&arena, "-%c", option->letter);
			char *kind = option->type == CLI_FLAG ? &flag : &other;
			void *before = gw_map_put(&arena, &kinds, gw_view_of(name), kind);

			assert_true(before == NULL || before == kind);
			assert_null(gw_map_put(&arena, &names, gw_view_of(name), kind));
			if (option->letter == '\0')
				continue;
			assert_null(gw_map_put(&arena, &names, gw_view_of(letter), kind));
			before = gw_map_put(&arena, &kinds, gw_view_of(letter), kind);
			assert_true(before == NULL || before == kind);
		}
	}
}

static void test_every_setting_that_is_a_word_is_an_option(void **state)
{
	static const struct {
		const char *name;
		bool there;
	} cases[] = {
		{"url", true},           {"dir", true},
		{"lock-wait", true},     {"statement-timeout", true},
		{"edited", true},        {"store-sql-limit", true},
		{"lock_wait", false},    {"password", false},
		{"protected", false},    {"prelude", false},
		{"placeholders", false}, {"set", true},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct cli_walk walk = {.command = &cmd_config};
		const struct cli_option *option;
		bool there = false;

		while ((option = cli_next_option(&walk)) != NULL)
			there |= cli_option_is(option, gw_view_of(cases[i].name));
		assert_int_equal(there, cases[i].there);
	}
}

/* Whether the page has the option, and not only one whose name begins so. */
static bool names_option(const char *page, const char *name)
{
	size_t n = strlen(name);

	while ((page = strstr(page, " --")) != NULL) {
		page += 3;
		if (strncmp(page, name, n) == 0 && strchr(" \n=`", page[n]) != NULL)
			return true;
	}
	return false;
}

static void test_help_fits_and_names_everything(void **state)
{
	static const size_t widths[] = {60, 80, 200};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct cli_command *command;

	(void)state;
	for (size_t w = 0; w < GW_COUNT(widths); w++) {
		FOR_EACH_COMMAND(i, command)
		{
			GW_STR_AUTO struct gw_str page = {0};
			struct cli_walk walk = {.command = command};
			const struct cli_option *option;
			struct gw_view rest, line;

			cli_help(command, widths[w], false, &page);
			while ((option = cli_next_option(&walk)) != NULL) {
				const char *name = cli_option_name(&arena, option);

				assert_int_equal(names_option(page.p, name),
						 cli_option_is_shown(command, option));
			}
			/* Only examples and usage lines may be longer than the terminal. */
			for (rest = gw_str_view(&page); gw_view_next_line(&rest, &line);) {
				bool verbatim = gw_view_find(line, GW_VIEW("godwit")) != GW_NOWHERE;

				assert_true(verbatim || ui_columns(line) <= widths[w]);
				assert_false(gw_view_ends(line, " "));
			}
		}
	}
}

/* Settings that a command does not read are taken by it, and not shown. */
static void test_help_shows_what_is_read(void **state)
{
	static const struct {
		const struct cli_command *command;
		const char *shown, *hidden;
	} cases[] = {
		{&cmd_up, "--lock-timeout", NULL},
		{&cmd_up, "--yes-i-mean", NULL},
		{&cmd_config, "--lock-timeout", NULL},
		{&cmd_status, "--url", "--lock-timeout"},
		{&cmd_status, "--dir", "--set"},
		{&cmd_log, "--schema", "--transaction"},
		{&cmd_new, "--dir", "--statement-timeout"},
		{&cmd_accept, "--reason", "--lock-timeout"},
		{&cmd_accept, "--lock-wait", "--yes-i-mean"},
		{&cmd_keys, "--keys", "--url"},
		{&cmd_unlock, "--yes-i-mean", "--dir"},
		{&cmd_check, "--out-of-order", "--edited"},
		{&cmd_up, "--unadopted", NULL},
		{&cmd_new, "--dir", "--unadopted"},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str page = {0};

		cli_help(cases[i].command, 80, false, &page);
		if (strstr(page.p, cases[i].shown) == NULL)
			fail_msg("%s: no %s", cases[i].command->name, cases[i].shown);
		if (cases[i].hidden != NULL && strstr(page.p, cases[i].hidden) != NULL)
			fail_msg("%s: %s", cases[i].command->name, cases[i].hidden);
	}
}

static void test_program_help_lists_all_commands(void **state)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str page = {0};
	const struct cli_command *command;

	(void)state;
	cli_help(NULL, 80, false, &page);
	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++) {
		assert_non_null(strstr(page.p, gw_format(&arena, "\n  %s ", command->name)));
		assert_non_null(strstr(page.p, command->summary));
	}
}

static void test_scripts_hold_all_commands_and_options(void **state)
{
	static const char *const shells[] = {"bash", "zsh", "fish"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct cli_command *command;

	(void)state;
	for (size_t s = 0; s < GW_COUNT(shells); s++) {
		GW_STR_AUTO struct gw_str script = {0};

		assert_true(cli_completion(gw_view_of(shells[s]), &script));
		FOR_EACH_COMMAND(i, command)
		{
			struct cli_walk walk = {.command = command};
			const struct cli_option *option;

			assert_true(command == NULL || strstr(script.p, command->name) != NULL);
			while ((option = cli_next_option(&walk)) != NULL) {
				const char *name = cli_option_name(&arena, option);
				bool fish = strcmp(shells[s], "fish") == 0;
				const char *text = gw_format(&arena, fish ? " -l %s " : "--%s",
							     name);

				if (cli_option_is_shown(command, option))
					assert_non_null(strstr(script.p, text));
			}
		}
	}
}

static void test_other_shells_are_refused(void **state)
{
	GW_STR_AUTO struct gw_str script = {0};

	(void)state;
	assert_false(cli_completion(GW_VIEW("tcsh"), &script));
	assert_false(cli_completion(GW_VIEW(""), &script));
	assert_int_equal(script.n, 0);
}

/* A line of text that begins with a dot would be taken for a request of roff. */
static void test_manual_is_roff(void **state)
{
	static const char *const requests[] = {".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi"};
	GW_STR_AUTO struct gw_str page = {0};
	struct gw_view rest, line;
	int open = 0;

	(void)state;
	cli_manual(&page);
	assert_true(gw_view_starts(gw_str_view(&page), ".TH GODWIT 1 "));
	for (rest = gw_str_view(&page); gw_view_next_line(&rest, &line);) {
		bool known = false;

		assert_true(line.n != 0);
		open += gw_view_is(line, ".nf") - gw_view_is(line, ".fi");
		assert_in_range(open, 0, 1);
		if (line.p[0] != '.')
			continue;
		for (size_t i = 0; i < GW_COUNT(requests); i++)
			known |= gw_view_starts(line, requests[i]);
		assert_true(known);
	}
	assert_int_equal(open, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands_are_complete),
		cmocka_unit_test(test_option_names_are_unambiguous),
		cmocka_unit_test(test_every_setting_that_is_a_word_is_an_option),
		cmocka_unit_test(test_help_fits_and_names_everything),
		cmocka_unit_test(test_help_shows_what_is_read),
		cmocka_unit_test(test_program_help_lists_all_commands),
		cmocka_unit_test(test_scripts_hold_all_commands_and_options),
		cmocka_unit_test(test_other_shells_are_refused),
		cmocka_unit_test(test_manual_is_roff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
