#!/usr/bin/env bats
# Connections that break: what stands is found out, and the run goes on from there.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# Ends the session of the statement that is slow.
end_slow_session() {
	case $ENGINE in
	postgres)
		db_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = '$DB' AND wait_event = 'PgSleep'" >/dev/null
		;;
	mysql)
		db_query "KILL $(db_query "SELECT id FROM information_schema.processlist
			WHERE db = '$DB' AND state = 'User sleep'")"
		;;
	esac
}

# A statement that is slow until somebody says `hurry`.
paced() {
	case $ENGINE in
	postgres) echo 'SELECT pg_sleep(seconds) FROM pace;' ;;
	mysql) echo 'SELECT sleep(seconds) FROM pace;' ;;
	esac
}

pace_table() {
	db_query 'CREATE TABLE pace (seconds integer)'
	db_query 'INSERT INTO pace VALUES (60)'
}

hurry() {
	db_query 'UPDATE pace SET seconds = 0'
}

# A statement that ends its own session.
suicide() {
	case $ENGINE in
	postgres) echo 'SELECT pg_terminate_backend(pg_backend_pid());' ;;
	mysql) echo 'KILL CONNECTION_ID();' ;;
	esac
}

@test "a session that somebody ends: the run goes on in another" {
	pace_table
	file 1_a.sql "$(log 1)"
	file 2_b.sql "$(log 2)" "$(paced)" "$(log after)"
	file 3_c.sql "$(log 3)"
	spawn up env DATABASE_URL="$URL" "$GODWIT" up
	eventually is_slow
	end_slow_session
	eventually is_slow
	hurry
	end_slow_session
	reap up
	assert_status 0
	assert_contains 'trying again' "$stderr"
	assert_contains '3 migrations done' "$output"
	assert_equal "$(ran)" '1 2 after 3'
	assert_equal "$(db_events)" 'created 1;applied 1;applied 2;applied 3;finished'
	assert_equal "$(db_query "SELECT count(DISTINCT run_id) FROM $(history_table) WHERE seq > 0")" 1
	run -0 godwit verify
}

@test "a session that ends again and again: given up, and the truth told" {
	file 1_a.sql "$(log 1)"
	file 2_b.sql "$(log 2)" "$(suicide)"
	run -69 --separate-stderr godwit up
	assert_contains 'error[GW4003]' "$stderr"
	assert_contains '1 migration of this run stands; nothing else of it does' "$stderr"
	assert_equal "$(ran)" 1
	assert_equal "$(db_events)" 'created 1;applied 1;failed 2'
	file 2_b.sql "$(log 2)"
	run -0 godwit up
	assert_equal "$(ran)" '1 2'
}

@test "--reconnect 0: the first loss ends the run" {
	file 1_a.sql "$(log 1)"
	file 2_b.sql "$(log 2)" "$(suicide)"
	run -69 --separate-stderr godwit up --reconnect 0
	refute_contains 'trying again' "$stderr"
	assert_equal "$(ran)" 1
}

# Whoever starts a program may have closed them: their numbers must not become the connection's.
@test "what is written where nobody reads does not go to the server" {
	local n
	for n in 1 2 3; do
		file ${n}_t.sql "$(log $n)"
	done
	run bash -c 'DATABASE_URL=$1 "$GODWIT" up --count 1 --reconnect 0 2>&-' - "$URL"
	assert_status 0
	run bash -c 'DATABASE_URL=$1 "$GODWIT" up --reconnect 0 2>&- <&-' - "$URL"
	assert_status 0
	assert_equal "$(ran)" '1 2 3'
	run bash -c 'DATABASE_URL=$1 "$GODWIT" status >&-' - "$URL"
	assert_status 1
	assert_contains 'cannot write the output'
}

@test "counts keep their meaning: down 2 takes two back, however often the connection breaks" {
	local n
	pace_table
	for n in 1 2 3 4; do
		file "${n}_m.sql" '-- godwit:up' "$(log "$n")" '-- godwit:down' "$(paced)" "$(log "-$n")"
	done
	run -0 godwit up
	spawn down env DATABASE_URL="$URL" "$GODWIT" down 2
	eventually is_slow
	hurry
	end_slow_session
	reap down
	assert_status 0
	assert_equal "$(ran)" '1 2 3 4 -4 -3'
}

is_waiting() {
	case $ENGINE in
	postgres)
		WAITING=$(db_query "SELECT pid FROM pg_stat_activity
			WHERE datname = '$DB' AND wait_event_type = 'Lock'")
		;;
	mysql)
		WAITING=$(db_query "SELECT id FROM information_schema.processlist
			WHERE db = '$DB' AND state LIKE 'Waiting for table%lock'")
		;;
	esac
	[[ -n $WAITING ]]
}

@test "a session that somebody ends while it changes a schema" {
	pace_table
	db_query 'CREATE TABLE t (a integer)'
	echo 'CREATE TABLE pace (seconds integer); CREATE TABLE s (a integer); CREATE TABLE t (a integer, b integer);' >schema.sql
	case $ENGINE in
	postgres) spawn holder psql -XAtq -c "BEGIN; SELECT * FROM t; $(paced)" "$URL" ;;
	mysql) spawn holder db_query "BEGIN; SELECT * FROM t; $(paced)" ;;
	esac
	eventually is_slow
	spawn sync "$GODWIT" schema sync "$URL" schema.sql --apply --allow-destructive table
	eventually is_waiting
	case $ENGINE in
	postgres) db_query "SELECT pg_terminate_backend($WAITING)" >/dev/null ;;
	mysql) db_query "KILL $WAITING" ;;
	esac
	reap sync
	[[ $status -ne 0 ]]
	case $ENGINE in
	postgres) assert_contains 'state: the schema is as it was' "$stderr" ;;
	mysql) assert_contains 'stand; those after may have happened' "$stderr" ;;
	esac
}
