/* Which commit brought what: histories of all shapes, in one walk each. */
#include "repo.h"

struct diary {
	struct gw_str text;
	size_t left; /* changes until the walk is ended */
};

/* "c3:+a.sql c3:-b.sql": who brought or removed what. */
static bool note(void *payload, const struct gw_git_change *change)
{
	struct diary *diary = payload;

	gw_str_printf(&diary->text, "%s%s:%s%s%s", diary->text.n != 0 ? " " : "",
		      change->commit->summary, change->id != NULL ? "+" : "-", change->path,
		      change->may_be_older ? "?" : "");
	return --diary->left != 0;
}

static const char *walk_some(struct repo *repo, const char *commit, const char *folder,
			     size_t changes)
{
	struct diary diary = {.left = changes};
	const char *text;

	repo_must(repo,
		  repo->git->walk(repo->repository, &repo->arena, repo_commit(repo, commit).id,
				  folder, note, &diary, &repo->err));
	text = gw_str_take(&diary.text, &repo->arena);
	gw_str_done(&diary.text);
	return text;
}

static const char *walk(struct repo *repo, const char *commit, const char *folder)
{
	return walk_some(repo, commit, folder, SIZE_MAX);
}

static void test_line(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; put x 1; commit c1; put x 2; commit c2\n"
		"put db/2.sql 2; put db/a/b.sql b; commit c3; put db/1.sql one; commit c4\n"
		"git rm -q db/2.sql; put db/a/c.sql c; commit c5; chmod 755 db/1.sql; commit c6\n"
		"git rm -q -r db; commit c7; put db/1.sql one; commit c8");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"),
			    "c8:+1.sql c7:-1.sql c7:-a/b.sql c7:-a/c.sql c5:-2.sql c5:+a/c.sql "
			    "c4:+1.sql c3:+2.sql c3:+a/b.sql c1:+1.sql");
	assert_string_equal(walk(&repo, "HEAD", "db/a"), "c7:-b.sql c7:-c.sql c5:+c.sql c3:+b.sql");
	assert_string_equal(walk(&repo, "HEAD~6", ""), "c2:+x c1:+db/1.sql c1:+x");
	assert_string_equal(walk(&repo, "HEAD", "nowhere"), "");
	assert_string_equal(walk(&repo, "HEAD", "x"), "");
	assert_string_equal(walk_some(&repo, "HEAD", "db", 3), "c8:+1.sql c7:-1.sql c7:-a/b.sql");
}

static void test_change(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct diary diary = {.left = SIZE_MAX};

	repo_sh("put db/1.sql 1; commit c1; git mv db/1.sql db/2.sql; commit c2; git gc -q");
	repo_open(&repo, ".");
	/* A rename is told as what it is: one file gone, one new. */
	assert_string_equal(walk(&repo, "HEAD", "db"), "c2:-1.sql c2:+2.sql c1:+1.sql");
	repo_fails(&repo,
		   repo.git->walk(repo.repository, &repo.arena,
				  "0123456789012345678901234567890123456789", "db", note, &diary,
				  &repo.err),
		   GW_E_GIT, "commit 0123456789012345678901234567890123456789 cannot be read");
	repo_fails(
		&repo,
		repo.git->walk(repo.repository, &repo.arena, "HEAD", "db", note, &diary, &repo.err),
		GW_E_GIT, "'HEAD' is not the id");
}

static void test_file_and_folder(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/a a; put db/a.b x; put db/a0 x; commit c1; git rm -q db/a; put db/a/1 1; "
		"commit c2\n"
		"git rm -q -r db/a; put db/a a; commit c3");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"),
			    "c3:+a c3:-a/1 c2:-a c2:+a/1 c1:+a c1:+a.b c1:+a0");
}

static void test_submodule(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("git init -q ../other; (cd ../other; put x.sql x; commit x)\n"
		"put db/s s; commit c1; git rm -q db/s\n"
		"git submodule --quiet add ../other db/s; commit c2; ln -s x db/l; commit c3");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"), "c3:+l c2:-s c1:+s");
}

/* A merge brings only what none of its parents has. */
static void test_merge(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; put db/9.sql 9; commit c1; git checkout -q -b side\n"
		"put db/2.sql 2; git rm -q db/9.sql; commit s1\n"
		"git checkout -q main; put db/3.sql 3; commit m1; merge side -m merge");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"),
			    "m1:+3.sql s1:+2.sql s1:-9.sql c1:+1.sql c1:+9.sql");
}

/* One that has what was in neither: put there by hand while it was merged. */
static void test_evil_merge(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; put db/8.sql 8; commit c1; git checkout -q -b side\n"
		"put db/1.sql side; commit s1; git checkout -q main; put db/1.sql main; commit m1\n"
		"git merge -q side >../log 2>&1 || :\n"
		"put db/1.sql both; put db/7.sql new; git rm -q db/8.sql; commit evil");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"),
			    "evil:+1.sql evil:+7.sql evil:-8.sql m1:+1.sql s1:+1.sql c1:+1.sql "
			    "c1:+8.sql");
}

static void test_octopus(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/0.sql 0; put db/x/y 0; commit c0\n"
		"for b in a b c; do git checkout -q -b $b main; put db/$b.sql $b; put db/x/$b $b\n"
		"commit $b; done; git checkout -q main; merge a b c -m octopus");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"),
			    "c:+c.sql c:+x/c b:+b.sql b:+x/b a:+a.sql a:+x/a c0:+0.sql c0:+x/y");
}

static void test_revert(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; commit c1; put db/1.sql 2; commit c2\n"
		"tick; git revert --no-edit HEAD >../log; git commit -q --amend -m back\n"
		"git checkout -q -b side HEAD~1; put db/1.sql 1; commit same; git checkout -q "
		"main\n"
		"merge side -m merge");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"),
			    "same:+1.sql back:+1.sql c2:+1.sql c1:+1.sql");
}

/*
 * Clocks that are wrong: a commit made by a machine that is years behind comes before its parent
 * nevertheless, although another child of that parent is young.
 *
 *	c1 (2023) --- old (2001) --- merge
 *	         \--- young -------/
 */
static void test_clock_skew(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; commit c1; git checkout -q -b side\n"
		"put db/1.sql 2; git add -A; GIT_AUTHOR_DATE='@1000000000 +0000' "
		"GIT_COMMITTER_DATE='@1000000000 +0000' git commit -qm old\n"
		"git checkout -q main; put db/2.sql 2; commit young; merge side -m merge");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"), "young:+2.sql old:+1.sql c1:+1.sql");
}

/* Two histories that became one. */
static void test_roots(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("put db/1.sql 1; commit c1; git checkout -q --orphan other; git rm -q -r -f .\n"
		"put db/2.sql 2; commit o1; git checkout -q main\n"
		"merge other --allow-unrelated-histories -m merge");
	repo_open(&repo, ".");
	assert_string_equal(walk(&repo, "HEAD", "db"), "o1:+2.sql c1:+1.sql");
}

/* The oldest commits that a shallow clone has bring all that they hold. */
static void test_shallow(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh("for i in 1 2 3 4; do put db/$i.sql $i; commit c$i; done\n"
		"git clone -q --depth 2 \"file://$PWD\" ../shallow");
	repo_open(&repo, "../shallow");
	assert_string_equal(walk(&repo, "HEAD", "db"),
			    "c4:+4.sql c3:+1.sql? c3:+2.sql? c3:+3.sql?");
}

/* Where something is missing, or is not what its name says, nobody is named for it. */
static void test_damage(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct diary diary = {.left = SIZE_MAX};
	const char *head;

	repo_sh("put db/1.sql 1; commit c1; put db/1.sql 2; commit c2; put db/1.sql 3; commit c3\n"
		"loose() { h=$(git rev-parse $1); echo .git/objects/$(echo $h | cut -c1-2)/$(echo "
		"$h | cut -c3-); }\n"
		"cp -f $(loose HEAD:db) $(loose HEAD~1:db)");
	repo_open(&repo, ".");
	head = repo_commit(&repo, "HEAD").id;
	repo_fails(
		&repo,
		repo.git->walk(repo.repository, &repo.arena, head, "db", note, &diary, &repo.err),
		GW_E_GIT, "object hash mismatch");
	repo_sh("loose() { h=$(git rev-parse $1); echo .git/objects/$(echo $h | cut -c1-2)/$(echo "
		"$h | cut -c3-); }\n"
		"rm -f $(loose HEAD~1)");
	repo_fails(
		&repo,
		repo.git->walk(repo.repository, &repo.arena, head, "db", note, &diary, &repo.err),
		GW_E_GIT, "cannot be read");
	assert_int_equal(diary.text.n, 0);
	gw_str_done(&diary.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_line, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_change, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_file_and_folder, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_submodule, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_merge, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_evil_merge, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_octopus, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_revert, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_clock_skew, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_roots, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_shallow, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_damage, repo_enter, repo_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
