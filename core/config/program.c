/*
 * Runs a program that prints something: a secret, or a schema.
 *
 * No shell: the words go to the program as they are. Input is a file or empty, so a program that asks
 * on its input fails at once; one that asks on the terminal may do so. Both outputs are read while the
 * program runs, bounded, until it closed them or its time is over.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "config/program.h"
#include "config/url.h"

enum { DETAIL_BYTES_MAX = 4 * 1024, POLL_MS = 100, READ_BYTES = 4096 };

/* One end of a pipe that the child writes to, and what came so far. */
struct stream {
	int read_fd;
	int write_fd;
	struct gw_str text;
};

struct child {
	pid_t pid; /* 0: not started, or ended */
	int status;
	struct stream out;
	struct stream log;
	const char *name;
	enum gw_code code; /* of what fails */
	int64_t deadline_us; /* INT64_MAX: there is none */
	const struct gw_system *sys;
};

#define CHILD_AUTO GW_CLEANUP(child_done)

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void stream_done(struct stream *stream)
{
	close_fd(&stream->read_fd);
	close_fd(&stream->write_fd);
	gw_str_done(&stream->text);
}

/* Whether the program has ended; then status is known. */
static bool has_ended(struct child *child)
{
	if (child->pid > 0 && waitpid(child->pid, &child->status, WNOHANG) == child->pid)
		child->pid = 0;
	return child->pid == 0;
}

static void child_done(struct child *child)
{
	if (child->pid > 0) {
		kill(child->pid, SIGKILL);
		while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	stream_done(&child->out);
	stream_done(&child->log);
}

static bool open_stream(struct stream *stream, enum gw_code code, size_t max, struct gw_error **err)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) != 0)
		return gw_fail_errno(err, code, errno, "cannot open a pipe");
	stream->read_fd = fds[0];
	stream->write_fd = fds[1];
	stream->text.max = max;
	return true;
}

/* What the child does between fork and exec; 0, or an error number. */
static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
		   const struct child *child, const struct gw_program *program)
{
	const char *input = program->input != NULL ? program->input : "/dev/null";
	sigset_t none, defaults;
	int failed = 0;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	failed |= posix_spawn_file_actions_addopen(actions, STDIN_FILENO, input, O_RDONLY, 0);
	failed |= posix_spawn_file_actions_adddup2(actions, child->out.write_fd, STDOUT_FILENO);
	failed |= posix_spawn_file_actions_adddup2(actions, child->log.write_fd, STDERR_FILENO);
	if (program->folder[0] != '\0')
		failed |= posix_spawn_file_actions_addchdir_np(actions, program->folder);
	failed |= posix_spawnattr_setsigmask(attributes, &none);
	failed |= posix_spawnattr_setsigdefault(attributes, &defaults);
	failed |= posix_spawnattr_setflags(attributes,
					   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	return failed != 0 ? ENOMEM : 0;
}

static char **words_of(struct gw_arena *arena, const char *const *argv)
{
	size_t n = 0;
	char **words;

	while (argv[n] != NULL)
		n++;
	words = gw_new_array(arena, char *, n + 1);
	for (size_t i = 0; i < n; i++)
		words[i] = gw_strdup(arena, argv[i]);
	return words;
}

static bool is_replaced(const struct gw_program *program, const char *setting)
{
	for (size_t i = 0; i < program->nvariables; i++) {
		const char *name = program->variables[i].name;

		if (gw_view_starts(gw_view_of(setting), name) && setting[strlen(name)] == '=')
			return true;
	}
	return false;
}

/* Ours, but for what the program is told otherwise. */
static char **environment_of(struct gw_arena *arena, const struct gw_program *program)
{
	GW_VEC(char *) list = {0};

	for (size_t i = 0; environ[i] != NULL; i++) {
		if (!is_replaced(program, environ[i]))
			gw_vec_push(arena, &list, environ[i]);
	}
	for (size_t i = 0; i < program->nvariables; i++) {
		const struct gw_program_variable *variable = &program->variables[i];

		if (variable->value != NULL)
			gw_vec_push(arena, &list,
				    gw_format(arena, "%s=%s", variable->name, variable->value));
	}
	gw_vec_push(arena, &list, NULL);
	return list.items;
}

static bool start(struct child *child, struct gw_arena *arena, const struct gw_program *program,
		  struct gw_error **err)
{
	char **words = words_of(arena, program->argv);
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	failed = prepare(&actions, &attributes, child, program);
	if (failed == 0)
		failed = posix_spawnp(&child->pid, words[0], &actions, &attributes, words,
				      environment_of(arena, program));
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (failed != 0) {
		child->pid = 0;
		return gw_fail_errno(err, child->code, failed, "cannot run %s", child->name);
	}
	close_fd(&child->out.write_fd);
	close_fd(&child->log.write_fd);
	return true;
}

/* Takes what is there; closes the stream at its end. */
static void take(struct stream *stream)
{
	char bytes[READ_BYTES];
	ssize_t n = read(stream->read_fd, bytes, sizeof(bytes));

	if (n > 0)
		gw_str_add(&stream->text, (struct gw_view){bytes, (size_t)n});
	else if (n == 0 || errno != EINTR)
		close_fd(&stream->read_fd);
}

/* How many bytes at the end of a log are the beginning of the secret: it may be cut off there. */
static size_t cut_bytes(struct gw_view log, struct gw_view secret)
{
	size_t n = GW_MIN(log.n, secret.n);

	while (n > 0 && !gw_view_eq(gw_view_from(log, log.n - n), gw_view_slice(secret, 0, n)))
		n--;
	return n;
}

/* "set -x" and the like repeat on one output what goes to the other. */
static struct gw_view without(struct gw_arena *arena, struct gw_view log, struct gw_view secret)
{
	GW_STR_AUTO struct gw_str str = {0};
	size_t at, n;

	if (secret.n == 0)
		return log;
	while ((at = gw_view_find(log, secret)) != GW_NOWHERE) {
		gw_str_add(&str, gw_view_slice(log, 0, at));
		gw_str_puts(&str, "***");
		log = gw_view_from(log, at + secret.n);
	}
	n = cut_bytes(log, secret);
	gw_str_add(&str, gw_view_slice(log, 0, log.n - n));
	gw_str_puts(&str, n != 0 ? "***" : "");
	n = str.n;
	return (struct gw_view){gw_str_take(&str, arena), n};
}

static bool fail_child(struct child *child, enum gw_code code, const char *what,
		       struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view log = gw_view_trim(gw_str_view(&child->log.text));

	log = without(&scratch, log, gw_view_trim(gw_str_view(&child->out.text)));
	log = gw_url_redact_text(&scratch, log);
	gw_fail(err, code, "%s %s", child->name, what);
	if (log.n != 0)
		gw_error_detail(*err, "%.*s", GW_VIEW_ARG(log));
	return false;
}

/* Reads what is there, waiting up to timeout_ms for it; false when there was nothing. */
static bool take_some(struct child *child, int timeout_ms)
{
	struct pollfd fds[] = {
		{.fd = child->out.read_fd, .events = POLLIN},
		{.fd = child->log.read_fd, .events = POLLIN},
	};

	if (poll(fds, GW_COUNT(fds), timeout_ms) <= 0)
		return false;
	if (fds[0].revents != 0)
		take(&child->out);
	if (fds[1].revents != 0)
		take(&child->log);
	return true;
}

/*
 * Reads until the program has ended. A daemon that it left behind may keep the pipes open, so
 * their end is not waited for; and a program may close them and go on, so their end is not its
 * end.
 */
static bool read_streams(struct child *child, struct gw_error **err)
{
	bool ended = false;

	for (;;) {
		bool is_open = child->out.read_fd >= 0 || child->log.read_fd >= 0;
		int timeout_ms = ended ? 0 : is_open ? POLL_MS : 1;

		if (!take_some(child, timeout_ms) && ended)
			return true;
		if (gw_interrupted(child->sys) != 0)
			return fail_child(child, GW_E_INTERRUPTED, "was interrupted", err);
		if (child->sys->monotonic_us() > child->deadline_us)
			return fail_child(child, child->code, "did not end in time", err);
		if (child->out.text.overflow)
			return fail_child(child, child->code, "printed too much", err);
		ended = has_ended(child);
	}
}

static bool check_status(struct child *child, struct gw_arena *arena, struct gw_error **err)
{
	int status = child->status;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFSIGNALED(status))
		return fail_child(child, child->code,
				  gw_format(arena, "was ended by signal %d", WTERMSIG(status)),
				  err);
	return fail_child(child, child->code,
			  gw_format(arena, "failed with exit status %d", WEXITSTATUS(status)), err);
}

bool gw_program_run(struct gw_arena *arena, const struct gw_system *sys,
		    const struct gw_program *program, struct gw_view *ret_output,
		    struct gw_error **err)
{
	CHILD_AUTO struct child child = {
		.out = {.read_fd = -1, .write_fd = -1},
		.log = {.read_fd = -1, .write_fd = -1},
		.name = program->argv[0],
		.code = program->code,
		.deadline_us = program->timeout_ms != 0
				       ? sys->monotonic_us() + program->timeout_ms * 1000
				       : INT64_MAX,
		.sys = sys,
	};
	size_t n;

	if (!open_stream(&child.out, child.code, program->max_bytes, err) ||
	    !open_stream(&child.log, child.code, DETAIL_BYTES_MAX, err) ||
	    !start(&child, arena, program, err) || !read_streams(&child, err) ||
	    !check_status(&child, arena, err))
		return false;
	n = child.out.text.n;
	*ret_output = (struct gw_view){gw_strndup(arena, gw_str_text(&child.out.text), n), n};
	return true;
}
