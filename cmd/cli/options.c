/*
 * The options that do not belong to one command, and what is known of any option. Settings come
 * from keys.def: a key whose type can be written as one word is an option by being there, under its
 * name with dashes.
 */
#include "cli/cli_int.h"

#include "source/format.h"

#define GENERAL(member) offsetof(struct cli_general, member)

static const struct cli_option choosing[] = {
	{.name = "url",
	 .letter = 'u',
	 .type = CLI_SETTING,
	 .argument = "URL",
	 .key = GW_KEY_URL,
	 .topic = CLI_ABOUT_TARGET,
	 .help = "the target database, such as postgres://user@host/db or sqlite:app.db"},
	{.name = "env",
	 .letter = 'e',
	 .type = CLI_TEXT,
	 .argument = "ENV",
	 .offset = GENERAL(environment),
	 .help = "the environment of godwit.yaml to work on"},
	{.name = "set",
	 .type = CLI_SETTING,
	 .argument = "NAME=VALUE",
	 .key = GW_KEY_PLACEHOLDERS,
	 .topic = CLI_ABOUT_SCRIPTS,
	 .help = "the value of ${NAME} in migrations; may be given many times"},
	{.name = "yes-i-mean",
	 .type = CLI_TEXT,
	 .argument = "NAME",
	 .offset = GENERAL(yes_i_mean),
	 .topic = CLI_ABOUT_LOSS,
	 .help = "go on without asking when NAME is the protected environment"},
	{0},
};

static const struct cli_option running[] = {
	{.name = "kill-orphan",
	 .type = CLI_FLAG,
	 .offset = GENERAL(kill_orphan),
	 .help = "end the statement that a godwit which is gone left running, do not wait for it"},
	{0},
};

/* Keys without an argument (see argument_of_key) are no options and skipped by the walk. */
static const struct cli_option settings[GW_KEY_COUNT + 1] = {
#define GW_KEY(id, text, key_type, fallback, variable, key_help) \
	[GW_KEY_##id] = {.name = text, .type = CLI_SETTING, .key = GW_KEY_##id, .help = key_help},
#include "config/keys.def"
#undef GW_KEY
	[GW_KEY_DIR].letter = 'd',
	[GW_KEY_DIR].argument = "DIR",
	[GW_KEY_FORMAT].letter = 'f',
	[GW_KEY_FORMAT].argument = "FORMAT",
	[GW_KEY_SCHEMA].argument = "NAME",
	[GW_KEY_FROM].argument = "REF[:PATH]",
	[GW_KEY_REPOSITORY].argument = "PATH",
	[GW_KEY_KEYS].argument = "FILE",
	[GW_KEY_SIGNING_KEY].argument = "FILE",
	[GW_KEY_DIR].topic = CLI_ABOUT_FILES,
	[GW_KEY_FORMAT].topic = CLI_ABOUT_FILES,
	[GW_KEY_FROM].topic = CLI_ABOUT_FILES,
	[GW_KEY_REPOSITORY].topic = CLI_ABOUT_FILES,
	[GW_KEY_SCHEMA].topic = CLI_ABOUT_TARGET,
	[GW_KEY_CONNECT_TIMEOUT].topic = CLI_ABOUT_TARGET,
	[GW_KEY_KEYS].topic = CLI_ABOUT_KEYS,
	[GW_KEY_SIGNING_KEY].topic = CLI_ABOUT_KEYS,
	[GW_KEY_TRANSACTION].topic = CLI_ABOUT_SCRIPTS,
	[GW_KEY_OUT_OF_ORDER].topic = CLI_ABOUT_ORDER,
	[GW_KEY_EDITED].topic = CLI_ABOUT_HISTORY,
	[GW_KEY_MISSING].topic = CLI_ABOUT_HISTORY,
	[GW_KEY_UNADOPTED].topic = CLI_ABOUT_HISTORY,
	[GW_KEY_LOCK_WAIT].topic = CLI_ABOUT_LOCK,
	[GW_KEY_LOCK_TIMEOUT].topic = CLI_ABOUT_RUN,
	[GW_KEY_LOCK_RETRY].topic = CLI_ABOUT_RUN,
	[GW_KEY_STATEMENT_TIMEOUT].topic = CLI_ABOUT_RUN,
	[GW_KEY_RECONNECT].topic = CLI_ABOUT_RUN,
	[GW_KEY_STORE_SQL_LIMIT].topic = CLI_ABOUT_RECORD,
	[GW_KEY_BACKUP_DIR].topic = CLI_ABOUT_RUN,
	[GW_KEY_REASON].topic = CLI_ABOUT_RECORD,
};

static const struct cli_option general[] = {
	{.name = "config",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = GENERAL(config_file),
	 .help = "the configuration file; godwit.yaml when not given"},
	{.name = "json",
	 .type = CLI_FLAG,
	 .offset = GENERAL(json),
	 .help = "print one JSON object instead of text"},
	{.name = "quiet",
	 .letter = 'q',
	 .type = CLI_FLAG,
	 .offset = GENERAL(quiet),
	 .help = "no progress and no notes"},
	{.name = "verbose",
	 .letter = 'v',
	 .type = CLI_FLAG,
	 .offset = GENERAL(verbose),
	 .help = "tell more"},
	{.name = "help",
	 .letter = 'h',
	 .type = CLI_FLAG,
	 .offset = GENERAL(help),
	 .help = "show what the command does and takes"},
	{0},
};

static const struct cli_option program[] = {
	{.name = "version",
	 .letter = 'V',
	 .type = CLI_FLAG,
	 .offset = GENERAL(version),
	 .help = "print the version"},
	{0},
};

/* What help calls the value of a key; NULL: a key that is not written on the command line. */
static const char *argument_of_key(enum gw_key key)
{
	switch (gw_keys[key].type) {
	case GW_KEY_TEXT:
		return "TEXT";
	case GW_KEY_DURATION:
		return "DURATION";
	case GW_KEY_SIZE:
		return "SIZE";
	case GW_KEY_CHOICE:
		return "CHOICE";
	case GW_KEY_SECRET: /* others could read it in the list of processes */
	case GW_KEY_NUMBER:
	case GW_KEY_BOOL: /* a protection that an option turns off is none */
	case GW_KEY_LIST:
	case GW_KEY_MAP:
		return NULL;
	}
	return NULL;
}

const char *cli_option_argument(const struct cli_option *option)
{
	if (option->argument != NULL || option->type != CLI_SETTING)
		return option->argument;
	return argument_of_key(option->key);
}

bool cli_option_is_shown(const struct cli_command *command, const struct cli_option *option)
{
	unsigned about = command != NULL ? command->about : 0;

	return option->help != NULL && (option->topic == 0 || (about & option->topic) != 0);
}

/* The tables of a walk, in order; NULL where the command has none. */
static const struct cli_option *walk_table(const struct cli_walk *walk, enum cli_section *section)
{
	const struct cli_command *command = walk->command;
	bool has_target = command != NULL && command->needs != CLI_NEEDS_NOTHING;
	bool runs = command != NULL && (command->needs & CLI_NEEDS_RUN) != 0;
	const struct {
		enum cli_section section;
		const struct cli_option *options;
	} tables[] = {
		{CLI_SECTION_OWN, command != NULL ? command->options : NULL},
		{CLI_SECTION_TARGET, runs ? running : NULL},
		{CLI_SECTION_TARGET, has_target ? choosing : NULL},
		{CLI_SECTION_TARGET, has_target ? settings : NULL},
		{CLI_SECTION_GENERAL, general},
		{CLI_SECTION_PROGRAM, command == NULL ? program : NULL},
	};

	if (walk->table == GW_COUNT(tables)) {
		*section = CLI_SECTION_COUNT;
		return NULL;
	}
	*section = tables[walk->table].section;
	return tables[walk->table].options;
}

/* A command's own option takes the place of a setting of that name. */
static bool is_taken(const struct cli_walk *walk, const struct cli_option *option)
{
	const struct cli_option *own = walk->command != NULL ? walk->command->options : NULL;

	if (walk->section == CLI_SECTION_OWN)
		return false;
	for (; own != NULL && own->name != NULL; own++)
		if (cli_option_is(own, gw_view_of(option->name)))
			return true;
	return false;
}

const struct cli_option *cli_next_option(struct cli_walk *walk)
{
	for (;;) {
		const struct cli_option *table = walk_table(walk, &walk->section);
		const struct cli_option *option;

		if (walk->section == CLI_SECTION_COUNT)
			return NULL;
		if (table == NULL || table[walk->index].name == NULL) {
			walk->table++;
			walk->index = 0;
			continue;
		}
		option = &table[walk->index++];
		if ((option->type == CLI_FLAG || cli_option_argument(option) != NULL) &&
		    !is_taken(walk, option))
			return option;
	}
}

static char dashed(char c)
{
	return c == '_' ? '-' : c;
}

bool cli_option_is(const struct cli_option *option, struct gw_view name)
{
	size_t i = 0;

	while (i < name.n && option->name[i] != '\0' && dashed(option->name[i]) == name.p[i])
		i++;
	return i == name.n && option->name[i] == '\0';
}

char *cli_option_name(struct gw_arena *arena, const struct cli_option *option)
{
	char *name = gw_strdup(arena, option->name);

	for (char *c = name; *c != '\0'; c++)
		*c = dashed(*c);
	return name;
}

static void add_fields(struct gw_arena *arena, struct gw_view text, struct cli_words *words)
{
	struct gw_view field;

	while (gw_view_next_field(&text, '|', &field))
		gw_vec_push(arena, &words->list, gw_view_dup(arena, field));
}

static void add_formats(struct gw_arena *arena, struct cli_words *words)
{
	const struct gw_format *format;

	gw_vec_push(arena, &words->list, gw_keys[GW_KEY_FORMAT].fallback);
	for (size_t i = 0; (format = gw_format_at(i)) != NULL; i++)
		gw_vec_push(arena, &words->list, format->name);
}

void cli_option_choices(struct gw_arena *arena, const struct cli_option *option,
			struct cli_words *words)
{
	if (option->choices != NULL) {
		for (const char *const *choice = option->choices; *choice != NULL; choice++)
			gw_vec_push(arena, &words->list, *choice);
	}
	if (option->type != CLI_SETTING)
		return;
	if (option->key == GW_KEY_FORMAT)
		add_formats(arena, words);
	else if (gw_keys[option->key].type == GW_KEY_CHOICE)
		add_fields(arena, gw_view_of(gw_keys[option->key].fallback), words);
}

struct gw_view cli_argument_word(const struct cli_command *command, size_t n)
{
	struct gw_view rest = gw_view_of(command->arguments);
	struct gw_view word = {0};

	for (size_t i = 0; i <= n; i++) {
		if (!gw_view_next_word(&rest, &word))
			return (struct gw_view){0};
	}
	return word;
}

static void add_commands(struct gw_arena *arena, struct cli_words *words)
{
	const struct cli_command *command;

	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++)
		gw_vec_push(arena, &words->list, command->name);
}

static void add_codes(struct gw_arena *arena, struct cli_words *words)
{
	const struct gw_code_info *info;

	for (size_t i = 0; (info = gw_code_at(i)) != NULL; i++)
		gw_vec_push(arena, &words->list, gw_format(arena, "GW%u", info->number));
}

static void add_keys(struct gw_arena *arena, struct cli_words *words)
{
	for (size_t i = 0; i < GW_KEY_COUNT; i++)
		gw_vec_push(arena, &words->list, gw_keys[i].name);
}

void cli_argument_choices(struct gw_arena *arena, const struct cli_command *command,
			  struct cli_words *words)
{
	static const struct {
		const char *word;
		void (*add)(struct gw_arena *arena, struct cli_words *words);
	} lists[] = {
		{"COMMAND", add_commands},
		{"CODE", add_codes},
		{"SETTING", add_keys},
	};
	struct gw_view word = cli_argument_word(command, 0);

	if (gw_view_starts(word, "["))
		word = gw_view_slice(word, 1, gw_view_find_char(word, ']'));
	for (size_t i = 0; i < GW_COUNT(lists); i++) {
		if (gw_view_is(word, lists[i].word))
			lists[i].add(arena, words);
	}
	/* "bash|zsh": words that are typed are in lower case. */
	if (word.n != 0 && word.p[0] >= 'a' && word.p[0] <= 'z')
		add_fields(arena, word, words);
}
