/*
 * The command that an ephemeral database is for: a child with our input and outputs, which does not
 * outlive us.
 */
#include "ephemeral/ephemeral_int.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	LOOK_MS = 50,
	PATIENCE_US = 3 * 1000 * 1000, /* after a signal was handed on */
	STATUS_SIGNAL = 128,
	STATUS_NO_PROGRAM = 127,
};

struct child {
	pid_t pid;
	int pidfd; /* -1: it is polled for */
	int64_t told_us; /* when a signal was handed on; 0: none was */
};

/* failure: a pipe that takes errno when the program cannot be run; else it closes. */
GW_NORETURN static void become(const struct gw_ephemeral_command *command, char *const *argv,
			       pid_t parent, int failure)
{
	/* It is a process of its own already, and what we ignore is not for it to inherit. */
	static const int ours[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ};
	sigset_t none;
	int number;

	for (size_t i = 0; i < GW_COUNT(ours); i++)
		signal(ours[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It may have died before that took effect. */
	if (getppid() == parent && setenv("GODWIT_URL", command->url, 1) == 0 &&
	    setenv("DATABASE_URL", command->url, 1) == 0 &&
	    (!command->quiet_output || dup2(STDERR_FILENO, STDOUT_FILENO) >= 0))
		execvp(argv[0], argv);
	number = errno;
	(void)!write(failure, &number, sizeof(number));
	_exit(STATUS_NO_PROGRAM);
}

static char **words_of(const struct gw_ephemeral_command *command)
{
	size_t n = 0;
	char **words;

	while (command->argv[n] != NULL)
		n++;
	words = gw_new_array(command->arena, char *, n + 1);
	for (size_t i = 0; i < n; i++)
		words[i] = gw_strdup(command->arena, command->argv[i]);
	return words;
}

/* Starts it, and waits until it is the program, or could not be. */
static bool start(const struct gw_ephemeral_command *command, struct child *ret_child,
		  struct gw_error **err)
{
	char **words = words_of(command);
	pid_t parent = getpid();
	int ends[2], number = 0;
	bool started;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot open a pipe");
	ret_child->pid = fork();
	if (ret_child->pid == 0)
		become(command, words, parent, ends[1]);
	if (ret_child->pid < 0)
		number = errno;
	close(ends[1]);
	started = ret_child->pid > 0 && read(ends[0], &number, sizeof(number)) <= 0;
	close(ends[0]);
	if (started) {
		ret_child->pidfd = (int)syscall(SYS_pidfd_open, ret_child->pid, 0);
		return true;
	}
	if (ret_child->pid > 0)
		waitpid(ret_child->pid, NULL, 0);
	return gw_fail_errno(err, GW_E_COMMAND, number, "cannot run %s", words[0]);
}

/* Hands a signal on once, and ends what goes on for too long after it. */
static void hand_on(const struct gw_system *sys, struct child *child)
{
	int number = gw_interrupted(sys);

	if (number == 0)
		return;
	if (child->told_us == 0) {
		child->told_us = sys->monotonic_us();
		kill(child->pid, number);
	} else if (sys->monotonic_us() - child->told_us > PATIENCE_US) {
		kill(child->pid, SIGKILL);
	}
}

static int status_of(int status)
{
	return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

bool gw_ephemeral_command(const struct gw_ephemeral_command *command, int *ret_status,
			  struct gw_error **err)
{
	struct child child = {.pidfd = -1};
	struct pollfd fds;
	int status = 0;
	pid_t ended;

	if (!start(command, &child, err))
		return false;
	fds = (struct pollfd){.fd = child.pidfd, .events = POLLIN};
	while ((ended = waitpid(child.pid, &status, WNOHANG)) == 0) {
		hand_on(command->sys, &child);
		(void)poll(&fds, 1, LOOK_MS);
	}
	if (child.pidfd >= 0)
		close(child.pidfd);
	if (ended < 0)
		return gw_fail_errno(err, GW_E_COMMAND, errno, "nobody can tell how %s ended",
				     command->argv[0]);
	*ret_status = status_of(status);
	return true;
}
