/*
 * The registry of commands, made from commands.def, and the names that other tools use for them.
 */
#include "cli/cli_int.h"

/* Either a title or a command. */
static const struct {
	const char *group;
	const struct cli_command *command;
} entries[] = {
#define CLI_GROUP(title)  {.group = title},
#define CLI_COMMAND(name) {.command = &cmd_##name},
#include "commands.def"
#undef CLI_COMMAND
};

static const struct {
	const char *word;
	const char *command;
} synonyms[] = {
	{"apply", "up"},        {"migrate", "up"},       {"deploy", "up"},
	{"upgrade", "up"},      {"update", "up"},        {"rollback", "down"},
	{"revert", "down"},     {"undo", "down"},        {"downgrade", "down"},
	{"create", "new"},      {"add", "new"},          {"generate", "new"},
	{"info", "status"},     {"list", "status"},      {"ls", "status"},
	{"history", "log"},     {"dry-run", "plan"},     {"pending", "plan"},
	{"validate", "verify"}, {"split", "statements"}, {"repair", "resolve"},
	{"force", "resolve"},   {"skip", "resolve"},     {"stamp", "baseline"},
	{"settings", "config"}, {"env", "config"},       {"completions", "completion"},
};

const struct cli_command *cli_command_at(size_t index, const char **ret_group)
{
	const char *group = NULL;

	for (size_t i = 0; i < GW_COUNT(entries); i++) {
		if (entries[i].group != NULL) {
			group = entries[i].group;
			continue;
		}
		if (index-- != 0)
			continue;
		if (ret_group != NULL)
			*ret_group = group;
		return entries[i].command;
	}
	return NULL;
}

const struct cli_command *cli_command_find(struct gw_view name)
{
	const struct cli_command *command;

	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++) {
		if (gw_view_is(name, command->name))
			return command;
	}
	return NULL;
}

/* What people who know other tools type. */
static const char *find_synonym(struct gw_view word)
{
	for (size_t i = 0; i < GW_COUNT(synonyms); i++) {
		if (gw_view_is(word, synonyms[i].word))
			return synonyms[i].command;
	}
	return NULL;
}

bool cli_command_missing(struct gw_arena *arena, const char *name, struct gw_error **err)
{
	struct gw_view word = gw_view_of(name);
	const char *meant = find_synonym(word);
	const struct cli_command *command;
	struct cli_words names = {0};

	for (size_t i = 0; (command = cli_command_at(i, NULL)) != NULL; i++)
		gw_vec_push(arena, &names.list, command->name);
	if (meant == NULL)
		meant = gw_nearest(word, names.list.items, names.list.n);
	word = gw_url_redact_text(arena, word);
	gw_fail(err, GW_E_USAGE, "there is no command '%.*s'", GW_VIEW_ARG(word));
	if (meant != NULL)
		gw_error_hint(*err, "Did you mean `godwit %s`? `godwit help` lists all commands.",
			      meant);
	else
		gw_error_hint(*err, "`godwit help` lists all commands.");
	return false;
}

struct gw_json *cli_json(const struct cli *cli)
{
	struct gw_json *object = gw_json_object();

	gw_json_set_int(object, "version", 1);
	gw_json_set_text(object, "command", cli->command != NULL ? cli->command->name : NULL);
	return object;
}
