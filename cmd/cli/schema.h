/*
 * What the verbs of `godwit schema` share.
 */
#ifndef CMD_CLI_SCHEMA_H
#define CMD_CLI_SCHEMA_H

#include "cli/cli.h"
#include "schema/render.h"
#include "shadow/side.h"

struct cli_schema_options {
	bool strict;
	bool no_owners;
	bool no_grants;
	bool no_comments;
	bool sql;
	bool exit_code;
	bool no_prove;
	const char *renames; /* a list */
	const char *diagram;
	bool apply;
	const char *allowed; /* a list */
	const char *output;
};

struct gw_schema_read_options cli_schema_read_options(const struct cli *cli);
/* Tells what is there and is not looked at. */
void cli_warn_unmodelled(struct cli *cli, const struct gw_schema *schema);
/* The same; GW_E_UNMODELLED with --strict. */
GW_MUST_USE bool cli_schema_check(struct cli *cli, const struct gw_schema *schema,
				  struct gw_error **err);

/* changes.c: each change with what differs, for people. */
void cli_print_changes(struct cli *cli, const struct gw_schema_changes *changes, int indent);

/*
 * schema_losses.c: GW_E_DESTRUCTIVE when the script destroys what --allow-destructive does not name; the
 * first: when it makes anew a table that is in both.
 */
GW_MUST_USE bool cli_schema_check_replaced(void *cli, const struct gw_schema_changes *changes,
					   struct gw_error **err);
GW_MUST_USE bool cli_schema_check_losses(struct cli *cli, const struct gw_comparison *comparison,
					 struct gw_error **err);

/* schema_diff.c: two sides, read and compared. */
struct cli_schema_pair {
	struct gw_sides sides;
	struct gw_side side[2];
	struct gw_schema schema[2];
	struct gw_compare_options how;
	struct gw_comparison comparison;
};
GW_MUST_USE bool cli_schema_compare(struct cli *cli, struct cli_schema_pair *ret_pair,
				    struct gw_error **err);
/* The statements, each with what it does to data as a comment before it. */
void cli_schema_write_script(struct cli *cli, const struct gw_schema_script *script,
			     struct gw_str *text);
/* The object for --json. */
struct gw_json *cli_schema_pair_json(struct cli *cli, const struct cli_schema_pair *pair);
GW_MUST_USE bool cli_schema_diff(struct cli *cli, struct gw_error **err);

/* schema_sync.c: `godwit schema sync A B`. */
GW_MUST_USE bool cli_schema_sync(struct cli *cli, struct gw_error **err);

#endif
