#!/usr/bin/env bats
# A server with room for few locks: a run in one transaction may be more than it holds.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/servers

setup() {
	world_setup
	local folder
	folder=$(mktemp -d)
	chmod 755 "$folder"
	servers_init "$folder"
	postgres_make small "$GODWIT_TEST_POSTGRES_BIN" || return
	postgres_start small "$GODWIT_TEST_POSTGRES_BIN" -c max_locks_per_transaction=10 || return
	URL=$postgres_url
}

teardown() {
	servers_stop
	world_teardown
}

# Tables in ten migrations.
make_tables() { # count
	local i
	for ((i = 0; i < $1; i++)); do
		echo "CREATE TABLE t$i (id integer PRIMARY KEY, a text);" \
			>>"migrations/$((i * 10 / $1 + 1))_tables.sql"
	done
}

count_tables() {
	psql -XAtqc "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'" "$URL"
}

@test "a run that the server has no room for says so before and after" {
	make_tables 1500
	run -1 godwit up --transaction run
	assert_contains 'this run, one transaction, may take some 6000 locks'
	assert_contains 'the server has room for 1040 or a few more (max_locks_per_transaction = 10)'
	assert_contains 'error[GW4106]: statement '
	assert_contains 'max_locks_per_transaction'
	assert_contains 'state: the whole run was rolled back'
	assert_contains 'hint:  Run `godwit up --transaction migration`'
	assert_equal "$(count_tables)" 0
	run -0 godwit up --transaction migration
	[[ $output != *'locks'* ]] || fail 'a transaction each takes few locks'
	assert_equal "$(count_tables)" 1500
}

@test "one that is likely to have room is not spoken of, and one in doubt is run" {
	make_tables 100
	run -0 godwit up --transaction run
	[[ $output != *'locks'* ]] || fail 'it takes few locks'
	for ((i = 0; i < 550; i++)); do
		echo "CREATE TABLE without_columns_$i ();"
	done | migration 11_more
	run -0 godwit up --transaction run
	assert_contains 'may take some 2200 locks'
}

@test "a migration that is too much by itself" {
	make_tables 1500
	cat migrations/*_tables.sql >all.sql
	rm migrations/*
	mv all.sql migrations/1_all.sql
	run -1 godwit up
	assert_contains 'error[GW4106]: statement '
	assert_contains 'Raise the server'\''s setting and start it again, or make two migrations of this one.'
}
