#!/usr/bin/env bats
# Taking over from tools that have a file of their own beside the database.

load ../lib/e2e

@test "the registry of Sqitch beside the database says something where the files are Sqitch's" {
	printf '%%project=birds\n\na 2026-01-01T00:00:00Z Ada <ada@example.org> # a\n' >migrations/sqitch.plan
	mkdir migrations/deploy
	echo 'CREATE TABLE a (x integer);' >migrations/deploy/a.sql
	touch "${DB%/*}/sqitch.db"
	run -77 godwit up
	assert_contains "error[GW2212]: sqitch (${DB%/*}/sqitch.db) has applied migrations"
	run -0 --separate-stderr godwit up --unadopted warn
	assert_contains 'sqitch.db) has applied migrations' "$stderr"
	db_new
	rm -r migrations
	mkdir migrations
	migration 1_a <<<'CREATE TABLE a (x integer);'
	run -0 --separate-stderr godwit up
	refute_contains 'sqitch' "$stderr"
}
