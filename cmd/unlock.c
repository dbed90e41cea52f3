/*
 * `godwit unlock`: who holds the run lock; with --kill, no longer.
 */
#include "cli/cli.h"
#include "history/lock.h"
#include "ui/ui.h"

struct options {
	bool kill;
};

static struct gw_json *holder_json(struct cli *cli, const struct gw_lock_holder *holder)
{
	struct gw_json *json;

	if (!holder->known)
		return NULL;
	json = gw_json_object();
	gw_json_set_int(json, "connection_id", holder->connection_id);
	gw_json_set_text(json, "user", holder->user);
	gw_json_set_text(json, "host", holder->host);
	gw_json_set_text(json, "application", holder->application);
	gw_json_set_text(json, "since",
			 holder->since_us != 0 ? gw_time_format(cli->arena, holder->since_us)
					       : NULL);
	return json;
}

static void print_holder(struct cli *cli, const struct gw_lock_holder *holder, bool killed)
{
	if (!holder->known) {
		ui_print(cli->ui, UI_PLAIN, "the lock is free\n");
		return;
	}
	ui_print(cli->ui, UI_PLAIN, "%s by connection %lld%s%s%s%s%s%s\n",
		 killed ? "was held" : "held", (long long)holder->connection_id,
		 holder->user != NULL ? ", user " : "", holder->user != NULL ? holder->user : "",
		 holder->host != NULL ? ", host " : "", holder->host != NULL ? holder->host : "",
		 holder->application != NULL ? ", program " : "",
		 holder->application != NULL ? holder->application : "");
	if (holder->since_us != 0)
		ui_print(cli->ui, UI_PLAIN, "since %s\n",
			 gw_time_short(cli->arena, holder->since_us));
	if (!killed)
		ui_print(cli->ui, UI_DIM,
			 "The lock ends with that connection. `godwit unlock "
			 "--kill` ends the connection.\n");
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_session *session = &cli->session;
	const char *schema = gw_config_text(cli->config, GW_KEY_SCHEMA);
	struct gw_lock_holder holder = {0};
	struct gw_json *object;
	bool kill;

	if (!gw_session_connect(session, true, err) ||
	    !gw_lock_who(session->conn, schema, cli->arena, &holder, err))
		return false;
	kill = options->kill && holder.known;
	if (kill && (!cli_confirm(cli, "unlock --kill", err) ||
		     !session->engine->end_session(session->conn, holder.connection_id, err)))
		return false;
	object = cli_json(cli);
	gw_json_set(object, "holder", holder_json(cli, &holder));
	gw_json_set_bool(object, "killed", kill);
	ui_json(cli->ui, object);
	print_holder(cli, &holder, kill);
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "kill",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, kill),
	 .help = "end the connection that holds the lock; its work is rolled back"},
	{0},
};

const struct cli_command cmd_unlock = {
	.name = "unlock",
	.summary = "Show who holds the run lock, or take it away",
	.details = "The lock belongs to a connection and ends with it, so a lock is never stale: "
		   "whoever holds it is still connected.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit unlock\n"
		   "  godwit unlock --kill\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
