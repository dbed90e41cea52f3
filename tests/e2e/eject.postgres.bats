#!/usr/bin/env bats
# Tables that tools have in a schema of their own on PostgreSQL, and columns that know the time zone.

load ../lib/e2e
load ../lib/e2e_eject

@test "in schemas" {
	there_and_back drizzle '000%_t.sql'
	assert_contains 'proved by SHA-256'
	there_and_back atlas '%_t.sql'
	assert_contains 'proved by sum in atlas.sum'
	there_and_back sqitch 'deploy/t%.sql'
	assert_equal "$(db_query "SELECT requires, conflicts FROM sqitch.events WHERE change = 't2'")" \
		'{t1@v1}|{t9}'
	there_and_back graphile-migrate 'committed/00000%-t.sql'
	assert_contains 'proved by SHA-1'
}

@test "times are UTC, whatever zone the session is in" {
	db_query "ALTER DATABASE $DB SET TimeZone = 'Asia/Tokyo'"
	tool_files sqlx '%_t.sql'
	run -0 godwit up --format sqlx
	run -0 godwit eject sqlx --format sqlx
	assert_equal "$(db_query "SELECT now() - installed_on BETWEEN '-1 min' AND '1 hour'
		FROM _sqlx_migrations WHERE version = 1")" t
}
