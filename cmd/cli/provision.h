/*
 * What the commands that provision share: showing actions, and carrying out what is declared.
 */
#ifndef CMD_CLI_PROVISION_H
#define CMD_CLI_PROVISION_H

#include "cli/cli.h"
#include "ui/ui.h"

/* "  + role shop_app  login: true": one line; done: it is not to be done, but stands. */
void cli_action_print(struct cli *cli, const struct gw_action *action, bool done);
/* A listener for struct gw_provision; payload is the cli. */
void cli_action_done(void *payload, const struct gw_action *action);

/*
 * Carries out what godwit.yaml declares, in a session of its own: for a command whose session is not
 * open yet, or not any more. Drops in a protected environment are confirmed first. *ret_done: how many
 * changes were made.
 */
GW_MUST_USE bool cli_provision(struct cli *cli, size_t *ret_done, struct gw_error **err);

#endif
