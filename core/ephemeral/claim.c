/*
 * Claims: locks that tell what is in use from what a killed process left.
 *
 * On a server a claim is the engine's lock, named like the database, on the connection by the door: it
 * ends with the connection. Locks by different doors do not see each other, so names tell the door. A
 * path is claimed by a lock on the file beside it, which ends with the process.
 */
#include "ephemeral/ephemeral_int.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/wait.h"

#define PREFIX   "godwit_tmp_"
#define TEMPLATE "godwit_template_"
#define LOCK     ".lock"

enum {
	DOOR_DIGITS = 6,
	RANDOM_BYTES = 6,
	HASH_DIGITS = 24,
	OPEN_FOLDERS_MAX = 16,
	FOLDER_MODE = 0711, /* a server of its own may run as another user */
};

/* --- names --- */

static const char *mark_of(const struct gw_databases *at)
{
	const char *door = at->conn != NULL ? at->conn->info.database : "";
	struct gw_digest digest = gw_sha256_of(gw_view_of(door != NULL ? door : ""));

	return gw_strndup(at->arena, gw_digest_hex(at->arena, &digest), DOOR_DIGITS);
}

/* Files lie in the folder that the place's URL names. */
static const char *in_place(const struct gw_databases *at, const char *name)
{
	if (at->conn != NULL)
		return name;
	return gw_format(at->arena, "%s/%s", at->url->database, name);
}

const char *gw_ephemeral_name(const struct gw_databases *at)
{
	GW_STR_AUTO struct gw_str str = {0};
	uint8_t bytes[RANDOM_BYTES];

	at->sys->random(bytes, sizeof(bytes));
	gw_str_printf(&str, PREFIX "%s_", mark_of(at));
	for (size_t i = 0; i < sizeof(bytes); i++)
		gw_str_printf(&str, "%02x", bytes[i]);
	return in_place(at, gw_str_take(&str, at->arena));
}

const char *gw_template_name(const struct gw_databases *at, const struct gw_digest *hash)
{
	return in_place(at, gw_format(at->arena, TEMPLATE "%s_%.*s", mark_of(at), HASH_DIGITS,
				      gw_digest_hex(at->arena, hash)));
}

bool gw_ephemeral_folder(struct gw_arena *arena, const struct gw_system *sys,
			 const char **ret_folder, struct gw_error **err)
{
	const char *parent = sys->getenv("TMPDIR");
	const char *folder;
	struct stat info;

	if (parent == NULL || parent[0] == '\0')
		parent = "/tmp";
	folder = gw_format(arena, "%s/godwit-%lld", parent, (long long)geteuid());
	if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot make the folder '%s'", folder);
	if (lstat(folder, &info) != 0)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot look at '%s'", folder);
	*ret_folder = folder;
	return (S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
		(info.st_mode & (S_IWGRP | S_IWOTH)) == 0) ||
	       gw_fail(err, GW_E_IO, "'%s' is not a folder that only this user may write to",
		       folder);
}

/* --- taking, giving back --- */

/* Whoever had the lock before may have removed its file. */
static bool is_still(int fd, const char *path)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino &&
	       ours.st_dev == there.st_dev;
}

static bool try_path(const char *path, struct gw_claim *ret_claim, bool *ret_got,
		     struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const char *lock = gw_format(&scratch, "%s" LOCK, path);
	int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);

	if (fd < 0)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot lock '%s'", path);
	*ret_got = flock(fd, LOCK_EX | LOCK_NB) == 0 && is_still(fd, lock);
	if (*ret_got)
		*ret_claim = (struct gw_claim){.name = path, .fd = fd, .held = true};
	else
		close(fd);
	return true;
}

static bool take_path(const char *path, const struct gw_session *like, struct gw_claim *ret_claim,
		      struct gw_error **err)
{
	struct gw_wait wait;
	bool got;

	gw_wait_begin(&wait, like->sys, gw_config_ms(like->config, GW_KEY_LOCK_WAIT));
	for (;;) {
		if (!try_path(path, ret_claim, &got, err))
			return false;
		if (got)
			return true;
		if (gw_interrupted(like->sys))
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted");
		if (gw_wait_is_out(&wait)) {
			gw_fail(err, GW_E_LOCKED, "another godwit is making '%s'", path);
			gw_error_hint(*err, "Run the command again when that is through, or wait "
					    "longer with `--lock-wait`.");
			return false;
		}
		gw_wait_pause(&wait);
	}
}

bool gw_claim_take(const struct gw_databases *at, const char *name, const struct gw_session *like,
		   struct gw_claim *ret_claim, struct gw_error **err)
{
	if (at == NULL || at->conn == NULL)
		return take_path(name, like, ret_claim, err);
	if (!gw_lock_take(at->conn, name, gw_config_ms(like->config, GW_KEY_LOCK_WAIT),
			  like->lock_waiting, like->payload, err))
		return false;
	*ret_claim = (struct gw_claim){.at = at, .name = name, .held = true};
	return true;
}

void gw_claim_release(struct gw_claim *claim)
{
	if (claim->held && claim->at != NULL)
		gw_lock_release(claim->at->conn, claim->name);
	else if (claim->held)
		close(claim->fd);
	*claim = (struct gw_claim){0};
}

/* --- removing --- */

static int remove_entry(const char *path, const struct stat *info GW_UNUSED, int kind GW_UNUSED,
			struct FTW *place GW_UNUSED)
{
	(void)!remove(path);
	return 0;
}

void gw_path_remove(const char *path)
{
	static const char *const beside[] = {"-wal", "-shm", "-journal", LOCK};
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	nftw(path, remove_entry, OPEN_FOLDERS_MAX, FTW_DEPTH | FTW_PHYS);
	for (size_t i = 0; i < GW_COUNT(beside); i++)
		unlink(gw_format(&scratch, "%s%s", path, beside[i]));
}

/* What names begin with: of what is temporary, and of templates. */
static const char *prefix_of(const struct gw_databases *at, bool of_templates)
{
	return gw_format(at->arena, "%s%s_", of_templates ? TEMPLATE : PREFIX, mark_of(at));
}

static bool sweep_path(const char *path)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_claim claim = {0};
	bool got;

	if (!try_path(path, &claim, &got, &ignored) || !got)
		return false;
	gw_path_remove(path);
	gw_claim_release(&claim);
	return true;
}

static size_t sweep_folder(const struct gw_databases *at, const char *prefix)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_folder_entry *entries;
	struct gw_folder *folder;
	size_t n = 0, removed = 0;

	if (!gw_folder_open(at->url->database, &folder, &ignored))
		return 0;
	if (!gw_folder_list(folder, at->arena, 1, &entries, &n, &ignored))
		n = 0;
	gw_folder_close(folder);
	for (size_t i = 0; i < n; i++) {
		struct gw_view name = gw_view_of(entries[i].path);

		if (!gw_view_ends(name, LOCK) || !gw_view_starts(name, prefix))
			continue;
		name = gw_view_slice(name, 0, name.n - strlen(LOCK));
		removed += sweep_path(in_place(at, gw_view_dup(at->arena, name)));
	}
	return removed;
}

/* One that is claimed is in use, or being made. */
static bool sweep_database(const struct gw_databases *at, const char *name)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	bool got, dropped;

	if (!at->engine->try_lock(at->conn, name, &got, &ignored) || !got)
		return false;
	dropped = at->engine->databases->drop(at, name, true, &ignored);
	gw_lock_release(at->conn, name);
	return dropped;
}

static size_t sweep_server(const struct gw_databases *at, const char *prefix)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_value value = gw_value_text(gw_view_of(prefix));
	struct gw_rows rows;
	size_t removed = 0;

	if (!gw_conn_query(at->conn, at->arena, at->engine->databases->queries->find, &value, 1,
			   &rows, &ignored))
		return 0;
	for (size_t i = 0; i < rows.nrows; i++)
		removed += sweep_database(at, gw_view_dup(at->arena, gw_cell(&rows, i, 0)));
	return removed;
}

static size_t sweep(const struct gw_databases *at, const char *prefix)
{
	return at->conn != NULL ? sweep_server(at, prefix) : sweep_folder(at, prefix);
}

size_t gw_claim_sweep(const struct gw_databases *at, bool templates)
{
	size_t removed = sweep(at, prefix_of(at, false));

	return removed + (templates ? sweep(at, prefix_of(at, true)) : 0);
}
