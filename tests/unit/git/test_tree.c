/* What a commit has in a folder, and the content of its files. */
#include "repo.h"

static void test_list(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/m/2.sql 2; put db/m/10.sql 10; put db/m/a/b/c.sql c; put db/m/a.sql a\n"
		"put db/m/.hidden h; put db/other.sql o; put top.sql t; commit c1\n"
		"git rm -q -r db/m/a; commit c2");
	repo_open(&repo, ".");
	assert_string_equal(repo_list(&repo, "HEAD~1", "db/m", 8),
			    ".hidden 10.sql 2.sql a.sql a/b/c.sql");
	assert_string_equal(repo_list(&repo, "HEAD~1", "db/m", 1), ".hidden 10.sql 2.sql a.sql");
	assert_string_equal(repo_list(&repo, "HEAD~1", "db/m", 2), ".hidden 10.sql 2.sql a.sql");
	assert_string_equal(repo_list(&repo, "HEAD~1", "db/m", 3),
			    ".hidden 10.sql 2.sql a.sql a/b/c.sql");
	assert_string_equal(repo_list(&repo, "HEAD", "db/m", 8), ".hidden 10.sql 2.sql a.sql");
	assert_string_equal(repo_list(&repo, "HEAD", "", 2), "db/other.sql top.sql");
	assert_string_equal(repo_list(&repo, "HEAD~1", "db/m/a/b", 1), "c.sql");
	assert_null(repo_list(&repo, "HEAD", "db/m/a", 8));
	assert_null(repo_list(&repo, "HEAD", "nowhere", 8));
	assert_null(repo_list(&repo, "HEAD", "db/mm", 8));
}

static bool list(struct repo *repo, const char *folder)
{
	struct gw_git_entries entries;

	return repo->git->list(repo->repository, &repo->arena, repo_commit(repo, "HEAD").id, folder,
			       8, &entries, &repo->err);
}

static void test_kinds(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("git init -q ../other; (cd ../other; put x.sql x; commit x)\n"
		"git submodule --quiet add ../other sub; put db/1.sql 1; put db/x.sh x\n"
		"chmod 755 db/x.sh; ln -s db link; ln -s ../db/1.sql db/2.sql; commit c1");
	repo_open(&repo, ".");
	assert_string_equal(repo_list(&repo, "HEAD", "", 8),
			    ".gitmodules db/1.sql db/2.sql@ db/x.sh link@ sub*");
	repo_fails(&repo, list(&repo, "db/1.sql"), GW_E_GIT, "'db/1.sql' is a file");
	repo_fails(&repo, list(&repo, "db/1.sql/deeper"), GW_E_GIT, "'db/1.sql' is a file");
	repo_fails(&repo, list(&repo, "link"), GW_E_GIT, "'link' is a symbolic link");
	repo_fails(&repo, list(&repo, "sub"), GW_E_GIT, "'sub' is a submodule");
	repo_fails(&repo, list(&repo, "sub/db"), GW_E_GIT, "'sub' is a submodule");
}

/* As a repository of its own, a submodule is like any other. */
static void test_submodule(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("git init -q ../other; (cd ../other; put x.sql x; commit x)\n"
		"git submodule --quiet add ../other sub; commit c1");
	repo_open(&repo, "sub");
	assert_string_equal(repo_list(&repo, "HEAD", "", 8), "x.sql");
	assert_non_null(strstr(repo.git->info(repo.repository)->work_folder, "/sub/"));
}

/* --- content --- */

static bool read_file(struct repo *repo, const char *name, uint64_t max_bytes,
		      struct gw_text *ret_text)
{
	return repo->git->read(repo->repository, repo_ask(repo, name), max_bytes, ret_text,
			       &repo->err);
}

static void test_read(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_text text = {0};

	repo_sh("printf 'a\\r\\n\\000b' >1.sql; : >empty.sql; head -c 70000 /dev/zero >large.sql\n"
		"commit c1");
	repo_open(&repo, ".");
	repo_sh("rm -f *");
	repo_must(&repo, read_file(&repo, "rev-parse HEAD:empty.sql", 0, &text));
	assert_int_equal(text.view.n, 0);
	assert_non_null(text.view.p);
	gw_text_done(&text);
	repo_must(&repo, read_file(&repo, "rev-parse HEAD:large.sql", 70000, &text));
	assert_int_equal(text.view.n, 70000);
	gw_text_done(&text);
	repo_fails(&repo, read_file(&repo, "rev-parse HEAD:large.sql", 69999, &text), GW_E_GIT,
		   "has 70000 bytes, more than the 69999");
	repo_fails(&repo, read_file(&repo, "rev-parse HEAD", 100, &text), GW_E_GIT,
		   "cannot be read");
	repo_fails(&repo, repo.git->read(repo.repository, "0123", 100, &text, &repo.err), GW_E_GIT,
		   "'0123' is not the id of an object");
	repo_fails(&repo,
		   repo.git->read(repo.repository, "0123456789012345678901234567890123456789", 100,
				  &text, &repo.err),
		   GW_E_GIT, "cannot be read");
}

/* Git's own filters are for the work tree. */
static void test_no_filter(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_text text = {0};

	repo_sh("git config core.safecrlf false; printf '*.sql ident eol=crlf\\n' >.gitattributes; "
		"printf '$Id$\\nx\\n' >1.sql\n"
		"commit c1; rm 1.sql; git checkout -q 1.sql");
	repo_open(&repo, ".");
	repo_must(&repo, read_file(&repo, "rev-parse HEAD:1.sql", 100, &text));
	assert_string_equal(gw_view_dup(&repo.arena, text.view), "$Id$\nx\n");
	gw_text_done(&text);
}

/* --- damage --- */

static void flip(const char *path, size_t offset_from_end)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_TEXT_AUTO struct gw_text text = {0};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	char *copy;

	assert_true(gw_file_read(path, 1 << 20, &text, &error));
	copy = gw_view_dup(&arena, text.view);
	assert_true(text.view.n > offset_from_end);
	copy[text.view.n - offset_from_end] ^= 0x55;
	assert_int_equal(unlink(path), 0);
	assert_true(gw_file_write(path, (struct gw_view){copy, text.view.n}, 0644, &error));
}

static const char *loose_path(struct repo *repo, const char *name)
{
	const char *id = repo_ask(repo, gw_format(&repo->arena, "rev-parse %s", name));

	return gw_format(&repo->arena, ".git/objects/%.2s/%s", id, id + 2);
}

static void test_damaged_blob(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_text text = {0};

	repo_sh("put 1.sql 'CREATE TABLE a (x integer);'; put 2.sql ok; commit c1");
	repo_open(&repo, ".");
	flip(loose_path(&repo, "HEAD:1.sql"), 8);
	repo_fails(&repo, read_file(&repo, "rev-parse HEAD:1.sql", 100, &text), GW_E_GIT,
		   "cannot be read");
	repo_must(&repo, read_file(&repo, "rev-parse HEAD:2.sql", 100, &text));
	gw_text_done(&text);
	assert_string_equal(repo_list(&repo, "HEAD", "", 1), "1.sql 2.sql");
}

/* An object that is sound, but is not what its name says: only its hash shows that. */
static void test_exchanged_blob(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_text text = {0};

	repo_sh("put 1.sql 'DROP TABLE b;'; put 2.sql 'DROP TABLE a;'; commit c1");
	repo_open(&repo, ".");
	repo_sh(gw_format(&repo.arena, "cp -f %s %s", loose_path(&repo, "HEAD:1.sql"),
			  loose_path(&repo, "HEAD:2.sql")));
	repo_fails(&repo, read_file(&repo, "rev-parse HEAD:2.sql", 100, &text), GW_E_GIT,
		   "cannot be read: object hash mismatch");
	repo_must(&repo, read_file(&repo, "rev-parse HEAD:1.sql", 100, &text));
	gw_text_done(&text);
}

static void test_exchanged_tree(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put a/1.sql 1; put b/2.sql 2; commit c1");
	repo_open(&repo, ".");
	repo_sh(gw_format(&repo.arena, "cp -f %s %s", loose_path(&repo, "HEAD:a"),
			  loose_path(&repo, "HEAD:b")));
	repo_fails(&repo, list(&repo, "b"), GW_E_GIT, "object hash mismatch");
}

/* The bytes of the blob in a pack, each in turn: no content is ever read as something else. */
static void test_damaged_pack(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo = {0};
	const char *id;
	bool failed = false;

	repo_sh("put 1.sql 'CREATE TABLE a (x integer, y integer, z integer);'; commit c1\n"
		"git gc -q; cp .git/objects/pack/*.pack ../sound");
	id = repo_ask(&repo, "rev-parse HEAD:1.sql");
	repo_sh("cd .git/objects/pack; for f in pack-*; do mv $f pack-x.${f##*.}; done");
	for (size_t i = 65; i < 109; i++) {
		struct gw_text text = {0};

		flip(".git/objects/pack/pack-x.pack", i);
		if (repo_try_open(&repo, ".") &&
		    repo.git->read(repo.repository, id, 1000, &text, &repo.err))
			assert_string_equal(gw_view_dup(&repo.arena, text.view),
					    "CREATE TABLE a (x integer, y integer, z integer);\n");
		failed |= repo.err != NULL;
		gw_text_done(&text);
		repo_close(&repo);
		gw_error_clear(&repo.err);
		repo_sh("cp -f ../sound .git/objects/pack/pack-x.pack");
	}
	assert_true(failed);
}

/* What git itself would refuse to make. */
static void test_malformed_tree(void **state GW_UNUSED)
{
	static const char *const trees[] = {"100644 a", "100644 a\\0short", "\\0", "nonsense",
					    "100644 \\000aaaaaaaaaaaaaaaaaaaa"};
	REPO_AUTO struct repo repo;

	repo_sh("put 1.sql 1; commit c1");
	repo_open(&repo, ".");
	for (size_t i = 0; i < GW_COUNT(trees); i++) {
		repo_sh(gw_format(
			&repo.arena,
			"t=$(printf '%s' | git hash-object -t tree -w --stdin --literally)\n"
			"tick; git reset -q --soft $(git commit-tree -m x $t)",
			trees[i]));
		repo_fails(&repo, list(&repo, ""), GW_E_GIT, "is malformed");
	}
}

/* --- all kinds of repositories --- */

static void test_bare(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; commit c1; git clone -q --bare . ../bare.git; rm -rf db");
	repo_open(&repo, "../bare.git");
	assert_null(repo.git->info(repo.repository)->work_folder);
	assert_string_equal(repo_list(&repo, "main", "db", 8), "1.sql");
	repo_close(&repo);
	repo_must(&repo, repo_try_open(&repo, "../bare.git/refs"));
}

static void test_packed(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("for i in 1 2 3; do put db/$i.sql $i; commit c$i; done; git gc -q; rm -rf db");
	repo_open(&repo, ".git");
	assert_string_equal(repo_list(&repo, "HEAD", "db", 8), "1.sql 2.sql 3.sql");
	assert_string_equal(repo_list(&repo, "HEAD~2", "db", 8), "1.sql");
}

static void test_worktree(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	const char *branch;

	repo_sh("put db/1.sql 1; commit c1; git worktree add -q -b side ../side\n"
		"cd ../side; put db/2.sql 2; commit c2");
	repo_open(&repo, "../side/db");
	assert_non_null(strstr(repo.git->info(repo.repository)->work_folder, "/side/"));
	assert_string_equal(repo_list(&repo, "HEAD", "db", 8), "1.sql 2.sql");
	assert_string_equal(repo_list(&repo, "main", "db", 8), "1.sql");
	repo_must(&repo, repo.git->head_branch(repo.repository, &repo.arena, &branch, &repo.err));
	assert_string_equal(branch, "side");
}

static void test_alternates(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; commit c1; git clone -q --shared . ../borrower\n"
		"cd ../borrower; test -s .git/objects/info/alternates");
	repo_open(&repo, "../borrower");
	assert_string_equal(repo_list(&repo, "HEAD", "db", 8), "1.sql");
}

/* What git writes into the configuration of such clones; libgit2 does not know it by itself. */
static void test_extensions(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; put src/a.c a; commit c1; git config uploadpack.allowFilter true\n"
		"git clone -q --filter=blob:none \"file://$PWD\" ../partial\n"
		"git sparse-checkout set db; git config core.repositoryFormatVersion 1\n"
		"git config extensions.worktreeConfig true; git config extensions.partialClone "
		"origin");
	repo_open(&repo, ".");
	assert_string_equal(repo_list(&repo, "HEAD", "db", 8), "1.sql");
	repo_close(&repo);
	repo_must(&repo, repo_try_open(&repo, "../partial"));
	assert_string_equal(repo_list(&repo, "HEAD", "db", 8), "1.sql");
}

/* A clone that gets the rest when it needs it does so by git: here it is told. */
static void test_partial(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo = {0};
	struct gw_text text = {0};
	const char *id;

	repo_sh("put db/1.sql 1; commit c1; put db/1.sql 2; commit c2\n"
		"git config uploadpack.allowFilter true\n"
		"git clone -q --filter=blob:none \"file://$PWD\" ../partial");
	id = repo_ask(&repo, "rev-parse HEAD~1:db/1.sql");
	repo_must(&repo, repo_try_open(&repo, "../partial"));
	assert_false(repo.git->read(repo.repository, id, 100, &text, &repo.err));
	assert_non_null(strstr(repo.err->hint, "`git fetch --refetch --no-filter`"));
	repo_fails(&repo, false, GW_E_GIT, "cannot be read");
	repo_sh("cd ../partial; git fetch -q --refetch --no-filter");
	repo_must(&repo, repo.git->read(repo.repository, id, 100, &text, &repo.err));
	gw_text_done(&text);
}

static void test_none(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo = {0};

	repo_sh("mkdir ../plain ../sha256; cd ../sha256; git init -q --object-format=sha256");
	repo_fails(&repo, repo_try_open(&repo, "../plain"), GW_E_GIT_NONE,
		   "no git repository at ../plain");
	repo_fails(&repo, repo_try_open(&repo, "../nowhere"), GW_E_GIT_NONE,
		   "no git repository at ../nowhere");
	repo_fails(&repo, repo_try_open(&repo, "../sha256"), GW_E_GIT, "cannot be used");
}

/* Needs root, who can give files away. */
static void test_foreign(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo = {0};

	if (geteuid() != 0)
		skip();
	repo_sh("put db/1.sql 1; commit c1; chown -R 12345 .");
	for (int i = 0; i < 2; i++) {
		assert_false(repo_try_open(&repo, "."));
		assert_non_null(strstr(repo.err->hint, "config --global --add safe.directory /"));
		assert_non_null(strstr(repo.err->hint, "/work`"));
		repo_fails(&repo, false, GW_E_GIT, "belongs to another user");
		repo_sh("git config --global --add safe.directory /elsewhere");
	}
	/* As the hint says. */
	repo_sh("git config --global --add safe.directory \"$PWD\"");
	repo_must(&repo, repo_try_open(&repo, "db"));
	assert_string_equal(repo_list(&repo, "HEAD", "db", 8), "1.sql");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_list, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_kinds, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_submodule, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_read, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_no_filter, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_damaged_blob, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_exchanged_blob, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_exchanged_tree, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_damaged_pack, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_malformed_tree, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_bare, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_packed, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_worktree, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_alternates, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_extensions, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_partial, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_none, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_foreign, repo_enter, repo_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
