/*
 * The guard in front of protected environments: the name has to be typed, or given as --yes-i-mean.
 */
#include "cli/cli.h"
#include "ui/ui.h"

#include <string.h>

/* What has to be typed: the environment, or without one the database. */
static const char *name_of_target(const struct cli *cli)
{
	if (cli->config->environment != NULL)
		return cli->config->environment;
	return cli->session.url.database != NULL ? cli->session.url.database : "default";
}

static bool fail_unconfirmed(const char *why, const char *name, struct gw_error **err)
{
	gw_fail(err, GW_E_PROTECTED, "%s", why);
	gw_error_hint(*err, "Give `--yes-i-mean %s` when you are sure.", name);
	return false;
}

/* The name is typed, or was given. why is said when it was not. */
static bool confirm(struct cli *cli, const char *name, const char *question, const char *why,
		    struct gw_error **err)
{
	const char *answer;

	if (cli->yes_i_mean != NULL) {
		if (strcmp(cli->yes_i_mean, name) == 0)
			return true;
		return gw_fail(err, GW_E_PROTECTED, "--yes-i-mean names %s, but the target is %s",
			       cli->yes_i_mean, name);
	}
	if (!ui_ask(cli->ui, cli->arena, question, &answer))
		return fail_unconfirmed(why, name, err);
	if (strcmp(answer, name) != 0)
		return gw_fail(err, GW_E_PROTECTED, "that was not the name %s; nothing is done",
			       name);
	return true;
}

bool cli_confirm(struct cli *cli, const char *what, struct gw_error **err)
{
	const char *name = name_of_target(cli);

	if (!gw_config_bool(cli->config, GW_KEY_PROTECTED))
		return true;
	return confirm(
		cli, name,
		gw_format(cli->arena, "%s is protected. Type its name for: %s\n>", name, what),
		gw_format(cli->arena, "%s is protected: %s needs its name as a confirmation", name,
			  what),
		err);
}

bool cli_unprotected(struct cli *cli, const char *what, struct gw_error **err)
{
	if (!gw_config_bool(cli->config, GW_KEY_PROTECTED))
		return true;
	gw_fail(err, GW_E_PROTECTED, "%s is protected: %s is not done there", name_of_target(cli),
		what);
	gw_error_hint(*err, "Take `protected: true` out of godwit.yaml first.");
	return false;
}

bool cli_confirm_database(struct cli *cli, const char *name, const char *what,
			  struct gw_error **err)
{
	if (!cli_unprotected(cli, what, err))
		return false;
	return confirm(
		cli, name,
		gw_format(cli->arena, "All that is in %s will be gone. Type its name for: %s\n>",
			  name, what),
		gw_format(cli->arena, "%s of %s needs its name as a confirmation", what, name),
		err);
}

bool cli_reason(const struct cli *cli, const char *what, struct gw_error **err)
{
	if (gw_config_text(cli->config, GW_KEY_REASON) != NULL)
		return true;
	gw_fail(err, GW_E_USAGE, "%s needs a reason", what);
	gw_error_hint(*err, "Add `--reason WHY`; it becomes part of the history.");
	return false;
}
