# What tests of the record share: a history, somebody who changes it, and what is to be found then.
# `load ../lib/e2e_audit` after e2e_world.
#
#   some_history      three migrations, one taken back; $last is the seq of the last row
#   tamper SQL...     as somebody does who may do everything; HISTORY is the table
#   assert_found SEQ [TEXT [FAULT]]     `audit verify` names that row, and says that
#   columns           the names of the columns, in their order
#
# shellcheck shell=bash

# Other tools that verify a history.
GODWIT_TESTS=${BATS_TEST_DIRNAME%/e2e}

some_history() {
	migrations
	run -0 godwit up
	run -0 godwit down
	last=$(db_query "SELECT max(seq) FROM $(history_table)")
	[[ $last -ge 6 ]]
}

# Foreign keys and CHECKs are no obstacle to who may do everything.
tamper() { # sql...
	local sql
	for sql; do
		sql=${sql//HISTORY/$(history_table)}
		case $ENGINE in
		postgres) db_query "SET session_replication_role = replica; $sql" >/dev/null ;;
		mysql) db_query "SET foreign_key_checks = 0, check_constraint_checks = 0; $sql" ;;
		sqlite) db_query "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; $sql" ;;
		esac
	done
}

assert_found() { # seq [text [fault]]
	run -77 godwit audit verify
	assert_contains "history row $1: ${2-}"
	run -77 --separate-stderr godwit audit verify --json
	assert_json .ok false
	assert_json .finding.seq "$1"
	[[ -z ${3-} ]] || assert_json .finding.fault "$3"
}

columns() {
	godwit log --json | jq -r '.events[0] | keys_unsorted[]'
}
