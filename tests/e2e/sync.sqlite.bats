#!/usr/bin/env bats
# godwit schema sync: a migration from two schemas, or one made like the other at once.

load ../lib/e2e
load ../lib/e2e_world

setup() {
	e2e_setup
	migrations
	godwit up
	godwit schema dump -o schema.sql
}

# What sync is to lead to: schema.sql, changed by sed.
wish() {
	sed -i "$1" schema.sql
}

@test "a migration with its way back" {
	wish 's/name varchar(50) NOT NULL/name text NOT NULL/'
	godwit schema dump -o before.sql
	run godwit schema sync "$URL" schema.sql -o migrations/20_sync.sql
	assert_status 0
	assert_equal "$output" migrations/20_sync.sql
	godwit up
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	assert_equal "$(db_query 'SELECT * FROM users')" '1|Ada|ada@example.com'
	godwit down
	cmp before.sql <(godwit schema dump)
	assert_equal "$(db_query 'SELECT * FROM users')" '1|Ada|ada@example.com'
}

@test "into a folder, under the time; nothing is written over, and nothing when there is no difference" {
	wish 's/id integer PRIMARY KEY/id integer PRIMARY KEY NOT NULL/'
	run godwit schema sync "$URL" schema.sql -o migrations
	[[ $output =~ ^migrations/[0-9]{14}_sync\.sql$ ]]
	[[ -s $output ]]
	run -1 godwit schema sync "$URL" schema.sql -o migrations/1_users.sql
	assert_contains 1_users.sql
	run godwit schema sync "$URL" "$URL" -o nothing.sql
	assert_status 0
	assert_equal "$output" 'no difference'
	[[ ! -e nothing.sql ]]
}

@test "at once" {
	wish 's/name varchar(50) NOT NULL/name text NOT NULL/'
	run godwit schema sync "$URL" schema.sql --apply
	assert_status 0
	assert_contains 'applied'
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	assert_equal "$(db_query 'SELECT * FROM users')" '1|Ada|ada@example.com'
	run godwit schema sync "$URL" schema.sql --apply --json
	assert_json '[.different, .applied]' '[false,false]'
	run -64 godwit schema sync schema.sql "$URL" --apply
	assert_contains 'no live database'
}

@test "what is done at once is a run in the history, and implied by it" {
	local before
	before=$(db_events)
	wish 's/name varchar(50) NOT NULL/name text NOT NULL/'
	run -0 godwit schema sync "$URL" schema.sql --apply --reason 'a hot fix'
	assert_equal "$(db_events)" "$before;synced schema.sql;finished schema sync"
	assert_equal "$(db_query "SELECT DISTINCT reason FROM godwit_history WHERE event = 'synced'")" 'a hot fix'
	assert_contains 'name text' "$(db_query "SELECT up_sql FROM godwit_history WHERE event = 'synced'")"
	run -0 godwit verify --drift
	run godwit log
	assert_contains 'synced'
	assert_contains 'schema.sql'
	db_query 'UPDATE users SET email = NULL'
	wish 's/email varchar(100)/email varchar(100) NOT NULL/'
	before=$(db_events)
	run -1 godwit schema sync "$URL" schema.sql --apply
	assert_equal "$(db_events)" "$before;failed schema sync"
	run -0 godwit verify --drift
	run -0 godwit schema sync "$URL" "$URL" --apply
	assert_equal "$(db_events)" "$before;failed schema sync"
	# The sync was of a column that is not there any more at its place in the history.
	godwit down
	godwit up
	run -1 godwit drift
	assert_contains 'taken back since'
}

@test "a database without a history gets one, unless nothing was done" {
	db_new
	echo 'CREATE TABLE t (x text); CREATE TABLE t (y text);' >broken.sql
	wish 's/REFERENCES users/REFERENCES people/'
	db_query 'CREATE TABLE t (x integer)'
	run -1 godwit schema sync "$URL" broken.sql --apply
	assert_equal "$(db_objects)" t
	echo 'CREATE TABLE t (x integer); CREATE TABLE u (x integer);' >two.sql
	GODWIT_FINGERPRINT=true run -0 godwit schema sync "$URL" two.sql --apply
	assert_equal "$(db_events)" 'created 1;synced two.sql;finished schema sync'
	run -2 --separate-stderr godwit drift --json
	assert_json '[.by_fingerprint, (.changes | map(.id))]' '[false,["table t"]]'
}

@test "what destroys data has to be allowed, by its kind" {
	wish '/email/d; s/name varchar(50) NOT NULL,/name varchar(50) NOT NULL/'
	run -77 godwit schema sync "$URL" schema.sql --apply
	assert_contains 'column users.email would be dropped'
	assert_contains '--allow-destructive column'
	run -77 godwit schema sync "$URL" schema.sql -o migrations/20_sync.sql --allow-destructive table
	[[ ! -e migrations/20_sync.sql ]]
	assert_equal "$(db_query 'SELECT email FROM users')" ada@example.com
	run -0 godwit schema sync "$URL" schema.sql --apply --allow-destructive table --allow-destructive column
	run -1 db_query 'SELECT email FROM users'
	echo >empty.sql
	run -77 godwit schema sync "$URL" empty.sql --apply
	assert_contains 'table posts would be dropped'
	run -0 godwit schema sync "$URL" empty.sql --apply --allow-destructive all
	assert_equal "$(db_tables | grep -v '^godwit_')" ''
}

@test "renames, there and back" {
	wish 's/email varchar/mail varchar/'
	godwit schema sync "$URL" schema.sql -o migrations/20_sync.sql --rename users.email=mail
	godwit up
	assert_equal "$(db_query 'SELECT mail FROM users')" ada@example.com
	godwit down
	assert_equal "$(db_query 'SELECT email FROM users')" ada@example.com
}

@test "rows that do not fit leave all as it was" {
	db_query 'UPDATE users SET email = NULL'
	wish 's/email varchar(100)/email varchar(100) NOT NULL/'
	godwit schema dump -o before.sql
	run -1 godwit schema sync "$URL" schema.sql --apply
	assert_contains 'NOT NULL'
	assert_contains 'the schema is as it was'
	cmp before.sql <(godwit schema dump)
}

@test "rows that would refer to nothing leave all as it was" {
	db_query 'INSERT INTO posts VALUES (1, 1)'
	echo 'CREATE TABLE people (id integer PRIMARY KEY);' >>schema.sql
	wish 's/REFERENCES users/REFERENCES people/'
	godwit schema dump -o before.sql
	run -1 godwit schema sync "$URL" schema.sql --apply
	assert_contains '1 row would refer to nothing'
	assert_contains 'the schema is as it was'
	cmp before.sql <(godwit schema dump)
}

@test "rows that refer to nothing already, and references that SQLite cannot look through" {
	db_query 'INSERT INTO posts VALUES (1, 7)'
	wish 's/name varchar(50) NOT NULL/name text NOT NULL/'
	run -0 godwit schema sync "$URL" schema.sql --apply
	echo 'CREATE TABLE broken (x REFERENCES users (name));' >>schema.sql
	run -0 godwit schema sync "$URL" schema.sql --apply
	wish 's/name text NOT NULL/name text/'
	run -0 godwit schema sync "$URL" schema.sql --apply
	run -0 godwit schema diff "$URL" schema.sql --exit-code
}

@test "a protected environment asks for its name" {
	printf 'environments:\n  prod:\n    url: "%s"\n    protected: true\n' "$URL" >godwit.yaml
	wish 's/name varchar(50) NOT NULL/name text NOT NULL/'
	run -77 godwit schema sync prod schema.sql --apply
	assert_contains '--yes-i-mean prod'
	run -77 godwit schema sync "$URL" schema.sql --apply
	assert_contains '--yes-i-mean prod'
	# An environment that takes whatever a variable names speaks for nothing.
	printf '  dev:\n    protected: false\n' >>godwit.yaml
	GODWIT_URL=$URL run -77 "$GODWIT" schema sync dev schema.sql --apply
	assert_contains '--yes-i-mean prod'
	run -0 godwit schema sync prod schema.sql --apply --yes-i-mean prod
}
