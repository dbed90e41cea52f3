#!/usr/bin/env bats
# A copy of a PostgreSQL database, and one that begins anew: they have its own properties, too.

load ../lib/e2e

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

@test "the server's own databases stay" {
	run -77 "$GODWIT" db drop template1 --force --yes-i-mean template1 --url "$URL"
	assert_contains 'template1 belongs to the server itself'
}

@test "a server that is not there" {
	run -69 godwit db drop app --url postgres://nobody@127.0.0.1:1/app --yes-i-mean app
	assert_contains 'Connection refused'
}
