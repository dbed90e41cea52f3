/*
 * Runs a program and writes the most memory that it had at a time, in KiB, into a file:
 *
 *	peak FILE PROGRAM ARGUMENT...
 *
 * Exits as the program does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage usage;
	FILE *file;
	int status;
	pid_t pid;

	if (argc < 3 || (file = fopen(argv[1], "we")) == NULL || (pid = fork()) < 0)
		return 125;
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		_exit(126);
	}
	if (wait4(pid, &status, 0, &usage) != pid)
		return 125;
	fprintf(file, "%ld\n", usage.ru_maxrss);
	return fclose(file) == 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
