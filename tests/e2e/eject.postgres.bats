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

# node-pg-migrate goes on only where its rows are in the order of their times.
@test "rows come after those that the tool made, whatever clock this machine has" {
	local clock=$BATS_TEST_TMPDIR/clock.so off
	cc -shared -fPIC -o "$clock" "$BATS_TEST_DIRNAME/../lib/clock.c" -ldl
	for off in -3600 3600; do
		db_new
		tool_files node-pg-migrate '%_t.sql' '-- Up Migration'
		db_query 'CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255), run_on timestamp);
			CREATE TABLE t1 (x integer)'
		db_query "INSERT INTO pgmigrations (name, run_on) VALUES ('1_t', now())"
		run -0 godwit adopt
		export LD_PRELOAD=$clock CLOCK_OFFSET=$off
		run -0 godwit up
		run -0 godwit eject node-pg-migrate
		cp migrations/2_t.sql migrations/3_t.sql
		sed -i s/t2/t3/ migrations/3_t.sql
		run -0 godwit adopt --keep-in-step
		run -0 godwit up
		unset LD_PRELOAD CLOCK_OFFSET
		db_query "INSERT INTO pgmigrations (name, run_on) VALUES ('4_t', now())"
		assert_equal "$(db_query 'SELECT name FROM pgmigrations ORDER BY run_on, id' | paste -sd ' ')" \
			'1_t 2_t 3_t 4_t'
	done
}
