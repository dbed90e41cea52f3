/*
 * What the files of this folder share: walking over all options of a command, and the facts about
 * an option that follow from its table or from keys.def.
 */
#ifndef CMD_CLI_CLI_INT_H
#define CMD_CLI_CLI_INT_H

#include "cli/cli.h"

/* Where an option's table belongs; help shows them in this order, under these titles. */
enum cli_section {
	CLI_SECTION_OWN, /* the command's table */
	CLI_SECTION_TARGET, /* for commands with a configuration: keys.def and what chooses one */
	CLI_SECTION_GENERAL, /* for every command */
	CLI_SECTION_PROGRAM, /* without a command only */
	CLI_SECTION_COUNT
};

/* Values of the options that do not belong to one command; their offsets are in here. */
struct cli_general {
	bool help;
	bool version;
	bool json;
	bool quiet;
	bool verbose;
	const char *config_file;
	const char *environment;
	const char *yes_i_mean;
	bool kill_orphan;
};

/*
 * All options of a command (NULL: of the program alone), section by section:
 *
 *	struct cli_walk walk = {.command = command};
 *	while ((option = cli_next_option(&walk)) != NULL)   walk.section tells where it stands
 */
struct cli_walk {
	const struct cli_command *command;
	enum cli_section section; /* of the option that was returned last */
	size_t table; /* the rest is the walk's own */
	size_t index;
};
const struct cli_option *cli_next_option(struct cli_walk *walk);

/* Whether view is the option's name; underscores of keys.def stand as dashes. */
bool cli_option_is(const struct cli_option *option, struct gw_view name);
char *cli_option_name(struct gw_arena *arena, const struct cli_option *option);
const char *cli_option_argument(const struct cli_option *option); /* NULL: takes none */
/* command NULL: of the program. */
bool cli_option_is_shown(const struct cli_command *command, const struct cli_option *option);

struct cli_words {
	GW_VEC(const char *) list;
};
/* What an option or a positional argument may be, as far as that is a closed list. */
void cli_option_choices(struct gw_arena *arena, const struct cli_option *option,
			struct cli_words *words);
void cli_argument_choices(struct gw_arena *arena, const struct cli_command *command,
			  struct cli_words *words);
/* The n-th (from 0) word of command->arguments, absent when there are fewer. */
struct gw_view cli_argument_word(const struct cli_command *command, size_t n);

#endif
