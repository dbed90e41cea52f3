#!/usr/bin/env bats
# Taking over the history table of another tool.

load ../lib/e2e
load ../lib/e2e_world

# Three migrations, of which two ran.
world() {
	echo 'CREATE TABLE a (x integer);' | migration 1_a
	echo 'CREATE TABLE b (x integer);' | migration 2_b
	echo 'CREATE TABLE c (x integer);' | migration 3_c
	db_query 'CREATE TABLE a (x integer)'
	db_query 'CREATE TABLE b (x integer)'
}

goose_table() {
	db_query 'CREATE TABLE goose_db_version (id integer, version_id integer, is_applied integer, tstamp varchar(30))'
	db_query "INSERT INTO goose_db_version VALUES (1, 0, 1, 'x'), (2, 1, 1, 'x'), (3, 2, 1, 'x')"
}

@test "what was applied counts, the next one runs, and a second time changes nothing" {
	world
	goose_table
	run -0 godwit adopt --dry-run
	assert_contains '2 migrations would be adopted from goose'
	run -0 godwit adopt
	assert_contains '2 migrations adopted from goose'
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 2
	assert_json .counts.pending 1
	run -0 godwit up
	run -0 godwit verify
	run -0 godwit adopt
	assert_contains 'nothing to adopt from goose'
	run -0 godwit audit verify
	assert_equal "$(db_query 'SELECT count(*) FROM goose_db_version')" 3
}

@test "a dirty version, one that no file belongs to, and no table at all" {
	world
	run -65 godwit adopt
	assert_contains 'error[GW2208]'
	db_query 'CREATE TABLE schema_migrations (version integer, dirty integer)'
	db_query 'INSERT INTO schema_migrations VALUES (2, 1)'
	run -77 godwit adopt
	assert_contains '2 is unfinished'
	db_query 'UPDATE schema_migrations SET version = 9, dirty = 0'
	run -77 godwit adopt golang-migrate
	assert_contains '9 is applied, and no migration is of that name'
	db_query 'UPDATE schema_migrations SET version = 2'
	run -0 godwit adopt
	assert_contains '2 migrations adopted from golang-migrate'
}
