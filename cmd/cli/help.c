/*
 * Help, made from the tables: the page of a command, the page of the program, and both as JSON.
 */
#include "cli/cli_int.h"
#include "ui/ui.h"

enum { LEFT_MAX = 28, RIGHT_MIN = 20, TEXT_COLUMNS_MAX = 100 };

static const char *const section_titles[CLI_SECTION_COUNT] = {
	[CLI_SECTION_OWN] = "Options",
	[CLI_SECTION_TARGET] = "Target and settings",
	[CLI_SECTION_GENERAL] = "General",
	[CLI_SECTION_PROGRAM] = "Program",
};

/* A page that is being written. */
struct page {
	struct gw_arena arena;
	struct gw_str *str;
	size_t width;
	bool colour;
};

static void add_title(struct page *page, const char *title)
{
	gw_str_putc(page->str, '\n');
	if (page->colour)
		gw_str_printf(page->str, "%s%s" UI_RESET "\n", ui_style_code(UI_BOLD), title);
	else
		gw_str_printf(page->str, "%s\n", title);
}

/* text in lines behind indent columns; the first line is indented already. */
static void add_wrapped(struct page *page, size_t indent, struct gw_view text)
{
	size_t columns = GW_MAX(page->width, indent + RIGHT_MIN) - indent;
	struct gw_view line;

	for (bool first = true; ui_wrap_next(&text, columns, &line); first = false) {
		if (!first)
			gw_str_pad(page->str, ' ', indent);
		gw_str_add(page->str, line);
		gw_str_putc(page->str, '\n');
	}
}

/* "  left    right, wrapped behind the left column" */
static void add_entry(struct page *page, const char *left, size_t left_columns, const char *right)
{
	size_t columns = ui_columns(gw_view_of(left));
	size_t indent = 2 + left_columns + 2;

	gw_str_printf(page->str, "  %s", left);
	if (columns > left_columns) {
		gw_str_putc(page->str, '\n');
		columns = 0;
		gw_str_pad(page->str, ' ', 2);
	}
	gw_str_pad(page->str, ' ', indent - 2 - columns);
	add_wrapped(page, indent, gw_view_of(right));
}

/* "-n, --count N" */
static char *option_left(struct gw_arena *arena, const struct cli_option *option)
{
	const char *argument = cli_option_argument(option);
	const char *letter = option->letter != '\0' ? gw_format(arena, "-%c, ", option->letter)
						    : "    ";

	return gw_format(arena, "%s--%s%s%s", letter, cli_option_name(arena, option),
			 argument != NULL ? " " : "", argument != NULL ? argument : "");
}

/* The help text, with the words that the option takes, the default first, or the default alone. */
static const char *option_right(struct gw_arena *arena, const struct cli_option *option)
{
	const char *fallback = option->type == CLI_SETTING ? gw_keys[option->key].fallback : NULL;
	GW_STR_AUTO struct gw_str str = {0};
	struct cli_words words = {0};

	gw_str_puts(&str, option->help);
	if (fallback != NULL && gw_keys[option->key].type != GW_KEY_CHOICE) {
		gw_str_printf(&str, " (default: %s)", fallback);
		return gw_str_take(&str, arena);
	}
	cli_option_choices(arena, option, &words);
	for (size_t i = 0; i < words.list.n; i++)
		gw_str_printf(&str, "%s%s",
			      i == 0                 ? ": "
			      : i + 1 < words.list.n ? ", "
						     : " or ",
			      words.list.items[i]);
	return gw_str_take(&str, arena);
}

/* The column of help texts: behind the longest option that is not too long. */
static size_t options_columns(struct page *page, const struct cli_command *command)
{
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;
	size_t most = 0;

	while ((option = cli_next_option(&walk)) != NULL) {
		const char *left = option_left(&page->arena, option);
		size_t columns = ui_columns(gw_view_of(left));

		if (cli_option_is_shown(command, option) && columns <= LEFT_MAX)
			most = GW_MAX(most, columns);
	}
	return most;
}

static void add_options(struct page *page, const struct cli_command *command)
{
	struct cli_walk walk = {.command = command};
	enum cli_section section = CLI_SECTION_COUNT;
	size_t columns = options_columns(page, command);
	const struct cli_option *option;

	while ((option = cli_next_option(&walk)) != NULL) {
		if (!cli_option_is_shown(command, option))
			continue;
		if (walk.section != section)
			add_title(page, section_titles[walk.section]);
		section = walk.section;
		add_entry(page, option_left(&page->arena, option), columns,
			  option_right(&page->arena, option));
	}
}

/* Paragraphs; lines that begin with a blank stay as they are. */
static void add_details(struct page *page, const char *details)
{
	struct gw_view rest = gw_view_of(details);
	struct gw_view line;

	if (details == NULL)
		return;
	gw_str_putc(page->str, '\n');
	while (gw_view_next_line(&rest, &line)) {
		if (line.n != 0 && line.p[0] != ' ') {
			add_wrapped(page, 0, line);
		} else {
			gw_str_add(page->str, line);
			gw_str_putc(page->str, '\n');
		}
	}
}

static void add_command_page(struct page *page, const struct cli_command *command)
{
	gw_str_printf(page->str, "godwit %s: %s\n\nusage: godwit %s [OPTIONS]", command->name,
		      command->summary, command->name);
	if (command->arguments != NULL)
		gw_str_printf(page->str, " %s", command->arguments);
	gw_str_putc(page->str, '\n');
	add_details(page, command->details);
	add_options(page, command);
}

static void add_commands(struct page *page)
{
	const struct cli_command *command;
	const char *last = NULL;
	const char *group;
	size_t columns = 0;

	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++)
		columns = GW_MAX(columns, gw_view_of(command->name).n);
	for (size_t i = 0; (command = cli_command_at(i, &group)) != NULL; i++) {
		if (group != last)
			add_title(page, group);
		last = group;
		add_entry(page, command->name, columns, command->summary);
	}
}

static void add_program_page(struct page *page)
{
	gw_str_puts(page->str, "godwit " GW_VERSION ": ");
	add_wrapped(page, 0,
		    GW_VIEW("schema migrations for PostgreSQL, MySQL, MariaDB and SQLite"));
	gw_str_puts(page->str, "\nusage: godwit COMMAND [OPTIONS] [ARGUMENTS]\n");
	add_commands(page);
	add_options(page, NULL);
	add_title(page, "Examples");
	gw_str_puts(page->str, "  godwit init --url sqlite:app.db\n"
			       "  godwit new add users\n"
			       "  godwit up\n"
			       "  godwit status --env prod\n"
			       "\n`godwit help COMMAND` tells more.\n");
}

void cli_help(const struct cli_command *command, size_t width, bool colour, struct gw_str *str)
{
	struct page page = {
		.str = str, .width = GW_MIN(width, (size_t)TEXT_COLUMNS_MAX), .colour = colour};

	if (command != NULL)
		add_command_page(&page, command);
	else
		add_program_page(&page);
	gw_arena_done(&page.arena);
}

static struct gw_json *option_json(struct gw_arena *arena, const struct cli_option *option)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *choices = gw_json_array();
	struct cli_words words = {0};

	cli_option_choices(arena, option, &words);
	for (size_t i = 0; i < words.list.n; i++)
		gw_json_push_text(choices, words.list.items[i]);
	gw_json_set_text(json, "name", cli_option_name(arena, option));
	gw_json_set_view(json, "letter",
			 (struct gw_view){option->letter != '\0' ? &option->letter : NULL, 1});
	gw_json_set_text(json, "argument", cli_option_argument(option));
	gw_json_set_text(json, "help", option->help);
	gw_json_set(json, "choices", choices);
	return json;
}

static struct gw_json *options_json(const struct cli_command *command)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_json *json = gw_json_array();
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;

	while ((option = cli_next_option(&walk)) != NULL) {
		if (cli_option_is_shown(command, option))
			gw_json_push(json, option_json(&arena, option));
	}
	return json;
}

static struct gw_json *command_json(const struct cli_command *command, const char *group)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "name", command->name);
	gw_json_set_text(json, "group", group);
	gw_json_set_text(json, "arguments", command->arguments);
	gw_json_set_text(json, "summary", command->summary);
	gw_json_set_text(json, "details", command->details);
	gw_json_set(json, "options", options_json(command));
	return json;
}

void cli_help_json(const struct cli_command *command, struct gw_json *object)
{
	struct gw_json *list = gw_json_array();
	const struct cli_command *each;
	const char *group;

	for (size_t i = 0; (each = cli_command_at(i, &group)) != NULL; i++) {
		if (command == NULL || each == command)
			gw_json_push(list, command_json(each, group));
	}
	gw_json_set(object, "commands", list);
}
