/*
 * Backups before a run.
 */
#include "cli/backup.h"

#include "backup/backup.h"
#include "base/str.h"
#include "ui/ui.h"

#define BEFORE_UP "before-up"

/* Until the run begins, nothing was done that would have to be taken back. */
static void tell_untouched(struct gw_error *error)
{
	if (error->state == GW_STATE_UNTOUCHED)
		gw_error_state(error, GW_STATE_UNTOUCHED,
			       "there is no backup, and nothing was run");
}

static bool make(struct cli *cli, struct gw_backup *ret_backup, struct gw_error **err)
{
	GW_DATABASES_AUTO struct gw_databases at = {0};
	const struct gw_backup_request request = {
		.database = cli->session.url.database,
		.own_schema = gw_config_text(cli->config, GW_KEY_SCHEMA),
		.folder = gw_config_text(cli->config, GW_KEY_BACKUP_DIR),
		.keep = (size_t)gw_config_number(cli->config, GW_KEY_BACKUP_KEEP),
	};

	if (gw_session_databases(&cli->session, (const char *const[]){request.database, NULL}, &at,
				 err) &&
	    gw_backup_make(&at, &request, ret_backup, err))
		return true;
	tell_untouched(*err);
	return false;
}

/* What the commands that bring it back have to be told, too: "-e prod". */
static const char *environment_option(const struct cli *cli)
{
	const char *name = cli->config->environment;

	return name == NULL ? "" : gw_format(cli->arena, " -e %s", gw_shell_word(cli->arena, name));
}

/* It works as it stands, in a script too: what asks for the name of the database is told it. */
static const char *restoring_command(const struct cli *cli, const struct gw_backup *backup)
{
	const char *name = gw_shell_word(cli->arena, cli->session.url.database);
	const char *source = gw_shell_word(cli->arena, backup->name);
	const char *option = environment_option(cli);

	if (backup->is_file)
		return gw_format(cli->arena, "godwit db restore%s %s --yes-i-mean %s", option,
				 source, name);
	return gw_format(cli->arena,
			 "godwit db drop%s %s --yes-i-mean %s && godwit db clone%s %s %s", option,
			 name, name, option, source, name);
}

static bool before_run(struct cli *cli, struct gw_error **err)
{
	struct gw_backup backup;

	if (!make(cli, &backup, err))
		return false;
	cli->session.backup = backup.name;
	if (backup.name != NULL) {
		ui_print(cli->ui, UI_PLAIN, "backup: %s\n", backup.name);
		cli->restoring_command = restoring_command(cli, &backup);
	}
	if (backup.removed != 0)
		ui_note(cli->ui, "%zu older backup%s removed", backup.removed,
			backup.removed == 1 ? " was" : "s were");
	if (backup.unfinished != NULL)
		ui_note(cli->ui, "%s was not completed: `godwit db drop %s`", backup.unfinished,
			gw_shell_word(cli->arena, backup.unfinished));
	return true;
}

bool cli_backup_before(struct cli *cli, bool is_asked_for, struct gw_error **err)
{
	const char **when;
	size_t n = gw_config_list(cli->config, GW_KEY_BACKUP, &when);

	for (size_t i = 0; i < n; i++) {
		if (!gw_view_is(gw_view_of(when[i]), BEFORE_UP))
			return gw_fail(err, GW_E_CONFIG, "`backup` is " BEFORE_UP ", not '%s'",
				       when[i]);
	}
	if (is_asked_for || n != 0)
		cli->before_run = before_run;
	return gw_session_target(&cli->session, err);
}

void cli_backup_explain(const struct cli *cli, struct gw_error *error)
{
	if (cli->restoring_command == NULL)
		return;
	gw_error_detail(error, "%s%sthe database of before is in %s; this brings it back:\n%s",
			error->detail != NULL ? error->detail : "",
			error->detail != NULL ? "\n" : "", cli->session.backup,
			cli->restoring_command);
}
