/*
 * Completion scripts for bash, zsh and fish, made from the tables. An argument that help calls FILE
 * or DIR is completed as one; one with a closed list of words by that list; any other not at all.
 */
#include "cli/cli_int.h"

/* A script that is being written, and memory for its parts. */
struct script {
	struct gw_arena arena;
	struct gw_str *str;
};

static void add(struct script *s, const char *text)
{
	gw_str_puts(s->str, text);
}

/* Text inside single quotes; the characters of special are escaped with a backslash, too. */
static void add_quoted(struct script *s, const char *text, const char *special)
{
	struct gw_view specials = gw_view_of(special);

	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			add(s, "'\\''");
			continue;
		}
		if (gw_view_find_char(specials, *text) != GW_NOWHERE)
			gw_str_putc(s->str, '\\');
		gw_str_putc(s->str, *text);
	}
}

static void add_words(struct script *s, const struct cli_words *words)
{
	for (size_t i = 0; i < words->list.n; i++)
		gw_str_printf(s->str, "%s%s", i == 0 ? "" : " ", words->list.items[i]);
}

static bool is_file(const char *argument)
{
	return gw_view_find(gw_view_of(argument), GW_VIEW("FILE")) != GW_NOWHERE;
}

static bool is_folder(const char *argument)
{
	return gw_view_is(gw_view_of(argument), "DIR");
}

/* The next option that is shown. */
static const struct cli_option *next_shown(struct cli_walk *walk)
{
	const struct cli_option *option = cli_next_option(walk);

	while (option != NULL && !cli_option_is_shown(walk->command, option))
		option = cli_next_option(walk);
	return option;
}

/* --- bash --- */

static void bash_option(struct script *s, const struct cli_option *option)
{
	const char *argument = cli_option_argument(option);
	struct cli_words words = {0};

	if (argument == NULL)
		return;
	gw_str_printf(s->str, "\t\t--%s", cli_option_name(&s->arena, option));
	if (option->letter != '\0')
		gw_str_printf(s->str, " | -%c", option->letter);
	cli_option_choices(&s->arena, option, &words);
	if (words.list.n != 0) {
		add(s, ") words='");
		add_words(s, &words);
		add(s, "' ;;\n");
	} else if (is_file(argument) || is_folder(argument)) {
		gw_str_printf(s->str, ") files=-%c ;;\n", is_file(argument) ? 'f' : 'd');
	} else {
		add(s, ") ;;\n");
	}
}

static void bash_option_names(struct script *s, const struct cli_command *command)
{
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;

	for (bool first = true; (option = next_shown(&walk)) != NULL; first = false)
		gw_str_printf(s->str, "%s--%s", first ? "" : " ",
			      cli_option_name(&s->arena, option));
}

static void bash_command_names(struct script *s, const char *separator)
{
	const struct cli_command *command;

	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++)
		gw_str_printf(s->str, "%s%s", i == 0 ? "" : separator, command->name);
}

/* What a word may be that is no option's argument; of a list of words, what one word is. */
static void bash_argument(struct script *s, const struct cli_command *command)
{
	struct cli_words words = {0};

	if (command->arguments != NULL && is_file(command->arguments)) {
		add(s, "files=-f");
		return;
	}
	cli_argument_choices(&s->arena, command, &words);
	add(s, "choices=1 words='");
	add_words(s, &words);
	add(s, "'");
}

/* command is NULL before there is one. */
static void bash_command(struct script *s, const struct cli_command *command)
{
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;

	gw_str_printf(s->str, "\t%s)\n\t\tcase $prev in\n", command != NULL ? command->name : "''");
	while ((option = next_shown(&walk)) != NULL)
		bash_option(s, option);
	add(s, "\t\t*)\n\t\t\tif [[ $cur == -* ]]; then\n\t\t\t\twords='");
	bash_option_names(s, command);
	add(s, "'\n\t\t\telse\n\t\t\t\t");
	if (command != NULL) {
		bash_argument(s, command);
	} else {
		add(s, "words='");
		bash_command_names(s, " ");
		add(s, "'");
	}
	add(s, "\n\t\t\tfi\n\t\t\t;;\n\t\tesac\n\t\t;;\n");
}

static void bash(struct script *s)
{
	const struct cli_command *command;

	add(s, "# bash completion for godwit, made by `godwit completion bash`.\n"
	       "_godwit()\n{\n"
	       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	       "\tlocal command='' words='' files='' choices=0 i\n"
	       "\tif [[ $cur == '=' ]]; then\n\t\tcur=''\n"
	       "\telif [[ $prev == '=' ]]; then\n\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
	       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	       "\t\tcase ${COMP_WORDS[i]} in\n\t\t");
	bash_command_names(s, " | ");
	add(s, ")\n\t\t\tcommand=${COMP_WORDS[i]}\n\t\t\tbreak\n\t\t\t;;\n\t\tesac\n\tdone\n"
	       "\tcase $command in\n");
	bash_command(s, NULL);
	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++)
		bash_command(s, command);
	add(s,
	    "\tesac\n\tfor ((i++; choices && i < COMP_CWORD; i++)); do\n"
	    "\t\t[[ \" $words \" != *\" ${COMP_WORDS[i]} \"* ]] || words='' files=-f\n\tdone\n"
	    "\tif [[ -n $files ]]; then\n\t\tlocal IFS=$'\\n'\n"
	    "\t\tcompopt -o filenames\n\t\tCOMPREPLY=($(compgen \"$files\" -- \"$cur\"))\n\telse\n"
	    "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n\tfi\n}\n"
	    "complete -F _godwit godwit\n");
}

/* --- zsh --- */

/* ":URL:", ":FORMAT:(auto godwit)", ":FILE:_files" */
static void zsh_argument(struct script *s, const char *argument, const struct cli_words *words)
{
	add(s, ":");
	add_quoted(s, argument, "\\:[]");
	add(s, ":");
	if (words->list.n != 0) {
		add(s, "(");
		add_words(s, words);
		add(s, ")");
	} else if (is_file(argument)) {
		add(s, "_files");
	} else if (is_folder(argument)) {
		add(s, "_files -/");
	}
}

static void zsh_option(struct script *s, const struct cli_option *option)
{
	const char *name = cli_option_name(&s->arena, option);
	const char *argument = cli_option_argument(option);
	struct cli_words words = {0};

	add(s, " \\\n\t\t\t");
	if (option->letter != '\0')
		gw_str_printf(s->str, "'(-%c --%s)'{-%c,--%s}'", option->letter, name,
			      option->letter, name);
	else
		gw_str_printf(s->str, "'--%s", name);
	add(s, "[");
	add_quoted(s, option->help, "\\:[]");
	add(s, "]");
	cli_option_choices(&s->arena, option, &words);
	if (argument != NULL)
		zsh_argument(s, argument, &words);
	add(s, "'");
}

static void zsh_options(struct script *s, const struct cli_command *command)
{
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;

	while ((option = next_shown(&walk)) != NULL)
		zsh_option(s, option);
}

static void zsh_command(struct script *s, const struct cli_command *command)
{
	struct cli_words words = {0};

	gw_str_printf(s->str, "\t\t%s)\n\t\t\t_arguments -s", command->name);
	zsh_options(s, command);
	if (command->arguments != NULL) {
		add(s, " \\\n\t\t\t'*");
		cli_argument_choices(&s->arena, command, &words);
		zsh_argument(s, command->arguments, &words);
		add(s, "'");
	}
	add(s, "\n\t\t\t;;\n");
}

static void zsh(struct script *s)
{
	const struct cli_command *command;

	add(s, "#compdef godwit\n# zsh completion for godwit, made by `godwit completion zsh`.\n"
	       "_godwit()\n{\n\tlocal curcontext=$curcontext state line\n"
	       "\tlocal -a commands\n\tcommands=(\n");
	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++) {
		gw_str_printf(s->str, "\t\t'%s:", command->name);
		add_quoted(s, command->summary, "");
		add(s, "'\n");
	}
	add(s, "\t)\n\t_arguments -C");
	zsh_options(s, NULL);
	add(s, " \\\n\t\t\t'1:command:->command' '*::argument:->rest'\n"
	       "\tcase $state in\n\tcommand) _describe command commands ;;\n"
	       "\trest)\n\t\tcase $words[1] in\n");
	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++)
		zsh_command(s, command);
	add(s, "\t\tesac\n\t\t;;\n\tesac\n}\n"
	       "if [[ $funcstack[1] == _godwit ]]; then\n\t_godwit \"$@\"\nelse\n"
	       "\tcompdef _godwit godwit\nfi\n");
}

/* --- fish --- */

/* condition: after "-n"; NULL for always. */
static void fish_option(struct script *s, const char *condition, const struct cli_option *option)
{
	const char *argument = cli_option_argument(option);
	struct cli_words words = {0};

	add(s, "complete -c godwit");
	if (condition != NULL)
		gw_str_printf(s->str, " -n '__fish_seen_subcommand_from %s'", condition);
	if (option->letter != '\0')
		gw_str_printf(s->str, " -s %c", option->letter);
	gw_str_printf(s->str, " -l %s -d '", cli_option_name(&s->arena, option));
	add_quoted(s, option->help, "\\");
	add(s, "'");
	cli_option_choices(&s->arena, option, &words);
	if (words.list.n != 0) {
		add(s, " -x -a '");
		add_words(s, &words);
		add(s, "'");
	} else if (argument != NULL && is_file(argument)) {
		add(s, " -r -F");
	} else if (argument != NULL && is_folder(argument)) {
		add(s, " -x -a '(__fish_complete_directories)'");
	} else if (argument != NULL) {
		add(s, " -x");
	}
	add(s, "\n");
}

static void fish_command(struct script *s, const struct cli_command *command)
{
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;
	struct cli_words words = {0};

	gw_str_printf(s->str, "complete -c godwit -n __fish_use_subcommand -a %s -d '",
		      command->name);
	add_quoted(s, command->summary, "\\");
	add(s, "'\n");
	while ((option = next_shown(&walk)) != NULL) {
		if (walk.section != CLI_SECTION_GENERAL)
			fish_option(s, command->name, option);
	}
	cli_argument_choices(&s->arena, command, &words);
	if (words.list.n == 0 && (command->arguments == NULL || !is_file(command->arguments)))
		return;
	gw_str_printf(s->str, "complete -c godwit -n '__fish_seen_subcommand_from %s' ",
		      command->name);
	add(s, words.list.n != 0 ? "-a '" : "-F");
	add_words(s, &words);
	add(s, words.list.n != 0 ? "'\n" : "\n");
}

static void fish(struct script *s)
{
	struct cli_walk walk = {0};
	const struct cli_option *option;
	const struct cli_command *command;

	add(s, "# fish completion for godwit, made by `godwit completion fish`.\n"
	       "complete -c godwit -f\n");
	while ((option = next_shown(&walk)) != NULL)
		fish_option(s, NULL, option);
	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++)
		fish_command(s, command);
}

bool cli_completion(struct gw_view shell, struct gw_str *str)
{
	static const struct {
		const char *name;
		void (*write)(struct script *s);
	} shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
	struct script s = {.str = str};

	for (size_t i = 0; i < GW_COUNT(shells); i++) {
		if (!gw_view_is(shell, shells[i].name))
			continue;
		shells[i].write(&s);
		gw_arena_done(&s.arena);
		return true;
	}
	return false;
}
