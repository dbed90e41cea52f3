/*
 * Who has a database file open: the descriptors of other processes, as Linux shows them below /proc.
 *
 * SQLite's own locks do not tell: a connection that does nothing holds none. Processes of other users
 * can only be seen by root. Where there is no /proc, nobody is seen.
 */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "engine/sqlite/databases_int.h"

enum { NAME_BYTES_MAX = 64 };

static bool is_number(const char *name)
{
	uint64_t number;

	return gw_parse_u64(gw_view_of(name), &number);
}

static bool has_open(struct gw_arena *arena, const char *process, const struct stat *file)
{
	const char *folder = gw_format(arena, "/proc/%s/fd", process);
	DIR *descriptors = opendir(folder);
	const struct dirent *entry;
	bool found = false;

	if (descriptors == NULL)
		return false;
	while (!found && (entry = readdir(descriptors)) != NULL) {
		struct stat info;

		found = is_number(entry->d_name) &&
			stat(gw_format(arena, "%s/%s", folder, entry->d_name), &info) == 0 &&
			info.st_dev == file->st_dev && info.st_ino == file->st_ino;
	}
	closedir(descriptors);
	return found;
}

static const char *describe(struct gw_arena *arena, const char *process)
{
	char name[NAME_BYTES_MAX] = "";
	int fd = open(gw_format(arena, "/proc/%s/comm", process), O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, name, sizeof(name)) : 0;
	struct gw_view view = gw_view_trim((struct gw_view){name, (size_t)GW_MAX(n, (ssize_t)0)});

	if (fd >= 0)
		close(fd);
	return gw_format(arena, "process %s, %.*s", process, GW_VIEW_ARG(view));
}

void gw_lite_openers(struct gw_arena *arena, const char *path,
		     struct gw_database_sessions *ret_sessions)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const char *own = gw_format(&scratch, "%lld", (long long)getpid());
	const struct dirent *entry;
	struct stat file;
	DIR *processes;

	*ret_sessions = (struct gw_database_sessions){0};
	if (stat(path, &file) != 0 || (processes = opendir("/proc")) == NULL)
		return;
	while ((entry = readdir(processes)) != NULL) {
		if (is_number(entry->d_name) && !gw_view_is(gw_view_of(entry->d_name), own) &&
		    has_open(&scratch, entry->d_name, &file))
			gw_vec_push(arena, &ret_sessions->list, describe(arena, entry->d_name));
	}
	closedir(processes);
}
