/*
 * A folder of migrations, read so that nothing outside of it is ever opened.
 *
 * The kernel keeps every path beneath the root (openat2 with RESOLVE_BENEATH), symlinks included.
 * Where it cannot (before Linux 5.6, or forbidden in a container) paths are walked part by part and
 * symlinks are refused. A file may be replaced between listing and reading, so its kind is checked
 * again on the open descriptor.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fs_int.h"

/* Beyond these the path is most likely not a folder of migrations at all. */
static const size_t max_entries = 1000 * 1000;
static const uint64_t max_file_bytes = (uint64_t)4 << 30;

struct gw_folder {
	char *path;
	int fd;
	_Atomic bool no_openat2;
};

typedef GW_VEC(struct gw_folder_entry) entry_vec;

/* --- opening beneath the root --- */

static int open_beneath(const struct gw_folder *folder, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	int fd;

	/* EAGAIN: something was renamed meanwhile, and the kernel could not be sure. */
	do
		fd = (int)syscall(SYS_openat2, folder->fd, path, &how, sizeof(how));
	while (fd < 0 && (errno == EAGAIN || errno == EINTR));
	return fd;
}

static int open_step(int from, struct gw_view part, int flags)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	if (gw_view_is(part, "..")) {
		errno = EXDEV;
		return -1;
	}
	return openat(from, gw_view_dup(&arena, part), flags | O_NOFOLLOW | O_CLOEXEC);
}

static int open_by_steps(const struct gw_folder *folder, const char *path, int flags)
{
	struct gw_view rest = gw_view_of(path);
	struct gw_view part;
	int fd = fcntl(folder->fd, F_DUPFD_CLOEXEC, 0);

	while (fd >= 0 && gw_view_next_field(&rest, '/', &part)) {
		GW_FD_AUTO int parent = fd;

		fd = open_step(parent, part, rest.n != 0 ? O_RDONLY | O_DIRECTORY : flags);
	}
	return fd;
}

/* Non-blocking, so that a FIFO that took a file's place cannot stop us; regular files ignore it. */
static int folder_open_path(struct gw_folder *folder, const char *path, int flags)
{
	int fd;

	/* With O_PATH nothing is opened, and openat2 refuses flags that say nothing. */
	if ((flags & O_PATH) == 0)
		flags |= O_NONBLOCK | O_NOCTTY;
	if (!folder->no_openat2) {
		fd = open_beneath(folder, path, flags);
		/* Containers answer EPERM to system calls that they do not know. */
		if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
			return fd;
		folder->no_openat2 = true;
	}
	return open_by_steps(folder, path, flags);
}

bool gw_folder_open(const char *path, struct gw_folder **ret_folder, struct gw_error **err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct gw_folder *folder;

	if (fd < 0 && errno == ENOENT) {
		gw_fail(err, GW_E_SOURCE, "there is no folder %s", path);
		gw_error_hint(*err,
			      "Create it with `godwit init`, or name the folder of migrations "
			      "with `--dir`.");
		return false;
	}
	if (fd < 0)
		return gw_fail_errno(err, GW_E_SOURCE, errno, "cannot open the folder %s", path);
	folder = gw_xmalloc(sizeof(*folder));
	*folder = (struct gw_folder){.path = strdup(path), .fd = fd};
	if (folder->path == NULL)
		gw_out_of_memory(strlen(path));
	*ret_folder = folder;
	return true;
}

void gw_folder_close(struct gw_folder *folder)
{
	if (folder == NULL)
		return;
	close(folder->fd);
	free(folder->path);
	free(folder);
}

/* --- names --- */

bool gw_name_is_sql(struct gw_view name)
{
	return name.n >= 4 && gw_view_is_nocase(gw_view_from(name, name.n - 4), ".sql");
}

static bool is_sql(const char *name)
{
	return gw_name_is_sql(gw_view_of(name));
}

const char *gw_name_fault(struct gw_view name)
{
	struct gw_view rest = name;
	size_t bad;

	/* As nearly all names are. */
	if (gw_printable_length(rest) == rest.n)
		return NULL;
	if (!gw_utf8_valid(rest, &bad))
		return "is not UTF-8";
	while (rest.n != 0) {
		unsigned code = gw_utf8_decode(rest);

		if (code < 0x20 || code == 0x7f)
			return "has a control character";
		if (gw_utf8_is_deceptive(code))
			return "has an invisible character";
		rest = gw_view_from(rest, gw_utf8_offset(rest, 1));
	}
	return NULL;
}

static bool fail_entry(const struct gw_folder *folder, const char *path, struct gw_error **err,
		       const char *what)
{
	GW_STR_AUTO struct gw_str shown = {0};

	gw_str_add_escaped(&shown, gw_view_of(path));
	return gw_fail(err, GW_E_SOURCE, "%s/%s %s", folder->path, gw_str_text(&shown), what);
}

/* --- listing --- */

struct listing {
	struct gw_folder *folder;
	struct gw_arena *arena;
	entry_vec entries;
};

/* A folder that is being listed, and those above it: a symlink to one of them would never end. */
struct level {
	const struct level *up;
	const char *prefix; /* path with '/', "" at the root */
	dev_t device;
	ino_t inode;
	unsigned depth;
};

static bool list_level(struct listing *listing, int fd, const struct level *up, const char *prefix,
		       unsigned depth, struct gw_error **err);

static bool is_above(const struct level *level, const struct stat *info)
{
	for (; level != NULL; level = level->up) {
		if (level->device == info->st_dev && level->inode == info->st_ino)
			return true;
	}
	return false;
}

static bool add_file(struct listing *listing, const char *path, struct gw_error **err)
{
	struct gw_folder_entry entry = {.path = path};

	if (listing->entries.n == max_entries)
		return gw_fail(err, GW_E_SOURCE, "%s holds more than %zu files",
			       listing->folder->path, max_entries);
	gw_vec_push(listing->arena, &listing->entries, entry);
	return true;
}

static bool list_subfolder(struct listing *listing, const char *path, const struct level *level,
			   struct gw_error **err)
{
	GW_FD_AUTO int fd = folder_open_path(listing->folder, path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return gw_fail_errno(err, GW_E_SOURCE, errno, "cannot open the folder %s/%s",
				     listing->folder->path, path);
	return list_level(listing, fd, level, gw_format(listing->arena, "%s/", path),
			  level->depth - 1, err);
}

/*
 * Sets *info to what a symlink leads to. *ret_inside is false when it leads out of the root or
 * nowhere, which is an error only where it could hold migrations.
 */
static bool follow_link(struct listing *listing, int fd, const char *name, const char *path,
			struct stat *info, bool *ret_inside, struct gw_error **err)
{
	GW_FD_AUTO int target = folder_open_path(listing->folder, path, O_PATH);
	bool leads_out;

	*ret_inside = target >= 0 && fstat(target, info) == 0 && !S_ISLNK(info->st_mode);
	if (*ret_inside)
		return true;
	leads_out = fstatat(fd, name, info, 0) == 0;
	if (leads_out && (is_sql(name) || S_ISDIR(info->st_mode)))
		return fail_entry(listing->folder, path, err,
				  "is a symlink that leads out of the folder");
	if (is_sql(name))
		return fail_entry(listing->folder, path, err, "is a symlink that leads nowhere");
	return true;
}

/*
 * What is neither a plain file nor hidden: of a folder what is in it, of a link what it leads to.
 * The folder's own word for the kind of a file is enough, and 10,000 files are not asked one by one:
 * what is opened is looked at again.
 */
static bool list_special(struct listing *listing, int fd, const char *name, const char *path,
			 const struct level *level, struct gw_error **err)
{
	struct stat info;
	bool inside;

	if (fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ||
		       gw_fail_errno(err, GW_E_SOURCE, errno, "cannot look at %s/%s",
				     listing->folder->path, path);
	if (S_ISLNK(info.st_mode)) {
		if (!follow_link(listing, fd, name, path, &info, &inside, err))
			return false;
		if (!inside)
			return true;
	}
	if (S_ISREG(info.st_mode))
		return add_file(listing, path, err);
	if (S_ISDIR(info.st_mode))
		return level->depth <= 1 || is_above(level, &info) ||
		       list_subfolder(listing, path, level, err);
	return !is_sql(name) || fail_entry(listing->folder, path, err, "is not a regular file");
}

/* A name that cannot be shown is in nobody's way where it cannot be a migration's either. */
static bool refuse_name(struct listing *listing, int fd, const char *name, const char *path,
			const char *fault, struct gw_error **err)
{
	struct stat info;
	bool is_folder = fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			 S_ISDIR(info.st_mode);

	return !(is_sql(name) || is_folder) ||
	       fail_entry(listing->folder, path, err,
			  gw_format(listing->arena, "has a name that %s", fault));
}

static const char *path_of(struct gw_arena *arena, const struct level *level, const char *name)
{
	const struct gw_view parts[] = {gw_view_of(level->prefix), gw_view_of(name)};

	return gw_view_join(arena, parts, GW_COUNT(parts));
}

static bool list_entry(struct listing *listing, int fd, const struct dirent *entry,
		       const struct level *level, struct gw_error **err)
{
	const char *name = entry->d_name;
	const char *path = path_of(listing->arena, level, name);
	const char *fault = gw_name_fault(gw_view_of(name));

	if (fault != NULL)
		return refuse_name(listing, fd, name, path, fault, err);
	if (entry->d_type == DT_REG)
		return add_file(listing, path, err);
	return list_special(listing, fd, name, path, level, err);
}

static void close_dir(DIR **dir)
{
	if (*dir != NULL)
		closedir(*dir);
}

/* A stream with a descriptor of its own, at the start whatever was read before. */
static DIR *open_dir(int fd)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;

	if (dir == NULL)
		gw_fd_close(&copy);
	return dir;
}

static bool list_level(struct listing *listing, int fd, const struct level *up, const char *prefix,
		       unsigned depth, struct gw_error **err)
{
	GW_CLEANUP(close_dir) DIR *dir = open_dir(fd);
	struct level level = {.up = up, .prefix = prefix, .depth = depth};
	struct dirent *entry;
	struct stat info;

	if (dir == NULL || fstat(fd, &info) != 0)
		return gw_fail_errno(err, GW_E_SOURCE, errno, "cannot read the folder %s/%s",
				     listing->folder->path, prefix);
	level.device = info.st_dev;
	level.inode = info.st_ino;
	while (errno = 0, (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.' && !list_entry(listing, fd, entry, &level, err))
			return false;
	}
	if (errno != 0)
		return gw_fail_errno(err, GW_E_SOURCE, errno, "cannot read the folder %s/%s",
				     listing->folder->path, prefix);
	return true;
}

static int by_path(const void *a, const void *b)
{
	const struct gw_folder_entry *left = a;
	const struct gw_folder_entry *right = b;

	return strcmp(left->path, right->path);
}

bool gw_folder_list(struct gw_folder *folder, struct gw_arena *arena, unsigned depth,
		    struct gw_folder_entry **ret_entries, size_t *ret_count, struct gw_error **err)
{
	struct listing listing = {.folder = folder, .arena = arena};

	if (!list_level(&listing, folder->fd, NULL, "", depth, err))
		return false;
	if (listing.entries.n != 0)
		qsort(listing.entries.items, listing.entries.n, sizeof(*listing.entries.items),
		      by_path);
	*ret_entries = listing.entries.items;
	*ret_count = listing.entries.n;
	return true;
}

/* --- reading --- */

bool gw_folder_read(struct gw_folder *folder, const char *path, uint64_t max_bytes,
		    struct gw_text *ret_text, struct gw_error **err)
{
	GW_FD_AUTO int fd = folder_open_path(folder, path, O_RDONLY);
	struct stat info;

	if (fd < 0 && (errno == EXDEV || errno == ELOOP))
		return fail_entry(folder, path, err, "is a symlink that leads out of the folder");
	if (fd < 0 || fstat(fd, &info) != 0)
		return gw_fail_errno(err, GW_E_SOURCE, errno, "cannot read %s/%s", folder->path,
				     path);
	if (!S_ISREG(info.st_mode))
		return fail_entry(folder, path, err, "is not a regular file");
	return gw_fd_read(fd, &info, folder->path, path, GW_MIN(max_bytes, max_file_bytes),
			  ret_text, err);
}

/* What is asked is asked of what is open: a name may stand for another file a moment later. */
static bool check_owner(const struct gw_folder *folder, int fd, const char *path,
			struct stat *ret_info, struct gw_error **err)
{
	struct stat of_folder;

	if (fstat(folder->fd, &of_folder) != 0 || fstat(fd, ret_info) != 0)
		return gw_fail_errno(err, GW_E_SOURCE, errno, "cannot look at %s", path);
	if (of_folder.st_uid == ret_info->st_uid)
		return true;
	gw_fail(err, GW_E_SOURCE, "%s does not belong to the owner of %s", path, folder->path);
	gw_error_hint(*err, "Give it to that user with `chown`, or put it into the folder.");
	return false;
}

bool gw_folder_read_beside(struct gw_folder *folder, const char *name, struct gw_text *ret_text,
			   struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *beside = gw_format(&arena, "../%s", name);
	const char *path = gw_format(&arena, "%s/%s", folder->path, beside);
	GW_FD_AUTO int fd = openat(folder->fd, beside,
				   O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat info;

	*ret_text = (struct gw_text){0};
	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0 && errno == ELOOP)
		return gw_fail(err, GW_E_SOURCE, "%s is a symlink", path);
	if (fd < 0)
		return gw_fail_errno(err, GW_E_SOURCE, errno, "cannot read %s", path);
	if (!check_owner(folder, fd, path, &info, err))
		return false;
	if (!S_ISREG(info.st_mode))
		return gw_fail(err, GW_E_SOURCE, "%s is not a regular file", path);
	return gw_fd_read(fd, &info, NULL, path, max_file_bytes, ret_text, err);
}
