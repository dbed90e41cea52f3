/*
 * Commands that do several things: `godwit db create`.
 */
#include "cli/cli.h"

bool cli_run_verb(struct cli *cli, const struct cli_verb *verbs, size_t n, struct gw_error **err)
{
	const char *command = cli->command->name;

	for (size_t i = 0; i < n; i++) {
		if (gw_view_is(gw_view_of(cli->args[0]), verbs[i].name) &&
		    cli->nargs >= verbs[i].min_args && cli->nargs <= verbs[i].max_args)
			return verbs[i].run(cli, err);
	}
	gw_fail(err, GW_E_USAGE, "`godwit %s` does not take these words", command);
	gw_error_hint(*err, "`godwit help %s` shows what it takes.", command);
	return false;
}
