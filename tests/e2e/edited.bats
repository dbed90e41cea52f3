#!/usr/bin/env bats
# Files that were edited after they were applied: the commit that brought what was applied is named.

load ../lib/e2e
load ../lib/e2e_world

setup() {
	e2e_setup
	git init -q -b main .
	git config user.name 'Ada Lovelace'
	git config user.email ada@example.org
}

# commit NAME: all that is there, by somebody of that name.
commit() {
	git add --all
	GIT_AUTHOR_DATE='2026-11-01T12:00:00+0100' git commit -q -m "$1" --author "$1 <$1@example.org>"
	id=$(git rev-parse --short=12 HEAD)
}

# table NAME VERSION COLUMN: a migration that makes one.
table() {
	printf 'CREATE TABLE %s (\n  id integer,\n  %s integer\n);\n' "$1" "$3" | migration "$2_$1"
}

# named COMMIT NAME: as it is told.
named() {
	assert_contains "applied as of commit $1 of 2026-11-01 11:00:00, $2 <$2@example.org>: $2"
}

@test "verify, plan and up name the commit, its author and the difference" {
	local first second
	table a 1 old
	commit nobody
	table a 1 x
	commit grace
	first=$id
	run -0 godwit up
	table b 2 y
	commit hedy
	second=$id
	run -0 godwit up
	table a 1 z
	table b 2 z
	commit vandal
	git commit -q --allow-empty -m later

	run -65 godwit verify
	assert_contains '1_a was edited after it was applied'
	named "$first" grace
	named "$second" hedy
	assert_contains '-  x integer'
	assert_contains '+  z integer'
	run -65 --separate-stderr godwit verify --json
	assert_json '.findings[0].commit.id[:12]' "$first"
	assert_json '.findings[0].commit.author' 'grace <grace@example.org>'
	assert_json '.findings[0].commit.date' 2026-11-01T11:00:00.000000Z
	assert_json '.findings[1].commit.summary' hedy
	for command in plan up; do
		run -65 godwit "$command"
		named "$first" grace
		assert_contains 'state: nothing was changed in the database'
	done
	run -65 --separate-stderr godwit plan --json
	assert_json '.refusals[1].commit.id[:12]' "$second"
	run -65 godwit verify --from HEAD~1
	named "$first" grace
}

# The event knows no commit, and HEAD has never come from the one that brought it.
@test "found on another branch, where it was committed after it was applied" {
	touch migrations/.keep
	git add migrations
	git commit -q -m base
	table a 1 x
	run -0 godwit up
	git checkout -q -b feature
	commit grace
	git checkout -q main
	table a 1 z
	commit vandal
	run -65 godwit verify
	named "$(git rev-parse --short=12 feature)" grace
	git branch -q -D feature
	run -65 godwit verify -v
	refute_contains 'applied as of'
	assert_contains 'not in git: no commit has it as it was applied'
	run -65 --separate-stderr godwit verify --json
	assert_json .findings[0].commit null
	assert_json .findings[0].no_commit 'no commit has it as it was applied'
}

# The branch is gone, but the event names the commit, which is still there.
@test "found by the event, when no branch has it any more" {
	touch migrations/.keep
	git add migrations
	git commit -q -m base
	git checkout -q -b feature
	table a 1 x
	commit grace
	run -0 godwit up
	git checkout -q main
	git branch -q -D feature
	table a 1 z
	git add migrations
	git commit -q -m vandal
	run -65 godwit verify
	named "$id" grace
}

@test "text that the history did not keep is compared as git has it" {
	local secret="INSERT INTO a VALUES (1, 'postgres://joe:Geheim-7@db/app');"
	printf 'CREATE TABLE a (id integer, url varchar(99));\n%s\n' "$secret" | migration 1_a
	commit grace
	run -0 godwit up
	assert_equal "$(db_query "SELECT count(up_sql) FROM $(history_table)")" 0
	printf 'CREATE TABLE a (id integer, url varchar(88));\n%s\n' "$secret" | migration 1_a
	run -65 godwit verify
	named "$id" grace
	assert_contains '-CREATE TABLE a (id integer, url varchar(99));'
	assert_contains '+CREATE TABLE a (id integer, url varchar(88));'
	refute_contains Geheim
	run -65 godwit up
	assert_contains '+CREATE TABLE a (id integer, url varchar(88));'
	refute_contains Geheim
	rm -rf .git
	run -65 godwit verify
	refute_contains '+CREATE TABLE'
}

@test "a migration in two files is found where both were as they were applied" {
	echo 'CREATE TABLE a (x integer);' | migration 000001_a.up
	echo 'DROP TABLE nothing;' | migration 000001_a.down
	commit nobody
	echo 'DROP TABLE a;' | migration 000001_a.down
	commit grace
	run -0 godwit up
	echo 'CREATE TABLE a (y integer);' | migration 000001_a.up
	commit vandal
	run -65 godwit verify
	named "$(git rev-parse --short=12 HEAD~1)" grace
}

@test "without a repository, or with one that cannot be read, nothing is claimed" {
	table a 1 x
	commit grace
	run -0 godwit up
	table a 1 z
	echo '[' >.git/config
	run -65 godwit verify
	refute_contains 'applied as of'
	refute_contains 'not in git'
	assert_contains '+  z integer'
	run -65 --separate-stderr godwit verify --json
	assert_json .findings[0].commit null
	rm -rf .git
	run -65 godwit verify -v
	assert_contains 'not in git: migrations is in no git repository'
	run -65 godwit up
	assert_contains '+  z integer'
}
