#!/usr/bin/env bats
# godwit test: which migrations it tests, and what ends it.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_trips

@test "those that are pending, those that are named, or all" {
	godwit up 2
	run godwit test
	assert_contains '1 migration tested'
	assert_contains 10_email
	run godwit test 1 10
	assert_contains '2 migrations tested'
	refute_contains 2_posts
	godwit up
	run godwit test
	assert_status 0
	assert_contains 'nothing to test'
	run godwit test --all
	assert_contains '3 migrations tested'
	run -65 godwit test 99
	assert_contains 'no migration 99'
	run -64 godwit test --all 1
}

@test "an up that fails ends it; verify sections are asked" {
	migration 3_false <<-'SQL'
		-- godwit:up
		CREATE TABLE t (id integer);
		-- godwit:verify
		SELECT count(*) = 7 FROM users;
	SQL
	run -1 godwit test
	assert_contains 'bad      3_false: its up fails'
	assert_contains '3 migrations tested, 1 bad'
	refute_contains 10_email
}

@test "an up that cannot run twice" {
	migration 11_twice <<-'SQL'
		-- godwit:up
		INSERT INTO users (id, name) VALUES (2, 'Eve');
		-- godwit:down
		SELECT 1;
	SQL
	echo 'CREATE TABLE after_all (id integer PRIMARY KEY);' | migration 12_after
	run -1 godwit test
	assert_contains 'bad      11_twice: its up fails after its down'
	assert_contains 'no down  12_after'
}

@test "JUnit" {
	bad_ones
	run -1 godwit test --junit report.xml
	xmllint --noout report.xml
	assert_equal "$(xmllint --xpath 'string(//testsuite/@tests)' report.xml)" 7
	assert_equal "$(xmllint --xpath 'count(//failure)' report.xml)" 2
	assert_equal "$(xmllint --xpath 'count(//skipped)' report.xml)" 1
	assert_equal "$(xmllint --xpath 'string(//testcase[failure][1]/@name)' report.xml)" 11_left
	assert_contains DROP "$(xmllint --xpath 'string(//failure[1])' report.xml)"
	run -1 --separate-stderr bash -c 'DATABASE_URL=$1 "$GODWIT" test --quiet --junit /dev/stdout' - "$URL"
	assert_contains '<testsuites>'
}

@test "another file is not reached from a test" {
	sqlite3 other.db 'CREATE TABLE t (n); INSERT INTO t VALUES (42)'
	migration 3_other <<-'SQL'
		-- godwit:up
		ATTACH 'other.db' AS o;
		CREATE TABLE IF NOT EXISTS o.t (n);
		-- godwit:down
		ATTACH 'other.db' AS o;
		DROP TABLE o.t;
	SQL
	run -65 godwit test
	assert_contains 'error[GW2305]'
	assert_contains 3_other.sql:2
	assert_equal "$(sqlite3 other.db 'SELECT * FROM t')" 42
}
