#!/usr/bin/env bats
# `godwit check -e ENV`: what a database has applied stands against a branch, too.

load ../lib/e2e
load ../lib/e2e_git
load ../lib/e2e_world

setup() {
	e2e_setup
	two_branches
	cat >godwit.yaml <<-YAML
		environments:
		  prod:
		    url: {env: PROD_URL}
	YAML
	printf 'godwit.yaml\n' >.git/info/exclude
	export PROD_URL=$URL
}

finding() { # option...
	run --separate-stderr godwit check --base main --json "$@"
	[[ $status -eq 0 || $status -eq 65 ]] || fail "$output$stderr"
	jq -r '.findings[] | "\(.finding) \(.key): \(.message)"' <<<"$output" |
		sed 's/20[0-9-]* [0-9:]* UTC/THEN UTC/'
}

@test "an edit of what an environment applied" {
	run -0 godwit up
	sed -i 's/integer/bigint/' migrations/2_b.sql
	assert_equal "$(finding)" 'edited 2: 2_b was edited, and the release v1 has it'
	assert_equal "$(finding -e prod)" 'edited 2: 2_b was edited, and prod applied it on THEN UTC'
	assert_equal "$(finding --url "$URL")" \
		'edited 2: 2_b was edited, and the database applied it on THEN UTC'
	# Where it is applied as it is now, what is left is that others have it.
	run -0 godwit accept 2 --reason 'by hand'
	assert_equal "$(finding -e prod)" 'edited 2: 2_b was edited, and the release v1 has it'
	run -65 godwit check --base main -e prod
	assert_contains '2_b.sql:2 (edited)'
	assert_contains '+CREATE TABLE b (id bigint PRIMARY KEY);'
}

@test "what is new on the branch, and was applied from there before it was edited" {
	table 4 d
	run -0 godwit check --base main -e prod
	run -0 godwit up
	run -0 godwit check --base main -e prod
	sed -i '2a -- a comment' migrations/4_d.sql
	run -0 godwit check --base main -e prod
	sed -i 's/integer/bigint/' migrations/4_d.sql
	run -0 godwit check --base main
	assert_equal "$(finding -e prod)" 'edited 4: 4_d was edited since prod applied it on THEN UTC'
	run -65 godwit check --base main -e prod
	assert_contains '-CREATE TABLE d (id integer PRIMARY KEY);'
	assert_contains '4_d.sql:2 (edited)'
}

@test "what is gone, and what would come late" {
	run -0 godwit up --from main
	mv migrations/1_a.sql migrations/0_a.sql
	rm migrations/2_b.sql
	assert_equal "$(finding -e prod)" 'renumbered 0: 1_a is 0_a now, and prod applied it on THEN UTC
deleted 2: 2_b was deleted, and prod applied it on THEN UTC'
	git checkout -q -- migrations
	rm migrations/0_a.sql
	table 7 late
	run -0 godwit up --missing warn
	rm migrations/7_late.sql
	table 5 d
	run -0 godwit check --base main
	assert_equal "$(finding -e prod)" 'out-of-order 5: 5_d comes before 7, which prod has applied on THEN UTC'
}

@test "a database is only asked when the command line names one, and never changed" {
	GODWIT_ENV=prod PROD_URL='postgres://nobody@/none?host=/nowhere' run -0 godwit check --base main
	PROD_URL='postgres://nobody@/none?host=/nowhere' run -69 godwit check --base main -e prod
	run -0 godwit check --base main -e prod
	assert_equal "$(db_tables)" ''
	run -0 godwit status -e prod
}
