/*
 * A server of one's own: filled, started, awaited, ended, by the engine's recipe.
 *
 * It listens on a socket in its folder and nowhere else. The kernel ends it when this process dies,
 * however that happens; its folder is swept by the next one.
 */
#include "ephemeral/ephemeral_int.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/programs.h"
#include "base/wait.h"

enum {
	FOLDER_MODE = 0700,
	START_MS = 60 * 1000,
	STATUS_FAILED = 126,
	LOG_BYTES_MAX = 1024 * 1024,
	LOG_LINES = 10,
};

/* Somebody starting a server. */
struct starter {
	const struct gw_session *like;
	const struct gw_engine *engine;
	const char *init; /* paths of its programs */
	const char *serve;
	const struct passwd *user; /* whom it runs as; NULL: as we do */
	struct gw_own_server *server;
};

/* --- programs --- */

static bool find_program(const struct starter *starter, const char *program, const char **ret_path,
			 struct gw_error **err)
{
	struct gw_programs found;

	gw_programs_find(starter->like->arena, starter->like->sys, program,
			 starter->server->recipe->folders, &found);
	if (found.paths.n != 0) {
		*ret_path = found.paths.items[0];
		return true;
	}
	gw_fail(err, GW_E_UNSUPPORTED, "%s is not installed: there is no program %s",
		starter->engine->label, program);
	gw_error_hint(*err, "Install it, put its programs into PATH, or give the URL of a server "
			    "with `--url`.");
	return false;
}

/* --- processes --- */

static const char *fill_in(struct gw_arena *arena, const char *pattern, const char *folder)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view rest = gw_view_of(pattern);
	size_t at;

	while ((at = gw_view_find(rest, GW_VIEW("%d"))) != GW_NOWHERE) {
		gw_str_add(&str, gw_view_slice(rest, 0, at));
		gw_str_puts(&str, folder);
		rest = gw_view_from(rest, at + 2);
	}
	gw_str_add(&str, rest);
	return gw_str_take(&str, arena);
}

static char **argv_of(const struct starter *starter, const char *program,
		      const char *const *arguments)
{
	struct gw_arena *arena = starter->like->arena;
	size_t n = 0;
	char **argv;

	while (arguments[n] != NULL)
		n++;
	argv = gw_new_array(arena, char *, n + 2);
	argv[0] = gw_strdup(arena, program);
	for (size_t i = 0; i < n; i++)
		argv[i + 1] = gw_strdup(arena,
					fill_in(arena, arguments[i], starter->server->folder));
	return argv;
}

/* Of its own group, so that a terminal's ^C is for the command alone. */
GW_NORETURN static void become(const struct starter *starter, char *const *argv, const char *log,
			       pid_t parent)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, S_IRUSR | S_IWUSR);
	int null = open("/dev/null", O_RDONLY);
	const struct passwd *user = starter->user;

	setpgid(0, 0);
	if (fd < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
	    dup2(fd, STDERR_FILENO) < 0 || chdir(starter->server->folder) != 0)
		_exit(STATUS_FAILED);
	if (user != NULL &&
	    (setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
		_exit(STATUS_FAILED);
	prctl(PR_SET_PDEATHSIG, starter->server->recipe->stop_signal);
	if (getppid() == parent)
		execv(argv[0], argv);
	_exit(STATUS_FAILED);
}

static bool spawn(const struct starter *starter, const char *program, const char *const *arguments,
		  pid_t *ret_pid, struct gw_error **err)
{
	char **argv = argv_of(starter, program, arguments);
	const char *log = gw_format(starter->like->arena, "%s/log", starter->server->folder);
	pid_t parent = getpid();

	*ret_pid = fork();
	if (*ret_pid == 0)
		become(starter, argv, log, parent);
	return *ret_pid > 0 || gw_fail_errno(err, GW_E_IO, errno, "cannot start %s", program);
}

/* The last lines of what it said. */
static struct gw_view end_of_log(struct gw_view log)
{
	size_t lines = 0, at = log.n;

	while (at > 0 && lines < LOG_LINES) {
		at--;
		lines += log.p[at] == '\n' && at + 1 < log.n;
	}
	return gw_view_trim(gw_view_from(log, at));
}

static bool fail_program(const struct starter *starter, const char *program, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	GW_TEXT_AUTO struct gw_text log = {0};
	const char *path = gw_format(starter->like->arena, "%s/log", starter->server->folder);

	gw_fail(err, GW_E_CONNECT, "%s failed", program);
	if (gw_file_read(path, LOG_BYTES_MAX, &log, &ignored))
		gw_error_detail(*err, "%.*s", GW_VIEW_ARG(end_of_log(log.view)));
	return false;
}

/* --- the folder --- */

/* Root cannot be a server: the user that the package made for it is, or nobody. */
static bool choose_user(struct starter *starter, struct gw_error **err)
{
	if (geteuid() != 0)
		return true;
	starter->user = getpwnam(starter->server->recipe->user);
	if (starter->user == NULL)
		starter->user = getpwnam("nobody");
	return starter->user != NULL ||
	       gw_fail(err, GW_E_UNSUPPORTED, "there is no user that a server could run as");
}

static bool make_folder(struct starter *starter, struct gw_error **err)
{
	struct gw_own_server *server = starter->server;
	const char *data = gw_format(starter->like->arena, "%s/data", server->folder);
	const struct passwd *user = starter->user;

	if (mkdir(server->folder, FOLDER_MODE) != 0 || mkdir(data, FOLDER_MODE) != 0 ||
	    (user != NULL && (chown(server->folder, user->pw_uid, user->pw_gid) != 0 ||
			      chown(data, user->pw_uid, user->pw_gid) != 0)))
		return gw_fail_errno(err, GW_E_IO, errno, "cannot make the folder '%s'",
				     server->folder);
	return true;
}

static bool claim_folder(struct starter *starter, struct gw_error **err)
{
	const struct gw_session *like = starter->like;
	struct gw_url place = {0};
	const struct gw_databases at = {.arena = like->arena, .sys = like->sys, .url = &place};

	if (!gw_ephemeral_folder(like->arena, like->sys, &place.database, err))
		return false;
	gw_claim_sweep(&at, false);
	starter->server->folder = gw_ephemeral_name(&at);
	return gw_claim_take(NULL, starter->server->folder, like, &starter->server->claim, err);
}

/* --- starting --- */

static bool fill(const struct starter *starter, struct gw_error **err)
{
	const struct gw_server_recipe *recipe = starter->server->recipe;
	int status = 0;
	pid_t pid;

	if (!spawn(starter, starter->init, recipe->init_arguments, &pid, err))
		return false;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (gw_interrupted(starter->like->sys))
		return gw_fail(err, GW_E_INTERRUPTED, "interrupted");
	return status == 0 || fail_program(starter, starter->init, err);
}

static bool answers(const struct starter *starter)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	GW_DATABASES_AUTO struct gw_databases at = {0};
	const struct gw_database_options options = {
		.arena = starter->like->arena,
		.sys = starter->like->sys,
		.url = &starter->server->url,
		.application = starter->like->application,
	};

	return gw_databases_open(&options, (const char *const[]){NULL}, &at, &ignored);
}

static bool await(struct starter *starter, struct gw_error **err)
{
	struct gw_own_server *server = starter->server;
	struct gw_wait wait;

	gw_wait_begin(&wait, starter->like->sys, START_MS);
	while (!answers(starter)) {
		if (gw_interrupted(starter->like->sys))
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted");
		if (waitpid(server->pid, NULL, WNOHANG) == server->pid) {
			server->pid = 0;
			return fail_program(starter, starter->serve, err);
		}
		if (gw_wait_is_out(&wait))
			return fail_program(starter, starter->serve, err);
		gw_wait_pause(&wait);
	}
	return true;
}

static bool start(struct starter *starter, struct gw_error **err)
{
	struct gw_own_server *server = starter->server;
	struct gw_arena *arena = starter->like->arena;
	const char *url;

	if (!find_program(starter, server->recipe->init, &starter->init, err) ||
	    !find_program(starter, server->recipe->serve, &starter->serve, err) ||
	    !choose_user(starter, err) || !claim_folder(starter, err) ||
	    !make_folder(starter, err) || !fill(starter, err) ||
	    !spawn(starter, starter->serve, server->recipe->serve_arguments, &server->pid, err))
		return false;
	url = fill_in(arena, server->recipe->url, server->folder);
	return gw_url_parse(arena, gw_view_of(url), &server->url, err) && await(starter, err);
}

bool gw_own_server_start(const struct gw_session *like, const struct gw_engine *engine,
			 struct gw_own_server *ret_server, struct gw_error **err)
{
	struct starter starter = {.like = like, .engine = engine, .server = ret_server};

	*ret_server = (struct gw_own_server){.recipe = engine->databases->recipe};
	if (start(&starter, err))
		return true;
	gw_own_server_stop(ret_server);
	return false;
}

void gw_own_server_stop(struct gw_own_server *server)
{
	if (server->pid > 0) {
		kill(server->pid, server->recipe->stop_signal);
		while (waitpid(server->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (server->claim.held)
		gw_path_remove(server->folder);
	gw_claim_release(&server->claim);
	*server = (struct gw_own_server){0};
}
