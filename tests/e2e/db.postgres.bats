#!/usr/bin/env bats
# A copy of a PostgreSQL database, and one that begins anew: they have its own properties, too.

load ../lib/e2e
load ../lib/e2e_world

setup() {
	e2e_setup
	OTHER=${DB}_other
	ROLE=role_$DB
	databases+=("$OTHER")
	ask "CREATE ROLE $ROLE"
	ask "ALTER DATABASE $DB OWNER TO $ROLE; REVOKE ALL ON DATABASE $DB FROM public;
		GRANT CONNECT ON DATABASE $DB TO public; ALTER DATABASE $DB CONNECTION LIMIT 50;
		COMMENT ON DATABASE $DB IS 'it''s mine'; ALTER DATABASE $DB SET search_path TO public, \"\$user\";
		ALTER ROLE $ROLE IN DATABASE $DB SET work_mem TO '8MB'"
}

teardown() {
	e2e_teardown
	ask "DROP ROLE $ROLE"
}

ask() {
	psql -XAtq -v ON_ERROR_STOP=1 -c "$1" "$GODWIT_TEST_POSTGRES_URL"
}

properties() {
	ask "SELECT pg_get_userbyid(datdba), datacl, datconnlimit, shobj_description(oid, 'pg_database'),
		(SELECT string_agg(setrole::regrole || setconfig::text, ' ' ORDER BY setrole)
			FROM pg_db_role_setting WHERE setdatabase = pg_database.oid),
		datcollate, pg_encoding_to_char(encoding)
		FROM pg_database WHERE datname = '$1'"
}

@test "owner, rights, settings, limit and comment go along" {
	run -0 godwit db clone "$OTHER"
	assert_equal "$(properties "$OTHER")" "$(properties "$DB")"
	assert_contains "it's mine" "$(properties "$DB")"
}

@test "and stay when the database is reset" {
	local before
	before=$(properties "$DB")
	migrations
	run -0 godwit db reset --yes-i-mean "$DB"
	assert_equal "$(properties "$DB")" "$before"
}

@test "its owner resets it, who may make databases and nothing else" {
	local before
	ask "ALTER ROLE $ROLE LOGIN CREATEDB"
	before=$(properties "$DB")
	migrations
	run -0 "$GODWIT" db reset --yes-i-mean "$DB" --url "$(url_as "$ROLE")"
	assert_equal "$(properties "$DB")" "$before"
	echo 'CREATE TABLE t (a int);' >schema.sql
	run -0 "$GODWIT" schema diff "$(url_as "$ROLE")" schema.sql
}

@test "a backup that cannot be dropped stays one" {
	ask "CREATE DATABASE $OTHER WITH ALLOW_CONNECTIONS false IS_TEMPLATE true"
	# shellcheck disable=SC2016 # expanded there
	psql -Xq "$GODWIT_TEST_POSTGRES_URL" >/dev/null 3>&- < <(
		echo "BEGIN; COMMENT ON DATABASE $OTHER IS 'busy';"
		sleep 60
	) &
	until [[ $(ask "SELECT count(*) FROM pg_locks WHERE mode = 'ShareUpdateExclusiveLock'
			AND objid = (SELECT oid FROM pg_database WHERE datname = '$OTHER')") == 1 ]]; do
		sleep 0.05
	done
	run -75 env PGOPTIONS='-c lock_timeout=100ms' "$GODWIT" db drop "$OTHER" --yes-i-mean "$OTHER" --url "$URL"
	assert_contains 'lock timeout'
	kill %1
	assert_equal "$(ask "SELECT datistemplate, datallowconn FROM pg_database WHERE datname = '$OTHER'")" 't|f'
	run -0 "$GODWIT" db drop "$OTHER" --yes-i-mean "$OTHER" --url "$URL"
}

@test "the server's own databases stay" {
	run -77 "$GODWIT" db drop template1 --force --yes-i-mean template1 --url "$URL"
	assert_contains 'template1 belongs to the server itself'
}

@test "a server that is not there" {
	run -69 godwit db drop app --url postgres://nobody@127.0.0.1:1/app --yes-i-mean app
	assert_contains 'Connection refused'
}
