#!/usr/bin/env bats
# godwit test: up, down and up again on a shadow, and what that leaves.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_trips

shadows() {
	[[ $ENGINE != postgres ]] ||
		db_query "SELECT datname FROM pg_database WHERE datname LIKE 'godwit\_shadow\_%'" | left_over
}

@test "what comes back, and a database that is not touched" {
	run godwit test
	assert_status 0
	assert_contains 'good     1_users'
	assert_contains 'good     10_email'
	assert_contains '3 migrations tested, 0 bad'
	assert_untouched
	assert_equal "$(shadows)" ''
}

@test "what does not come back is named, with what is still to do, and the rest goes on" {
	bad_ones
	run -1 godwit test
	assert_contains 'good     10_email'
	assert_contains 'bad      11_left: its down leaves another schema'
	assert_contains '- table '
	assert_contains 'left_over'
	refute_contains 'logs'
	assert_contains 'no down  12_forever'
	assert_contains 'bad      13_wrong: its down fails'
	assert_contains 'migrations/13_wrong.sql:4:'
	assert_contains 'good     14_after'
	assert_contains '7 migrations tested, 2 bad, 1 without down'
	assert_equal "$(shadows)" ''
	run -1 godwit test --json
	assert_json '[.ok, .tested, .bad, .no_down]' '[false,7,2,1]'
	assert_json '[.migrations[] | .outcome]' \
		'["good","good","good","schema-differs","no-down","down-failed","good"]'
	assert_json '.migrations[3].statements | length' 1
	assert_json '.migrations[5].error.slug' statement-failed
}

@test "rows, with a seed that grows with the tables" {
	migration 11_loud <<-'SQL'
		-- godwit:up
		UPDATE users SET name = upper(name);
		-- godwit:down
		UPDATE users SET name = lower(name);
	SQL
	run -0 godwit test
	cat >seed.sql <<-'SQL'
		INSERT INTO users (id, name) VALUES (2, 'Grace');
		-- needs the second migration; and the third
		INSERT INTO posts VALUES (1, 2);
		UPDATE users SET email = 'x@example.com' WHERE id = 2;
	SQL
	run -1 godwit test --data seed.sql --json
	assert_json '[.migrations[] | .outcome]' '["good","good","good","rows-differ"]'
	assert_json '.migrations[3].rows | map([.before, .after])' '[[2,2]]'
	echo 'INSERT INTO nowhere VALUES (1);' >>seed.sql
	run -1 godwit test 1 2 --data seed.sql
	assert_contains 'statement 3 of seed.sql did not run'
	assert_contains 'seed.sql:4:1'
	assert_contains 'good     2_posts'
}

@test "hooks, placeholders and statements that need no transaction" {
	[[ $ENGINE == postgres ]] || skip 'CONCURRENTLY'
	migration 11_index <<-'SQL'
		-- godwit:up
		CREATE INDEX CONCURRENTLY by_name ON users (name);
		-- godwit:down
		DROP INDEX CONCURRENTLY by_name;
	SQL
	mkdir -p migrations/hooks
	echo "SET lock_timeout = '3s';" >migrations/hooks/before-each.sql
	run -0 godwit test
	assert_contains 'good     11_index'
	assert_equal "$(shadows)" ''
}
