/*
 * The guard in front of protected environments: the name has to be typed, or given as --yes-i-mean.
 */
#include "cli/cli.h"
#include "ui/ui.h"

#include <string.h>

/* An environment that was chosen speaks for the database of its own url, whatever else leads there. */
static bool is_chosen(const struct cli *cli, const struct gw_url *url)
{
	return cli->config->settings[GW_KEY_URL].origin == GW_FROM_ENVIRONMENT_SECTION &&
	       gw_view_eq(gw_view_of(url->database), gw_view_of(cli->session.url.database));
}

static const char *name_of_target(const struct cli *cli)
{
	if (cli->config->environment != NULL)
		return cli->config->environment;
	return cli->session.url.database != NULL ? cli->session.url.database : "default";
}

const char *cli_protector(const struct cli *cli, const struct gw_url *url)
{
	const char *name = url->engine != NULL && !is_chosen(cli, url)
				   ? gw_config_protector(cli->config, cli->arena, url)
				   : NULL;

	if (name != NULL || !gw_config_bool(cli->config, GW_KEY_PROTECTED))
		return name;
	return name_of_target(cli);
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
	const char *name = cli_protector(cli, &cli->session.url);

	if (name == NULL)
		return true;
	return confirm(
		cli, name,
		gw_format(cli->arena, "%s is protected. Type its name for: %s\n>", name, what),
		gw_format(cli->arena, "%s is protected: %s needs its name as a confirmation", name,
			  what),
		err);
}

bool cli_unprotected(struct cli *cli, const struct gw_url *url, const char *what,
		     struct gw_error **err)
{
	const char *name = cli_protector(cli, url);

	if (name == NULL)
		return true;
	gw_fail(err, GW_E_PROTECTED, "%s is protected: %s is not done there", name, what);
	gw_error_hint(*err, "Take `protected: true` out of godwit.yaml first.");
	return false;
}

/* whose: "its name", or another one that speaks for the database. */
static bool confirm_loss(struct cli *cli, const char *database, const char *name, const char *whose,
			 const char *what, struct gw_error **err)
{
	return confirm(
		cli, name,
		gw_format(cli->arena, "All that is in %s will be gone. Type %s for: %s\n>",
			  database, whose, what),
		gw_format(cli->arena, "%s of %s needs %s as a confirmation", what, database, whose),
		err);
}

bool cli_confirm_database(struct cli *cli, const char *name, const char *what,
			  struct gw_error **err)
{
	struct gw_url url = cli->session.url;

	url.database = name;
	return cli_unprotected(cli, &url, what, err) &&
	       confirm_loss(cli, name, name, "its name", what, err);
}

const char *cli_restorer(const struct cli *cli)
{
	const char *name = cli_protector(cli, &cli->session.url);

	return name != NULL ? name : cli->session.url.database;
}

bool cli_confirm_restore(struct cli *cli, const char *what, struct gw_error **err)
{
	const char *database = cli->session.url.database;
	const char *name = cli_restorer(cli);
	const char *whose = strcmp(name, database) == 0
				    ? "its name"
				    : gw_format(cli->arena, "the name %s", name);

	return confirm_loss(cli, database, name, whose, what, err);
}

bool cli_reason(const struct cli *cli, const char *what, struct gw_error **err)
{
	if (gw_config_text(cli->config, GW_KEY_REASON) != NULL)
		return true;
	gw_fail(err, GW_E_USAGE, "%s needs a reason", what);
	gw_error_hint(*err, "Add `--reason WHY`; it becomes part of the history.");
	return false;
}
