/*
 * Parsing the command line, in two passes over the same words: the first looks for the command (the
 * first word that is no option and no option's value), the second reads every option by that
 * command's tables. So options may stand on either side of the command.
 */
#include "cli/cli_int.h"

#include <string.h>

enum { EXIT_STATUS_USAGE = 64 };

struct parser {
	struct cli *cli;
	struct gw_config_request *request;
	struct cli_general general;
	const char **words;
	size_t n;
	size_t at; /* the word that is being read */
	size_t command_at; /* n when there is none */
	GW_VEC(const char *) args;
};

/* An option as it was found in the tables. */
struct found {
	const struct cli_option *option; /* NULL: not found */
	enum cli_section section;
	bool negated;
	const char *spelling; /* "--lock-wait", "-n": for messages */
};

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0';
}

/* What the user wrote, fit for a message: words may hold a URL with its password. */
static const char *quoted(const struct parser *p, const char *word)
{
	struct gw_view shown = gw_url_redact_text(p->cli->arena, gw_view_of(word));

	return gw_view_dup(p->cli->arena, shown);
}

static bool option_fits(const struct cli_option *option, struct gw_view name, char letter)
{
	return name.p != NULL ? cli_option_is(option, name) : option->letter == letter;
}

/* By name, or by letter when name is absent. */
static struct found find_option(const struct cli_command *command, struct gw_view name, char letter)
{
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;

	while ((option = cli_next_option(&walk)) != NULL) {
		if (option_fits(option, name, letter))
			return (struct found){.option = option, .section = walk.section};
	}
	return (struct found){0};
}

/* Among the options of all commands: while the command is not known yet. */
static bool takes_argument_anywhere(struct gw_view name, char letter)
{
	const struct cli_command *command;
	struct found found = find_option(NULL, name, letter);

	for (size_t i = 0; found.option == NULL && (command = cli_command_at(i, NULL)) != NULL; i++)
		found = find_option(command, name, letter);
	return found.option != NULL && found.option->type != CLI_FLAG;
}

/* A next word that looks like a long option is no argument: more likely that was forgotten. */
static bool can_be_argument(const char *word)
{
	return word != NULL && strncmp(word, "--", 2) != 0;
}

/* Whether the word after this option is its argument. */
static bool takes_next_word(const char *word)
{
	if (word[1] == '-')
		return strchr(word, '=') == NULL &&
		       takes_argument_anywhere(gw_view_of(word + 2), '\0');
	for (const char *letter = word + 1; *letter != '\0'; letter++) {
		if (takes_argument_anywhere((struct gw_view){0}, *letter))
			return letter[1] == '\0';
	}
	return false;
}

/* The first pass. --json is noted too, so that an error in any other option is told as JSON. */
static void find_command(struct parser *p)
{
	bool options_ended = false;

	p->command_at = p->n;
	for (size_t i = 0; i < p->n; i++) {
		const char *word = p->words[i];

		if (!options_ended && strcmp(word, "--") == 0)
			options_ended = true;
		else if (!options_ended && strcmp(word, "--json") == 0)
			p->cli->json = true;
		else if (!options_ended && is_option(word))
			i += takes_next_word(word) && can_be_argument(p->words[i + 1]);
		else if (p->command_at == p->n)
			p->command_at = i;
	}
}

/* Sets the command, and gives it its options struct. */
static void set_command(struct parser *p, const struct cli_command *command)
{
	p->cli->command = command;
	p->cli->options = gw_alloc(p->cli->arena, GW_MAX(command->options_size, (size_t)1));
}

static void hint_help(const struct parser *p, struct gw_error *error)
{
	const struct cli_command *command = p->cli->command;

	if (command != NULL)
		gw_error_hint(error, "`godwit help %s` shows what it takes.", command->name);
	else
		gw_error_hint(error, "`godwit help` shows what godwit takes.");
}

/* What all options have in common makes none like another. */
static struct gw_view without_dashes(const char *spelling)
{
	while (*spelling == '-')
		spelling++;
	return gw_view_of(spelling);
}

static bool unknown_option(struct parser *p, const char *spelling, struct gw_error **err)
{
	const struct cli_command *command = p->cli->command;
	struct cli_walk walk = {.command = command};
	const struct cli_option *option;
	struct cli_words names = {0};
	const char *meant;

	while ((option = cli_next_option(&walk)) != NULL) {
		if (option->help != NULL)
			gw_vec_push(p->cli->arena, &names.list,
				    cli_option_name(p->cli->arena, option));
	}
	if (command != NULL)
		gw_fail(err, GW_E_USAGE, "`godwit %s` has no option %s", command->name,
			quoted(p, spelling));
	else
		gw_fail(err, GW_E_USAGE, "without a command there is no option %s",
			quoted(p, spelling));
	meant = gw_nearest(without_dashes(spelling), names.list.items, names.list.n);
	if (meant != NULL)
		gw_error_hint(*err, "Did you mean `--%s`?", meant);
	else if (command != NULL && (command->needs & CLI_NEEDS_RUN) != 0 &&
		 strcmp(spelling, "--dry-run") == 0)
		gw_error_hint(*err, "`godwit plan` shows what would run, and runs nothing.");
	else
		hint_help(p, *err);
	return false;
}

static bool check_choice(struct parser *p, const struct found *found, const char *value,
			 struct gw_error **err)
{
	GW_STR_AUTO struct gw_str list = {0};
	const char *const *choice = found->option->choices;

	if (choice == NULL)
		return true;
	for (; *choice != NULL; choice++) {
		if (strcmp(*choice, value) == 0)
			return true;
		gw_str_printf(&list, "%s%s",
			      list.n == 0         ? ""
			      : choice[1] != NULL ? ", "
						  : " or ",
			      *choice);
	}
	return gw_fail(err, GW_E_USAGE, "%s is %s, not '%s'", found->spelling, gw_str_text(&list),
		       quoted(p, value));
}

static bool parse_count(struct parser *p, const struct found *found, const char *value,
			size_t *ret_count, struct gw_error **err)
{
	uint64_t number;

	if (!gw_parse_u64(gw_view_of(value), &number) || number == 0 || number > SIZE_MAX)
		return gw_fail(err, GW_E_USAGE, "%s takes a positive number, not '%s'",
			       found->spelling, quoted(p, value));
	*ret_count = (size_t)number;
	return true;
}

/* The last value of a setting wins; those of a map add up, a line for each. */
static bool override_setting(struct parser *p, const struct found *found, const char *value,
			     struct gw_error **err)
{
	struct gw_config_request *request = p->request;
	enum gw_key key = found->option->key;
	bool is_map = gw_keys[key].type == GW_KEY_MAP;
	size_t i = 0;

	if (is_map && (strchr(value, '=') == NULL || value[0] == '='))
		return gw_fail(err, GW_E_USAGE, "%s takes %s, not '%s'", found->spelling,
			       cli_option_argument(found->option), quoted(p, value));
	while (i < request->noverrides && request->overrides[i].key != key)
		i++;
	if (i == request->noverrides)
		request->overrides[request->noverrides++].key = key;
	else if (is_map)
		value = gw_format(p->cli->arena, "%s\n%s", request->overrides[i].value, value);
	request->overrides[i].value = value;
	return true;
}

/* Where the option's value goes. */
static char *target_of(struct parser *p, const struct found *found)
{
	char *base = found->section == CLI_SECTION_OWN ? (char *)p->cli->options
						       : (char *)&p->general;

	return base + found->option->offset;
}

static bool store(struct parser *p, const struct found *found, const char *value,
		  struct gw_error **err)
{
	char *target = target_of(p, found);
	bool on = !found->negated;
	const char *before;
	size_t count = 0;

	switch (found->option->type) {
	case CLI_FLAG:
		memcpy(target, &on, sizeof(on));
		return true;
	case CLI_TEXT:
		if (!check_choice(p, found, value, err))
			return false;
		memcpy(target, &value, sizeof(value));
		return true;
	case CLI_LIST:
		memcpy(&before, target, sizeof(before));
		if (before != NULL)
			value = gw_format(p->cli->arena, "%s\n%s", before, value);
		memcpy(target, &value, sizeof(value));
		return true;
	case CLI_COUNT:
		if (!parse_count(p, found, value, &count, err))
			return false;
		memcpy(target, &count, sizeof(count));
		return true;
	case CLI_SETTING:
		return override_setting(p, found, value, err);
	}
	return true;
}

/* The argument of an option: what is attached to it, or the next word. */
static bool take_argument(struct parser *p, const struct found *found, const char *attached,
			  const char **ret_value, struct gw_error **err)
{
	size_t next = p->at + 1;

	*ret_value = attached;
	if (attached != NULL)
		return true;
	if (next == p->command_at)
		next = p->n; /* the first pass took that word for the command */
	if (next >= p->n || !can_be_argument(p->words[next])) {
		gw_fail(err, GW_E_USAGE, "%s needs an argument: %s", found->spelling,
			cli_option_argument(found->option));
		hint_help(p, *err);
		return false;
	}
	p->at = next;
	*ret_value = p->words[next];
	return true;
}

/* "--name", "--name=value", "--name value", "--no-name" */
static bool parse_long(struct parser *p, const char *word, struct gw_error **err)
{
	const char *equals = strchr(word, '=');
	struct gw_view spelling = gw_view_slice(
		gw_view_of(word), 0, equals != NULL ? (size_t)(equals - word) : SIZE_MAX);
	struct gw_view name = gw_view_from(spelling, 2);
	struct found found = find_option(p->cli->command, name, '\0');
	const char *value = equals != NULL ? equals + 1 : NULL;

	if (found.option == NULL && gw_view_starts(name, "no-")) {
		found = find_option(p->cli->command, gw_view_from(name, 3), '\0');
		found.negated = true;
		if (found.option != NULL && found.option->type != CLI_FLAG)
			found.option = NULL;
	}
	found.spelling = gw_view_dup(p->cli->arena, spelling);
	if (found.option == NULL)
		return unknown_option(p, found.spelling, err);
	if (found.option->type == CLI_FLAG) {
		if (value != NULL)
			return gw_fail(err, GW_E_USAGE, "%s takes no value", found.spelling);
	} else if (!take_argument(p, &found, value, &value, err)) {
		return false;
	}
	return store(p, &found, value, err);
}

/* "-q", "-qv", "-n5", "-n 5" */
static bool parse_letters(struct parser *p, const char *word, struct gw_error **err)
{
	for (const char *letter = word + 1; *letter != '\0'; letter++) {
		struct found found = find_option(p->cli->command, (struct gw_view){0}, *letter);
		const char *value = letter[1] != '\0' ? letter + 1 : NULL;

		found.spelling = gw_format(p->cli->arena, "-%c", *letter);
		if (found.option == NULL)
			return unknown_option(p, found.spelling, err);
		if (found.option->type == CLI_FLAG) {
			if (!store(p, &found, NULL, err))
				return false;
			continue;
		}
		return take_argument(p, &found, value, &value, err) && store(p, &found, value, err);
	}
	return true;
}

/* The second pass. */
static bool parse_words(struct parser *p, struct gw_error **err)
{
	bool options_ended = false;

	for (p->at = 0; p->at < p->n; p->at++) {
		const char *word = p->words[p->at];
		bool ok = true;

		if (p->at == p->command_at)
			continue;
		if (options_ended || !is_option(word))
			gw_vec_push(p->cli->arena, &p->args, word);
		else if (strcmp(word, "--") == 0)
			options_ended = true;
		else if (word[1] == '-')
			ok = parse_long(p, word, err);
		else
			ok = parse_letters(p, word, err);
		if (!ok)
			return false;
	}
	return true;
}

/* --help, --version and the missing command are commands, too. */
static void redirect(struct parser *p)
{
	const struct cli_command *asked = p->cli->command;

	if (p->general.help || asked == NULL) {
		p->args.n = 0;
		if (asked != NULL)
			gw_vec_push(p->cli->arena, &p->args, asked->name);
		else if (!p->general.help && !p->general.version)
			p->cli->status = EXIT_STATUS_USAGE;
		set_command(p, p->general.version ? &cmd_version : &cmd_help);
	}
}

static bool check_count(const struct parser *p, struct gw_error **err)
{
	const struct cli_command *command = p->cli->command;
	size_t n = p->args.n;

	if (n < command->min_args) {
		struct gw_view missing = cli_argument_word(command, n);

		gw_fail(err, GW_E_USAGE, "`godwit %s` needs %.*s", command->name,
			GW_VIEW_ARG(missing));
	} else if (n > command->max_args && command->max_args == 0) {
		gw_fail(err, GW_E_USAGE, "`godwit %s` takes no arguments, but got '%s'",
			command->name, quoted(p, p->args.items[0]));
	} else if (n > command->max_args) {
		gw_fail(err, GW_E_USAGE, "`godwit %s` takes %s and no more, but got '%s'",
			command->name, command->arguments,
			quoted(p, p->args.items[command->max_args]));
	} else {
		return true;
	}
	hint_help(p, *err);
	return false;
}

static void hand_over(struct parser *p)
{
	struct cli *cli = p->cli;

	cli->json = p->general.json;
	cli->quiet = p->general.quiet;
	cli->verbose = p->general.verbose;
	cli->yes_i_mean = p->general.yes_i_mean;
	cli->kill_orphan = p->general.kill_orphan;
	cli->config_file = p->general.config_file;
	cli->args = p->args.items;
	cli->nargs = p->args.n;
	p->request->file = p->general.config_file;
	p->request->environment = p->general.environment;
}

/* Copies, so that the caller may wipe the passwords out of argv. */
static void copy_words(struct parser *p, int argc, char **argv)
{
	p->n = (size_t)argc;
	p->words = gw_new_array(p->cli->arena, const char *, p->n + 1);
	for (size_t i = 0; i < p->n; i++)
		p->words[i] = gw_strdup(p->cli->arena, argv[i]);
}

bool cli_parse(struct cli *cli, struct gw_config_request *ret_request, int argc, char **argv,
	       struct gw_error **err)
{
	struct parser p = {.cli = cli, .request = ret_request};

	copy_words(&p, argc, argv);
	find_command(&p);
	if (p.command_at < p.n) {
		const char *name = p.words[p.command_at];
		const struct cli_command *command = cli_command_find(gw_view_of(name));

		if (command == NULL)
			return cli_command_missing(cli->arena, name, err);
		set_command(&p, command);
	}
	if (!parse_words(&p, err))
		return false;
	redirect(&p);
	if (!check_count(&p, err))
		return false;
	hand_over(&p);
	return true;
}
