#!/usr/bin/env bats
# Who holds the lock, and taking it away.

load ../lib/e2e
load ../lib/e2e_world

start_slow_run() {
	echo 'CREATE TABLE t (id integer);' | migration 1_t
	case $ENGINE in
	postgres) echo 'INSERT INTO t VALUES (1); SELECT pg_sleep(60);' ;;
	mysql) echo 'INSERT INTO t VALUES (1); SELECT sleep(60);' ;;
	esac | migration 2_slow
	# It would connect again.
	DATABASE_URL=$URL spawn slow "$GODWIT" up --reconnect 0
	eventually slow_is_running
}

slow_is_running() {
	case $ENGINE in
	postgres)
		db_query "SELECT pid FROM pg_stat_activity
			WHERE datname = '$DB' AND wait_event = 'PgSleep'"
		;;
	mysql)
		db_query "SELECT id FROM information_schema.processlist
			WHERE db = '$DB' AND state = 'User sleep'"
		;;
	esac | grep -q .
}

lock_is_held() {
	[[ $(godwit unlock --json | jq .holder) != null ]]
}

@test "the lock is free, or somebody's" {
	local id
	run -0 godwit unlock
	assert_contains 'the lock is free'
	run -0 --separate-stderr godwit unlock --json
	assert_json .holder null
	start_slow_run
	run -0 --separate-stderr godwit unlock --json
	id=$(jq .holder.connection_id <<<"$output")
	assert_json '.holder.user != null' true
	assert_json .killed false
	case $ENGINE in
	postgres) assert_equal "$(db_query "SELECT count(*) FROM pg_stat_activity WHERE pid = $id")" 1 ;;
	mysql)
		assert_equal "$(db_query "SELECT count(*) FROM information_schema.processlist
			WHERE id = $id")" 1
		;;
	esac
	run -0 godwit unlock
	assert_contains "connection $id"
	# Looking takes nothing away.
	kill -0 "${spawned[slow]}"
}

@test "--kill ends who holds it, and what it did is undone" {
	start_slow_run
	run -0 --separate-stderr godwit unlock --kill --json
	assert_json .killed true
	reap slow
	assert_status 69
	assert_contains 'error[GW4003]' "$stderr"
	assert_contains 'state: ' "$stderr"
	eventually lock_is_free
	assert_equal "$(db_query 'SELECT count(*) FROM t')" 0
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 1
	run -0 godwit verify
	run -0 godwit unlock --kill
	assert_contains 'the lock is free'
}

lock_is_free() {
	! lock_is_held
}

@test "a protected environment is asked first" {
	start_slow_run
	printf 'environments: {prod: {url: "%s", protected: true}}\n' "$URL" >godwit.yaml
	run -0 godwit unlock -e prod
	run -77 godwit unlock --kill -e prod
	kill -0 "${spawned[slow]}"
	run -0 godwit unlock --kill -e prod --yes-i-mean prod
	reap slow
	assert_status 69
}
