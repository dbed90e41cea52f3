/*
 * The manual page godwit(1), in the man macros of roff, made from the same tables as help. `make
 * install` gets it from `godwit help --man`.
 */
#include "cli/cli_int.h"

/* A page that is being written, and memory for its parts. */
struct page {
	struct gw_arena arena;
	struct gw_str *str;
};

/* Text as it is: backslashes, dashes, and dots and quotes at the start of a line mean something. */
static void add_text(struct page *page, struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++) {
		bool starts = page->str->n == 0 || page->str->p[page->str->n - 1] == '\n';

		if (starts && (text.p[i] == '.' || text.p[i] == '\''))
			gw_str_puts(page->str, "\\&");
		if (text.p[i] == '\\')
			gw_str_puts(page->str, "\\e");
		else if (text.p[i] == '-')
			gw_str_puts(page->str, "\\-");
		else
			gw_str_putc(page->str, text.p[i]);
	}
}

static void add_line(struct page *page, const char *text)
{
	add_text(page, gw_view_of(text));
	gw_str_putc(page->str, '\n');
}

static void add_option(struct page *page, const struct cli_option *option)
{
	const char *argument = cli_option_argument(option);
	struct cli_words words = {0};

	gw_str_puts(page->str, ".TP\n\\fB");
	if (option->letter != '\0')
		gw_str_printf(page->str, "\\-%c\\fR, \\fB", option->letter);
	gw_str_puts(page->str, "\\-\\-");
	add_text(page, gw_view_of(cli_option_name(&page->arena, option)));
	gw_str_puts(page->str, "\\fR");
	if (argument != NULL)
		gw_str_printf(page->str, " \\fI%s\\fR", argument);
	gw_str_putc(page->str, '\n');
	add_text(page, gw_view_of(option->help));
	cli_option_choices(&page->arena, option, &words);
	for (size_t i = 0; i < words.list.n; i++) {
		gw_str_puts(page->str, i == 0 ? ": " : ", ");
		add_text(page, gw_view_of(words.list.items[i]));
	}
	gw_str_putc(page->str, '\n');
}

static void add_options(struct page *page, const struct cli_command *command,
			enum cli_section section)
{
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;

	while ((option = cli_next_option(&walk)) != NULL) {
		if (walk.section == section && cli_option_is_shown(command, option))
			add_option(page, option);
	}
}

/* Paragraphs, and runs of lines that begin with a blank as they are. */
static void add_details(struct page *page, const char *details)
{
	struct gw_view rest = gw_view_of(details);
	struct gw_view line;
	bool verbatim = false;

	while (gw_view_next_line(&rest, &line)) {
		bool indented = line.n != 0 && line.p[0] == ' ';

		if (indented != verbatim && line.n != 0) {
			gw_str_puts(page->str, indented ? ".nf\n" : ".fi\n");
			verbatim = indented;
		}
		if (line.n == 0)
			gw_str_puts(page->str, ".PP\n");
		add_text(page, line);
		gw_str_puts(page->str, line.n != 0 ? "\n" : "");
	}
	if (verbatim)
		gw_str_puts(page->str, ".fi\n");
}

static void add_command(struct page *page, const struct cli_command *command)
{
	gw_str_printf(page->str, ".SS \"godwit %s", command->name);
	if (command->arguments != NULL)
		gw_str_printf(page->str, " %s", command->arguments);
	gw_str_puts(page->str, "\"\n");
	add_text(page, gw_view_of(command->summary));
	gw_str_puts(page->str, ".\n");
	if (command->details != NULL) {
		gw_str_puts(page->str, ".PP\n");
		add_details(page, command->details);
	}
	add_options(page, command, CLI_SECTION_OWN);
}

/* All of them are those of the command that has to do with every setting. */
static void add_target_options(struct page *page)
{
	add_options(page, &cmd_config, CLI_SECTION_TARGET);
}

static void add_environment(struct page *page)
{
	gw_str_puts(page->str, ".SH ENVIRONMENT\n");
	for (size_t i = 0; i < GW_KEY_COUNT; i++) {
		if (gw_keys[i].variable == NULL)
			continue;
		gw_str_printf(page->str, ".TP\n\\fB%s\\fR\n", gw_keys[i].variable);
		add_line(page, gw_keys[i].help);
	}
	gw_str_puts(page->str,
		    ".TP\n\\fBGODWIT_ENV\\fR\nthe environment of godwit.yaml to work on\n"
		    ".TP\n\\fBNO_COLOR\\fR\nno colour\n"
		    ".TP\n\\fBCOLUMNS\\fR\nthe width of the terminal\n");
}

/* Each status once, with the errors that lead to it. */
static void add_exit_statuses(struct page *page)
{
	gw_str_puts(page->str, ".SH \"EXIT STATUS\"\n.TP\n\\fB0\\fR\ndone, or nothing to do\n");
	for (int status = 1; status < 128; status++) {
		const struct gw_code_info *info;
		bool first = true;

		for (size_t i = 0; (info = gw_code_at(i)) != NULL; i++) {
			if (info->exit_status != status)
				continue;
			if (first)
				gw_str_printf(page->str, ".TP\n\\fB%d\\fR\n", status);
			else
				gw_str_puts(page->str, ", ");
			add_text(page, gw_view_of(info->slug));
			first = false;
		}
		if (!first)
			gw_str_puts(page->str, "\n");
	}
	gw_str_puts(page->str, ".TP\n\\fB128 + n\\fR\nended by signal n\n"
			       ".PP\n\\fBgodwit explain\\fR tells more about each.\n");
}

void cli_manual(struct gw_str *str)
{
	struct page page = {.str = str};
	const struct cli_command *command;

	gw_str_puts(str, ".TH GODWIT 1 \"\" \"godwit " GW_VERSION "\"\n.SH NAME\n"
			 "godwit \\- schema migrations for PostgreSQL, MySQL, MariaDB and SQLite\n"
			 ".SH SYNOPSIS\n\\fBgodwit\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] "
			 "[\\fIARGUMENTS\\fR]\n.SH COMMANDS\n");
	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++)
		add_command(&page, command);
	gw_str_puts(str, ".SH \"OPTIONS OF EVERY COMMAND\"\n");
	add_options(&page, NULL, CLI_SECTION_GENERAL);
	gw_str_puts(str, ".SH \"OPTIONS OF COMMANDS WITH A TARGET\"\n");
	add_target_options(&page);
	add_environment(&page);
	add_exit_statuses(&page);
	gw_arena_done(&page.arena);
}
