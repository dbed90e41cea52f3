#!/usr/bin/env bats
# What only PostgreSQL has: statements that no transaction can hold, types that are used when they
# grow, COPY with its data, bodies in dollars.

load ../lib/e2e
load ../lib/e2e_world

valid_indexes() {
	db_query "SELECT indexrelid::regclass FROM pg_index
		WHERE indrelid = 't'::regclass AND indisvalid ORDER BY 1" | sort | paste -sd ' '
}

@test "CREATE INDEX CONCURRENTLY, several in a file" {
	cat <<-'SQL' | migration 1_indexes
		-- godwit:up
		CREATE TABLE t (a integer, b integer, c text);
		INSERT INTO t SELECT i, i, 'x' || i FROM generate_series(1, 1000) i;
		CREATE INDEX CONCURRENTLY t_a ON t (a);
		CREATE UNIQUE INDEX CONCURRENTLY t_b ON t (b);
		CREATE INDEX CONCURRENTLY IF NOT EXISTS t_c ON t (c);
		ANALYZE t;
		-- godwit:down
		DROP INDEX CONCURRENTLY t_c;
		DROP INDEX CONCURRENTLY t_b;
		DROP TABLE t;
	SQL
	run -0 --separate-stderr godwit plan --json
	assert_json '.steps[0].one_transaction' false
	assert_json '[.steps[0].segments[] | select(.kind == "alone") | .first_statement] | join(" ")' '3 4 5'
	run -0 godwit plan
	assert_contains 'statements 3-5, each alone: CREATE INDEX CONCURRENTLY cannot run in a transaction'
	run -0 godwit up
	assert_equal "$(valid_indexes)" 't_a t_b t_c'
	run -0 godwit verify
	run -0 godwit down
	assert_equal "$(db_tables)" ''
	assert_equal "$(db_query "SELECT count(*) FROM $(journal_table)")" 0
}

index_is_waiting() {
	[[ $(db_query "SELECT count(*) FROM pg_stat_progress_create_index
		WHERE datname = '$DB' AND phase LIKE 'waiting%'") == 1 ]]
}

@test "an index is built while others wait for the lock, and none of them is in its way" {
	local name
	db_query 'CREATE TABLE t (a integer)'
	echo 'CREATE INDEX CONCURRENTLY t_a ON t (a);' | migration 1_index
	# What it has to wait for is over when the others have been waiting for a while.
	spawn writer psql -XAtq -c 'BEGIN' -c 'INSERT INTO t VALUES (1)' -c 'SELECT pg_sleep(2)' -c COMMIT "$URL"
	eventually is_sleeping
	DATABASE_URL=$URL spawn builder "$GODWIT" up
	eventually index_is_waiting
	for name in second third; do
		DATABASE_URL=$URL spawn $name "$GODWIT" up --lock-wait 60s
	done
	for name in writer builder second third; do
		reap $name
		assert_status 0
	done
	assert_contains 'waiting for another godwit' "$stderr"
	assert_equal "$(valid_indexes)" t_a
	assert_equal "$(db_events)" 'created 1;applied 1;finished'
}

@test "an index that fails leaves nothing behind, and the next run goes on" {
	cat <<-'SQL' | migration 1_index
		CREATE TABLE t (a integer);
		INSERT INTO t VALUES (1), (1);
		CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);
		INSERT INTO t VALUES (2);
	SQL
	run -1 godwit up
	assert_contains 'migrations/1_index.sql:3'
	assert_contains 'postgres 23505'
	assert_contains 'state: the first 2 statements of its up script stand'
	assert_equal "$(db_query "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass")" 0
	# The rows corrected, the same file goes on.
	db_query 'DELETE FROM t WHERE ctid = (SELECT min(ctid) FROM t)'
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*) FROM t')" 2
	assert_equal "$(valid_indexes)" t_a
	run -0 godwit verify
}

# An index of the table t that is not valid, as somebody's CREATE INDEX CONCURRENTLY leaves it.
leave_invalid() { # name
	db_query 'CREATE TABLE t (a integer)'
	db_query 'INSERT INTO t VALUES (1), (1)'
	! db_query "CREATE UNIQUE INDEX CONCURRENTLY $1 ON t (a)" 2>/dev/null || return 1
}

@test "IF NOT EXISTS does not pass over an index that is not valid" {
	leave_invalid t_a
	echo 'CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);' | migration 1_index
	run -0 --separate-stderr godwit up
	assert_contains 'note: 1_index: the index public.t_a was not valid, and was dropped' "$stderr"
	assert_equal "$(valid_indexes)" t_a
	run -0 godwit verify
}

@test "an index that somebody is building is not passed over either" {
	db_query 'CREATE TABLE t (a integer)'
	spawn writer psql -XAtq -c 'BEGIN' -c 'INSERT INTO t VALUES (1)' -c 'SELECT pg_sleep(60)' "$URL"
	eventually is_sleeping
	spawn builder psql -XAtqc 'CREATE INDEX CONCURRENTLY t_a ON t (a)' "$URL"
	eventually index_is_begun
	echo 'CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);' | migration 1_index
	run -75 godwit up
	assert_contains 'error[GW4101]: somebody is at work on the index public.t_a'
	assert_contains 'migrations/1_index.sql:1'
	assert_contains "session "
	db_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = '$DB' AND wait_event = 'PgSleep'" >/dev/null
	reap builder
	assert_status 0
	run -0 godwit up
	assert_equal "$(valid_indexes)" t_a
}

index_is_begun() {
	[[ $(db_query "SELECT to_regclass('t_a') IS NOT NULL") == t ]]
}

@test "a partition that is half detached is detached by the next run" {
	[[ $(db_query "SELECT current_setting('server_version_num')::int >= 140000") == t ]] ||
		skip 'PostgreSQL 14 and later'
	db_query 'CREATE TABLE t (a integer) PARTITION BY LIST (a)'
	db_query 'CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)'
	spawn reader psql -XAtq -c 'BEGIN' -c 'SELECT FROM t' -c 'SELECT pg_sleep(60)' "$URL"
	eventually is_sleeping
	cat <<-'SQL' | migration 1_detach
		-- godwit:up lock_timeout=300ms
		ALTER TABLE t DETACH PARTITION t1 CONCURRENTLY;
		DROP TABLE t1;
	SQL
	run -75 godwit up --lock-retry 0
	assert_contains 'partition t1 of table t is pending detach'
	db_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = '$DB' AND wait_event = 'PgSleep'" >/dev/null
	run -0 godwit up
	assert_equal "$(db_tables)" t
	assert_equal "$(db_query 'SELECT count(*) FROM pg_inherits')" 0
	assert_equal "$(db_query "SELECT count(*) FROM $(journal_table)")" 0
}

@test "statements that no transaction can hold" {
	local text
	while read -r text; do
		refresh
		printf 'CREATE TABLE t (a integer);\n%s\nINSERT INTO t VALUES (1);\n' "$text" | migration 1_alone
		run -0 godwit up
		assert_equal "$(db_query 'SELECT a FROM t')" 1
		db_new
		run -65 godwit up --transaction run
		assert_contains 'cannot run in a transaction'
		assert_contains 'migrations/1_alone.sql:2'
	done <<-'TEXTS'
		VACUUM t;
		VACUUM (ANALYZE) t;
		REINDEX TABLE CONCURRENTLY t;
		ALTER SYSTEM RESET work_mem;
	TEXTS
}

@test "a value is added to a type and used in the same file" {
	cat <<-'SQL' | migration 1_type
		CREATE TYPE mood AS ENUM ('sad', 'ok');
		CREATE TABLE person (name text, mood mood);
	SQL
	cat <<-'SQL' | migration 2_value
		ALTER TYPE mood ADD VALUE 'happy';
		ALTER TYPE mood ADD VALUE IF NOT EXISTS 'excited' AFTER 'happy';
		INSERT INTO person VALUES ('Ada', 'happy');
		ALTER TABLE person ALTER COLUMN mood SET DEFAULT 'excited';
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT * FROM person')" 'Ada|happy'
	run -0 godwit verify
}

@test "COPY with its data" {
	# Lines of the data, with tabs between the columns of the first three.
	sed 's/^    //' <<-'SQL' | sed -E 's/^([123])   /\1\t/' | migration 1_copy
		CREATE TABLE t (a integer, b text);
		COPY t (a, b) FROM stdin;
		1   O'Brien; -- no comment
		2   \N
		3   $x$ \\ é
		\.
		SELECT 1;
		COPY t FROM STDIN WITH (FORMAT csv);
		4,"a ""quoted""
		line"
		\.
		INSERT INTO t VALUES (5, NULL);
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT b FROM t WHERE a = 1')" "O'Brien; -- no comment"
	assert_equal "$(db_query 'SELECT b FROM t WHERE a = 3')" '$x$ \ é'
	assert_equal "$(db_query 'SELECT b FROM t WHERE a = 4')" $'a "quoted"\nline'
	assert_equal "$(db_query 'SELECT count(*) FROM t')" 5
	run -0 godwit verify
}

@test "COPY with data that is wrong, and data without an end" {
	printf 'CREATE TABLE t (a integer);\nCOPY t FROM stdin;\n1\ntwo\n\\.\n' | migration 1_copy
	run -1 godwit up
	assert_contains 'postgres 22P02'
	assert_contains 'migrations/1_copy.sql:'
	assert_contains 'state: rolled back'
	assert_equal "$(db_tables)" ''
	printf 'CREATE TABLE t (a integer);\nCOPY t FROM stdin;\n1\n2\n' | migration 1_copy
	run -65 godwit up
	assert_contains 'the rows of this COPY do not end'
	assert_contains 'migrations/1_copy.sql:2:1'
	# Rows that a statement returns are for nobody.
	printf 'CREATE TABLE t AS SELECT 4711 AS a;\nCOPY t TO stdout;\nTABLE t;\n' | migration 1_copy
	run -0 godwit up
	refute_contains 4711
}

@test "bodies: functions, triggers, DO, views, comments within" {
	cat <<-'SQL' | migration 1_bodies
		CREATE TABLE t (a integer, changed timestamptz);
		CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $body$
		BEGIN
			-- a comment; with a semicolon
			NEW.changed := now(); /* and /* another */ one; */
			EXECUTE $q$SELECT 'a;b'$q$;
			RETURN NEW;
		END
		$body$;
		CREATE TRIGGER touched BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch();
		CREATE FUNCTION twice(i integer) RETURNS integer BEGIN ATOMIC SELECT 1; SELECT i * 2; END;
		CREATE PROCEDURE fill() LANGUAGE sql AS 'INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);';
		DO $$ BEGIN CALL fill(); END $$;
		CREATE RULE quiet AS ON DELETE TO t DO INSTEAD (SELECT 1; SELECT 2);
		SELECT E'it''s; \'fine\'', U&'d\0061t;a', $1$;$1$ FROM t;
	SQL
	sed -i '/^SELECT E/d' migrations/1_bodies.sql
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*), count(changed) FROM t')" '2|2'
	assert_equal "$(db_query 'SELECT twice(21)')" 42
	run -0 godwit verify
}

@test "options of the script's own BEGIN, and settings that are local" {
	cat <<-'SQL' | migration 1_serializable
		BEGIN ISOLATION LEVEL SERIALIZABLE;
		SET LOCAL statement_timeout = '9s';
		CREATE TABLE seen AS SELECT current_setting('transaction_isolation') AS isolation,
			current_setting('statement_timeout') AS timeout;
		COMMIT;
	SQL
	cat <<-'SQL' | migration 2_after
		INSERT INTO seen SELECT current_setting('transaction_isolation'),
			current_setting('statement_timeout');
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT * FROM seen ORDER BY 1 DESC')" $'serializable|9s\nread committed|0'
}

@test "timeouts of the configuration and of a file" {
	echo 'CREATE TABLE t (a text, b text);' | migration 1_table
	echo "INSERT INTO t SELECT current_setting('statement_timeout'), current_setting('lock_timeout');" |
		migration 2_default
	{
		echo '-- godwit:up statement_timeout=70s lock_timeout=3s'
		cat migrations/2_default.sql
	} | migration 3_own
	run -0 godwit up --statement-timeout 50s --lock-timeout 4s
	assert_equal "$(db_query 'SELECT * FROM t ORDER BY 1')" $'50s|4s\n70s|3s'

	printf -- '-- godwit:up statement_timeout=200ms\nSELECT pg_sleep(30);\n' | migration 4_slow
	run -1 godwit up
	assert_contains 'postgres 57014'
	assert_contains 'migrations/4_slow.sql:2'
}

is_sleeping() {
	[[ -n $(db_query "SELECT pid FROM pg_stat_activity
		WHERE datname = '$DB' AND wait_event = 'PgSleep'") ]]
}

@test "a lock that is not given in time" {
	echo 'CREATE TABLE t (a integer);' | migration 1_table
	run -0 godwit up
	printf -- '-- godwit:up lock_timeout=200ms\nALTER TABLE t ADD COLUMN b integer;\n' | migration 2_alter
	spawn holder psql -XAtq -c 'BEGIN' -c 'LOCK TABLE t' -c 'SELECT pg_sleep(60)' -c 'COMMIT' "$URL"
	eventually is_sleeping
	run -75 godwit up --lock-retry 0
	assert_contains 'postgres 55P03'
	assert_contains 'error[GW4101]'
	db_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = '$DB' AND wait_event = 'PgSleep'" >/dev/null
	run -0 godwit up
}

@test "scripts that take away prepared statements" {
	for i in 1 3 5; do
		printf 'CREATE TABLE t%s ();\n' "$i" | migration "${i}_table"
	done
	printf 'DEALLOCATE ALL;\nCREATE TABLE t2 ();\n' | migration 2_all
	cat <<-'SQL' | migration 4_hidden
		CREATE FUNCTION forget() RETURNS void LANGUAGE plpgsql AS
		$$BEGIN EXECUTE 'DEALLOCATE ALL'; END$$;
		SELECT forget();
	SQL
	run -0 godwit up
	assert_contains '5 migrations done'
	assert_equal "$(db_tables | tr '\n' ' ')" 't1 t2 t3 t5 '
	run -0 godwit verify
}
