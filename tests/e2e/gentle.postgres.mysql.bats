#!/usr/bin/env bats
# Waiting for locks of others: briefly and again, so that nobody has to wait behind us.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# Somebody reads the table and leaves the transaction open for some seconds.
hold() { # seconds
	case $ENGINE in
	postgres)
		spawn holder psql -XAtq -c 'BEGIN' -c 'SELECT * FROM ran' -c "SELECT pg_sleep($1)" \
			-c 'COMMIT' "$URL"
		;;
	mysql) spawn holder db_query "BEGIN; SELECT * FROM ran; SELECT sleep($1)" ;;
	esac
	eventually is_slow
}

@test "a lock that comes free after a while: the migration is there once" {
	file 1_a.sql "$(log 1)"
	run -0 godwit up
	file 2_b.sql "$(log 2)" 'ALTER TABLE ran ADD COLUMN more integer;' "$(log 3)"
	hold 4
	run -0 --separate-stderr godwit up
	assert_contains 'a lock did not come free' "$stderr"
	assert_contains 'trying again in' "$stderr"
	assert_equal "$(ran)" '1 2 3'
	assert_equal "$(db_events)" 'created 1;applied 1;finished;applied 2;finished'
}

is_waiting() {
	case $ENGINE in
	postgres)
		[[ $(db_query "SELECT count(*) FROM pg_stat_activity
			WHERE datname = '$DB' AND wait_event_type = 'Lock'") -gt 0 ]]
		;;
	mysql)
		[[ $(db_query "SELECT count(*) FROM information_schema.processlist
			WHERE db = '$DB' AND state LIKE 'Waiting for table%lock'") -gt 0 ]]
		;;
	esac
}

@test "who reads meanwhile does not wait until the lock is free" {
	file 1_a.sql "$(log 1)"
	run -0 godwit up
	file 2_b.sql 'ALTER TABLE ran ADD COLUMN more integer;'
	hold 20
	spawn up env DATABASE_URL="$URL" "$GODWIT" up
	eventually is_waiting
	db_query 'SELECT count(*) FROM ran' >/dev/null
	is_slow || fail 'whoever reads had to wait for the holder'
}

@test "the user's own limits hold" {
	file 1_a.sql "$(log 1)"
	run -0 godwit up
	file 2_b.sql 'ALTER TABLE ran ADD COLUMN more integer;'
	hold 20
	run -75 --separate-stderr godwit up --lock-retry 0
	refute_contains 'trying again' "$stderr"
	assert_contains 'error[GW4101]' "$stderr"
	assert_contains '--lock-retry' "$stderr"
	SECONDS=0
	run -75 --separate-stderr godwit up --lock-timeout 1s --lock-retry 2s
	assert_contains 'trying again' "$stderr"
	[[ $SECONDS -ge 2 ]] || fail 'it gave up too early'
	assert_equal "$(db_events)" 'created 1;applied 1;finished;failed 2;failed 2'
	run -0 --separate-stderr godwit status --json
	assert_json .pending 1
}

@test "what cannot run in a transaction may wait for long: it stops nobody" {
	[[ $ENGINE == postgres ]] || skip 'MySQL has no such statements'
	file 1_a.sql "$(log 1)"
	run -0 godwit up
	file 2_b.sql 'CREATE INDEX CONCURRENTLY i ON ran (what);'
	spawn holder psql -XAtq -c 'BEGIN ISOLATION LEVEL REPEATABLE READ' -c 'SELECT * FROM ran' \
		-c 'SELECT pg_sleep(2)' -c 'COMMIT' "$URL"
	eventually is_slow
	run -0 --separate-stderr godwit up
	refute_contains 'trying again' "$stderr"
	assert_equal "$(db_query "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")" t
}
