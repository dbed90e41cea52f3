/* Migrations in a commit: how people name them, and what is read is what a checkout would give. */
#include "../git/repo.h"

#include "source/git.h"
#include "source/source_int.h"

/* --- names --- */

static void test_spec(void **state GW_UNUSED)
{
	static const struct {
		const char *text, *since, *ref, *path;
	} cases[] = {
		{"main", NULL, "main", NULL},
		{"git:main", NULL, "main", NULL},
		{"v1.4:db/migrations", NULL, "v1.4", "db/migrations"},
		{"git:v1.4:db/migrations", NULL, "v1.4", "db/migrations"},
		{"HEAD:", NULL, "HEAD", ""},
		{"HEAD:./db", NULL, "HEAD", "./db"},
		{"HEAD:a:b", NULL, "HEAD", "a:b"},
		{"HEAD~3", NULL, "HEAD~3", NULL},
		{"feature/x:db", NULL, "feature/x", "db"},
		{"v1..v2", "v1", "v2", NULL},
		{"v1..v2:db", "v1", "v2", "db"},
		{"git:v1.4..HEAD~1:db", "v1.4", "HEAD~1", "db"},
		{"HEAD:../db", NULL, "HEAD", "../db"},
		{"HEAD:a..b", NULL, "HEAD", "a..b"},
		{"HEAD^{/fix: users}", NULL, "HEAD^{/fix: users}", NULL},
		{"HEAD^{/a..b}", NULL, "HEAD^{/a..b}", NULL},
		{"HEAD^{/a...b}..HEAD:db", "HEAD^{/a...b}", "HEAD", "db"},
		{"main@{2026-01-01 10:00}:db", NULL, "main@{2026-01-01 10:00}", "db"},
		{"main@{1}..main", "main@{1}", "main", NULL},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_error *error = NULL;
		struct gw_git_spec spec;

		if (!gw_git_spec_parse(&arena, cases[i].text, &spec, &error))
			fail_msg("%s: %s", cases[i].text, error->message);
		assert_string_equal(spec.ref, cases[i].ref);
		assert_int_equal(spec.since == NULL, cases[i].since == NULL);
		assert_int_equal(spec.path == NULL, cases[i].path == NULL);
		if (spec.since != NULL)
			assert_string_equal(spec.since, cases[i].since);
		if (spec.path != NULL)
			assert_string_equal(spec.path, cases[i].path);
	}
}

static void test_no_spec(void **state GW_UNUSED)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "a name is missing"},     {"git:", "a name is missing"},
		{":db", "a name is missing"},  {"..v2", "a name is missing"},
		{"v1..", "a name is missing"}, {"v1..:db", "a name is missing"},
		{"v1...v2", "three dots"},     {"git:v1...v2:db", "three dots"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_git_spec spec;

		assert_false(gw_git_spec_parse(&arena, cases[i].text, &spec, &error));
		assert_int_equal(error->code, GW_E_GIT_REF);
		assert_non_null(strstr(error->message, cases[i].why));
	}
}

/* --- trees --- */

static bool open_tree(struct repo *repo, const char *ref, const char *path,
		      struct gw_tree **ret_tree)
{
	struct gw_git_folder folder = {
		.git = repo->git,
		.repository = repo->repository,
		.commit = repo_commit(repo, ref).id,
		.path = path,
	};

	return gw_tree_open_commit(&repo->arena, &folder, gw_format(&repo->arena, "git:%s", ref),
				   ret_tree, &repo->err);
}

static const char *paths(struct repo *repo, const struct gw_tree *tree)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < tree->nfiles; i++)
		gw_str_printf(&str, "%s%s", i != 0 ? " " : "", tree->files[i].path);
	return gw_str_take(&str, &repo->arena);
}

/* Both are the same, or fail for the same reason. */
static void same_as_folder(struct repo *repo, const char *path, const char *expected)
{
	struct gw_tree *commit, *folder;

	repo_must(repo, open_tree(repo, "HEAD", path, &commit));
	repo_must(repo, gw_tree_open_folder(&repo->arena, path, &folder, &repo->err));
	assert_string_equal(paths(repo, commit), expected);
	assert_string_equal(paths(repo, folder), expected);
	gw_tree_close(commit);
	gw_tree_close(folder);
}

static void test_files(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/2.sql 2; put db/10.sql 10; put db/.hidden.sql h; put db/.git2/x.sql x\n"
		"put db/a/b/c.sql c; put db/a.sql a; put 'db/ü ñ.sql' u; put db/README r\n"
		"put db/1/2/3/4/5/6/7/8.sql 8; put db/1/2/3/4/5/6/7/8/9.sql 9; ln -s ../x "
		"db/.link\n"
		"put db/a/.b/c.sql c; commit c1");
	repo_open(&repo, ".");
	same_as_folder(&repo, "db",
		       "1/2/3/4/5/6/7/8.sql 10.sql 2.sql README a.sql a/b/c.sql ü ñ.sql");
}

static void test_names(void **state GW_UNUSED)
{
	static const struct {
		const char *name, *fault;
	} cases[] = {
		{"1\\n.sql", "1\\x0a.sql has a name that has a control character"},
		{"\\033[1m.sql", "has a name that has a control character"},
		{"a\\302\\205.SQL", "has a name that has an invisible character"},
		{"\\342\\200\\256lqs.1.sql", "has a name that has an invisible character"},
		{"\\377.sql", "has a name that is not UTF-8"},
		{"a\\tb/x.txt", "has a name that has a control character"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		REPO_AUTO struct repo repo;
		struct gw_tree *tree;

		repo_sh("rm -rf db; put db/1.sql 1");
		repo_open(&repo, ".");
		repo_sh(gw_format(&repo.arena, "put \"$(printf 'db/%s')\" x; commit c1",
				  cases[i].name));
		repo_fails(&repo, open_tree(&repo, "HEAD", "db", &tree), GW_E_SOURCE,
			   cases[i].fault);
		repo_fails(&repo, gw_tree_open_folder(&repo.arena, "db", &tree, &repo.err),
			   GW_E_SOURCE, strrchr(cases[i].fault, ' '));
	}
}

/* What cannot be a migration may be called anything. */
static void test_harmless_names(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; put \"$(printf 'db/no\\ntes')\" x; put \"$(printf 'db/\\377')\" "
		"x\n"
		"commit c1");
	repo_open(&repo, ".");
	same_as_folder(&repo, "db", "1.sql");
}

static void test_elsewhere(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_tree *tree;

	repo_sh("git init -q ../other; (cd ../other; put x.sql x; commit x); put x.sql x\n"
		"put a/1.sql 1; ln -s ../x.sql a/2.sql; put b/1.sql 1\n"
		"git submodule --quiet add ../other b/sub; commit c1");
	repo_open(&repo, ".");
	assert_false(open_tree(&repo, "HEAD", "a", &tree));
	assert_string_equal(repo.err->location.path, "git:HEAD/2.sql");
	repo_fails(&repo, false, GW_E_SOURCE, "2.sql is a symbolic link");
	assert_false(open_tree(&repo, "HEAD", "b", &tree));
	assert_string_equal(repo.err->location.path, "git:HEAD/sub");
	repo_fails(&repo, false, GW_E_SOURCE, "sub is a submodule");
	repo_fails(&repo, open_tree(&repo, "HEAD", "c", &tree), GW_E_SOURCE, "no folder 'c'");
	repo_fails(&repo, open_tree(&repo, "HEAD", "x.sql", &tree), GW_E_GIT, "'x.sql' is a file");
}

static bool read_file(struct repo *repo, const char *path, struct gw_text *ret_text)
{
	struct gw_tree *tree;
	bool ok;

	repo_must(repo, open_tree(repo, "HEAD", "db", &tree));
	ok = gw_tree_read(tree, path, ret_text, &repo->err);
	gw_tree_close(tree);
	return ok;
}

static void test_lfs(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_text text = {0};

	repo_sh("put db/1.sql '-- version https://git-lfs.github.com/spec/v1'\n"
		"printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize "
		"7\\n' 0 "
		">db/2.sql; commit c1");
	repo_open(&repo, ".");
	repo_must(&repo, read_file(&repo, "1.sql", &text));
	gw_text_done(&text);
	assert_false(read_file(&repo, "2.sql", &text));
	assert_string_equal(repo.err->location.path, "git:HEAD/2.sql");
	repo_fails(&repo, false, GW_E_SOURCE, "2.sql is kept by Git LFS");
	repo_fails(&repo, read_file(&repo, "3.sql", &text), GW_E_SOURCE, "3.sql");
}

static void test_beside(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_text text = {0};
	struct gw_tree *tree;

	repo_sh("put a/db/1.sql 1; put a/flyway.conf beside; ln -s flyway.conf a/link\n"
		"put b/1.sql 1; put top.conf top; commit c1\n"
		"rm -rf a b; put a/db/1.sql 1; put a/other.conf unknown; put top.conf changed");
	repo_open(&repo, ".");
	repo_must(&repo, open_tree(&repo, "HEAD", "a/db", &tree));
	repo_must(&repo, tree->read_beside(tree, "flyway.conf", &text, &repo.err));
	assert_string_equal(gw_view_dup(&repo.arena, text.view), "beside\n");
	gw_text_done(&text);
	repo_must(&repo, tree->read_beside(tree, "other.conf", &text, &repo.err));
	assert_null(text.view.p);
	repo_fails(&repo, tree->read_beside(tree, "link", &text, &repo.err), GW_E_SOURCE,
		   "link is a symbolic link");
	gw_tree_close(tree);
	repo_must(&repo, open_tree(&repo, "HEAD", "b", &tree));
	repo_must(&repo, tree->read_beside(tree, "top.conf", &text, &repo.err));
	assert_string_equal(gw_view_dup(&repo.arena, text.view), "top\n");
	gw_text_done(&text);
	gw_tree_close(tree);
	/* Beside the root is nothing. */
	repo_sh("git checkout -q HEAD; rm -rf *; put 1.sql 1; commit c2");
	repo_must(&repo, open_tree(&repo, "HEAD", "", &tree));
	repo_must(&repo, tree->read_beside(tree, "1.sql", &text, &repo.err));
	assert_null(text.view.p);
	gw_tree_close(tree);
}

/* --- checksums --- */

static const char *checksums(struct repo *repo, struct gw_tree *tree)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_source *source;

	repo_must(repo, gw_source_load(&repo->arena, tree, NULL, &gw_dialect_postgres, &source,
				       &repo->err));
	for (size_t i = 0; i < source->n; i++) {
		const struct gw_migration *migration = source->migrations[i];

		gw_str_printf(&str, "%s %s\n", migration->key,
			      gw_digest_hex(&repo->arena, &migration->checksum));
	}
	gw_source_close(source);
	return gw_str_take(&str, &repo->arena);
}

static void same_checksums(struct repo *repo, const char *path)
{
	struct gw_tree *commit, *folder;

	repo_must(repo, open_tree(repo, "HEAD", path, &commit));
	repo_must(repo, gw_tree_open_folder(&repo->arena, path, &folder, &repo->err));
	assert_string_equal(checksums(repo, commit), checksums(repo, folder));
}

/* Line ends in the commit, and those that a checkout makes of them. */
static void test_line_ends(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("git config core.safecrlf false; git config core.autocrlf false; mkdir db\n"
		"printf 'SELECT 1;\\r\\nSELECT 2;\\r\\n' >db/1_crlf.sql\n"
		"printf 'SELECT 1;\\nSELECT 2;\\n' >db/2_lf.sql\n"
		"printf '\\357\\273\\277SELECT 1;\\r\\n' >db/3_bom.sql; commit c1\n"
		"put .gitattributes '*.sql text eol=crlf'; commit c2; rm db/*; git checkout -q db\n"
		"test $(grep -c \"$(printf '\\r')\" db/2_lf.sql) = 2");
	repo_open(&repo, ".");
	same_checksums(&repo, "db");
	repo_sh("put .gitattributes '*.sql text eol=lf'; commit c3; rm db/*; git checkout -q db");
	same_checksums(&repo, "db");
	repo_sh("git add --renormalize .; commit c4; git config core.autocrlf true\n"
		"rm -r .gitattributes db; commit c5; git checkout -q HEAD~1 -- db; commit c6");
	same_checksums(&repo, "db");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spec),
		cmocka_unit_test(test_no_spec),
		cmocka_unit_test_setup_teardown(test_files, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_names, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_harmless_names, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_elsewhere, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_lfs, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_beside, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_line_ends, repo_enter, repo_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
