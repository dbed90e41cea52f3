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

# What is read of the tool's table is still so when it is written.
@test "the row that is the tool's lock is held to the end" {
	program_files '%_t.sql' '%_t.js'
	run -0 godwit up -n 1
	run -0 godwit eject knex
	db_query "CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN
		IF NOT EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'knex_migrations_lock'::regclass
				AND mode = 'RowShareLock' AND pid = pg_backend_pid()) THEN
			RAISE EXCEPTION 'the lock is not held';
		END IF;
		RETURN NEW; END \$\$;
		CREATE TRIGGER held BEFORE INSERT ON knex_migrations FOR EACH ROW EXECUTE PROCEDURE held()"
	run -0 godwit up
	run -0 godwit eject knex
	assert_contains '1 migration written to'
}
