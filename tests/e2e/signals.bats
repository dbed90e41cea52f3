#!/usr/bin/env bats
# A signal in the middle of a slow statement: it ends within seconds, nothing is left behind, and the
# next run works.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# Nobody else is connected, and nobody holds a lock.
is_over() {
	case $ENGINE in
	postgres) [[ $(db_query "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DB'") -eq 1 ]] ;;
	mysql) [[ $(db_query "SELECT count(*) FROM information_schema.processlist WHERE db = '$DB'") -eq 1 ]] ;;
	sqlite) sqlite3 "$DB" 'BEGIN IMMEDIATE; ROLLBACK' ;;
	esac
}

# Ends the spawned run once its statement is slow: sets status, output and stderr as run does.
interrupt() { # signal [again]
	local began
	eventually is_slow
	began=$EPOCHREALTIME
	kill "-$1" "${spawned[up]}"
	[[ -z ${2-} ]] || { sleep 0.1 && kill "-$2" "${spawned[up]}" 2>/dev/null; } || true
	reap up
	took_us=$((${EPOCHREALTIME/./} - ${began/./}))
	[[ $took_us -lt 5000000 ]] || fail "it took $took_us us to end"
}

spawn_up() {
	spawn up env DATABASE_URL="$URL" "$GODWIT" up "$@"
}

@test "SIGINT and SIGTERM cancel, roll back, and let the next run go on" {
	local signal expected stands=1
	[[ $ENGINE != sqlite ]] || stands=
	file 1_a.sql "$(log 1)"
	file 2_b.sql "$(log 2)" "$(slow)" "$(log after)"
	file 3_c.sql "$(log 3)"
	for signal in INT TERM; do
		expected=130
		[[ $signal == INT ]] || expected=143
		spawn_up
		interrupt $signal
		assert_status $expected
		assert_contains 'error[GW1301]: statement 2 of 3 was interrupted in 2_b' "$stderr"
		assert_contains 'migrations/2_b.sql:2:' "$stderr"
		assert_contains 'state: ' "$stderr"
		eventually is_over
		# SQLite's interrupt ends the transaction of the whole run.
		assert_equal "$(ran)" "$stands"
		run -0 --separate-stderr godwit status --json
		assert_json .counts.applied "${stands:-0}"
		run -0 godwit unlock
		refute_contains held
	done
	file 2_b.sql "$(log 2)"
	run -0 --separate-stderr godwit up --lock-wait 1s
	assert_equal "$(ran)" '1 2 3'
	run -0 godwit verify
}

@test "what is outside of a transaction says how far it got, and goes on from there" {
	file 1_a.sql '-- godwit:up transaction=off' "$(log one)" "$(slow)" "$(log three)"
	spawn_up --json
	interrupt TERM
	assert_status 143
	assert_json .error.slug interrupted
	assert_json .error.statement 2
	assert_json .error.state partial
	assert_equal "$(ran)" one
	eventually is_over
	sed -i -e "/sleep(60)/d;/RECURSIVE/d;/1000000000/d" migrations/1_a.sql
	run -0 godwit up
	assert_equal "$(ran)" 'one three'
}

@test "a signal while waiting for the lock" {
	file 1_a.sql "$(slow)"
	spawn_up
	eventually is_slow
	spawn waits env DATABASE_URL="$URL" "$GODWIT" up
	sleep 0.5
	kill -TERM "${spawned[waits]}"
	reap waits
	assert_status 143
	interrupt INT
	assert_status 130
}

# As `timeout` does it, which signals its child and then the group.
@test "a signal that comes twice is one" {
	file 1_a.sql "$(log 1)" "$(slow)"
	spawn_up
	interrupt TERM TERM
	assert_status 143
	eventually is_over
	assert_equal "$(ran)" ''
}

@test "who is interrupted in a pause between two attempts is told what stands" {
	[[ $ENGINE == postgres ]] || skip 'one engine shows it'
	file 1_a.sql 'CREATE TABLE busy (n integer);'
	run -0 godwit up
	file 2_b.sql '-- godwit:up transaction=off' 'CREATE TABLE made (n integer);' 'ALTER TABLE busy ADD m integer;'
	spawn holder psql -XAtq -c 'BEGIN' -c 'LOCK TABLE busy' -c 'SELECT pg_sleep(120)' "$URL"
	eventually is_holding
	spawn_up --lock-timeout 100ms --lock-retry 60s
	eventually is_made
	# In the statement, or in the pause after it: the same is true.
	sleep 0.3
	kill -INT "${spawned[up]}"
	reap up
	assert_status 130
	assert_contains 'a part of the first migration' "$stderr"
	refute_contains 'nothing was changed' "$stderr"
	db_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$DB' AND query LIKE '%pg_sleep%'
		AND pid <> pg_backend_pid()" >/dev/null
}

is_holding() {
	[[ -n $(db_query "SELECT pid FROM pg_stat_activity WHERE datname = '$DB' AND wait_event = 'PgSleep'") ]]
}

is_made() {
	[[ $(db_query "SELECT count(*) FROM pg_tables WHERE tablename = 'made'") == 1 ]]
}
