#!/usr/bin/env bats
# Giving the history to another tool.

load ../lib/e2e
load ../lib/e2e_world

goose_files() {
	local n
	for n in 1 2 3; do
		printf -- '-- +goose Up\nCREATE TABLE t%s (x integer);\n-- +goose Down\nDROP TABLE t%s;\n' $n $n |
			migration "${n}_t"
	done
}

goose_rows() {
	db_query 'SELECT version_id FROM goose_db_version ORDER BY id' | paste -sd ' '
}

@test "the table is made, says what is applied, and is brought up to date" {
	goose_files
	run -0 godwit up -n 2
	run -0 godwit eject goose --dry-run
	assert_contains '2 migrations would be written to goose_db_version of goose'
	refute_contains goose "$(db_tables)"
	run -0 godwit eject goose
	assert_contains '2_t'
	assert_equal "$(goose_rows)" '0 1 2'
	run -0 godwit eject goose
	assert_contains 'goose knows of all that is applied'
	run -0 godwit adopt
	assert_contains 'nothing to adopt from goose'
	run -0 godwit up
	run -0 --separate-stderr godwit eject goose --json
	assert_json '[.migrations[] | select(.known | not) | .key] | join(" ")' 3
	assert_equal "$(goose_rows)" '0 1 2 3'
	run -0 godwit audit verify
	run -0 --separate-stderr godwit log --json
	assert_json '[.events[] | select(.event == "ejected") | "\(.name) \(.detail.ejected.made) \(.detail.ejected.first)-\(.detail.ejected.last)"] | join(", ")' \
		'goose false 3-3, goose true 1-2'
	run -0 godwit down
	run -77 godwit eject goose
	assert_contains '3_t is applied as goose says, and pending as godwit says'
}

@test "what cannot be told is refused, and nothing is written" {
	goose_files
	run -64 godwit eject nobody
	run -77 godwit eject dbmate
	assert_contains 'dbmate does not read these files: they are of the format goose'
	run -0 godwit up
	rm migrations/2_t.sql
	run -77 godwit eject goose
	assert_contains '2_t is missing'
	refute_contains goose "$(db_tables)"
}

@test "a tool that keeps the last version follows there and back" {
	local n
	for n in 1 2 3; do
		echo "CREATE TABLE t$n (x integer);" >"migrations/${n}_t.up.sql"
		echo "DROP TABLE t$n;" >"migrations/${n}_t.down.sql"
	done
	run -0 godwit up
	run -0 godwit eject golang-migrate
	assert_equal "$(db_query 'SELECT version FROM schema_migrations')" 3
	run -0 godwit down
	run -0 godwit eject golang-migrate
	assert_equal "$(db_query 'SELECT version FROM schema_migrations')" 2
}

@test "a tool that is kept in step has each row with that of the history, and on any machine" {
	goose_files
	run -0 godwit up -n 1
	run -0 godwit eject goose
	run -0 godwit adopt --keep-in-step
	assert_contains 'goose is kept in step from now on'
	run -0 godwit up
	assert_equal "$(goose_rows)" '0 1 2 3'
	run -0 godwit down
	assert_equal "$(goose_rows)" '0 1 2'
	run -0 godwit status
	assert_contains 'goose is kept in step'
	run -0 --separate-stderr godwit status --json
	assert_json .history.keep_in_step goose
	printf -- '-- +goose Up\nCREATE TABLE t4 (x integer);\nCREATE TABLE t1 (x integer);\n' | migration 4_t
	run -1 godwit up
	assert_equal "$(goose_rows)" '0 1 2 3'
	run -0 godwit audit verify
}

@test "where the two do not say the same, nothing runs" {
	goose_files
	run -0 godwit up -n 1
	run -0 godwit eject goose
	run -0 godwit adopt --keep-in-step
	db_query 'CREATE TABLE t2 (x integer)'
	db_query "INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (9, 2, $(yes))"
	run -77 godwit up
	assert_contains 'error[GW2211]: goose has applied 2_t, and godwit does not know of it'
	run -0 godwit adopt
	run -0 godwit up
	db_query 'DELETE FROM goose_db_version WHERE version_id = 3'
	run -77 godwit down
	assert_contains '3_t is applied, and goose does not know of it'
	run -0 godwit eject goose
	run -0 godwit down
	run -64 godwit adopt goose --no-keep-in-step
	run -0 godwit adopt --no-keep-in-step
	assert_contains 'goose is kept in step no more'
	run -0 godwit adopt --no-keep-in-step
	assert_contains 'no tool is kept in step'
	run -0 godwit up
	assert_equal "$(goose_rows)" '0 1 2'
	run -0 godwit audit verify
}

@test "a tool of programs is kept in step by those that stand beside the files" {
	local n
	for n in 1 2 3; do
		printf -- '-- godwit:up\nCREATE TABLE t%s (x integer);\n-- godwit:down\nDROP TABLE t%s;\n' $n $n |
			migration "${n}_t"
	done
	touch migrations/1_t.js migrations/2_t.js
	run -0 godwit up -n 1
	run -0 godwit eject knex
	run -0 godwit adopt --keep-in-step
	assert_contains 'knex is kept in step from now on'
	run -77 godwit up
	assert_contains 'error[GW2209]: knex cannot be told of 3_t: it runs programs'
	assert_equal "$(knex_rows)" 1_t.js
	touch migrations/3_t.js
	run -0 godwit up
	assert_equal "$(knex_rows)" '1_t.js 2_t.js 3_t.js'
	run -0 godwit down
	assert_equal "$(knex_rows)" '1_t.js 2_t.js'
	run -0 godwit audit verify
}

knex_rows() {
	db_query 'SELECT name FROM knex_migrations ORDER BY id' | paste -sd ' '
}

yes() {
	case $ENGINE in postgres) echo true ;; *) echo 1 ;; esac
}
