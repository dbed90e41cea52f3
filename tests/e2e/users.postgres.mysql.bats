#!/usr/bin/env bats
# Users of the server who lack a right in the middle of the work.

load ../lib/e2e
load ../lib/e2e_world

@test "who may not create tables is told before anything is there" {
	migrations
	user_new
	[[ $ENGINE == postgres ]] || db_query "GRANT SELECT, INSERT, UPDATE ON $DB.* TO $DB_USER@localhost"
	run -77 godwit up --url "$(url_as "$DB_USER")"
	assert_contains 'error[GW4103]'
	assert_untouched
}

@test "a statement that the user may not run" {
	user_new
	case $ENGINE in
	postgres)
		db_query "GRANT CREATE ON DATABASE $DB TO $DB_USER"
		db_query "GRANT CREATE ON SCHEMA public TO $DB_USER"
		db_query 'CREATE TABLE others (id integer)'
		;;
	mysql)
		db_query 'CREATE TABLE others (id integer)'
		db_query "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, REFERENCES, INDEX
			ON $DB.* TO $DB_USER@localhost"
		;;
	esac
	echo 'CREATE TABLE mine (id integer);' | migration 1_mine
	echo 'ALTER TABLE others ADD COLUMN name text;' | migration 2_others
	run -77 godwit up --url "$(url_as "$DB_USER")"
	assert_contains 'error[GW4103]: statement 1 of 1 failed in 2_others'
	assert_contains 'migrations/2_others.sql:1'
	assert_equal "$(db_tables | tr '\n' ' ')" 'mine others '
	run -0 --separate-stderr godwit status --json --url "$(url_as "$DB_USER")"
	assert_json .counts.applied 1
}
