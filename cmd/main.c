/*
 * The program: makes the process fit to hold passwords and to be stopped, reads the command line,
 * opens what the command needs, runs it, and reports its error. Nothing is read or opened before it
 * is needed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "config/misspelt.h"
#include "session/view.h"
#include "ui/ui.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

enum { EXIT_STATUS_OUT_OF_MEMORY = 70, EXIT_STATUS_SIGNAL = 128 };

/* The one mutable global: which signal asks godwit to stop. */
static volatile sig_atomic_t stop_signal;

/*
 * The first signal asks; whoever sends another one later does not want to wait. What follows at once
 * is the same wish, told twice: `timeout`, a terminal or npm signal a process and its group.
 */
static void on_stop(int number)
{
	enum { PATIENCE_SECONDS = 2 };
	static time_t asked_at;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (stop_signal == 0) {
		asked_at = now.tv_sec;
		stop_signal = number;
	} else if (now.tv_sec - asked_at >= PATIENCE_SECONDS) {
		_exit(EXIT_STATUS_SIGNAL + number);
	}
}

/* Without SA_RESTART: what waits is woken up. SIGHUP stays ignored under nohup. */
static void catch_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction usual = {.sa_handler = SIG_DFL};
	struct sigaction hangup;

	sigemptyset(&stop.sa_mask);
	sigemptyset(&ignore.sa_mask);
	sigemptyset(&usual.sa_mask);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	/* A file that may not grow (ulimit -f) is an error of the write, not the end. */
	sigaction(SIGXFSZ, &ignore, NULL);
	/* Where it is ignored nobody can tell how a child ended. */
	sigaction(SIGCHLD, &usual, NULL);
}

/*
 * Where whoever started us has closed one of them, the next file or connection would get its number, and be
 * written to in its place. What stands in for it cannot be used either, so that what goes lost is told.
 */
static void fill_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	}
}

/* No core dump and no debugger of another process: both would see passwords. */
static void forbid_dumps(void)
{
#ifndef __SANITIZE_ADDRESS__ /* its leak check attaches to the process */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

GW_NORETURN static void on_out_of_memory(size_t size GW_UNUSED)
{
	static const char message[] = "error[GW1901]: out of memory\n";

	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(EXIT_STATUS_OUT_OF_MEMORY);
	_exit(EXIT_STATUS_OUT_OF_MEMORY);
}

static const char *environment_variable(const char *name)
{
	return getenv(name);
}

/*
 * Passwords vanish from the list of processes; the parser has made its copies. Returns whether there
 * were any.
 */
static bool scrub_arguments(struct gw_arena *arena, int argc, char **argv)
{
	bool found = false;

	for (int i = 0; i < argc; i++) {
		struct gw_view word = gw_view_of(argv[i]);
		struct gw_view shown = gw_url_redact_argument(arena, word);

		if (gw_view_eq(word, shown))
			continue;
		found = true;
		for (size_t at = 0; at < word.n; at++)
			argv[i][at] = at < shown.n ? shown.p[at] : '\0';
	}
	return found;
}

static void warn_of_arguments(struct ui *ui)
{
	ui_warn(ui, "others can read a secret of the command line in the list of processes; "
		    "GODWIT_URL, GODWIT_PASSWORD and godwit.yaml keep it out of there");
}

static void warn_of_misspelt(const struct cli *cli)
{
	struct gw_misspelt_list misspelt;

	gw_config_misspelt(cli->config, environ, &misspelt);
	for (size_t i = 0; i < misspelt.list.n; i++)
		ui_warn(cli->ui, "%s is not read; did you mean %s?", misspelt.list.items[i].place,
			misspelt.list.items[i].meant);
}

static bool load_config(struct cli *cli, struct gw_error **err)
{
	if (!gw_config_load(cli->arena, cli->sys, &cli->request, &cli->config, err))
		return false;
	warn_of_misspelt(cli);
	return true;
}

static void begin_session(struct cli *cli)
{
	struct gw_session *session = &cli->session;

	gw_session_init(session, cli->arena, cli->sys, cli->config);
	session->application = gw_format(cli->arena, "godwit %s", cli->command->name);
	session->lock_waiting = ui_lock_waiting;
	session->notice = ui_notice;
	session->payload = cli->ui;
	session->kill_orphan = cli->kill_orphan;
	cli->ui->target = &session->url;
}

static bool dispatch(struct cli *cli, int argc, char **argv, struct gw_error **err)
{
	bool parsed = cli_parse(cli, &cli->request, argc, argv, err);
	bool scrubbed = scrub_arguments(cli->arena, argc, argv);
	unsigned needs;

	ui_configure(cli->ui, cli->json, cli->quiet, cli->verbose);
	if (!parsed)
		return false;
	if (scrubbed)
		warn_of_arguments(cli->ui);
	needs = cli->command->needs;
	if (needs != CLI_NEEDS_NOTHING && !load_config(cli, err))
		return false;
	if ((needs & CLI_NEEDS_SESSION) != 0)
		begin_session(cli);
	return cli->command->run(cli, err);
}

/* Prints the error and returns the exit status that goes with it. */
static int report(struct cli *cli, const struct gw_error *error)
{
	int status = stop_signal != 0 ? EXIT_STATUS_SIGNAL + stop_signal
				      : gw_error_exit_status(error);

	ui_error(cli->ui, error);
	if (cli->json) {
		struct gw_json *shown = gw_view_error(error);
		struct gw_json *object = ui_json_take(cli->ui);

		if (object == NULL)
			object = cli_json(cli);
		gw_json_set_int(shown, "exit_status", status);
		gw_json_set(object, "error", shown);
		ui_json(cli->ui, object);
	}
	return status;
}

int main(int argc, char **argv)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_system sys = gw_system_default;
	struct ui ui;
	struct cli cli = {.sys = &sys, .arena = &arena, .ui = &ui};
	int status;

	fill_standard_descriptors();
	forbid_dumps();
	catch_signals();
	gw_set_oom_handler(on_out_of_memory);
	sys.getenv = environment_variable;
	sys.interrupted = &stop_signal;
	sys.owns_process = true;
	ui_init(&ui, &sys);
	if (dispatch(&cli, GW_MAX(argc - 1, 0), argv + 1, &error))
		status = cli.status;
	else
		status = report(&cli, error);
	gw_session_done(&cli.session);
	if (!ui_done(&ui) && status == EXIT_SUCCESS)
		status = EXIT_FAILURE;
	return status;
}
