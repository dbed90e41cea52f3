/*
 * Loaded into a program with LD_PRELOAD, makes its k-th call of some kind fail, or kills it there.
 * Nothing is allocated here: memory is what may fail.
 *
 *	FAULT_CALL    write sync unlink truncate   on files of the database
 *	              disk                         any of these
 *	              memory                       malloc, calloc, realloc
 *	FAULT_AT      the call, counted from 1; 0: none
 *	FAULT_HOW     enospc, eio      it fails with this error; memory always fails with ENOMEM
 *	              kill             the process is killed in place of the call
 *	              torn             it is killed after half of a write
 *	FAULT_LASTS   1: all such calls after it fail as well
 *	FAULT_FILES   how the paths of the database's files begin
 *	FAULT_REPORT  a file for "calls 12\nfaults 1\n": written at the first fault, and again when the
 *	              process ends by itself
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum call { WRITE = 1, SYNC = 2, UNLINK = 4, TRUNCATE = 8, MEMORY = 16 };
enum how { FAIL, KILL, TEAR };

static struct {
	unsigned calls; /* the kinds that count */
	unsigned long at;
	enum how how;
	int error;
	bool lasts;
	const char *files;
	const char *report;
	unsigned long seen, faults;
} plan;

/* glibc's own names of what is put in front of here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static bool is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

static unsigned long number(const char *text)
{
	unsigned long value = 0;

	for (; text != NULL && *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (unsigned long)(*text - '0');
	return value;
}

static unsigned calls_of(const char *name)
{
	static const struct {
		const char *name;
		unsigned calls;
	} table[] = {
		{"write", WRITE},   {"sync", SYNC},
		{"unlink", UNLINK}, {"truncate", TRUNCATE},
		{"memory", MEMORY}, {"disk", WRITE | SYNC | UNLINK | TRUNCATE},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (is(name, table[i].name))
			return table[i].calls;
	}
	return 0;
}

__attribute__((constructor)) static void read_plan(void)
{
	const char *how = getenv("FAULT_HOW");

	plan.at = number(getenv("FAULT_AT"));
	plan.how = is(how, "kill") ? KILL : is(how, "torn") ? TEAR : FAIL;
	plan.error = is(how, "eio") ? EIO : ENOSPC;
	plan.lasts = is(getenv("FAULT_LASTS"), "1");
	plan.files = getenv("FAULT_FILES");
	plan.report = getenv("FAULT_REPORT");
	plan.calls = calls_of(getenv("FAULT_CALL"));
	/* Programs that this one starts are none of our business. */
	unsetenv("LD_PRELOAD");
}

/* By system calls of its own, which no other fault reaches. */
static void write_report(void)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "calls %lu\nfaults %lu\n", plan.seen, plan.faults);
	long fd;

	if (plan.report == NULL)
		return;
	fd = syscall(SYS_open, plan.report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	(void)!syscall(SYS_write, fd, text, (size_t)n);
	syscall(SYS_close, fd);
}

__attribute__((destructor)) static void finish(void)
{
	write_report();
}

/* Whether this call is to fail. Does not come back where the process is to be killed. */
static bool strikes(enum call call)
{
	if ((plan.calls & call) == 0)
		return false;
	plan.seen++;
	if (plan.at == 0 || plan.seen < plan.at || (plan.seen > plan.at && !plan.lasts))
		return false;
	if (++plan.faults == 1)
		write_report();
	if (plan.how == KILL)
		kill(getpid(), SIGKILL);
	return true;
}

static bool is_of_database(const char *path)
{
	return plan.files != NULL && strncmp(path, plan.files, strlen(plan.files)) == 0;
}

static bool fd_is_of_database(int fd)
{
	char link[64], path[PATH_MAX];
	ssize_t n;

	if (plan.calls == 0 || plan.calls == MEMORY)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	return is_of_database(path);
}

static int fail(void)
{
	errno = plan.error;
	return -1;
}

/*
 * What follows stands in place of functions of glibc. It has names of its own here, and theirs for the
 * linker.
 */
ssize_t put_write(int fd, const void *bytes, size_t n) __asm__("write");
ssize_t put_pwrite(int fd, const void *bytes, size_t n, off_t offset) __asm__("pwrite");
ssize_t put_pwrite64(int fd, const void *bytes, size_t n, off64_t offset) __asm__("pwrite64");
int put_fsync(int fd) __asm__("fsync");
int put_fdatasync(int fd) __asm__("fdatasync");
int put_ftruncate(int fd, off_t size) __asm__("ftruncate");
int put_ftruncate64(int fd, off64_t size) __asm__("ftruncate64");
int put_unlink(const char *path) __asm__("unlink");
void *put_malloc(size_t size) __asm__("malloc");
void *put_calloc(size_t n, size_t size) __asm__("calloc");
void *put_realloc(void *old, size_t size) __asm__("realloc");
struct servent *put_getservbyname(const char *name, const char *protocol) __asm__("getservbyname");

/* --- files --- */

static ssize_t torn_write(int fd, const void *bytes, size_t n, off_t offset)
{
	if (plan.how == TEAR) {
		(void)!syscall(SYS_pwrite64, fd, bytes, n / 2, offset);
		kill(getpid(), SIGKILL);
	}
	return fail();
}

ssize_t put_write(int fd, const void *bytes, size_t n)
{
	if (fd_is_of_database(fd) && strikes(WRITE))
		return torn_write(fd, bytes, n, lseek(fd, 0, SEEK_CUR));
	return syscall(SYS_write, fd, bytes, n);
}

ssize_t put_pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
	if (fd_is_of_database(fd) && strikes(WRITE))
		return torn_write(fd, bytes, n, offset);
	return syscall(SYS_pwrite64, fd, bytes, n, offset);
}

ssize_t put_pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
	return put_pwrite(fd, bytes, n, offset);
}

int put_fsync(int fd)
{
	return fd_is_of_database(fd) && strikes(SYNC) ? fail() : (int)syscall(SYS_fsync, fd);
}

int put_fdatasync(int fd)
{
	return fd_is_of_database(fd) && strikes(SYNC) ? fail() : (int)syscall(SYS_fdatasync, fd);
}

int put_ftruncate(int fd, off_t size)
{
	return fd_is_of_database(fd) && strikes(TRUNCATE) ? fail()
							  : (int)syscall(SYS_ftruncate, fd, size);
}

int put_ftruncate64(int fd, off64_t size)
{
	return put_ftruncate(fd, size);
}

int put_unlink(const char *path)
{
	return is_of_database(path) && strikes(UNLINK) ? fail() : (int)syscall(SYS_unlink, path);
}

/* --- memory --- */

/*
 * glibc 2.36 crashes when it reads the services and finds no memory for that. libmariadb makes it,
 * at its start: nobody can help it.
 */
struct servent *put_getservbyname(const char *name, const char *protocol)
{
	struct servent *(*next)(const char *, const char *);
	struct servent *found = NULL;
	unsigned calls = plan.calls;

	plan.calls &= ~(unsigned)MEMORY;
	*(void **)&next = dlsym(RTLD_NEXT, "getservbyname");
	if (next != NULL)
		found = next(name, protocol);
	plan.calls = calls;
	return found;
}

static void *no_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

void *put_malloc(size_t size)
{
	return strikes(MEMORY) ? no_memory() : __libc_malloc(size);
}

void *put_calloc(size_t n, size_t size)
{
	return strikes(MEMORY) ? no_memory() : __libc_calloc(n, size);
}

void *put_realloc(void *old, size_t size)
{
	return strikes(MEMORY) ? no_memory() : __libc_realloc(old, size);
}
