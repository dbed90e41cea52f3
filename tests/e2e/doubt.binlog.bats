#!/usr/bin/env bats
# Statements whose end nobody heard, and that leave everything looking as before, on a MariaDB that
# writes a binary log. The user of these tests does not see where InnoDB keeps its tables.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/servers

setup() {
	world_setup
	user_new
	db_query "GRANT ALL ON $DB.* TO $DB_USER@localhost"
	URL=$(url_as "$DB_USER")
	cat <<-'SQL' | migration 1_tables
		CREATE TABLE one (n integer);
		CREATE TABLE two (n integer);
		INSERT INTO one VALUES (1);
		INSERT INTO two VALUES (2);
		CREATE TABLE isam (n integer) ENGINE=MyISAM;
		INSERT INTO isam VALUES (1);
	SQL
}

teardown() {
	world_teardown
	if [[ -n $servers_folder ]]; then
		servers_stop
		rm -rf "$servers_folder"
	fi
}

swap='RENAME TABLE one TO spare, two TO one, spare TO two;'

may_read_log() {
	db_query "GRANT BINLOG MONITOR ON *.* TO $DB_USER@localhost"
}

session_in() { # how its statement begins
	db_query "SELECT id FROM information_schema.processlist
		WHERE db = '$DB' AND info LIKE '$1%' AND state REGEXP '^(Waiting|User sleep)'"
}

is_in() {
	[[ -n $(session_in "$1") ]]
}

# A session that has done this, and keeps what it holds.
hold() { # name sql seconds
	spawn "$1" mysql_client --execute "$2; DO sleep($3)" "$DB"
	eventually is_in "DO sleep($3)"
}

let_go() { # name seconds
	db_query "KILL $(session_in "DO sleep($2)")"
	reap "$1"
}

is_over() { # id
	[[ -z $(db_query "SELECT id FROM information_schema.processlist WHERE id = $1") ]]
}

# A session whose client is gone may have found that out by itself.
end_session() { # id
	db_query "KILL $1" || is_over "$1"
	eventually is_over "$1"
}

waits_for_journal() {
	is_in 'INSERT INTO%godwit_journal'
}

# Kills godwit and its session where the statement waits for its table, or where it is done and the
# journal waits to hear of it.
kill_before() { # table words
	local id
	hold table "LOCK TABLES $1 WRITE" 61
	DATABASE_URL=$URL spawn killed "$GODWIT" up
	eventually is_in "$2"
	id=$(session_in "$2")
	kill -KILL "${spawned[killed]}"
	reap killed
	end_session "$id"
	let_go table 61
}

kill_after() { # table words
	local id
	hold table "LOCK TABLES $1 WRITE" 61
	DATABASE_URL=$URL spawn killed "$GODWIT" up
	eventually is_in "$2"
	id=$(session_in "$2")
	hold journal 'LOCK TABLES godwit_journal READ' 62
	let_go table 61
	eventually waits_for_journal
	kill -KILL "${spawned[killed]}"
	reap killed
	end_session "$id"
	let_go journal 62
}

# The numbers in one and two, after 1 and 2 have changed places how many times.
numbers() {
	db_query 'SELECT one.n, two.n FROM one, two'
}

assert_named() { # key number
	assert_contains 'error[GW2106]'
	assert_contains "godwit resolve $1 --statement $2 --done"
	assert_contains "godwit resolve $1 --statement $2 --again"
}

second() { # statement
	run -0 godwit up
	printf -- '-- godwit:up lock_timeout=60s\n%s\n' "$1" | migration 2_second
}

@test "two tables that look the same change names: once, wherever it stopped" {
	may_read_log
	second "$swap"
	kill_before one 'RENAME TABLE one'
	assert_equal "$(numbers)" '1|2'
	run -0 godwit up
	assert_equal "$(numbers)" '2|1'

	cp migrations/2_second.sql migrations/3_third.sql
	kill_after one 'RENAME TABLE one'
	assert_equal "$(numbers)" '1|2'
	# Somebody else does it, too, and back.
	db_query "$swap $swap"
	run -0 godwit up
	assert_equal "$(numbers)" '1|2'
	assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0
	run -0 godwit verify
}

@test "a table is emptied once, wherever it stopped" {
	may_read_log
	second 'TRUNCATE TABLE one;'
	kill_before one TRUNCATE
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*) FROM one')" 0

	cp migrations/2_second.sql migrations/3_third.sql
	db_query 'INSERT INTO one VALUES (1)'
	kill_after one TRUNCATE
	db_query 'INSERT INTO one VALUES (7)'
	run -0 godwit up
	assert_equal "$(db_query 'SELECT n FROM one')" 7
	run -0 godwit verify
}

@test "rows that no ROLLBACK takes back: written once, or named" {
	may_read_log
	second 'UPDATE isam SET n = n + 1;'
	kill_before isam 'UPDATE isam'
	run -0 godwit up
	assert_equal "$(db_query 'SELECT n FROM isam')" 2

	cp migrations/2_second.sql migrations/3_third.sql
	kill_after isam 'UPDATE isam'
	assert_equal "$(db_query 'SELECT n FROM isam')" 3
	run -1 godwit up
	assert_named 3 1
	assert_contains '; it is in the binary log (log.0'
	run -0 godwit resolve 3 --statement 1 --done --reason 'looked: there it is'
	run -0 godwit up
	assert_equal "$(db_query 'SELECT n FROM isam')" 3
}

@test "who may not read the log is asked, and told what would help" {
	second "$swap"
	kill_before one 'RENAME TABLE one'
	run -1 godwit up
	assert_named 2 1
	assert_contains 'with the BINLOG MONITOR privilege'
	may_read_log
	run -0 godwit up
	assert_equal "$(numbers)" '2|1'
}

@test "a statement that is kept out of the log is asked about" {
	may_read_log
	db_query "GRANT BINLOG ADMIN ON *.* TO $DB_USER@localhost"
	second "SET sql_log_bin = 0; $swap"
	kill_after one 'RENAME TABLE one'
	run -1 godwit up
	assert_named 2 2
	assert_contains 'did not write the binary log'
}

@test "code is asked about, whatever is in the log" {
	may_read_log
	printf 'DELIMITER //\nCREATE PROCEDURE slow() BEGIN COMMIT; DO sleep(63); END //\n' |
		mysql_client "$DB"
	second 'CALL slow();'
	DATABASE_URL=$URL spawn killed "$GODWIT" up
	eventually is_in 'DO sleep(63)'
	kill -KILL "${spawned[killed]}"
	reap killed
	db_query "KILL $(session_in 'DO sleep(63)')"
	run -1 godwit up
	assert_named 2 1
}

# --- on a server of its own ---

own_server() { # option...
	local binlog_url
	servers_init "$(mktemp -d /tmp/godwit.XXXXXX)"
	chmod 755 "$servers_folder"
	mariadb_make own
	mariadb_log_start own "$@"
	GODWIT_TEST_MYSQL_URL=$binlog_url
	db_new
	user_new
	db_query "GRANT ALL ON $DB.* TO $DB_USER@localhost"
	may_read_log
	URL=$(url_as "$DB_USER")
}

@test "a log with filters, and one of a server that was restarted, are not believed" {
	own_server --binlog-ignore-db=elsewhere
	second "$swap"
	kill_before one 'RENAME TABLE one'
	run -1 godwit up
	assert_named 2 1
	assert_contains 'the binary log is filtered'

	server_stop own
	mariadb_log_start own
	run -1 godwit up
	assert_named 2 1
	assert_contains 'the server was restarted meanwhile'
	run -0 godwit resolve 2 --statement 1 --again --reason 'looked: nothing happened'
	run -0 godwit up
	assert_equal "$(numbers)" '2|1'
}
