/*
 * What the commands that run migrations share: planning, asking, running, telling.
 */
#ifndef CMD_CLI_MIGRATE_H
#define CMD_CLI_MIGRATE_H

#include "cli/cli.h"

/*
 * Plans and runs a request. Asks first when the environment is protected and data may be lost.
 * Prints what was done, or that there was nothing to do.
 */
GW_MUST_USE bool cli_migrate(struct cli *cli, const struct gw_plan_request *request,
			     struct gw_error **err);

/* Files of the source that are no migrations, and other doubts about it. */
void cli_tell_notices(struct cli *cli);
/* A wrong folder looks like one where nothing is to do. */
void cli_warn_empty(struct cli *cli);

/* That another tool has migrated the database, if that was found. */
void cli_warn_unadopted(struct cli *cli);

/* A positive number in an argument; GW_E_USAGE names what it is for. */
GW_MUST_USE bool cli_number(const char *text, const char *what, size_t *ret_number,
			    struct gw_error **err);

#endif
