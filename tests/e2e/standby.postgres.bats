#!/usr/bin/env bats
# A primary and its standby: which of them a URL leads to, and what happens when they change places.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/servers

setup() {
	world_setup
	local folder bin=$GODWIT_TEST_POSTGRES_BIN
	folder=$(mktemp -d)
	chmod 755 "$folder"
	servers_init "$folder"
	postgres_make one "$bin" || return
	postgres_copy two one
	postgres_start one "$bin" || return
	PRIMARY=$postgres_url
	postgres_start two "$bin" || return
	STANDBY=$postgres_url
	BOTH="postgres://postgres@/postgres?host=$folder/two,$folder/one"
	migrations
}

teardown() {
	servers_stop
	world_teardown
}

on_primary() {
	psql -XAtqc "$1" "$PRIMARY"
}

on_standby() {
	psql -XAtqc "$1" "$STANDBY"
}

# What is committed need not be written yet on these servers.
has_caught_up() {
	[[ $(on_standby "SELECT pg_last_wal_replay_lsn() >= '$(on_primary 'SELECT pg_current_wal_insert_lsn()')'") == t ]]
}

@test "a standby can be looked at, and is not changed" {
	local command
	# With nothing in it, and then with a history.
	run -0 godwit status --url "$STANDBY"
	assert_contains '3 pending'
	run -0 godwit up --to 2 --url "$PRIMARY"
	eventually has_caught_up
	run -0 --separate-stderr godwit status --json --url "$STANDBY"
	assert_json .counts.applied 2
	assert_json .counts.pending 1
	for command in plan log verify; do
		run -0 godwit $command --url "$STANDBY"
	done
	for command in up 'down' 'redo'; do
		run -77 godwit $command --url "$STANDBY"
		assert_contains 'error[GW4102]'
		assert_contains 'is read-only'
		assert_contains 'state: nothing was changed in the database'
		assert_contains 'give the URL of the primary server'
	done
	# Before the lock: nobody has to wait for a mistake.
	assert_equal "$(on_standby "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" 0
	run -0 godwit up --url "$PRIMARY"
	assert_contains '1 migration done'
}

@test "of several hosts, the one that can be written is found" {
	run -0 godwit up --url "$BOTH"
	assert_equal "$(on_primary "SELECT count(*) FROM godwit.godwit_history WHERE event = 'applied'")" 3
	run -0 godwit down --url "$BOTH&target_session_attrs=read-write"
	run -0 godwit up --url "$BOTH&target_session_attrs=primary"
	# Who says that he wants a standby gets one.
	run -77 godwit down --url "$BOTH&target_session_attrs=standby"
	assert_contains 'is read-only'
	run -0 env PGTARGETSESSIONATTRS=primary "$GODWIT" down --url "$BOTH"
	# To look, the first that answers will do.
	eventually has_caught_up
	server_stop one
	run -0 --separate-stderr godwit status --json --url "$BOTH"
	assert_json .counts.applied 2
	run -69 godwit up --url "$BOTH"
	assert_contains 'cannot connect to'
	assert_contains 'two/.s.PGSQL.5432 takes no writes'
}

@test "a primary that does not take writes is like a standby" {
	on_primary 'ALTER SYSTEM SET default_transaction_read_only = on'
	on_primary 'SELECT pg_reload_conf()' >/dev/null
	run -77 godwit up --url "$PRIMARY"
	assert_contains 'is read-only'
	run -77 godwit up --url "$BOTH"
	assert_contains 'is read-only'
}

is_promoted() {
	[[ $(on_standby 'SELECT pg_is_in_recovery()') == f ]]
}

is_sleeping() {
	[[ -n $(on_primary "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'") ]]
}

@test "the primary is lost on the way, and the run ends on the one that follows it" {
	# Nothing of the last migration may be on the new primary twice, or missing.
	migration 11_slow <<-'SQL'
		INSERT INTO users VALUES (2, 'Grace');
		SELECT pg_sleep(60);
	SQL
	run -0 godwit up --to 10 --url "$BOTH"
	eventually has_caught_up
	spawn up "$GODWIT" up --url "$BOTH"
	eventually is_sleeping
	server_stop one
	reap up
	assert_status 69
	# Nobody has followed it yet.
	run -69 godwit up --url "$BOTH"
	assert_contains 'takes no writes'
	on_standby 'SELECT pg_promote()' >/dev/null
	eventually is_promoted
	sed -i '/pg_sleep/d' migrations/11_slow.sql
	run -0 godwit up --url "$BOTH"
	assert_contains '1 migration done'
	assert_equal "$(on_standby 'SELECT count(*) FROM users WHERE id = 2')" 1
	run -0 godwit verify --url "$BOTH"
	run -0 godwit up --url "$BOTH"
	assert_contains 'nothing to do'
}
