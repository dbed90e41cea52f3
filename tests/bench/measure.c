/*
 * Runs a program, and writes what it took into a file:
 *
 *	measure FILE PROGRAM ARGUMENT...
 *
 * The line is "WALL USER SYSTEM PEAK": microseconds, and the most memory that it had at a time, in KiB.
 * Processes that the program waited for count: their times are added, and the peak is the one of the
 * largest. Exits as the program does, with 128 and the signal's number if one ended it.
 *
 * This is a program, and a small one, because a process begins with the peak of the one that made it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_OURS = 125, EXIT_NO_PROGRAM = 126, EXIT_SIGNAL = 128 };

static long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static long long time_us(struct timeval time)
{
	return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	long long start_us, wall_us;
	FILE *file;
	int status;
	pid_t pid;

	if (argc < 3 || (file = fopen(argv[1], "we")) == NULL)
		return EXIT_OURS;
	start_us = now_us();
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execvp(argv[2], argv + 2);
		_exit(EXIT_NO_PROGRAM);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		return EXIT_OURS;
	wall_us = now_us() - start_us;
	fprintf(file, "%lld %lld %lld %ld\n", wall_us, time_us(usage.ru_utime),
		time_us(usage.ru_stime), usage.ru_maxrss);
	if (fclose(file) != 0)
		return EXIT_OURS;
	return WIFSIGNALED(status) ? EXIT_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}
