/*
 * The command line: one table of commands, one table of options for each, and everything that is
 * made from them: parsing, help, "did you mean", completion, manual page.
 *
 * A command is one file in cmd/ with one `const struct cli_command` and one line in commands.def.
 * The dispatcher (main.c) parses, loads the configuration, opens what `needs` says, runs the
 * command, and reports its error; the command contains its own logic only.
 */
#ifndef CMD_CLI_CLI_H
#define CMD_CLI_CLI_H

#include "base/error.h"
#include "base/json.h"
#include "session/session.h"

enum cli_option_type {
	CLI_FLAG, /* no argument */
	CLI_TEXT,
	CLI_LIST, /* text that may be given many times */
	CLI_COUNT, /* a positive number */
	CLI_SETTING, /* overrides a configuration key */
};

/* One option. Tables end with {0}. */
struct cli_option {
	const char *name; /* "lock-wait", without the leading dashes */
	char letter; /* 'n', or 0 */
	enum cli_option_type type;
	const char *argument; /* what help calls it: "DURATION"; NULL for a flag */
	const char *help; /* one phrase; NULL: obeyed, but shown nowhere */
	size_t offset; /* in the command's options struct (flag: bool, text: const char *, list:
				 the same with newlines in between, count: size_t) */
	enum gw_key key; /* CLI_SETTING */
	const char *const *choices; /* all that CLI_TEXT may be; NULL-terminated, may be NULL */
	unsigned
		topic; /* enum cli_topic: shown where the command has to do with it; 0: everywhere */
};

/*
 * What a command has to do with: so its help shows the settings that it reads. Every command obeys the
 * others too, and does nothing with them: an alias may have them for all.
 */
enum cli_topic {
	CLI_ABOUT_TARGET = 1 << 0, /* the database */
	CLI_ABOUT_FILES = 1 << 1, /* migrations, as they are listed and compared */
	CLI_ABOUT_SCRIPTS = 1 << 2, /* what they do, when it is run or looked at */
	CLI_ABOUT_ORDER = 1 << 3, /* which of them come too early */
	CLI_ABOUT_HISTORY = 1 << 4, /* what does not fit what was applied */
	CLI_ABOUT_LOCK = 1 << 5, /* it is taken */
	CLI_ABOUT_RECORD = 1 << 6, /* what is done, or decided, is recorded */
	CLI_ABOUT_KEYS = 1 << 7, /* signatures */
	CLI_ABOUT_LOSS = 1 << 8, /* data may be lost */
	CLI_ABOUT_RUN = 1 << 9, /* migrations are run */
};
#define CLI_ABOUT_ALL (2 * CLI_ABOUT_RUN - 1)
/* What runs migrations in a database that goes away again. */
#define CLI_ABOUT_SHADOW                                                            \
	(CLI_ABOUT_TARGET | CLI_ABOUT_FILES | CLI_ABOUT_SCRIPTS | CLI_ABOUT_ORDER | \
	 CLI_ABOUT_LOCK | CLI_ABOUT_RUN)
/* What a person decides of a migration. */
#define CLI_ABOUT_DECISION \
	(CLI_ABOUT_TARGET | CLI_ABOUT_FILES | CLI_ABOUT_LOCK | CLI_ABOUT_RECORD | CLI_ABOUT_KEYS)

enum cli_needs {
	CLI_NEEDS_NOTHING = 0,
	CLI_NEEDS_CONFIG = 1 << 0,
	CLI_NEEDS_SESSION = 1 << 1, /* the configuration and a session made from it */
	CLI_NEEDS_RUN = 1 << 2, /* runs migrations: takes the options of runs */
};

struct cli {
	const struct gw_system *sys;
	struct gw_arena *arena;
	const struct cli_command *command;
	bool json; /* --json: one object on stdout, nothing else */
	bool quiet;
	bool verbose;
	void *options; /* the command's struct, filled */
	const char **args; /* positional */
	size_t nargs;
	struct gw_config_request request; /* what config was loaded from */
	struct gw_config *config;
	struct gw_session session;
	int status; /* what the program exits with when the command succeeds; 0 at first */
	const char *yes_i_mean; /* --yes-i-mean NAME */
	bool kill_orphan; /* --kill-orphan */
	const char *config_file; /* --config FILE */
	const char
		*restoring_command; /* brings the backup of before_run back; NULL: there is none */
	bool stands; /* something that the run did is committed, whatever came after it */
	/* Called before migrations are run, when some are pending: `up --backup`. NULL: nothing is. */
	bool (*before_run)(struct cli *cli, struct gw_error **err);
	/* Called when migrations were run: `up --provision`. NULL: nothing is. */
	bool (*after_run)(struct cli *cli, struct gw_error **err);
	size_t provisioned; /* changes that it made, and those of before */
	struct ui *ui;
};

struct cli_command {
	const char *name;
	const char *arguments; /* "[VERSION]" for the usage line; NULL: none */
	const char *summary; /* one phrase, for the list of commands */
	/* For `godwit help NAME`: paragraphs, separated by empty lines and wrapped to the terminal;
	   lines that begin with a blank (examples) stay as they are. */
	const char *details;
	unsigned needs; /* enum cli_needs */
	unsigned about; /* enum cli_topic */
	const struct cli_option *options; /* beyond the common ones; NULL: none */
	size_t options_size;
	size_t min_args, max_args; /* SIZE_MAX: any number */
	bool (*run)(struct cli *cli, struct gw_error **err);
};

#define CLI_COMMAND(name) extern const struct cli_command cmd_##name;
#include "commands.def"
#undef CLI_COMMAND

/* NULL after the last. ret_group (may be NULL): the title that the command stands under. */
const struct cli_command *cli_command_at(size_t index, const char **ret_group);
const struct cli_command *cli_command_find(struct gw_view name);
/* GW_E_USAGE: there is no such command, with what was perhaps meant. Returns false. */
bool cli_command_missing(struct gw_arena *arena, const char *name, struct gw_error **err);

/*
 * Parses argv (without the program's name). Options may stand before and after the command's name;
 * "--" ends them; "--name=value" and "--no-flag" work, abbreviations do not. GW_E_USAGE names what
 * is wrong and what was perhaps meant; cli->json is right then too. --help, --version and no
 * command at all come out as the commands help and version. Nothing in cli points into argv
 * afterwards.
 */
GW_MUST_USE bool cli_parse(struct cli *cli, struct gw_config_request *ret_request, int argc,
			   char **argv, struct gw_error **err);

/* Help for the program (command NULL) or a command, for a terminal width columns wide. */
void cli_help(const struct cli_command *command, size_t width, bool colour, struct gw_str *str);
/* The same for machines: members of object. */
void cli_help_json(const struct cli_command *command, struct gw_json *object);
/* Completion script for "bash", "zsh", "fish"; false for other shells. */
bool cli_completion(struct gw_view shell, struct gw_str *str);
/* The manual page, in roff. */
void cli_manual(struct gw_str *str);

/*
 * Guards what may destroy data in a protected environment: asks for its name on a terminal, or
 * takes --yes-i-mean. GW_E_PROTECTED otherwise.
 */
GW_MUST_USE bool cli_confirm(struct cli *cli, const char *what, struct gw_error **err);

/* GW_E_PROTECTED where url is that of a protected environment: not even its name helps. */
GW_MUST_USE bool cli_unprotected(struct cli *cli, const struct gw_url *url, const char *what,
				 struct gw_error **err);
/*
 * What is typed before data at url are destroyed: the protected environment that was chosen, or that
 * names this database itself. NULL: nothing is.
 */
const char *cli_protector(const struct cli *cli, const struct gw_url *url);
/*
 * Guards the end of a whole database, in any environment: its name is asked for on a terminal, or
 * taken from --yes-i-mean. GW_E_PROTECTED otherwise, and always where the environment is protected.
 */
GW_MUST_USE bool cli_confirm_database(struct cli *cli, const char *name, const char *what,
				      struct gw_error **err);

/*
 * The name that confirms that the URL's database is brought back: that of the protected environment, or
 * of the database.
 */
const char *cli_restorer(const struct cli *cli);
/* Guards bringing it back, in any environment: that name, as above. GW_E_PROTECTED otherwise. */
GW_MUST_USE bool cli_confirm_restore(struct cli *cli, const char *what, struct gw_error **err);

/* GW_E_USAGE when what is decided has no --reason. */
GW_MUST_USE bool cli_reason(const struct cli *cli, const char *what, struct gw_error **err);

/* The object that --json prints: {"version": 1, "command": NAME}; print with ui_json(). */
struct gw_json *cli_json(const struct cli *cli);

/* One of the things that a command does: its first argument. */
struct cli_verb {
	const char *name;
	bool (*run)(struct cli *cli, struct gw_error **err);
	size_t min_args, max_args; /* with the verb */
};
/* Runs the verb that the arguments begin with; GW_E_USAGE when none of them takes these. */
GW_MUST_USE bool cli_run_verb(struct cli *cli, const struct cli_verb *verbs, size_t n,
			      struct gw_error **err);

/* A result that is put out piece by piece: to stdout, or into a file, which is there when all of it is. */
struct cli_pieces {
	struct cli *cli;
	bool has_file;
	struct gw_file_writer file;
};
GW_MUST_USE bool cli_pieces_begin(struct cli *cli, const char *output,
				  struct cli_pieces *ret_pieces, struct gw_error **err);
void cli_pieces_add(void *payload, struct gw_view text);
GW_MUST_USE bool cli_pieces_end(struct cli_pieces *pieces, struct gw_error **err);

/* Puts a result out, into a file if output is not NULL: verbatim; */
GW_MUST_USE bool cli_put(struct cli *cli, const char *output, struct gw_view text,
			 struct gw_error **err);
/* a whole object, which is freed; */
GW_MUST_USE bool cli_put_json(struct cli *cli, const char *output, struct gw_json *object,
			      struct gw_error **err);
/* what print() prints by ui_print() and the like. */
GW_MUST_USE bool cli_put_printed(struct cli *cli, const char *output,
				 void (*print)(struct cli *cli, const void *payload),
				 const void *payload, struct gw_error **err);

#endif
