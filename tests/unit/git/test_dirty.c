/* What of the work tree is not as HEAD has it. */
#include "repo.h"

static bool look(struct repo *repo, const char *folder, const char *const **ret_paths,
		 size_t *ret_n)
{
	const char **paths = NULL;
	bool ok = repo->git->dirty(repo->repository, &repo->arena, folder, &paths, ret_n,
				   &repo->err);

	*ret_paths = paths;
	return ok;
}

static const char *dirty(struct repo *repo, const char *folder)
{
	GW_STR_AUTO struct gw_str str = {0};
	const char *const *paths;
	size_t n;

	repo_must(repo, look(repo, folder, &paths, &n));
	for (size_t i = 0; i < n; i++)
		gw_str_printf(&str, "%s%s", i != 0 ? " " : "", paths[i]);
	return gw_str_take(&str, &repo->arena);
}

#define FILES "for i in 1 2 3 4; do put db/m/$i.sql $i; done; put db/mm/9.sql 9; put x x\n"

static void test_clean(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(FILES "commit c1");
	repo_open(&repo, ".");
	assert_string_equal(dirty(&repo, "db/m"), "");
	assert_string_equal(dirty(&repo, ""), "");
	assert_string_equal(dirty(&repo, "nowhere"), "");
	/* Another time of the file, and nothing else. */
	repo_sh("touch -d 2001-01-01 db/m/1.sql");
	assert_string_equal(dirty(&repo, "db/m"), "");
}

static void test_kinds(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(FILES
		"put db/m/0.sql 0; commit c1; git rm -q db/m/0.sql; echo more >>db/m/1.sql\n"
		"put db/m/2.sql two; git add db/m/2.sql\n"
		"rm db/m/3.sql; git rm -q --cached db/m/4.sql\n"
		"put db/m/5.sql new; put db/m/6.sql new; git add db/m/6.sql; put db/m/s/t.sql t");
	repo_open(&repo, ".");
	assert_string_equal(dirty(&repo, "db/m"),
			    "0.sql 1.sql 2.sql 3.sql 4.sql 5.sql 6.sql s/t.sql");
	assert_string_equal(dirty(&repo, "db/m/s"), "t.sql");
	assert_string_equal(dirty(&repo, "db"),
			    "m/0.sql m/1.sql m/2.sql m/3.sql m/4.sql m/5.sql m/6.sql m/s/t.sql");
}

static void test_folder_alone(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(FILES "commit c1; put x y; put db/mm/9.sql y; put db/m.sql y; put db/mz/1.sql y");
	repo_open(&repo, ".");
	assert_string_equal(dirty(&repo, "db/m"), "");
	assert_string_equal(dirty(&repo, "db/mm"), "9.sql");
	assert_string_equal(dirty(&repo, ""), "db/m.sql db/mm/9.sql db/mz/1.sql x");
	assert_string_equal(dirty(&repo, "db/*"), "");
}

static void test_ignored(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(FILES "put .gitignore '*.tmp'; commit c1; put db/m/x.tmp x; put db/m/y.tmq y");
	repo_open(&repo, ".");
	assert_string_equal(dirty(&repo, "db/m"), "y.tmq");
}

/* Line ends that git itself would change are no change. */
static void test_line_ends(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put .gitattributes '*.sql text eol=crlf'; put db/m/1.sql 1; put db/m/2.sql 2\n"
		"git config core.safecrlf false; commit c1; rm -f db/m/*; git checkout -q db\n"
		"grep -q \"$(printf '\\r')\" db/m/1.sql; printf '2\\n' >db/m/2.sql; touch db/m/*");
	repo_open(&repo, ".");
	assert_string_equal(dirty(&repo, "db/m"), "");
	repo_sh("printf '3\\r\\n' >db/m/1.sql");
	assert_string_equal(dirty(&repo, "db/m"), "1.sql");
}

static void test_unborn(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/m/1.sql 1");
	repo_open(&repo, ".");
	assert_string_equal(dirty(&repo, "db/m"), "1.sql");
	repo_sh("git add -A");
	assert_string_equal(dirty(&repo, "db/m"), "1.sql");
}

static void test_worktree(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(FILES "commit c1; git worktree add -q -b side ../side; put db/m/1.sql main\n"
		      "put ../side/db/m/2.sql side");
	repo_open(&repo, "../side");
	assert_string_equal(dirty(&repo, "db/m"), "2.sql");
}

static void test_submodule(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("git init -q ../other; (cd ../other; put x.sql x; commit x)\n"
		"git submodule --quiet add ../other sub; put db/1.sql 1; commit c1; put sub/y.sql "
		"y");
	repo_open(&repo, ".");
	assert_string_equal(dirty(&repo, ""), "");
	repo_close(&repo);
	repo_must(&repo, repo_try_open(&repo, "sub"));
	assert_string_equal(dirty(&repo, ""), "y.sql");
}

/* What a sparse checkout leaves out is not gone. */
static void test_sparse(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(FILES "commit c1; git sparse-checkout set --cone db/mm");
	repo_open(&repo, ".");
	assert_string_equal(dirty(&repo, "db/m"), "");
	assert_string_equal(dirty(&repo, "db/mm"), "");
}

static void test_bare(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	const char *const *paths;
	size_t n;

	repo_sh(FILES "commit c1; git clone -q --bare . ../bare.git");
	repo_open(&repo, "../bare.git");
	repo_fails(&repo, look(&repo, "db", &paths, &n), GW_E_GIT, "bare");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_clean, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_kinds, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_folder_alone, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_ignored, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_line_ends, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_unborn, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_worktree, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_submodule, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_sparse, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_bare, repo_enter, repo_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
