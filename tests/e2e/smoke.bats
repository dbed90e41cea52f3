#!/usr/bin/env bats
# The shortest way through godwit, as a user goes it: look, apply, look, take back.

load ../lib/e2e

@test "applies what is pending, and then has nothing to do" {
	migrations
	run -0 godwit up
	assert_equal "$(db_tables)" $'posts\nusers'
	assert_equal "$(db_query 'SELECT id, name, email FROM users')" '1|Ada|ada@example.com'

	run -0 godwit up
	assert_contains 'nothing to do'
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 1
}

@test "tells how long each took, in no more detail than can be known" {
	migrations
	run -0 godwit up
	assert_equal "$(grep -cE '^  applied   .* (<1 ms|[1-9][0-9]* ms|[0-9.]+ s)$' <<<"$output")" 3
}

@test "tells what is pending and what is applied" {
	migrations
	run -0 --separate-stderr godwit status --json
	assert_json .pending 3
	assert_json '[.migrations[].key] | join(" ")' '1 2 10'

	run -0 godwit up
	run -0 --separate-stderr godwit status --json
	assert_json .pending 0
	assert_json .counts.applied 3
	assert_json '[.migrations[].status] | unique | join(" ")' applied
	assert_json .target.engine "$ENGINE"
}

@test "says with its exit status whether something is pending" {
	migrations
	run -2 godwit status --exit-code
	run -0 godwit up
	run -0 godwit status --exit-code
}

@test "takes migrations back, the last one first" {
	migrations
	run -0 godwit up
	run -0 godwit down
	assert_equal "$(db_query 'SELECT * FROM users')" '1|Ada'
	run -0 godwit down 2
	assert_equal "$(db_tables)" ''
	run -0 godwit up
	assert_equal "$(db_tables)" $'posts\nusers'
}

@test "stops at a migration that fails, and keeps what stands" {
	migrations
	migration 3_broken <<-'SQL'
		-- godwit:up
		INSERT INTO no_such_table VALUES (1);
	SQL
	run -1 godwit up
	assert_contains 'no_such_table'
	assert_contains 'migrations/3_broken.sql:2'
	assert_equal "$(db_tables)" $'posts\nusers'
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 2
}

@test "knows a misspelt command, and a database that is not there" {
	run -64 godwit upp
	assert_contains 'godwit up'
	run -69 godwit status --url postgres://nobody@/none?host=/nowhere
}
