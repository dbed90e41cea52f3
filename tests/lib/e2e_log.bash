# Migrations that say that they ran, for tests of order and of what runs at all. `load ../lib/e2e_log`
# after e2e_world.
#
#   log NAME          a statement that says NAME, for a file
#   ran               all that was said, in order
#   file PATH [LINE]  a file below migrations/, from its lines or from standard input
#   forget            as if nothing had been applied
#   slow              a statement that takes a minute, unless somebody stops it
#   is_slow           whether the database is at work on it
#
# shellcheck shell=bash

log_table() {
	local id='integer PRIMARY KEY'
	[[ $ENGINE != postgres ]] || id='serial PRIMARY KEY'
	[[ $ENGINE != mysql ]] || id='integer AUTO_INCREMENT PRIMARY KEY'
	db_query "CREATE TABLE ran (id $id, what varchar(100))"
}

log() {
	echo "INSERT INTO ran (what) VALUES ('$1');"
}

ran() {
	db_query 'SELECT what FROM ran ORDER BY id' | paste -sd ' '
}

file() { # path [line...]
	mkdir -p "migrations/$(dirname "$1")"
	if [[ $# -gt 1 ]]; then
		printf '%s\n' "${@:2}"
	else
		cat
	fi >"migrations/$1"
}

forget() {
	local own='DROP TABLE godwit_journal; DROP TABLE godwit_lock; DROP TABLE godwit_history'
	[[ $ENGINE != postgres ]] || own='DROP SCHEMA godwit CASCADE'
	db_query "DELETE FROM ran; $own" 2>/dev/null
}

slow() {
	case $ENGINE in
	postgres) echo 'SELECT pg_sleep(60);' ;;
	mysql) echo 'INSERT INTO ran (what) SELECT sleep(60);' ;;
	sqlite)
		echo "INSERT INTO ran (what) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL
			SELECT i + 1 FROM n WHERE i < 1000000000) SELECT hex(zeroblob(5000)) FROM n WHERE i < 1000;"
		;;
	esac
}

# Of SQLite, which has no server, it can be seen that the file grows: the statement first writes more than
# memory is given to.
is_slow() {
	case $ENGINE in
	postgres)
		[[ $(db_query "SELECT count(*) FROM pg_stat_activity
			WHERE datname = '$DB' AND wait_event = 'PgSleep'") -gt 0 ]]
		;;
	mysql)
		[[ $(db_query "SELECT count(*) FROM information_schema.processlist
			WHERE db = '$DB' AND state = 'User sleep'") -gt 0 ]]
		;;
	sqlite) [[ -e $DB && $(stat --format %s "$DB") -gt 4000000 ]] ;;
	esac
}

setup() {
	world_setup
	log_table
}
