#!/usr/bin/env bats
# The locks of the server that other tools take.

load ../lib/e2e
load ../lib/e2e_world

take_lock() {
	case $ENGINE in
	postgres) echo 'SELECT pg_advisory_lock(72707369);' ;;
	mysql) echo "SELECT GET_LOCK('prisma_migrate', 0);" ;;
	esac
}

is_held() {
	case $ENGINE in
	postgres) [[ -n $(db_query "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 72707369") ]] ;;
	mysql) [[ $(db_query "SELECT IS_USED_LOCK('prisma_migrate')") != NULL ]] ;;
	esac
}

is_free() {
	! is_held
}

# A session of another tool, until its standard input ends.
hold() {
	case $ENGINE in
	postgres) psql -XAtq "$URL" ;;
	mysql) mysql_client "$DB" ;;
	esac
}

@test "a lock of the server keeps out, and its session is named" {
	echo 'CREATE TABLE a (x integer);' | migration 1_a
	db_query 'CREATE TABLE _prisma_migrations (checksum varchar(64), finished_at varchar(30), migration_name varchar(30),
		rolled_back_at varchar(30), started_at varchar(30))'
	db_query "INSERT INTO _prisma_migrations VALUES (NULL, 'x', '1', NULL, 'x')"
	mkfifo gate
	hold <gate >/dev/null 3>&- &
	exec 9>gate
	take_lock >&9
	eventually is_held
	run -75 godwit adopt
	assert_contains 'error[GW2210]: prisma holds its own lock on this database'
	assert_contains 'held by session '
	exec 9>&-
	eventually is_free
	run -0 godwit adopt
	assert_contains '1 migration adopted from prisma'
	is_free
}

yes() {
	case $ENGINE in postgres) echo t ;; *) echo 1 ;; esac
}

# Whether goose's last row has the time of now, as a session in that zone reads it.
is_now() {
	case $ENGINE in
	postgres) db_query "SET TimeZone = 'Asia/Tokyo'; SELECT abs(extract(epoch FROM localtimestamp - tstamp)) < 3600
		FROM goose_db_version WHERE version_id = 1" ;;
	mysql) db_query 'SELECT abs(timestampdiff(SECOND, tstamp, now())) < 3600 FROM goose_db_version WHERE version_id = 1' ;;
	esac
}

@test "a row that is kept in step has the server's clock, whatever zone the session is in" {
	printf -- '-- +goose Up\nCREATE TABLE a (x integer);\n' | migration 1_a
	case $ENGINE in
	postgres) echo "prelude: [\"SET TimeZone = 'Asia/Tokyo'\"]" >godwit.yaml ;;
	mysql) echo "prelude: [\"SET time_zone = '+09:00'\"]" >godwit.yaml ;;
	esac
	db_query 'CREATE TABLE goose_db_version (id integer, version_id integer, is_applied boolean, tstamp timestamp)'
	run -0 godwit adopt --keep-in-step
	run -0 godwit up
	assert_equal "$(is_now)" "$(yes)"
}
