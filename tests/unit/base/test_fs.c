/*
 * Files and folders: what is read, what is refused, and that writing is all or nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/str.h"

/* A folder of its own for each test. */
static char scratch[64];

static int make_scratch(void **state GW_UNUSED)
{
	static const char pattern[] = "/tmp/godwit-test-XXXXXX";

	memcpy(scratch, pattern, sizeof(pattern));
	return mkdtemp(scratch) != NULL ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *info GW_UNUSED, int kind GW_UNUSED,
		      struct FTW *at GW_UNUSED)
{
	return remove(path);
}

static int remove_scratch(void **state GW_UNUSED)
{
	return nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *in_scratch(struct gw_arena *arena, const char *name)
{
	return gw_format(arena, "%s/%s", scratch, name);
}

static void put(const char *name, struct gw_view content)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_true(gw_file_write(in_scratch(&arena, name), content, 0600, &error));
}

static void make_folder(const char *name)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_true(gw_folder_make(in_scratch(&arena, name), &error));
}

static void make_link(const char *target, const char *name)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_int_equal(symlink(target, in_scratch(&arena, name)), 0);
}

static void close_folder(struct gw_folder **folder)
{
	gw_folder_close(*folder);
}

/* The paths of a listing with blanks between, or the message of its failure. */
static char *list(struct gw_arena *arena, unsigned depth)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_CLEANUP(close_folder) struct gw_folder *folder = NULL;
	GW_STR_AUTO struct gw_str out = {0};
	struct gw_folder_entry *entries;
	size_t n;

	assert_true(gw_folder_open(scratch, &folder, &error));
	if (!gw_folder_list(folder, arena, depth, &entries, &n, &error)) {
		assert_int_equal(error->code, GW_E_SOURCE);
		return gw_strdup(arena, error->message + strlen(scratch) + 1);
	}
	for (size_t i = 0; i < n; i++)
		gw_str_printf(&out, "%s%s", i != 0 ? " " : "", entries[i].path);
	return gw_str_take(&out, arena);
}

static void lists_regular_files(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_string_equal(list(&arena, 3), "");
	put("b.sql", GW_VIEW(""));
	put("B.sql", GW_VIEW(""));
	put("a.txt", GW_VIEW(""));
	put(".hidden.sql", GW_VIEW(""));
	make_folder("sub/deep/deeper");
	put("sub/c.sql", GW_VIEW(""));
	put("sub/deep/d.sql", GW_VIEW(""));
	put("sub/deep/deeper/e.sql", GW_VIEW(""));
	assert_string_equal(list(&arena, 1), "B.sql a.txt b.sql");
	assert_string_equal(list(&arena, 3), "B.sql a.txt b.sql sub/c.sql sub/deep/d.sql");
}

static void follows_links_inside(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	/* As Kubernetes mounts a ConfigMap. */
	make_folder("..v1");
	put("..v1/1.sql", GW_VIEW("x"));
	make_link("..v1", "..data");
	make_link("..data/1.sql", "1.sql");
	make_link(".", "again");
	make_folder("sub");
	make_link("../sub", "sub/loop");
	assert_string_equal(list(&arena, 5), "1.sql");
}

static void refuses_what_leads_out(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	make_link("/etc/passwd", "README");
	make_link("nowhere", "gone.txt");
	assert_string_equal(list(&arena, 2), "");
	make_link("/etc/passwd", "a.sql");
	assert_string_equal(list(&arena, 2), "a.sql is a symlink that leads out of the folder");
}

static void refuses_a_folder_outside(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	make_link("/etc", "shared");
	assert_string_equal(list(&arena, 2), "shared is a symlink that leads out of the folder");
}

static void refuses_a_dangling_link(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	make_link("nowhere", "a.sql");
	assert_string_equal(list(&arena, 2), "a.sql is a symlink that leads nowhere");
}

static void refuses_a_fifo(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_int_equal(mkfifo(in_scratch(&arena, "pipe"), 0600), 0);
	assert_string_equal(list(&arena, 2), "");
	assert_int_equal(mkfifo(in_scratch(&arena, "x.sql"), 0600), 0);
	assert_string_equal(list(&arena, 2), "x.sql is not a regular file");
}

static void refuses_deceptive_names(void **state GW_UNUSED)
{
	static const struct {
		const char *name;
		const char *message;
	} names[] = {
		{"a\n.sql", "a\\x0a.sql has a name that has a control character"},
		{"a\x1b[31m.sql", "a\\x1b[31m.sql has a name that has a control character"},
		{"a\xe2\x80\xae.sql", "a\\u{202e}.sql has a name that has an invisible character"},
		{"a\xff.sql", "a\\xff.sql has a name that is not UTF-8"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	/* What macOS leaves behind is no migration. */
	put("Icon\r", GW_VIEW(""));
	assert_string_equal(list(&arena, 2), "");
	for (size_t i = 0; i < GW_COUNT(names); i++) {
		put(names[i].name, GW_VIEW(""));
		assert_string_equal(list(&arena, 2), names[i].message);
		assert_int_equal(unlink(in_scratch(&arena, names[i].name)), 0);
	}
	put("\xc3\xa4.sql", GW_VIEW(""));
	assert_string_equal(list(&arena, 2), "\xc3\xa4.sql");
}

static void reads_beneath_only(void **state GW_UNUSED)
{
	static const char *const outside[] = {"../x", "/etc/passwd", "sub/../../x", "out"};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_CLEANUP(close_folder) struct gw_folder *folder = NULL;
	GW_TEXT_AUTO struct gw_text text = {0};

	make_folder("sub");
	make_link("/etc/passwd", "out");
	put("sub/a.sql", GW_VIEW("SELECT 1;\n"));
	assert_true(gw_folder_open(scratch, &folder, &error));
	assert_true(gw_folder_read(folder, "sub/a.sql", UINT64_MAX, &text, &error));
	assert_true(gw_view_is(text.view, "SELECT 1;\n"));
	for (size_t i = 0; i < GW_COUNT(outside); i++) {
		struct gw_text other = {0};

		if (gw_folder_read(folder, outside[i], UINT64_MAX, &other, &error))
			fail_msg("%s was read", outside[i]);
		assert_int_equal(error->code, GW_E_SOURCE);
		gw_error_clear(&error);
	}
}

/* From now on the system call fails in this process. */
static bool forbid(long call, int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = GW_COUNT(filter), .filter = filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* As on an old kernel, or in a container that does not know the call. Each bit of the result is something that went wrong. */
static int read_without_openat2(void)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_CLEANUP(close_folder) struct gw_folder *folder = NULL;
	GW_TEXT_AUTO struct gw_text text = {0};
	struct gw_text other = {0};
	int wrong = 0;

	if (!forbid(SYS_openat2, EPERM) || !gw_folder_open(scratch, &folder, &error))
		return 1;
	if (!gw_folder_read(folder, "sub/a.sql", UINT64_MAX, &text, &error) ||
	    !gw_view_is(text.view, "x"))
		wrong |= 2;
	gw_error_clear(&error);
	if (gw_folder_read(folder, "out.sql", UINT64_MAX, &other, &error))
		wrong |= 4;
	gw_error_clear(&error);
	if (gw_folder_read(folder, "sub/../../x", UINT64_MAX, &other, &error))
		wrong |= 8;
	gw_error_clear(&error);
	if (gw_folder_read(folder, "up/passwd", UINT64_MAX, &other, &error))
		wrong |= 16;
	return wrong;
}

static int in_child(int (*fn)(void))
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(fn());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void does_without_openat2(void **state GW_UNUSED)
{
	make_folder("sub");
	put("sub/a.sql", GW_VIEW("x"));
	make_link("/etc/passwd", "out.sql");
	make_link("/etc", "up");
	assert_int_equal(in_child(read_without_openat2), 0);
}

static void reads_no_fifo(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_CLEANUP(close_folder) struct gw_folder *folder = NULL;
	struct gw_text text = {0};

	assert_int_equal(mkfifo(in_scratch(&arena, "x.sql"), 0600), 0);
	assert_true(gw_folder_open(scratch, &folder, &error));
	assert_false(gw_folder_read(folder, "x.sql", UINT64_MAX, &text, &error));
	assert_non_null(strstr(error->message, "not a regular file"));
}

static void opens_no_missing_folder(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_folder *folder = NULL;

	assert_false(gw_folder_open(in_scratch(&arena, "none"), &folder, &error));
	assert_int_equal(error->code, GW_E_SOURCE);
	assert_non_null(strstr(error->hint, "godwit init"));
	gw_error_clear(&error);
	put("file", GW_VIEW(""));
	assert_false(gw_folder_open(in_scratch(&arena, "file"), &folder, &error));
	assert_null(folder);
}

/* Mapped, the same bytes, and still the same after pages were given back and the file was cut. */
static void maps_large_files(void **state GW_UNUSED)
{
	enum { BYTES = GW_TEXT_MAP_BYTES + 5 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str content = {0};
	GW_TEXT_AUTO struct gw_text text = {0};
	const char *path = in_scratch(&arena, "large.sql");

	gw_str_pad(&content, 'x', BYTES - 1);
	gw_str_putc(&content, 'y');
	put("large.sql", gw_str_view(&content));
	assert_false(gw_file_read(path, BYTES - 1, &text, &error));
	gw_error_clear(&error);
	assert_true(gw_file_read(path, BYTES, &text, &error));
	assert_true(text.mapped);
	assert_int_equal(truncate(path, 0), 0);
	gw_text_release(&text, BYTES);
	assert_int_equal(text.view.n, BYTES);
	assert_memory_equal(text.view.p, content.p, BYTES);
	gw_text_release(&text, 0);
	gw_text_release(&text, BYTES);
	assert_int_equal(text.view.p[BYTES - 1], 'y');
}

/* A window must not give back the pages that it shares with what stands before it: they return. */
static void releases_windows(void **state GW_UNUSED)
{
	enum { BYTES = GW_TEXT_MAP_BYTES * 2 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str content = {0};
	GW_TEXT_AUTO struct gw_text text = {0};
	struct gw_text window;

	for (size_t i = 0; i < BYTES; i++)
		gw_str_putc(&content, (char)('a' + i % 23));
	put("large.sql", gw_str_view(&content));
	assert_true(gw_file_read(in_scratch(&arena, "large.sql"), BYTES, &text, &error));
	window = (struct gw_text){.view = gw_view_from(text.view, 4099), .mapped = true};
	gw_text_release(&window, window.view.n);
	assert_memory_equal(text.view.p, content.p, BYTES);
}

static void bounds_what_it_reads(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_text text = {0};

	put("five", GW_VIEW("12345"));
	assert_false(gw_file_read(in_scratch(&arena, "five"), 4, &text, &error));
	assert_non_null(strstr(error->message, "too large"));
	gw_error_clear(&error);
	assert_false(gw_file_read(scratch, 100, &text, &error));
	gw_error_clear(&error);
	assert_false(gw_file_read("/dev/zero", 100, &text, &error));
	gw_error_clear(&error);
	assert_true(gw_file_read(in_scratch(&arena, "five"), 5, &text, &error));
	assert_true(gw_view_is(text.view, "12345"));
	gw_text_done(&text);
	assert_true(gw_file_read("/dev/null", 5, &text, &error));
	assert_int_equal(text.view.n, 0);
	gw_text_done(&text);
}

static void keeps_secrets(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_text text = {0};
	const char *path = in_scratch(&arena, "secret");

	put("secret", GW_VIEW("hush"));
	assert_true(gw_file_read_secret(path, &text, &error));
	assert_true(gw_view_is(text.view, "hush"));
	gw_text_done(&text);
	assert_int_equal(chmod(path, 0640), 0);
	assert_false(gw_file_read_secret(path, &text, &error));
	assert_int_equal(error->code, GW_E_SECRET);
	assert_non_null(strstr(error->hint, "chmod 600"));
}

static unsigned mode_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return (unsigned)(info.st_mode & 07777);
}

static void writes_whole_files(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_TEXT_AUTO struct gw_text text = {0};
	const char *path = in_scratch(&arena, "f");

	assert_true(gw_file_create(path, GW_VIEW("one"), 0640, &error));
	assert_int_equal(mode_of(path), 0640);
	assert_false(gw_file_create(path, GW_VIEW("two"), 0640, &error));
	gw_error_clear(&error);
	assert_true(gw_file_write(path, GW_VIEW("three"), 0600, &error));
	assert_int_equal(mode_of(path), 0640);
	assert_true(gw_file_read(path, 100, &text, &error));
	assert_true(gw_view_is(text.view, "three"));
	/* Nothing else is left in the folder, not even by the failure. */
	assert_string_equal(list(&arena, 1), "f");
	assert_false(gw_file_write(in_scratch(&arena, "none/f"), GW_VIEW("x"), 0600, &error));
	assert_int_equal(error->code, GW_E_IO);
}

/* The mode is for new files: what was private is not opened to others, whatever the umask. */
static void replaces_what_a_link_leads_to(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_TEXT_AUTO struct gw_text text = {0};
	const char *real = in_scratch(&arena, "real"), *link_path = in_scratch(&arena, "link");
	struct stat info;

	put("real", GW_VIEW("one"));
	make_link("real", "link");
	assert_true(gw_file_write(link_path, GW_VIEW("two"), 0644, &error));
	assert_int_equal(lstat(link_path, &info), 0);
	assert_true(S_ISLNK(info.st_mode));
	assert_int_equal(mode_of(real), 0600);
	assert_true(gw_file_read(real, 100, &text, &error));
	assert_true(gw_view_is(text.view, "two"));
	assert_int_equal(chmod(real, 0666), 0);
	assert_true(gw_file_write(real, GW_VIEW("three"), 0600, &error));
	assert_int_equal(mode_of(real), 0666);
}

/* /dev/stdout must be there afterwards, and what was written to it before. */
static void writes_to_what_is_no_file(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *pipe_path = in_scratch(&arena, "pipe"), *link_path = in_scratch(&arena, "out");
	char bytes[16] = "";
	struct stat info;
	int fd;

	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	fd = open(pipe_path, O_RDWR | O_CLOEXEC);
	assert_true(gw_file_write(pipe_path, GW_VIEW("one"), 0644, &error));
	assert_int_equal(read(fd, bytes, sizeof(bytes)), 3);
	assert_memory_equal(bytes, "one", 3);
	close(fd);

	fd = open(in_scratch(&arena, "f"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "one ", 4), 4);
	assert_int_equal(symlink(gw_format(&arena, "/proc/self/fd/%d", fd), link_path), 0);
	assert_true(gw_file_write(link_path, GW_VIEW("two"), 0644, &error));
	assert_int_equal(pread(fd, bytes, sizeof(bytes), 0), 7);
	assert_memory_equal(bytes, "one two", 7);
	assert_int_equal(lstat(link_path, &info), 0);
	assert_true(S_ISLNK(info.st_mode));
	close(fd);
}

static void renames_what_takes_no_name(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	put("a", GW_VIEW("one"));
	put("b", GW_VIEW("two"));
	assert_false(gw_path_rename(in_scratch(&arena, "a"), in_scratch(&arena, "b"), &error));
	assert_int_equal(error->code, GW_E_IO);
	gw_error_clear(&error);
	assert_true(gw_path_rename(in_scratch(&arena, "a"), in_scratch(&arena, "c"), &error));
	assert_string_equal(list(&arena, 1), "b c");
	assert_true(gw_folder_make(in_scratch(&arena, "d"), &error));
	put("d/x", GW_VIEW("three"));
	assert_true(gw_path_rename(in_scratch(&arena, "d"), in_scratch(&arena, "e"), &error));
	assert_string_equal(list(&arena, 2), "b c e/x");
	assert_false(gw_path_rename(in_scratch(&arena, "d"), in_scratch(&arena, "f"), &error));
}

/* As on a file system that knows neither the flag nor second names. */
static int create_and_rename(void)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *a = in_scratch(&arena, "a");
	int wrong = 0;

	if (!forbid(SYS_renameat2, EINVAL) || !forbid(SYS_linkat, EPERM))
		return 1;
#ifdef SYS_link
	if (!forbid(SYS_link, EPERM))
		return 1;
#endif
	wrong |= gw_file_create(a, GW_VIEW("one"), 0640, &error) ? 0 : 2;
	gw_error_clear(&error);
	wrong |= gw_file_create(a, GW_VIEW("two"), 0640, &error) ? 4 : 0;
	gw_error_clear(&error);
	wrong |= gw_path_rename(a, in_scratch(&arena, "b"), &error) ? 0 : 8;
	gw_error_clear(&error);
	wrong |= gw_file_write(a, GW_VIEW("three"), 0640, &error) ? 0 : 16;
	gw_error_clear(&error);
	wrong |= gw_path_rename(a, in_scratch(&arena, "b"), &error) ? 32 : 0;
	return wrong;
}

static void takes_no_name_on_simple_file_systems(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_int_equal(in_child(create_and_rename), 0);
	assert_string_equal(list(&arena, 1), "a b");
}

static void makes_folders(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_true(gw_folder_make(in_scratch(&arena, "a/b/c"), &error));
	assert_true(gw_folder_make(in_scratch(&arena, "a/b/c/"), &error));
	assert_true(gw_folder_is_dir(in_scratch(&arena, "a/b/c")));
	put("file", GW_VIEW(""));
	assert_true(gw_file_exists(in_scratch(&arena, "file")));
	assert_false(gw_file_exists(in_scratch(&arena, "none")));
	assert_false(gw_folder_make(in_scratch(&arena, "file"), &error));
	gw_error_clear(&error);
	assert_false(gw_folder_make(in_scratch(&arena, "file/x"), &error));
	assert_false(gw_folder_is_dir(in_scratch(&arena, "file")));
}

#define FS_TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FS_TEST(lists_regular_files),
		FS_TEST(follows_links_inside),
		FS_TEST(refuses_what_leads_out),
		FS_TEST(refuses_a_folder_outside),
		FS_TEST(refuses_a_dangling_link),
		FS_TEST(refuses_a_fifo),
		FS_TEST(refuses_deceptive_names),
		FS_TEST(reads_beneath_only),
		FS_TEST(does_without_openat2),
		FS_TEST(reads_no_fifo),
		FS_TEST(opens_no_missing_folder),
		FS_TEST(maps_large_files),
		FS_TEST(releases_windows),
		FS_TEST(bounds_what_it_reads),
		FS_TEST(keeps_secrets),
		FS_TEST(writes_whole_files),
		FS_TEST(replaces_what_a_link_leads_to),
		FS_TEST(writes_to_what_is_no_file),
		FS_TEST(makes_folders),
		FS_TEST(renames_what_takes_no_name),
		FS_TEST(takes_no_name_on_simple_file_systems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
