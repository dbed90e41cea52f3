#!/usr/bin/env bats
# Behind PgBouncer in transaction mode: sessions are shared, and godwit's lock has to hold all the same.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/servers

setup() {
	world_setup
	POOLED=${GODWIT_TEST_POOLER_URL/'/postgres?'/"/$DB?"}
}

teardown() {
	world_teardown
	[[ -z $servers_folder ]] || servers_stop
}

pooled() {
	DATABASE_URL=$POOLED "$GODWIT" "$@"
}

# A pooler of the test's own. PgBouncer wants a short path, and a user who is not root.
own_pooler() { # setting...
	local folder
	folder=$(mktemp -d)
	chmod 755 "$folder"
	servers_init "$folder"
	pgbouncer_make own "${GODWIT_TEST_POSTGRES_URL##*host=}" "$@"
	pgbouncer_start own
	OWN=${pooler_url/'/postgres?'/"/$DB?"}
}

nobody_holds_a_lock() {
	[[ $(db_query "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
		WHERE locktype = 'advisory' AND datname = current_database()") == 0 ]]
}

is_sleeping() {
	[[ -n $(db_query "SELECT pid FROM pg_stat_activity
		WHERE datname = '$DB' AND wait_event = 'PgSleep'") ]]
}

@test "up, status, verify, down" {
	migrations
	DATABASE_URL=$POOLED run -0 "$GODWIT" up
	assert_equal "$(db_tables | paste -sd ' ')" 'posts users'
	run -0 --separate-stderr pooled status --json
	assert_json .counts.applied 3
	run -0 pooled verify
	run -0 pooled up
	assert_contains 'nothing to do'
	run -0 pooled down --all
	assert_equal "$(db_tables)" ''
	run -0 pooled up
	run -0 godwit verify
	nobody_holds_a_lock
}

@test "two at once: through the pooler, and one of them past it" {
	local first second i applied round=0
	for first in "$POOLED" "$URL"; do
		for second in "$POOLED" "$URL"; do
			: $((++round))
			for i in 1 2 3 4; do
				echo "CREATE TABLE t${round}_$i (a integer);" | migration "${round}${i}_t"
			done
			DATABASE_URL=$first spawn first "$GODWIT" up --json
			DATABASE_URL=$second spawn second "$GODWIT" up --json
			applied=0
			for i in first second; do
				reap $i
				assert_status 0
				applied=$((applied + $(jq .done <<<"$output")))
			done
			assert_equal "$applied" 4
		done
	done
	run -0 pooled verify
	nobody_holds_a_lock
}

@test "who waits gets the lock of one that is killed" {
	local first second round=0
	for first in "$POOLED" "$URL"; do
		for second in "$POOLED" "$URL"; do
			: $((++round))
			printf 'CREATE TABLE t%d (a integer);\nSELECT pg_sleep(1);\n' $round |
				migration "${round}1_slow"
			echo "INSERT INTO t$round VALUES (1);" | migration "${round}2_row"
			DATABASE_URL=$first spawn first "$GODWIT" up
			eventually is_sleeping
			DATABASE_URL=$second spawn second "$GODWIT" up
			sleep 0.2
			kill -KILL "${spawned[first]}"
			reap first
			reap second
			assert_status 0
			assert_equal "$(db_query "SELECT count(*) FROM t$round")" 1
			assert_equal "$(db_events | tr ';' '\n' | grep -c "^applied $round")" 2
		done
	done
	run -0 godwit verify
	nobody_holds_a_lock
}

@test "who waits says for whom" {
	echo 'SELECT pg_sleep(30);' | migration 1_slow
	DATABASE_URL=$POOLED spawn first "$GODWIT" up
	eventually is_sleeping
	run -75 pooled up --lock-wait 300ms
	assert_contains 'another godwit is at work on this database'
	assert_contains 'of postgres'
	kill -INT "${spawned[first]}"
	reap first
	assert_status 130
	nobody_holds_a_lock
}

@test "what is not one transaction is refused, and named" {
	local text
	while IFS='|' read -r text line reason; do
		refresh
		POOLED=${GODWIT_TEST_POOLER_URL/'/postgres?'/"/$DB?"}
		printf -- "$text" | migration 1_m
		for command in up plan; do
			run -78 pooled $command
			assert_contains 'error[GW4202]'
			assert_contains "cannot run through a pooler: $reason"
			assert_contains "migrations/1_m.sql:$line"
			assert_contains 'Give the URL of the server itself'
		done
		assert_untouched
		run -0 godwit up
	done <<-'TEXTS'
		CREATE TABLE t (a integer);\nCREATE INDEX CONCURRENTLY ON t (a);\n|2|CREATE INDEX CONCURRENTLY
		-- godwit:up transaction=off\nCREATE TABLE t ();\n|2|the migration says transaction=off
		BEGIN;\nCREATE TABLE t ();\nCOMMIT;\nBEGIN;\nCREATE TABLE u ();\nCOMMIT;\n|4|it has transactions of its own
	TEXTS
}

@test "a migration that stopped on the way goes on past the pooler" {
	printf 'CREATE TABLE t (a integer);\nVACUUM t;\nINSERT INTO u VALUES (1);\n' | migration 1_m
	run -1 godwit up
	printf 'CREATE TABLE t (a integer);\nVACUUM t;\nINSERT INTO t VALUES (1);\n' | migration 1_m
	run -78 pooled up
	assert_contains 'cannot run through a pooler'
	run -0 godwit up
	assert_equal "$(db_query 'SELECT a FROM t')" 1
}

# What clients of the pooler find, on as many of its connections as there are.
pooled_settings() {
	local i
	for i in 1 2 3 4; do
		psql -XAtq -c 'BEGIN' -c "SELECT concat_ws(' ', current_user, current_setting('search_path'),
			current_setting('work_mem'), current_setting('lock_timeout'),
			current_setting('statement_timeout'), current_setting('client_encoding'))" \
			-c 'SELECT pg_sleep(0.3)' -c 'COMMIT' "$POOLED" 3>&- &
	done
	wait
}

pooled_kinds() {
	pooled_settings | grep . | sort -u
}

@test "what a script sets is not left to other clients" {
	local before
	before=$(pooled_kinds)
	assert_equal "$before" "postgres \"\$user\", public 4MB 0 0 UTF8"
	cat <<-'SQL' | migration 1_set
		-- godwit:up lock_timeout=3s statement_timeout=30s
		SET search_path TO pg_temp, pg_catalog;
		SELECT set_config('work_mem', '77MB', false);
		SET ROLE pg_monitor;
		SET client_encoding TO 'LATIN1';
	SQL
	echo "CREATE TABLE seen AS SELECT current_user, current_setting('search_path') AS path,
		'é' AS letter;" | migration 2_seen
	mkdir migrations/hooks
	echo "SET work_mem TO '99MB';" | tee migrations/hooks/before-run.sql \
		migrations/hooks/after-each.sql >migrations/hooks/after-run.sql
	run -0 pooled up
	assert_equal "$(db_query 'SELECT * FROM seen')" 'postgres|"$user", public|é'
	assert_equal "$(pooled_kinds)" "$before"
	# Nor by one that fails.
	echo "SET work_mem TO '55MB'; SELECT 1/0;" | migration 3_fails
	run -1 pooled up
	assert_equal "$(pooled_kinds)" "$before"
}

@test "settings of the URL are refused, not passed over" {
	echo 'CREATE TABLE t (a integer);' | migration 1_t
	run -69 godwit up --url "$POOLED&search_path=other"
	assert_contains 'Poolers take no settings from a URL'
	own_pooler 'ignore_startup_parameters = options'
	run -78 godwit up --url "$OWN&search_path=other"
	assert_contains 'does not take the settings of the database URL'
	assert_contains 'Poolers take no settings from a URL'
	assert_untouched
	run -0 godwit up --url "$OWN"
}

@test "a prelude is refused" {
	echo 'CREATE TABLE t (a integer);' | migration 1_t
	printf 'prelude:\n  - SET ROLE pg_monitor\n' >godwit.yaml
	run -78 pooled up
	assert_contains '`prelude`'
	assert_contains 'pooler'
	assert_untouched
}

@test "a pool of one connection: an error, and no waiting for ever" {
	echo 'CREATE TABLE t (a integer);' | migration 1_t
	own_pooler 'default_pool_size = 1'
	run -0 godwit status --url "$OWN"
	run -69 timeout 20 "$GODWIT" up --url "$OWN"
	assert_contains 'error[GW4001]'
	assert_contains 'has not given godwit a second connection to the server for 5'
	assert_contains 'Give the URL of the server itself, or raise'
	assert_contains 'state: nothing was changed in the database'
	assert_untouched
	eventually nobody_holds_a_lock
	run -0 godwit up
	run -0 godwit status --url "$OWN"
}

@test "a pool whose connection somebody else has: no waiting for ever either" {
	echo 'CREATE TABLE t (a integer);' | migration 1_t
	own_pooler 'default_pool_size = 1'
	spawn other psql -XAtqc 'SELECT pg_sleep(60)' "$OWN"
	eventually is_sleeping
	run -69 timeout 20 "$GODWIT" up --url "$OWN&connect_timeout=2"
	assert_contains 'no answer for 2'
	assert_contains 'a pooler that has no connection to spare'
	assert_untouched
}

@test "the lock is lost on the way" {
	printf 'CREATE TABLE t (a integer);\nSELECT pg_sleep(1);\n' | migration 1_slow
	DATABASE_URL=$POOLED spawn first "$GODWIT" up
	eventually is_sleeping
	db_query "SELECT pg_terminate_backend(l.pid) FROM pg_locks l
		JOIN pg_stat_activity a ON a.pid = l.pid AND datname = '$DB'
		WHERE locktype = 'advisory'" >/dev/null
	reap first
	assert_status 0
	assert_contains 'trying again' "$stderr"
	assert_equal "$(db_tables)" t
	assert_equal "$(db_events | tr ';' '\n' | grep -c '^applied')" 1
}
