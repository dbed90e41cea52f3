/*
 * Backups as dumps: write, load into a database made for that, compare, give the file its name, and
 * remove the oldest.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "backup/backup_int.h"
#include "base/fs.h"

#define SUFFIX ".dump"
#define PART   ".part"
#define CALM   ".trial" /* behind PART: what is loaded in its place */

struct dump {
	const struct gw_databases *at;
	const struct gw_backup_request *request;
	const char *name; /* of the backup, and of the database that tries it */
	const char *path; /* the file, when it is whole */
	const char *part; /* and until then: */
	int lock; /* this is held on it, so that nobody takes it for left behind */
	struct gw_backup_tool writer, loader;
};

/* --- what is tried --- */

bool gw_backup_load(const struct gw_databases *at, const struct gw_backup_tool *loader,
		    const char *file, const char *database, struct gw_error **err)
{
	struct gw_program_call call;

	at->engine->databases->dump->load(at, database, file, &call);
	return gw_backup_run_tool(at, loader, &call, err);
}

/* What is in the way of the error that is told already is told beside it. */
static bool drop_trial(const struct dump *dump, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const struct gw_databases *at = dump->at;

	if (at->engine->databases->drop(at, dump->name, true, &error))
		return true;
	if (*err == NULL) {
		*err = error;
		error = NULL;
	}
	gw_error_state(*err, GW_STATE_PARTIAL,
		       "nothing was run; the database %s, which tried the dump, is still there: "
		       "`godwit db drop %s`",
		       dump->name, dump->name);
	return false;
}

static bool load_trial(const struct dump *dump, struct gw_error **err)
{
	const struct gw_databases *at = dump->at;
	const struct gw_dump_engine *engine = at->engine->databases->dump;
	const char *calm = gw_format(at->arena, "%s" CALM, dump->part);
	bool is_written = false;
	bool ok = engine->calm == NULL || engine->calm(at, dump->request->database, dump->name,
						       dump->part, calm, &is_written, err);

	ok = ok &&
	     gw_backup_load(at, &dump->loader, is_written ? calm : dump->part, dump->name, err);
	unlink(calm);
	return ok;
}

static bool try_out(const struct dump *dump, const struct gw_digest *before, struct gw_error **err)
{
	const struct gw_databases *at = dump->at;
	bool ok;

	if (!at->engine->databases->create_like(at, dump->request->database, dump->name, err))
		return false;
	ok = load_trial(dump, err) && gw_backup_compare(at, dump->request, dump->name, before, err);
	return drop_trial(dump, err) && ok;
}

/* --- the file --- */

/* The path of the dump with this name. */
static const char *path_of(struct gw_arena *arena, const struct gw_backup_request *request,
			   const char *name)
{
	return gw_format(arena, "%s/%s" SUFFIX, request->folder, name);
}

bool gw_backup_has_file(struct gw_arena *arena, const struct gw_backup_request *request,
			const char *name)
{
	const char *path = path_of(arena, request, name);

	return gw_file_exists(path) || gw_file_exists(gw_format(arena, "%s" PART, path));
}

/* It is there before the program writes to it, so that nobody else may ever read it. */
static bool make_part(struct dump *dump, struct gw_error **err)
{
	dump->lock = open(dump->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (dump->lock >= 0 && flock(dump->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	gw_fail_errno(err, GW_E_IO, errno, "cannot write %s", dump->part);
	if (dump->lock >= 0)
		close(dump->lock);
	return false;
}

static bool finish_part(const struct dump *dump, struct gw_error **err)
{
	if (fsync(dump->lock) != 0)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot keep %s", dump->part);
	return gw_path_rename(dump->part, dump->path, err);
}

static bool write_part(const struct dump *dump, struct gw_error **err)
{
	const struct gw_databases *at = dump->at;
	struct gw_program_call call;
	struct gw_digest before;

	at->engine->databases->dump->write(at, dump->request->database, dump->part, &call);
	return gw_backup_take(at, dump->request, dump->request->database, &before, err) &&
	       gw_backup_run_tool(at, &dump->writer, &call, err) && try_out(dump, &before, err) &&
	       finish_part(dump, err);
}

static bool write_file(struct dump *dump, struct gw_error **err)
{
	bool ok;

	if (!make_part(dump, err))
		return false;
	ok = write_part(dump, err);
	if (!ok)
		unlink(dump->part);
	close(dump->lock);
	return ok;
}

/* --- which are kept --- */

/* The paths of this database's files with such an ending, from the oldest on. */
static bool find_files(const struct dump *dump, const char *ending,
		       struct gw_backup_names *ret_names, struct gw_error **err)
{
	struct gw_arena *arena = dump->at->arena;
	struct gw_folder_entry *entries;
	struct gw_folder *folder;
	size_t n;
	bool ok;

	if (!gw_folder_open(dump->request->folder, &folder, err))
		return false;
	ok = gw_folder_list(folder, arena, 1, &entries, &n, err);
	gw_folder_close(folder);
	for (size_t i = 0; ok && i < n; i++) {
		struct gw_view name = gw_view_of(entries[i].path);

		if (gw_view_ends(name, ending) &&
		    gw_backup_is_name(gw_view_slice(name, 0, name.n - strlen(ending)),
				      gw_view_of(dump->request->database)))
			gw_vec_push(
				arena, &ret_names->list,
				gw_format(arena, "%s/%s", dump->request->folder, entries[i].path));
	}
	gw_backup_sort(ret_names);
	return ok;
}

static bool remove_file(const struct gw_databases *at GW_UNUSED, const char *path,
			bool *ret_removed, struct gw_error **err)
{
	*ret_removed = unlink(path) == 0;
	return *ret_removed || gw_fail_errno(err, GW_E_IO, errno, "cannot remove %s", path);
}

static void remove_oldest(const struct dump *dump, struct gw_backup *backup)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_backup_names names = {0};

	if (find_files(dump, SUFFIX, &names, &error))
		gw_backup_remove_surplus(dump->at, dump->request, &names, remove_file, backup);
	else
		gw_backup_note_stay(dump->at, backup, error);
}

/* --- what others left, who were cut off --- */

/* Whoever still writes to it holds its lock. */
static void sweep_part(const struct dump *dump, const char *path, struct gw_backup *backup)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		unlink(gw_format(dump->at->arena, "%s" CALM, path));
		backup->swept += unlink(path) == 0;
	}
	if (fd >= 0)
		close(fd);
}

/* Before a new one is written: it may need the room. */
static bool sweep_parts(const struct dump *dump, struct gw_backup *backup, struct gw_error **err)
{
	struct gw_backup_names names = {0};

	if (!find_files(dump, SUFFIX PART, &names, err))
		return false;
	for (size_t i = 0; i < names.list.n; i++)
		sweep_part(dump, names.list.items[i], backup);
	return true;
}

static bool find_trial(const struct dump *dump, struct gw_backup *backup, struct gw_error **err)
{
	struct gw_backup_names ignored = {0};

	return gw_backup_find(dump->at, dump->request->database, &ignored, &backup->unfinished,
			      err);
}

/* --- the whole --- */

static bool prepare(struct dump *dump, struct gw_error **err)
{
	const struct gw_dump_engine *engine = dump->at->engine->databases->dump;
	const char *database = dump->request->database;
	struct gw_arena *arena = dump->at->arena;
	struct gw_backup_names others = {0};

	if (gw_view_find_char(gw_view_of(database), '/') != GW_NOWHERE)
		return gw_fail(err, GW_E_UNSUPPORTED,
			       "no file can be called as the database %s: there is no dump of it",
			       database);
	if (!gw_backup_find_tool(dump->at, engine->writer, &dump->writer, err) ||
	    !gw_backup_find_tool(dump->at, engine->loader, &dump->loader, err) ||
	    !gw_folder_make(dump->request->folder, err) ||
	    !find_files(dump, SUFFIX, &others, err) ||
	    !gw_backup_choose_name(dump->at, dump->request, &others, &dump->name, err))
		return false;
	dump->path = path_of(arena, dump->request, dump->name);
	dump->part = gw_format(arena, "%s" PART, dump->path);
	return true;
}

bool gw_backup_dump(const struct gw_databases *at, const struct gw_backup_request *request,
		    struct gw_backup *ret_backup, struct gw_error **err)
{
	struct dump dump = {.at = at, .request = request};
	struct gw_backup backup = {.is_file = true};

	if (!prepare(&dump, err) || !sweep_parts(&dump, &backup, err) ||
	    !find_trial(&dump, &backup, err) || !write_file(&dump, err))
		return false;
	remove_oldest(&dump, &backup);
	backup.name = dump.path;
	*ret_backup = backup;
	return true;
}
