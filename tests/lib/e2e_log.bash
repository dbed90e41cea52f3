# Migrations that say that they ran, for tests of order and of what runs at all. `load ../lib/e2e_log`
# after e2e_world.
#
#   log NAME          a statement that says NAME, for a file
#   ran               all that was said, in order
#   file PATH [LINE]  a file below migrations/, from its lines or from standard input
#   forget            as if nothing had been applied
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
	case $ENGINE in
	postgres) db_query 'DROP SCHEMA godwit CASCADE' 2>/dev/null ;;
	*) db_query 'DROP TABLE godwit_journal; DROP TABLE godwit_lock; DROP TABLE godwit_history' ;;
	esac
	db_query 'DELETE FROM ran'
}

setup() {
	world_setup
	log_table
}
