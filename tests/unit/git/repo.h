/*
 * A repository to look at: a temporary folder in which git itself makes what a test needs, and the
 * module that reads it.
 *
 *	repo_sh("put a.sql one; commit first");
 *	assert_string_equal(repo_list(&repo, "HEAD", "", 8), "a.sql");
 *
 * Nothing of the machine's own configuration is read. Clocks start at 1700000000 and go on by a minute
 * with each commit, so that ids are the same each time.
 */
#ifndef TESTS_UNIT_GIT_REPO_H
#define TESTS_UNIT_GIT_REPO_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "git/git.h"

struct repo {
	struct gw_arena arena;
	const struct gw_git *git;
	struct gw_repository *repository;
	struct gw_error *err;
};

/* --- the folder --- */

static char repo_folder[] = "/tmp/godwit-repo-XXXXXX";

static const char repo_prelude[] =
	"tick() { at=$(($(cat ../clock) + 60)); echo $at >../clock; "
	"export GIT_AUTHOR_DATE=\"@$at +0000\" GIT_COMMITTER_DATE=\"@$at +0000\"; }\n"
	"put() { case $1 in */*) mkdir -p \"${1%/*}\" ;; esac; printf '%s\\n' \"$2\" >\"$1\"; }\n"
	"commit() { tick; git add -A; git commit -qm \"$1\" --allow-empty; }\n"
	"merge() { tick; git merge -q --no-ff --no-edit \"$@\"; }\n";

/* Runs a script of the shell in the repository. */
static inline void repo_sh(const char *script)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	char *command = gw_format(&arena, "%s%s", repo_prelude, script);
	char *words[] = {gw_strdup(&arena, "sh"), gw_strdup(&arena, "-e"), gw_strdup(&arena, "-c"),
			 command, NULL};
	pid_t pid;
	int status;

	assert_int_equal(posix_spawn(&pid, "/bin/sh", NULL, NULL, words, environ), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status != 0)
		fail_msg("status %d: %s", status, script);
}

static inline int repo_remove(const char *path, const struct stat *info GW_UNUSED,
			      int kind GW_UNUSED, struct FTW *ftw GW_UNUSED)
{
	return remove(path);
}

/* The working folder is "work" in a new folder, a repository with nothing in it. */
static inline int repo_enter(void **state GW_UNUSED)
{
	memcpy(repo_folder + sizeof(repo_folder) - 7, "XXXXXX", 6);
	if (mkdtemp(repo_folder) == NULL || chdir(repo_folder) != 0)
		return -1;
	setenv("HOME", repo_folder, 1);
	setenv("XDG_CONFIG_HOME", repo_folder, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	repo_sh("git config --global user.name 'Ada Lovelace'\n"
		"git config --global user.email ada@example.org\n"
		"git config --global init.defaultBranch main\n"
		"git config --global protocol.file.allow always\n"
		"git config --global advice.detachedHead false\n"
		"git config --global advice.nestedTag false\n"
		"git config --global maintenance.auto false\n"
		"echo 1700000000 >clock; git init -q work");
	return chdir("work");
}

static inline int repo_leave(void **state GW_UNUSED)
{
	return chdir("/") != 0 || nftw(repo_folder, repo_remove, 8, FTW_DEPTH | FTW_PHYS) != 0;
}

/* What the words say of a commit, as git itself gives it: repo_ask("rev-parse HEAD"). */
static inline const char *repo_ask(struct repo *repo, const char *words)
{
	GW_TEXT_AUTO struct gw_text text = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	repo_sh(gw_format(&repo->arena, "git %s >../answer", words));
	assert_true(gw_file_read("../answer", 1 << 20, &text, &error));
	return gw_view_dup(&repo->arena, gw_view_trim(text.view));
}

/* --- the repository --- */

static inline void repo_must(struct repo *repo, bool ok)
{
	assert_int_equal(ok, repo->err == NULL);
	if (!ok)
		fail_msg("GW%u: %s", gw_code_info(repo->err->code)->number, repo->err->message);
}

/* The error is taken: the next may come. */
static inline void repo_fails(struct repo *repo, bool ok, enum gw_code code, const char *message)
{
	assert_int_equal(ok, repo->err == NULL);
	if (ok)
		fail_msg("worked, and should have failed: %s", message);
	if (repo->err->code != code || strstr(repo->err->message, message) == NULL)
		fail_msg("GW%u: %s", gw_code_info(repo->err->code)->number, repo->err->message);
	gw_error_clear(&repo->err);
}

static inline bool repo_try_open(struct repo *repo, const char *path)
{
	if (repo->git == NULL)
		repo_must(repo, gw_git_load(&repo->git, &repo->err));
	return repo->git->open(&repo->arena, path, &repo->repository, &repo->err);
}

static inline void repo_open(struct repo *repo, const char *path)
{
	*repo = (struct repo){0};
	repo_must(repo, repo_try_open(repo, path));
}

static inline void repo_close(struct repo *repo)
{
	if (repo->repository != NULL)
		repo->git->close(repo->repository);
	repo->repository = NULL;
}

static inline void repo_done(struct repo *repo)
{
	repo_close(repo);
	gw_error_clear(&repo->err);
	gw_arena_done(&repo->arena);
}

#define REPO_AUTO GW_CLEANUP(repo_done)

static inline struct gw_git_commit repo_commit(struct repo *repo, const char *name)
{
	struct gw_git_commit commit = {0};

	repo_must(repo,
		  repo->git->resolve(repo->repository, &repo->arena, name, &commit, &repo->err));
	return commit;
}

/* Paths with blanks between; "@" and "*" mark symbolic links and submodules. */
static inline const char *repo_list(struct repo *repo, const char *commit, const char *folder,
				    unsigned depth)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_git_entries entries;

	repo_must(repo,
		  repo->git->list(repo->repository, &repo->arena, repo_commit(repo, commit).id,
				  folder, depth, &entries, &repo->err));
	if (entries.tree == NULL)
		return NULL;
	for (size_t i = 0; i < entries.list.n; i++)
		gw_str_printf(&str, "%s%s%s", i != 0 ? " " : "", entries.list.items[i].path,
			      entries.list.items[i].kind == GW_GIT_SYMLINK     ? "@"
			      : entries.list.items[i].kind == GW_GIT_SUBMODULE ? "*"
									       : "");
	return gw_str_take(&str, &repo->arena);
}

#endif
