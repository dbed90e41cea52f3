/*
 * Backups before a run: of `up --backup`, and of environments with `backup: before-up`.
 */
#ifndef CMD_CLI_BACKUP_H
#define CMD_CLI_BACKUP_H

#include "cli/cli.h"

/* Sees to it that the run begins with a backup, where one is asked for or configured. */
GW_MUST_USE bool cli_backup_before(struct cli *cli, bool is_asked_for, struct gw_error **err);
/* Says in the error of a run that changed something how to get back what was there before, if it was kept. */
void cli_backup_explain(const struct cli *cli, struct gw_error *error);

#endif
