#!/usr/bin/env bats
# A Galera cluster of two nodes: who works on one of them keeps out those on the other.

load ../lib/e2e
load ../lib/e2e_world

# The program on the other node.
godwit_there() {
	DATABASE_URL=$(url_there) "$GODWIT" "$@"
}

url_there() {
	echo "${GODWIT_TEST_MYSQL_OTHER_URL/'/?'/"/$DB?"}"
}

# Reads see what was committed on the other node.
db_query() {
	mysql_client --execute "SET SESSION wsrep_sync_wait = 15; $1" "$DB" | tr '\t' '|'
}

sleeps() {
	[[ $(db_query "SELECT count(*) FROM information_schema.processlist
		WHERE db = '$DB' AND state = 'User sleep'") -eq 1 ]]
}

# The first migration is done, the second is in the middle, and takes so many seconds for that; if it is
# begun again, none.
start_slow_run() { # name seconds
	cat >migrations/1_t.sql <<-SQL
		CREATE TABLE t (id integer PRIMARY KEY);
		CREATE TABLE pace (seconds integer);
		INSERT INTO pace VALUES ($2);
	SQL
	cat >migrations/2_slow.sql <<-'SQL'
		CREATE TABLE u (id integer);
		INSERT INTO t VALUES (1);
		SELECT sleep(seconds) FROM pace;
		INSERT INTO t VALUES (2);
		CREATE TABLE v (id integer);
		INSERT INTO t VALUES (3);
	SQL
	DATABASE_URL=$URL spawn "$1" "$GODWIT" up
	eventually sleeps
	db_query 'UPDATE pace SET seconds = 0'
}

assert_done_once() {
	assert_equal "$(db_query 'SELECT group_concat(id ORDER BY id) FROM t')" 1,2,3
	assert_equal "$(db_tables | paste -sd ' ')" 'pace t u v'
	# Every run that began something and was interrupted says, when it goes on, that it came to its end.
	assert_equal "$(db_events | sed -E 's/(;finished)*$//')" 'created 1;applied 1;applied 2'
	assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0
	run -0 godwit verify
	run -0 godwit unlock
	assert_contains 'the lock is free'
}

@test "the other node says who has the lock, and can take it away" {
	start_slow_run slow 15
	run -0 godwit_there unlock
	assert_contains "held by process ${spawned[slow]}, host $(hostname)"
	assert_contains 'the lease lasts for'
	run -0 --separate-stderr godwit_there unlock --json
	assert_json .holder.pid "${spawned[slow]}"
	assert_json .holder.connection_id null
	assert_json '.holder.lease_left_us > 0' true
	run -0 godwit unlock
	assert_contains 'held by connection'
	assert_contains "process ${spawned[slow]}"
	run -75 godwit_there up --lock-wait 200ms
	assert_contains "held by process ${spawned[slow]} on $(hostname)"
	run -0 godwit_there status
	assert_contains "running in process ${spawned[slow]} on $(hostname)"

	run -0 godwit_there unlock --kill
	assert_contains "was held by process ${spawned[slow]}"
	run -0 godwit_there unlock
	assert_contains 'the lock is free'
	reap slow
	assert_status 75
	assert_contains 'error[GW4105]: the run lock was lost in the middle of 2_slow' "$stderr"
	assert_equal "$(db_query 'SELECT count(*) FROM t')" 0
	assert_equal "$(db_events)" 'created 1;applied 1'
	run -0 godwit_there up
	assert_done_once
}

# The statement runs longer than the lease of half a minute lasts. All at once, to save time.
@test "who is slow keeps the lock; who dies or stands still is relieved of it" {
	local name
	declare -A db=() url=()
	for name in slow dead stopped; do
		[[ $name == slow ]] || db_new
		start_slow_run $name 40
		db[$name]=$DB
		url[$name]=$URL
		[[ $name == slow ]] || DATABASE_URL=$(url_there) spawn "after_$name" "$GODWIT" up
	done
	kill -KILL "${spawned[dead]}"
	kill -STOP "${spawned[stopped]}"
	DB=${db[slow]} URL=${url[slow]}
	DATABASE_URL=$(url_there) spawn after_slow "$GODWIT" up

	reap after_dead
	assert_status 0
	reap after_stopped
	assert_status 0
	kill -CONT "${spawned[stopped]}"
	reap stopped
	# Its write is refused. Where that looks like a deadlock it takes the lock again, and finds all done.
	[[ $status -eq 0 ]] || assert_contains 'error[GW4105]: the run lock was lost' "$stderr"
	reap dead
	assert_status 137
	reap slow
	assert_status 0
	reap after_slow
	assert_status 0
	assert_contains 'nothing to do'

	for name in slow dead stopped; do
		DB=${db[$name]} URL=${url[$name]}
		assert_done_once
	done
}

@test "who comes after one that died on the same node need not wait for its lease" {
	start_slow_run dead 2
	kill -KILL "${spawned[dead]}"
	reap dead
	run -0 godwit up --lock-wait 10s
	assert_done_once
}
