/*
 * Reports, in the form that is asked for.
 */
#ifndef CMD_CLI_REPORT_H
#define CMD_CLI_REPORT_H

#include "cli/cli.h"
#include "report/report.h"

/* What `--as` may be; NULL-terminated. */
extern const char *const cli_report_forms[];

/*
 * The form, one of cli_report_forms: that which was named (may be NULL), else the one that the ending
 * of the output file stands for (may be NULL), else text; JSON with --json, which cli is told of from
 * now on. GW_E_USAGE: --json and another one.
 */
GW_MUST_USE bool cli_report_form(struct cli *cli, const char *named, const char *output,
				 const char **ret_form, struct gw_error **err);
/* Puts it out as CSV, Markdown or HTML; or as JSON, after what head has, which is freed. */
GW_MUST_USE bool cli_report_put(struct cli *cli, const struct gw_report *report, const char *form,
				struct gw_json *head, const char *output, struct gw_error **err);
/* Of the struct gw_report that is shown: facts, findings, and all tables but the log, for a terminal. */
void cli_report_print(struct cli *cli, const void *shown);

#endif
