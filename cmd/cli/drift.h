/*
 * What `godwit drift` and `godwit verify --drift` share.
 */
#ifndef CMD_CLI_DRIFT_H
#define CMD_CLI_DRIFT_H

#include "cli/cli.h"
#include "drift/drift.h"

/* Members "drift", "by_fingerprint", "mark", "ignored", "changes", "statements" .. of object. */
void cli_drift_json(struct cli *cli, const struct gw_drift *drift, struct gw_json *object);
/* Each change, whose the object is, and when it was changed. */
void cli_print_drift(struct cli *cli, const struct gw_drift *drift);
/* What godwit does not know the kind of, on standard error. */
void cli_warn_drift(struct cli *cli, const struct gw_drift *drift);

#endif
