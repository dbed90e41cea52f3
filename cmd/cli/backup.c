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

/* A url of the top level, or a variable's, gives way to a variable that is set where it is typed. */
static bool is_named_by_environment(const struct cli *cli)
{
	return cli->config->settings[GW_KEY_URL].origin == GW_FROM_ENVIRONMENT_SECTION;
}

static void add_option(const struct cli *cli, struct gw_str *command, const char *option,
		       const char *value)
{
	if (value != NULL)
		gw_str_printf(command, " %s %s", option, gw_shell_word(cli->arena, value));
}

/* It leads to this database, whatever variables there are where it is typed. */
static const char *restoring_command(const struct cli *cli, const char *backup)
{
	const char *url = is_named_by_environment(cli)
				  ? NULL
				  : gw_url_display(cli->arena, &cli->session.url);
	GW_STR_AUTO struct gw_str command = {0};

	gw_str_printf(&command, "godwit db restore %s", gw_shell_word(cli->arena, backup));
	add_option(cli, &command, "--config", cli->config_file);
	add_option(cli, &command, "-e", cli->config->environment);
	add_option(cli, &command, "--url", url);
	add_option(cli, &command, "--yes-i-mean", cli_restorer(cli));
	if (url != NULL && cli->session.url.password != NULL)
		gw_str_printf(&command, "\n(its password is to be in GODWIT_PASSWORD)");
	return gw_str_take(&command, cli->arena);
}

static bool before_run(struct cli *cli, struct gw_error **err)
{
	struct gw_backup backup;

	if (!make(cli, &backup, err))
		return false;
	cli->session.backup = backup.name;
	if (backup.name != NULL) {
		ui_print(cli->ui, UI_PLAIN, "backup: %s\n", backup.name);
		cli->restoring_command = restoring_command(cli, backup.name);
	}
	if (backup.removed != 0)
		ui_note(cli->ui, "%zu older backup%s removed", backup.removed,
			backup.removed == 1 ? " was" : "s were");
	if (backup.swept != 0)
		ui_note(cli->ui, "%zu dump%s not completed %s removed", backup.swept,
			backup.swept == 1 ? " that was" : "s that were",
			backup.swept == 1 ? "was" : "were");
	if (backup.stays != NULL)
		ui_note(cli->ui, "an older backup was not removed: %s", backup.stays);
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

static bool has_changed(const struct cli *cli, const struct gw_error *error)
{
	return cli->stands ||
	       (error->state != GW_STATE_UNTOUCHED && error->state != GW_STATE_ROLLED_BACK);
}

void cli_backup_explain(const struct cli *cli, struct gw_error *error)
{
	if (cli->restoring_command == NULL || !has_changed(cli, error))
		return;
	gw_error_detail(error, "%s%sthe database of before is in %s; this brings it back:\n%s",
			error->detail != NULL ? error->detail : "",
			error->detail != NULL ? "\n" : "", cli->session.backup,
			cli->restoring_command);
}
