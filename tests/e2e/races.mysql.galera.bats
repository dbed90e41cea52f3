#!/usr/bin/env bats
# Two copies of godwit at once, again and again; on a cluster, each on a node of its own.

load ../lib/e2e
load ../lib/e2e_world

other_url() {
	local server=${GODWIT_TEST_MYSQL_OTHER_URL:-$GODWIT_TEST_MYSQL_URL}
	echo "${server/'/?'/"/$DB?"}"
}

@test "thirty races of two: both succeed, and everything is done once" {
	local race i total
	echo 'CREATE TABLE counter (n integer); INSERT INTO counter VALUES (0);' | migration 1_counter
	for i in 2 3 4; do
		printf 'CREATE TABLE t%d (id integer);\nUPDATE counter SET n = n + 1;\n' $i | migration "${i}_t"
	done
	for ((race = 0; race < 30; race++)); do
		[[ $race -eq 0 ]] || db_new
		DATABASE_URL=$URL spawn one "$GODWIT" up --json
		DATABASE_URL=$(other_url) spawn two "$GODWIT" up --json
		total=0
		for i in one two; do
			reap $i
			[[ $status -eq 0 ]] || fail "race $race, $i: $output $stderr"
			total=$((total + $(jq .done <<<"$output")))
		done
		assert_equal "$total" 4
		assert_equal "$(db_events | tr ';' '\n' | grep -c '^applied')" 4
		assert_equal "$(db_query 'SELECT n FROM counter')" 3
		assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0
	done
	run -0 godwit verify
}

@test "a lease is for clusters" {
	migrations
	run -0 godwit up
	[[ -n ${GODWIT_TEST_MYSQL_OTHER_URL-} ]] ||
		assert_equal "$(db_query 'SELECT count(*) FROM godwit_lock')" 0
}
