/* Repositories of all kinds, and what names mean in them. */
#include "repo.h"

/* What libgit2 1.5 loses where a history ends too early is not ours. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#define PASS_OVER_LEAKS(call) (__lsan_disable(), (call), __lsan_enable())
#endif
#endif
#ifndef PASS_OVER_LEAKS
#define PASS_OVER_LEAKS(call) (call)
#endif

#define THREE "for i in 1 2 3; do put db/$i.sql $i; commit c$i; done\n"

/* The summary of the commit that a name stands for. */
static const char *meaning(struct repo *repo, const char *name)
{
	return repo_commit(repo, name).summary;
}

static bool resolve(struct repo *repo, const char *name)
{
	struct gw_git_commit commit;

	return repo->git->resolve(repo->repository, &repo->arena, name, &commit, &repo->err);
}

static void test_resolve(void **state GW_UNUSED)
{
	static const struct {
		const char *name, *summary;
	} cases[] = {
		{"main", "c3"},
		{"HEAD", "c3"},
		{"@", "c3"},
		{"HEAD~2", "c1"},
		{"HEAD^", "c2"},
		{"feature/x", "c2"},
		{"heads/feature/x", "c2"},
		{"refs/heads/feature/x", "c2"},
		{"light", "c1"},
		{"annotated", "c2"},
		{"nested", "c2"},
		{"origin/away", "c1"},
		{"origin", "c1"},
		{"HEAD^{/c2}", "c2"},
		{":/c1", "c1"},
		{"annotated^{}", "c2"},
		{"nested~1", "c1"},
	};
	REPO_AUTO struct repo repo;

	repo_sh(THREE "git branch feature/x HEAD~1; git tag light HEAD~2\n"
		      "git tag -a annotated -m m HEAD~1; git tag -a nested -m m annotated\n"
		      "git update-ref refs/remotes/origin/away HEAD~2\n"
		      "git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/away\n");
	repo_open(&repo, ".");
	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_string_equal(meaning(&repo, cases[i].name), cases[i].summary);
	for (int n = 7; n <= 40; n += 11)
		assert_string_equal(meaning(&repo, gw_format(&repo.arena, "%.*s", n,
							     repo_ask(&repo, "rev-parse main~1"))),
				    "c2");
	assert_string_equal(meaning(&repo, "main@{1}"), "c2");
	repo_sh("git pack-refs --all; git gc -q");
	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_string_equal(meaning(&repo, cases[i].name), cases[i].summary);
}

static void test_no_commit(void **state GW_UNUSED)
{
	static const char *const none[] = {"nobody",
					   "HEAD~3",
					   "HEAD^2",
					   "",
					   "..",
					   "a b",
					   "HEAD^{/nothing}",
					   "main:db/9.sql",
					   "0123456789abcdef",
					   "0123456789012345678901234567890123456789",
					   "-x",
					   "main^{"};
	static const char *const other[] = {"main:db", "main:db/1.sql", "HEAD^{tree}", "picture"};
	REPO_AUTO struct repo repo;

	repo_sh(THREE "git tag -a picture -m m HEAD:db/1.sql");
	repo_open(&repo, ".");
	for (size_t i = 0; i < GW_COUNT(none); i++)
		repo_fails(&repo, resolve(&repo, none[i]), GW_E_GIT_REF,
			   gw_format(&repo.arena, "no branch, tag or commit '%s'", none[i]));
	for (size_t i = 0; i < GW_COUNT(other); i++)
		repo_fails(&repo, resolve(&repo, other[i]), GW_E_GIT_REF,
			   gw_format(&repo.arena, "'%s' is not a commit", other[i]));
}

/* Blobs until two ids begin alike. */
static void test_ambiguous(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	const char *prefix;

	repo_sh("mkdir b; for i in $(seq 400); do echo $i >b/$i; done; commit many");
	repo_open(&repo, ".");
	prefix = repo_ask(&repo,
			  "rev-list --objects HEAD | cut -c1-4 | sort | uniq -d | head -n 1");
	assert_int_equal(strlen(prefix), 4);
	repo_fails(&repo, resolve(&repo, prefix), GW_E_GIT_REF,
		   gw_format(&repo.arena, "several objects begin with %s", prefix));
}

static void test_commit(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_git_commit commit;

	repo_sh("put a.sql 1; git config user.name 'Zoë \"Z\" X'\n"
		"commit \"$(printf 'first line\\nsecond\\n\\nbody')\"");
	repo_open(&repo, ".");
	commit = repo_commit(&repo, "HEAD");
	assert_string_equal(commit.id, repo_ask(&repo, "rev-parse HEAD"));
	assert_string_equal(commit.tree, repo_ask(&repo, "rev-parse HEAD^{tree}"));
	assert_string_equal(commit.author, "Zoë \"Z\" X <ada@example.org>");
	assert_int_equal(commit.authored_at_us, INT64_C(1700000060000000));
	assert_string_equal(commit.summary, "first line");
	assert_string_equal(commit.message, "first line\nsecond\n\nbody\n");
}

/* Commits that git itself would not make, but reads. */
static void test_odd_commits(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	struct gw_git_commit commit;
	struct gw_git_tags tags;

	repo_sh("put a.sql 1; git add -A; tree=$(git write-tree)\n"
		"make() { printf \"tree $tree\\nauthor $1\\ncommitter $1\\n\\n$2\" | "
		"git hash-object -t commit -w --stdin --literally >../id; git tag $3 $(cat ../id); "
		"}\n"
		"make 'a <a> 99999999999999 +0000' 'x' far\n"
		"make 'a <a> 1 +0000' '' silent\n"
		"make 'a <a> 1 +0000' 'crlf\\r\\nmore\\r\\n' crlf\n"
		"make 'a <a> 1 +0000' '\\n\\n  blank\\n' blank\n");
	repo_open(&repo, ".");
	/* Times beyond what microseconds can hold. */
	assert_int_equal(repo_commit(&repo, "far").authored_at_us, INT64_MAX);
	repo_must(&repo, repo.git->tags(repo.repository, &repo.arena, &tags, &repo.err));
	assert_int_equal(tags.list.n, 4);
	assert_string_equal(tags.list.items[3].name, "far");
	assert_int_equal(tags.list.items[3].committed_at_us, INT64_MAX);
	assert_string_equal(repo_commit(&repo, "silent").summary, "");
	commit = repo_commit(&repo, "crlf");
	assert_string_equal(commit.summary, "crlf");
	assert_string_equal(commit.message, "crlf\r\nmore\r\n");
	assert_string_equal(repo_commit(&repo, "blank").summary, "  blank");
}

/* --- what points at a commit --- */

static const char *names(struct repo *repo, const char *commit)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_git_names found;

	repo_must(repo, repo->git->names(repo->repository, &repo->arena,
					 repo_commit(repo, commit).id, &found, &repo->err));
	for (size_t i = 0; i < found.tags.n; i++)
		gw_str_printf(&str, "%s ", found.tags.items[i]);
	gw_str_putc(&str, '|');
	for (size_t i = 0; i < found.branches.n; i++)
		gw_str_printf(&str, " %s", found.branches.items[i]);
	return gw_str_take(&str, &repo->arena);
}

static void test_names(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(THREE
		"git branch release/1 HEAD~1; git branch a HEAD~1\n"
		"git tag light HEAD~1; git tag -a annotated -m m HEAD~1\n"
		"git tag -a nested/tag -m m annotated; git tag tree HEAD~1^{tree}\n"
		"git update-ref refs/remotes/origin/a HEAD~1; git update-ref refs/notes/x HEAD~1\n"
		"git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/a\n"
		"echo broken >.git/refs/heads/broken\n");
	repo_open(&repo, ".");
	for (int packed = 0; packed < 2; packed++) {
		assert_string_equal(names(&repo, "HEAD~1"),
				    "annotated light nested/tag | a release/1 origin/a");
		assert_string_equal(names(&repo, "HEAD"), "| main");
		assert_string_equal(names(&repo, "HEAD~2"), "|");
		repo_sh("rm -f .git/refs/heads/broken; git pack-refs --all");
	}
}

static const char *branch(struct repo *repo)
{
	const char *name;

	repo_must(repo, repo->git->head_branch(repo->repository, &repo->arena, &name, &repo->err));
	return name != NULL ? name : "none";
}

static void test_head_branch(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_open(&repo, ".");
	assert_string_equal(branch(&repo), "none");
	repo_fails(&repo, resolve(&repo, "HEAD"), GW_E_GIT_REF, "'HEAD'");
}

static void test_detached(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(THREE "git checkout -q -b feature/x");
	repo_open(&repo, ".");
	assert_string_equal(branch(&repo), "feature/x");
	repo_sh("git checkout -q --detach HEAD~1");
	assert_string_equal(branch(&repo), "none");
	assert_string_equal(meaning(&repo, "HEAD"), "c2");
}

/* --- what comes from what --- */

static bool contains(struct repo *repo, const char *descendant, const char *ancestor)
{
	bool is = false;

	repo_must(repo, repo->git->contains(repo->repository, repo_commit(repo, descendant).id,
					    repo_commit(repo, ancestor).id, &is, &repo->err));
	return is;
}

static const char *base(struct repo *repo, const char *a, const char *b)
{
	const char *id;

	repo_must(repo,
		  repo->git->merge_base(repo->repository, &repo->arena, repo_commit(repo, a).id,
					repo_commit(repo, b).id, &id, &repo->err));
	return id != NULL ? repo_commit(repo, id).summary : "none";
}

static void test_relations(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;

	repo_sh(THREE "git checkout -q -b side HEAD~1; put s.sql s; commit s1\n"
		      "git checkout -q --orphan alone; commit alone; git checkout -q main\n");
	repo_open(&repo, ".");
	assert_true(contains(&repo, "main", "main"));
	assert_true(contains(&repo, "main", "main~2"));
	assert_false(contains(&repo, "main~2", "main"));
	assert_false(contains(&repo, "main", "side"));
	assert_false(contains(&repo, "main", "alone"));
	assert_string_equal(base(&repo, "main", "side"), "c2");
	assert_string_equal(base(&repo, "main", "main~1"), "c2");
	assert_string_equal(base(&repo, "main", "main"), "c3");
	assert_string_equal(base(&repo, "main", "alone"), "none");
	repo_sh("merge side");
	assert_true(contains(&repo, "main", "side"));
	assert_string_equal(base(&repo, "main", "side"), "s1");
}

/* Each branch has merged the other: there are two best ancestors, and one of them is told. */
static void test_criss_cross(void **state GW_UNUSED)
{
	REPO_AUTO struct repo repo;
	const char *best;

	repo_sh("put a 0; commit root; git branch side; put b 1; commit m1\n"
		"git checkout -q side; put c 1; commit s1; merge main~0\n"
		"git checkout -q main; merge side~1; put b 2; commit m2\n"
		"git checkout -q side; put c 2; commit s2\n");
	repo_open(&repo, ".");
	best = base(&repo, "main", "side");
	assert_true(strcmp(best, "m1") == 0 || strcmp(best, "s1") == 0);
}

static void look_beyond(void)
{
	REPO_AUTO struct repo repo;
	struct gw_git_commit side;
	const char *none = "";
	bool is = false;

	repo_sh(THREE "git checkout -q -b side HEAD~2; put s.sql s; commit s1; commit s2\n"
		      "git checkout -q main\n"
		      "git clone -q --depth 2 --no-single-branch \"file://$PWD\" ../shallow");
	repo_open(&repo, "../shallow");
	assert_true(repo.git->info(repo.repository)->shallow);
	/* Where libgit2 itself would go on to what is not there. */
	assert_true(contains(&repo, "main", "main~1"));
	assert_false(contains(&repo, "main~1", "main"));
	assert_string_equal(base(&repo, "main", "main~1"), "c2");
	assert_string_equal(base(&repo, "main~1", "main"), "c2");
	repo_fails(&repo, resolve(&repo, "main~2"), GW_E_GIT_REF, "'main~2'");
	assert_false(resolve(&repo, "v9"));
	assert_non_null(strstr(repo.err->hint, "--unshallow"));
	gw_error_clear(&repo.err);
	/* Whether it is one cannot be told where the history is not there. */
	side = repo_commit(&repo, "origin/side");
	assert_false(repo.git->contains(repo.repository, side.id, repo_commit(&repo, "main").id,
					&is, &repo.err));
	assert_non_null(strstr(repo.err->hint, "--unshallow"));
	repo_fails(&repo, false, GW_E_GIT, "history");
	assert_true(repo.git->merge_base(repo.repository, &repo.arena, side.id,
					 repo_commit(&repo, "main").id, &none, &repo.err));
	assert_null(none);
}

static void test_shallow(void **state GW_UNUSED)
{
	PASS_OVER_LEAKS(look_beyond());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_resolve, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_no_commit, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_ambiguous, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_commit, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_odd_commits, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_names, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_head_branch, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_detached, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_relations, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_criss_cross, repo_enter, repo_leave),
		cmocka_unit_test_setup_teardown(test_shallow, repo_enter, repo_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
