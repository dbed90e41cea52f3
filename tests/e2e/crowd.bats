#!/usr/bin/env bats
# Many godwits at once, and a migration that is more than one transaction.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# Each of these runs alone.
alone() {
	case $ENGINE in
	mysql) echo 'CREATE OR REPLACE VIEW v AS SELECT 1 AS x;' ;;
	*) echo 'VACUUM;' ;;
	esac
}

@test "every statement once, and all end well" {
	local i
	file 1_many.sql "$(alone)" "$(log 1)" "$(alone)" "$(log 2)" "$(alone)" "$(log 3)" "$(alone)" "$(log 4)"
	file 2_last.sql "$(log last)"
	for i in 1 2 3 4; do
		spawn "$i" env DATABASE_URL="$URL" "$GODWIT" up --lock-wait 60s
	done
	for i in 1 2 3 4; do
		reap "$i"
		assert_status 0
	done
	assert_equal "$(ran)" '1 2 3 4 last'
	assert_equal "$(db_query "SELECT count(*) FROM $(history_table) WHERE event = 'applied'")" 2
	assert_equal "$(db_query "SELECT count(*) FROM $(journal_table)")" 0
}
