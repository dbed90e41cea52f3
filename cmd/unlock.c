/*
 * `godwit unlock`: who holds the run lock; with --kill, no longer.
 */
#include "cli/cli.h"
#include "history/lock.h"
#include "ui/ui.h"

struct options {
	bool kill;
};

/* 0 stands for "not known". */
static void set_known(struct gw_json *json, const char *key, int64_t number)
{
	if (number != 0)
		gw_json_set_int(json, key, number);
	else
		gw_json_set_null(json, key);
}

static struct gw_json *holder_json(struct cli *cli, const struct gw_lock_holder *holder)
{
	struct gw_json *json;

	if (!holder->known)
		return NULL;
	json = gw_json_object();
	set_known(json, "connection_id", holder->connection_id);
	set_known(json, "pid", holder->pid);
	gw_json_set_text(json, "user", holder->user);
	gw_json_set_text(json, "host", holder->host);
	gw_json_set_text(json, "application", holder->application);
	gw_json_set_text(json, "since",
			 holder->since_us != 0 ? gw_time_format(cli->arena, holder->since_us)
					       : NULL);
	if (holder->has_lease)
		gw_json_set_int(json, "lease_left_us", holder->lease_left_us);
	else
		gw_json_set_null(json, "lease_left_us");
	return json;
}

static void add_known(struct gw_str *str, const char *what, const char *value)
{
	if (value != NULL)
		gw_str_printf(str, ", %s %s", what, value);
}

/* "connection 42, user app, host web-1" */
static const char *describe(struct cli *cli, const struct gw_lock_holder *holder)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (holder->connection_id != 0)
		gw_str_printf(&str, "connection %lld", (long long)holder->connection_id);
	else
		gw_str_printf(&str, "process %lld", (long long)holder->pid);
	add_known(&str, "user", holder->user);
	add_known(&str, "host", holder->host);
	if (holder->connection_id != 0 && holder->pid != 0)
		gw_str_printf(&str, ", process %lld", (long long)holder->pid);
	add_known(&str, "program", holder->application);
	return gw_str_take(&str, cli->arena);
}

static void print_lease(struct cli *cli, const struct gw_lock_holder *holder)
{
	if (holder->lease_left_us < 0)
		ui_print(cli->ui, UI_PLAIN, "the lease ended %s ago, and was not renewed\n",
			 gw_age_format(cli->arena, -holder->lease_left_us));
	else
		ui_print(cli->ui, UI_PLAIN, "the lease lasts for %s, unless it is renewed\n",
			 gw_duration_format(cli->arena, holder->lease_left_us));
}

static void print_advice(struct cli *cli, const struct gw_lock_holder *holder)
{
	if (holder->has_lease)
		ui_print(cli->ui, UI_DIM,
			 "The next godwit that waits takes a lease that nobody renews. `godwit "
			 "unlock --kill` takes it away now: its holder writes nothing from then "
			 "on.\n");
	else
		ui_print(cli->ui, UI_DIM,
			 "The lock ends with that connection. `godwit unlock "
			 "--kill` ends the connection.\n");
}

static void print_holder(struct cli *cli, const struct gw_lock_holder *holder, bool killed)
{
	if (!holder->known) {
		ui_print(cli->ui, UI_PLAIN, "the lock is free\n");
		return;
	}
	ui_print(cli->ui, UI_PLAIN, "%s by %s\n", killed ? "was held" : "held",
		 describe(cli, holder));
	if (holder->since_us != 0)
		ui_print(cli->ui, UI_PLAIN, "since %s\n",
			 gw_time_short(cli->arena, holder->since_us));
	if (killed)
		return;
	if (holder->has_lease)
		print_lease(cli, holder);
	print_advice(cli, holder);
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
		     !gw_lock_break(session->conn, schema, &holder, err)))
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
	 .help = "end the connection (on a Galera cluster, the lease) that holds the lock; its "
		 "work "
		 "is rolled back"},
	{0},
};

const struct cli_command cmd_unlock = {
	.name = "unlock",
	.summary = "Show who holds the run lock, or take it away",
	.details =
		"The lock belongs to a connection and ends with it, so a lock is never stale: "
		"whoever holds it is still connected. On a Galera cluster it is a lease as "
		"well: it outlives a godwit that dies by half a minute at most. A godwit that is "
		"alive connects again, and waits for the lock: end its process, too.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit unlock\n"
		"  godwit unlock --kill\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_LOSS,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
