#!/usr/bin/env bats
# Several godwits at once, on one database.

load ../lib/e2e
load ../lib/e2e_world

# A migration that takes this many seconds, the way the engine can.
slow_migration() { # name seconds
	case $ENGINE in
	postgres) echo "SELECT pg_sleep($2);" ;;
	mysql) echo "SELECT sleep($2);" ;;
	sqlite) echo "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2 * 2000000)
			SELECT count(*) FROM n;" ;;
	esac | migration "$1"
}

lock_is_held() {
	case $ENGINE in
	# Who looks for the lock of SQLite takes it for a moment.
	sqlite) ! sqlite3 "$DB" 'BEGIN IMMEDIATE; ROLLBACK' 2>/dev/null ;;
	*) [[ $(godwit unlock --json | jq .holder) != null ]] ;;
	esac
}

refute_held() {
	if lock_is_held; then
		fail 'the lock is still held'
	fi
}

@test "five at once: all succeed, and each migration is done once" {
	local i
	for i in 1 2 3 4 5 6 7 8; do
		printf 'CREATE TABLE t%d (id integer);\nINSERT INTO t%d VALUES (1);\n' $i $i | migration "${i}_t"
	done
	for i in 1 2 3 4 5; do
		DATABASE_URL=$URL spawn "up$i" "$GODWIT" up --json
	done
	local done=0
	for i in 1 2 3 4 5; do
		reap "up$i"
		assert_status 0
		done=$((done + $(jq .done <<<"$output")))
	done
	assert_equal $done 8
	assert_equal "$(db_events | tr ';' '\n' | grep -c '^applied')" 8
	for i in 1 2 3 4 5 6 7 8; do
		assert_equal "$(db_query "SELECT count(*) FROM t$i")" 1
	done
	run -0 godwit verify
	refute_held
}

@test "up and down at once: one after the other" {
	migrations
	run -0 godwit up
	DATABASE_URL=$URL spawn down1 "$GODWIT" down --all
	DATABASE_URL=$URL spawn up1 "$GODWIT" up
	DATABASE_URL=$URL spawn down2 "$GODWIT" down --all
	DATABASE_URL=$URL spawn up2 "$GODWIT" up
	local name
	for name in down1 up1 down2 up2; do
		reap $name
		assert_status 0
	done
	run -0 godwit verify
	run -0 godwit up
	assert_equal "$(db_tables | paste -sd ' ')" 'posts users'
	run -0 godwit down --all
	assert_equal "$(db_tables)" ''
}

@test "who waits says for whom, and gives up in time" {
	echo 'CREATE TABLE t (id integer);' | migration 1_t
	run -0 godwit up
	slow_migration 2_slow 30
	DATABASE_URL=$URL spawn first "$GODWIT" up
	eventually lock_is_held
	run -75 godwit up --lock-wait 300ms
	assert_contains 'error[GW4101]'
	# In SQLite it may be anybody who writes.
	if [[ $ENGINE == sqlite ]]; then
		assert_contains 'another process writes to this database'
	else
		assert_contains 'another godwit is at work on this database'
	fi
	assert_contains 'godwit unlock'
	if [[ $ENGINE != sqlite ]]; then
		assert_contains 'held by session'
		assert_contains "of $(case $ENGINE in postgres) echo postgres ;; mysql) echo root ;; esac)"
	fi
	[[ $ENGINE != postgres ]] || assert_contains 'godwit up'
	run -75 --separate-stderr godwit down --lock-wait 100ms --json
	assert_json .error.slug locked
	# Who only looks does not wait.
	run -0 timeout 5 "$GODWIT" status --url "$URL"
	assert_contains pending
	run -0 timeout 5 "$GODWIT" plan --url "$URL"

	kill -INT "${spawned[first]}"
	reap first
	assert_status 130
	refute_held
}

@test "who waits goes on when the other one is through" {
	slow_migration 1_slow 1
	echo 'CREATE TABLE t (id integer);' | migration 2_t
	DATABASE_URL=$URL spawn first "$GODWIT" up
	eventually lock_is_held
	run -0 godwit up --lock-wait 30s
	assert_contains 'nothing to do'
	assert_contains "waiting for another $([[ $ENGINE == sqlite ]] && echo 'process that writes' || echo godwit)"
	reap first
	assert_status 0
	assert_equal "$(db_events | tr ';' '\n' | grep -c '^applied')" 2
}

@test "who waits to take back the last one does not take back the one before" {
	migrations
	slow_migration slow 2
	{
		printf -- '-- godwit:up\nCREATE TABLE last (id integer);\n-- godwit:down\nDROP TABLE last;\n'
		cat migrations/slow.sql
	} | migration 20_last
	rm migrations/slow.sql
	run -0 godwit up
	local command
	for command in down redo; do
		DATABASE_URL=$URL spawn first "$GODWIT" down
		eventually lock_is_held
		run -75 godwit $command --lock-wait 30s
		assert_contains 'error[GW5004]'
		assert_contains 'state: nothing was changed in the database'
		reap first
		assert_status 0
		assert_equal "$(db_tables | paste -sd ' ')" 'posts users'
		run -0 godwit verify
		run -0 godwit up
	done
	run -0 godwit down 2
}

@test "a godwit that dies leaves no lock behind" {
	echo 'CREATE TABLE t (id integer);' | migration 1_t
	slow_migration 2_slow 2
	DATABASE_URL=$URL spawn first "$GODWIT" up
	eventually lock_is_held
	kill -KILL "${spawned[first]}"
	reap first
	run -0 godwit up --lock-wait 20s
	assert_equal "$(db_tables)" t
	assert_equal "$(db_events | tr ';' '\n' | grep -c '^applied')" 2
	run -0 godwit verify
	refute_held
}

@test "somebody writes history although the lock is held: nothing is done on top of it" {
	migrations
	run -0 godwit up --to 1
	# A hook stands for somebody who knows nothing of locks.
	local hash="lpad(to_hex(seq), 64, '0')"
	[[ $ENGINE != mysql ]] || hash="lpad(hex(seq), 64, '0')"
	[[ $ENGINE != sqlite ]] || hash="printf('%064x', seq)"
	mkdir migrations/hooks
	cat >migrations/hooks/before-run.sql <<-SQL
		INSERT INTO $(history_table) (seq, run_id, event, started_at, prev_hash, hash)
		SELECT seq + 1, 'other', 'finished', started_at, hash, $hash
		FROM $(history_table) WHERE seq = (SELECT max(seq) FROM $(history_table));
	SQL
	if [[ $ENGINE == sqlite ]]; then
		# There it is in the transaction of the run, again and again.
		run -75 godwit up
		assert_contains 'error[GW5004]'
		assert_contains 'somebody else wrote history'
		assert_equal "$(db_tables)" users
		assert_equal "$(db_events | tr ';' '\n' | grep -c '^applied')" 1
	else
		# Planned again, from what stands then.
		run -0 godwit up
		assert_equal "$(db_query "SELECT count(*) FROM $(history_table) WHERE run_id = 'other'")" 1
		assert_equal "$(db_events | tr ';' '\n' | grep -c '^applied')" 3
	fi
	refute_held
	rm -r migrations/hooks
	run -0 godwit up
	assert_equal "$(db_tables | paste -sd ' ')" 'posts users'
}
