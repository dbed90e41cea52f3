#!/usr/bin/env bats
# A database for one command: migrated, private, and gone afterwards.

load ../lib/e2e

setup() {
	e2e_setup
	export TMPDIR=$BATS_TEST_TMPDIR
	migrations
}

teardown() {
	godwit ephemeral --sweep >/dev/null || true
	e2e_teardown
}

# What godwit has made and not removed, templates apart.
left_over() {
	case $ENGINE in
	postgres) psql -XAtqc "SELECT count(*) FROM pg_database WHERE datname LIKE 'godwit_tmp_%'" \
		"$GODWIT_TEST_POSTGRES_URL" ;;
	mysql) mysql_client --execute "SELECT count(*) FROM information_schema.schemata
		WHERE schema_name LIKE 'godwit_tmp_%'" ;;
	sqlite) find "$TMPDIR" -name 'godwit_tmp_*' ! -name '*.lock' | wc -l ;;
	esac
}

# Asks the database that the command was given.
export ASK=$BATS_FILE_TMPDIR/ask
setup_file() {
	cat >"$BATS_FILE_TMPDIR/ask" <<-'SH'
		#!/bin/bash
		case $DATABASE_URL in
		postgres:*) psql -XAtqc "$1" "$DATABASE_URL" ;;
		mysql:*) db=${DATABASE_URL#mysql://*/} socket=${DATABASE_URL#*socket=}
			mariadb --no-defaults -BNu root --socket="${socket//%2F//}" --execute "$1" "${db%%\?*}" ;;
		sqlite:*) sqlite3 "${DATABASE_URL#sqlite:}" "$1" ;;
		esac
	SH
	chmod +x "$BATS_FILE_TMPDIR/ask"
}

@test "the command finds a migrated database, and its status is told" {
	run -0 --separate-stderr godwit ephemeral -- "$ASK" 'SELECT email FROM users'
	assert_equal "$output" ada@example.com
	assert_contains 'is ready after' "$stderr"
	run -7 godwit ephemeral -- sh -c '[ "$GODWIT_URL" = "$DATABASE_URL" ] && exit 7'
	run -143 godwit ephemeral -- sh -c 'kill -TERM $$'
	run -127 godwit ephemeral -- ./there-is-no-such-program
	assert_contains 'error[GW1203]'
	run -64 godwit ephemeral
	run -0 --separate-stderr godwit ephemeral --json -q -- echo hello
	assert_json .exit_status 0
	assert_json .template none
	assert_equal "$stderr" hello
	assert_equal "$(left_over)" 0
	[[ $ENGINE == sqlite ]] || assert_equal "$(db_tables)" ''
}

@test "a migration that fails leaves nothing" {
	migration 11_bad <<<'CREATE TABLE users (id integer);'
	run -1 godwit ephemeral -- echo hello
	refute_contains hello
	assert_contains 'only an ephemeral database was written to'
	assert_equal "$(left_over)" 0
}

@test "a template is made once, and another one when the files are others" {
	run -0 --separate-stderr godwit ephemeral --template --json -q -- "$ASK" "DELETE FROM users"
	assert_json .template made
	run -0 --separate-stderr godwit ephemeral --template --json -q -- "$ASK" 'SELECT email FROM users'
	assert_json .template reused
	assert_equal "$stderr" ada@example.com
	migration 11_more <<<'CREATE TABLE more (id integer);'
	run -0 --separate-stderr godwit ephemeral --template --json -q -- "$ASK" 'SELECT count(*) FROM more'
	assert_json .template made
	assert_equal "$(left_over)" 0
	run -0 godwit ephemeral --sweep
	assert_contains '2 removed'
}

@test "variables that a format puts in are part of a template" {
	rm migrations/*
	printf -- '-- +goose ENVSUB ON\n-- +goose Up\nCREATE TABLE ${NAMED_BY} (a int);\n' >migrations/1_a.sql
	NAMED_BY=one run -0 --separate-stderr godwit ephemeral --template --json -q -- "$ASK" 'SELECT count(*) FROM one'
	NAMED_BY=two run -0 --separate-stderr godwit ephemeral --template --json -q -- "$ASK" 'SELECT count(*) FROM two'
	assert_json .template made
}

@test "twenty at once from one template, and none is left" {
	local i pids=()
	for ((i = 0; i < 20; i++)); do
		DATABASE_URL=$URL "$GODWIT" ephemeral --template -q -- "$ASK" \
			'INSERT INTO users VALUES (9, 1, 1); SELECT count(*) FROM users' >"count.$i" 2>&1 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i"
	done
	assert_equal "$(sort count.* | uniq -c | tr -s ' ')" ' 20 2'
	assert_equal "$(left_over)" 0
}

@test "a signal ends the command, and the database goes" {
	DATABASE_URL=$URL "$GODWIT" ephemeral -q -- sh -c 'echo started >started; exec sleep 20' 3>&- &
	until [[ -s started ]]; do
		sleep 0.05
	done
	kill -TERM $!
	status=0
	wait $! || status=$?
	assert_status 143
	assert_equal "$(left_over)" 0
}

@test "what a killed one left is removed by the next" {
	local pid
	DATABASE_URL=$URL "$GODWIT" ephemeral -q -- sh -c 'echo $$ >started; exec sleep 20' 3>&- &
	pid=$!
	until [[ -s started ]]; do
		sleep 0.05
	done
	# One that lives is left alone by others.
	run -0 godwit ephemeral -q -- true
	assert_equal "$(left_over)" 1
	kill -KILL "$pid"
	wait "$pid" || true
	until [[ $(left_over) -eq 0 ]]; do
		run -0 godwit ephemeral -q -- true
	done
	# Where nobody takes note of the end of orphans, they are zombies.
	until ! grep -qs '^State:.[^ZX]' "/proc/$(<started)/status"; do
		sleep 0.05
	done
}
