#!/usr/bin/env bats
# A godwit is killed, and its statement goes on in the server: nothing runs beside it, and nothing twice.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# A statement that runs outside of a transaction, for as long as the table pace says.
lone() {
	case $ENGINE in
	postgres) echo 'CREATE INDEX CONCURRENTLY made ON ran (slow_value(id));' ;;
	mysql)
		echo 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;'
		echo 'CREATE TABLE made AS SELECT sleep(seconds) AS x FROM pace;'
		;;
	esac
}

pace() { # seconds
	db_query 'CREATE TABLE pace (seconds integer)'
	db_query "INSERT INTO pace VALUES ($1)"
	[[ $ENGINE == postgres ]] || return 0
	db_query "CREATE FUNCTION slow_value(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS
		'BEGIN PERFORM pg_sleep(seconds) FROM public.pace; RETURN \$1; END'"
}

hurry() {
	db_query 'UPDATE pace SET seconds = 0'
}

# The second migration is under way, and its godwit is killed.
leave_orphan() { # seconds
	pace "$1"
	file 1_a.sql "$(log 1)"
	run -0 godwit up
	file 2_b.sql "$(log 2)" "$(lone)" "$(log 3)"
	spawn up env DATABASE_URL="$URL" "$GODWIT" up
	eventually is_slow
	kill -KILL "${spawned[up]}"
	reap up
}

assert_once() {
	assert_equal "$(ran)" '1 2 3'
	assert_equal "$(db_events)" 'created 1;applied 1;finished;applied 2;finished'
	assert_equal "$(db_query "SELECT count(*) FROM $(journal_table)")" 0
	case $ENGINE in
	postgres)
		assert_equal "$(db_query "SELECT string_agg(c.relname || ' ' || indisvalid, ' ')
			FROM pg_index JOIN pg_class c ON c.oid = indexrelid
			WHERE indrelid = 'ran'::regclass AND NOT indisprimary")" 'made true'
		;;
	mysql) assert_equal "$(db_query 'SELECT count(*) FROM made')" 1 ;;
	esac
}

@test "it is waited for, and what became of it is found out" {
	leave_orphan 3
	run -0 --separate-stderr godwit up --lock-wait 30s
	assert_once
}

@test "who does not want to wait for long is told whom he waits for" {
	[[ $ENGINE == mysql ]] || skip 'PostgreSQL notices that the client is gone'
	leave_orphan 20
	run -75 --separate-stderr godwit up --lock-wait 1s
	assert_contains 'error[GW4101]' "$stderr"
	assert_contains 'session ' "$stderr"
	run -0 --separate-stderr godwit status
	assert_contains unfinished
	hurry
	run -0 godwit up --kill-orphan
	assert_once
}

@test "--kill-orphan ends it" {
	# Longer than a suite may take.
	leave_orphan 600
	hurry
	run -0 --separate-stderr godwit up --kill-orphan
	assert_once
}

@test "--kill-orphan leaves others alone" {
	file 1_a.sql "$(slow)"
	spawn up env DATABASE_URL="$URL" "$GODWIT" up
	eventually is_slow
	run -75 --separate-stderr godwit up --kill-orphan --lock-wait 1s
	is_slow || fail 'the other godwit was ended'
	kill -INT "${spawned[up]}"
	reap up
	assert_status 130
}
