/*
 * Files by path, and texts: the content of a file in memory. What is read from a tree of
 * migrations, and how it is kept inside of it, is in folder.c.
 *
 * A large text is a private copy in a file without name: nobody can change or shorten it while it
 * is mapped, and its pages can be dropped and come back.
 */
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs_int.h"

enum {
	COPY_BYTES = 256 * 1024,
	RELEASE_BYTES = 1024 * 1024, /* pages are given back in steps of this size */
	SECRET_BYTES = 64 * 1024,
};

/* --- texts --- */

static void *text_memory(const struct gw_text *text)
{
	return (void *)(uintptr_t)text->view.p;
}

void gw_text_done(struct gw_text *text)
{
	if (text->mapped)
		munmap(text_memory(text), text->view.n);
	else
		free(text_memory(text));
	*text = (struct gw_text){0};
}

/*
 * Addresses are what is rounded, not offsets: text may be a window into a larger one, and the page
 * that it shares with what stands before stays. An offset that goes back begins a new pass.
 */
void gw_text_release(struct gw_text *text, size_t offset)
{
	uintptr_t page, from, to;

	if (!text->mapped)
		return;
	offset = GW_MIN(offset, text->view.n);
	if (offset < text->released)
		text->released = 0;
	if (offset - text->released < RELEASE_BYTES)
		return;
	page = (uintptr_t)sysconf(_SC_PAGESIZE);
	from = ((uintptr_t)text->view.p + text->released + page - 1) & ~(page - 1);
	to = ((uintptr_t)text->view.p + offset) & ~(page - 1);
	if (from < to)
		madvise((void *)from, to - from, MADV_DONTNEED);
	text->released = offset;
}

/* --- reading --- */

void gw_fd_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Up to n bytes; less only at the end of the file. -1 and errno on failure. */
static ssize_t read_full(int fd, char *bytes, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = read(fd, bytes + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static bool write_full(int fd, struct gw_view rest)
{
	while (rest.n != 0) {
		ssize_t written = write(fd, rest.p, rest.n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		rest = gw_view_from(rest, (size_t)written);
	}
	return true;
}

/* A file without name, on disk where that can be had. */
static int open_unnamed(void)
{
	static const char *const folders[] = {"/var/tmp", "/tmp"};

	for (size_t i = 0; i < GW_COUNT(folders); i++) {
		int fd = open(folders[i], O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);

		if (fd >= 0)
			return fd;
	}
	return memfd_create("godwit", MFD_CLOEXEC);
}

/* From the start of one file to the end of the other; max_bytes bounds what is copied. */
static bool copy_file(int from, int to, uint64_t max_bytes)
{
	GW_STR_AUTO struct gw_str buffer = {0};
	uint64_t copied = 0;
	ssize_t got;

	gw_str_pad(&buffer, '\0', COPY_BYTES);
	while ((got = read_full(from, buffer.p, COPY_BYTES)) > 0) {
		copied += (uint64_t)got;
		if (copied > max_bytes) {
			errno = EFBIG;
			return false;
		}
		if (!write_full(to, (struct gw_view){buffer.p, (size_t)got}))
			return false;
	}
	return got == 0;
}

static bool map_copy(int fd, uint64_t max_bytes, struct gw_text *ret_text)
{
	GW_FD_AUTO int copy = open_unnamed();
	struct stat info;
	void *memory;

	if (copy < 0 || !copy_file(fd, copy, max_bytes) || fstat(copy, &info) != 0)
		return false;
	if (info.st_size == 0) {
		*ret_text = (struct gw_text){0};
		return true;
	}
	memory = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, copy, 0);
	if (memory == MAP_FAILED)
		return false;
	madvise(memory, (size_t)info.st_size, MADV_SEQUENTIAL);
	*ret_text = (struct gw_text){.view = {memory, (size_t)info.st_size}, .mapped = true};
	return true;
}

/*
 * A file that does not change meanwhile takes one call: what comes is as long as the file is said
 * to be, and the byte more that is asked for would show that it grew.
 */
static bool read_small(int fd, size_t size, struct gw_text *ret_text)
{
	char *bytes = gw_xmalloc(size + 1);
	ssize_t got = read(fd, bytes, size + 1);

	if (got >= 0 && (size_t)got < size) {
		ssize_t more = read_full(fd, bytes + got, size + 1 - (size_t)got);

		got = more >= 0 ? got + more : more;
	}
	if (got < 0 || (size_t)got > size) {
		errno = got < 0 ? errno : EBUSY;
		free(bytes);
		return false;
	}
	*ret_text = (struct gw_text){.view = {bytes, (size_t)got}};
	return true;
}

/* A pipe or device has no size: what comes until its end. */
static bool read_stream(int fd, uint64_t max_bytes, struct gw_text *ret_text)
{
	GW_STR_AUTO struct gw_str str = {0};
	size_t n = 0;
	ssize_t got;

	do {
		gw_str_pad(&str, '\0', COPY_BYTES);
		got = read_full(fd, str.p + n, COPY_BYTES);
		if (got < 0)
			return false;
		n += (size_t)got;
		if (n > max_bytes) {
			errno = EFBIG;
			return false;
		}
	} while (got == COPY_BYTES);
	*ret_text = (struct gw_text){.view = {str.p, n}};
	str = (struct gw_str){0};
	return true;
}

static bool read_any(int fd, const struct stat *info, uint64_t max_bytes, struct gw_text *ret_text)
{
	if (S_ISDIR(info->st_mode)) {
		errno = EISDIR;
		return false;
	}
	if (!S_ISREG(info->st_mode))
		return read_stream(fd, max_bytes, ret_text);
	if ((uint64_t)info->st_size > max_bytes) {
		errno = EFBIG;
		return false;
	}
	if (info->st_size > GW_TEXT_MAP_BYTES)
		return map_copy(fd, max_bytes, ret_text);
	return read_small(fd, (size_t)info->st_size, ret_text);
}

bool gw_fd_read(int fd, const struct stat *info, const char *folder, const char *path,
		uint64_t max_bytes, struct gw_text *ret_text, struct gw_error **err)
{
	const char *slash = folder != NULL ? "/" : "";

	if (read_any(fd, info, max_bytes, ret_text))
		return true;
	folder = folder != NULL ? folder : "";
	if (errno == EBUSY)
		return gw_fail(err, GW_E_IO, "%s%s%s grew while it was read", folder, slash, path);
	if (errno == EFBIG)
		return gw_fail(err, GW_E_IO, "%s%s%s is too large: at most %ju bytes are read",
			       folder, slash, path, (uintmax_t)max_bytes);
	return gw_fail_errno(err, GW_E_IO, errno, "cannot read %s%s%s", folder, slash, path);
}

bool gw_file_read(const char *path, uint64_t max_bytes, struct gw_text *ret_text,
		  struct gw_error **err)
{
	GW_FD_AUTO int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat info;

	if (fd < 0 || fstat(fd, &info) != 0)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot open %s", path);
	return gw_fd_read(fd, &info, NULL, path, max_bytes, ret_text, err);
}

bool gw_file_read_secret(const char *path, struct gw_text *ret_text, struct gw_error **err)
{
	GW_FD_AUTO int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat info;

	if (fd < 0 || fstat(fd, &info) != 0)
		return gw_fail_errno(err, GW_E_SECRET, errno, "cannot open %s", path);
	/* The mode of a pipe (a shell's process substitution) says nothing. */
	if (S_ISREG(info.st_mode) && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		gw_fail(err, GW_E_SECRET, "%s holds a secret and can be read by others (mode %04o)",
			path, (unsigned)(info.st_mode & 07777));
		gw_error_hint(*err, "Protect it with `chmod 600 %s`.", path);
		return false;
	}
	return gw_fd_read(fd, &info, NULL, path, SECRET_BYTES, ret_text, err);
}

bool gw_file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool gw_file_is_same(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

/* --- writing --- */

/* Creates a new file beside path; *ret_temporary is its name. */
static int open_beside(struct gw_arena *arena, const char *path, unsigned mode,
		       const char **ret_temporary)
{
	int fd;

	do {
		uint64_t number;

		gw_system_default.random(&number, sizeof(number));
		*ret_temporary = gw_format(arena, "%s.%016jx.tmp", path, (uintmax_t)number);
		fd = open(*ret_temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	} while (fd < 0 && errno == EEXIST);
	return fd;
}

/* Makes a rename in path's folder last through a crash; a file system without this is fine too. */
static void sync_folder_of(struct gw_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash == NULL   ? "."
			     : slash == path ? "/"
					     : gw_strndup(arena, path, (size_t)(slash - path));
	GW_FD_AUTO int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		fsync(fd);
}

/*
 * A name that is taken stays what it is. Not every file system knows the flag. Where the file may have two names
 * for a moment, and both if that is its last, it gets the second one; nor do all know those, and folders have
 * none: then one looks, and renames.
 */
static bool move(const char *from, const char *to, bool may_have_both)
{
	struct stat info;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	if (may_have_both && link(from, to) == 0) {
		(void)unlink(from);
		return true;
	}
	if (lstat(to, &info) == 0) {
		errno = EEXIST;
		return false;
	}
	return rename(from, to) == 0;
}

/* Gives the finished file its name. */
static bool publish(const char *temporary, const char *path, bool replace)
{
	return replace ? rename(temporary, path) == 0 : move(temporary, path, true);
}

bool gw_path_rename(const char *from, const char *to, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	if (!move(from, to, false))
		return gw_fail_errno(err, GW_E_IO, errno, "cannot rename %s to %s", from, to);
	sync_folder_of(&arena, to);
	return true;
}

static void note(struct gw_file_writer *writer, bool ok)
{
	if (!ok && writer->error_number == 0)
		writer->error_number = errno;
}

static bool fail_write(struct gw_file_writer *writer, int error_number, struct gw_error **err)
{
	gw_fail_errno(err, GW_E_IO, error_number, "cannot write %s", writer->path);
	gw_arena_done(&writer->arena);
	return false;
}

/* A file that is replaced keeps its mode. */
static bool begin_file(struct gw_file_writer *writer, unsigned mode, struct gw_error **err)
{
	struct stat info;
	bool is_kept = writer->replace && stat(writer->path, &info) == 0;
	mode_t kept = is_kept ? info.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO) : 0;

	writer->fd = open_beside(&writer->arena, writer->path, is_kept ? kept : mode,
				 &writer->temporary);
	if (writer->fd < 0)
		return fail_write(writer, errno, err);
	note(writer, !is_kept || fchmod(writer->fd, kept) == 0);
	return true;
}

/* A pipe, a terminal, /dev/null; or /dev/stdout, whatever that is. */
static bool is_channel(const char *path)
{
	static const char proc[] = "/proc/";
	char target[sizeof(proc) - 1];
	struct stat info;

	return (stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) ||
	       (readlink(path, target, sizeof(target)) == (ssize_t)sizeof(target) &&
		memcmp(target, proc, sizeof(target)) == 0);
}

static bool begin_channel(struct gw_file_writer *writer, struct gw_error **err)
{
	writer->fd = open(writer->path, O_WRONLY | O_APPEND | O_CLOEXEC);
	return writer->fd >= 0 || fail_write(writer, errno, err);
}

bool gw_file_begin(struct gw_file_writer *writer, const char *path, unsigned mode,
		   struct gw_error **err)
{
	char *target;

	*writer = (struct gw_file_writer){.replace = true};
	writer->path = gw_strdup(&writer->arena, path);
	if (is_channel(path))
		return begin_channel(writer, err);
	target = realpath(path, NULL);
	if (target != NULL)
		writer->path = gw_strdup(&writer->arena, target);
	free(target);
	return begin_file(writer, mode, err);
}

void gw_file_add(struct gw_file_writer *writer, struct gw_view content)
{
	if (writer->error_number == 0)
		note(writer, write_full(writer->fd, content));
}

bool gw_file_end(struct gw_file_writer *writer, struct gw_error **err)
{
	bool is_file = writer->temporary != NULL;

	if (is_file && writer->error_number == 0)
		note(writer, fsync(writer->fd) == 0);
	note(writer, close(writer->fd) == 0);
	if (is_file && writer->error_number == 0)
		note(writer, publish(writer->temporary, writer->path, writer->replace));
	if (writer->error_number != 0) {
		if (is_file)
			unlink(writer->temporary);
		return fail_write(writer, writer->error_number, err);
	}
	if (is_file)
		sync_folder_of(&writer->arena, writer->path);
	gw_arena_done(&writer->arena);
	return true;
}

bool gw_file_write(const char *path, struct gw_view content, unsigned mode, struct gw_error **err)
{
	struct gw_file_writer writer;

	if (!gw_file_begin(&writer, path, mode, err))
		return false;
	gw_file_add(&writer, content);
	return gw_file_end(&writer, err);
}

bool gw_file_create(const char *path, struct gw_view content, unsigned mode, struct gw_error **err)
{
	struct gw_file_writer writer = {0};

	writer.path = gw_strdup(&writer.arena, path);
	if (!begin_file(&writer, mode, err))
		return false;
	gw_file_add(&writer, content);
	return gw_file_end(&writer, err);
}

bool gw_folder_make(const char *path, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	char *name = gw_strdup(&arena, path);

	for (char *at = name; at != NULL && *at != '\0';) {
		char *slash = strchr(at + 1, '/');

		if (slash != NULL)
			*slash = '\0';
		if (mkdir(name, 0777) != 0 && errno != EEXIST)
			return gw_fail_errno(err, GW_E_IO, errno, "cannot create folder %s", name);
		if (slash != NULL)
			*slash = '/';
		at = slash;
	}
	if (!gw_folder_is_dir(path))
		return gw_fail(err, GW_E_IO, "cannot create folder %s: it is a file", path);
	return true;
}

bool gw_folder_is_dir(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}
