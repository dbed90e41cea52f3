#!/usr/bin/env bats
# The audit: what was done to the record is told, from the database and from an export, and by other
# tools than godwit.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_audit

@test "a history that holds is verified, live and from an export" {
	some_history
	run -0 godwit audit verify
	assert_contains "good  $((last + 1)) events"
	godwit audit export >export.jsonl
	assert_equal "$(wc -l <export.jsonl)" $((last + 3))
	# No database is asked.
	run -0 env -u DATABASE_URL "$GODWIT" audit verify --export export.jsonl
	assert_contains "good  $((last + 1)) events"
	run -0 --separate-stderr godwit audit verify --json
	assert_json .ok true
	assert_json .events $((last + 1))
	assert_json .head "$(db_query "SELECT hash FROM $(history_table) WHERE seq = $last")"
	assert_json .finding null
}

# A value of the kind of which the column's are, and another one than each of them.
other_value() { # column
	case $1 in
	seq) echo 'seq + 1000' ;;
	git_dirty | started_at | duration_us | statements) echo "coalesce($1, 0) + 7" ;;
	hash | prev_hash | checksum*) echo "'$(printf 'f%.0s' {1..64})'" ;;
	*) echo "'forged'" ;;
	esac
}

@test "each column of a row: a change is found, and where" {
	local column
	some_history
	tamper "CREATE TABLE kept AS SELECT * FROM HISTORY WHERE seq = 3"
	for column in $(columns); do
		tamper "UPDATE HISTORY SET $column = $(other_value "$column") WHERE seq = 3"
		run -77 godwit audit verify
		assert_contains 'history row 3: '
		tamper "UPDATE HISTORY SET $column = (SELECT $column FROM kept) WHERE seq IN (3, 1003)"
	done
	run -0 godwit audit verify
	tamper "UPDATE HISTORY SET os_user = 'eve' WHERE seq = 3"
	assert_found 3 'it was altered: os_user was'
	assert_contains "is 'eve'"
}

@test "rows that were swapped, removed and put in are told apart" {
	some_history
	tamper 'UPDATE HISTORY SET seq = -1 WHERE seq = 2' 'UPDATE HISTORY SET seq = 2 WHERE seq = 3' \
		'UPDATE HISTORY SET seq = 3 WHERE seq = -1'
	assert_found 2 'it holds the event that was written as row 3' swapped
	db_new
	some_history
	tamper 'DELETE FROM HISTORY WHERE seq = 2'
	assert_found 2 'it is missing' removed
	db_new
	some_history
	tamper "INSERT INTO HISTORY (seq, event, version, started_at, prev_hash, hash)
		VALUES ($((last + 1)), 'applied', '77', 1, '$(printf '0%.0s' {1..64})', '$(printf '1%.0s' {1..64})')"
	assert_found $((last + 1)) 'it was put in' inserted
}

@test "a history that was emptied is no new one, where its tables and first row are made in one transaction" {
	some_history
	tamper 'DELETE FROM HISTORY'
	if [[ $ENGINE == mysql ]]; then
		# A first run that was killed leaves the same.
		run -0 godwit audit verify
		return
	fi
	assert_found 0 'it is missing, and so are all others' removed
	run -77 godwit verify
	assert_contains 'history row 0: it is missing'
	run -77 godwit audit report
	assert_contains 'it is missing, and so are all others'
	run -77 godwit audit export
	assert_contains 'it is missing, and so are all others'
	run -77 godwit up
	assert_contains 'error[GW5003]: row 0 of godwit_history is missing'
	run -77 godwit baseline 1 --reason why
	assert_equal "$(db_query "SELECT count(*) FROM $(history_table)")" 0
}

@test "a history that was cut off or written anew is found by a checkpoint" {
	some_history
	run -0 godwit audit checkpoint -o kept
	assert_equal "$(wc -l <kept)" 1
	run -0 --separate-stderr godwit audit checkpoint
	[[ $output == "Godwit-Checkpoint: 1 history="*" seq=$last hash="* ]] || fail 'no trailer'
	run -0 godwit up
	run -0 godwit audit verify --checkpoint kept
	assert_contains 'good  1 checkpoint'
	refute_contains 'with --checkpoint only' "$output"
	printf 'Release 7\n\n%s\nSigned-off-by: Ann\n' "$(<kept)" >message
	run -0 godwit audit verify --checkpoint message

	tamper "DELETE FROM HISTORY WHERE seq > 3"
	run -0 godwit audit verify
	assert_contains 'what was cut off after it shows with --checkpoint only'
	run -77 godwit audit verify --checkpoint kept
	assert_contains 'history row 4: the history ends before it'
	run -0 --separate-stderr godwit audit export
	printf '%s\n' "$output" >export.jsonl
	run -77 godwit audit verify --export export.jsonl --checkpoint kept

	db_new
	some_history
	run -77 godwit audit verify --checkpoint kept
	assert_contains 'history row 0: it begins another history'
	run -65 godwit audit verify --checkpoint migrations/1_users.sql
	assert_contains 'error[GW5005]'
}

@test "an export that was edited is found" {
	local line
	some_history
	godwit audit export >export.jsonl
	sed 's/"os_user":"[^"]*"/"os_user":"eve"/' export.jsonl >edited.jsonl
	run -77 godwit audit verify --export edited.jsonl
	assert_contains 'history row 0: '
	for line in 2 4 $((last + 2)); do
		sed "${line}d" export.jsonl >edited.jsonl
		run -77 godwit audit verify --export edited.jsonl
		assert_contains "history row $((line - 2)): "
	done
	# The end is told by the last line.
	for line in 3 5; do
		head -n $line export.jsonl >edited.jsonl
		run -77 godwit audit verify --export edited.jsonl
		assert_contains "history row $((line - 1)): the export ends"
	done
	sed '4s/"event"/"evnt"/' export.jsonl >edited.jsonl
	run -65 godwit audit verify --export edited.jsonl
	assert_contains 'edited.jsonl:4'
	run -65 godwit audit verify --export migrations/1_users.sql
}

@test "texts that are no UTF-8 are exported as they are" {
	[[ $ENGINE == sqlite ]] || skip 'the server takes none'
	migrations
	run -0 godwit up --reason $'caf\xe9'
	godwit audit export >export.jsonl
	grep -q '"reason":{"hex":"636166e9"}' export.jsonl
	run -0 godwit audit verify --export export.jsonl
}

@test "other tools verify the chain, too" {
	case $ENGINE in
	postgres) verify_otherwise() { psql -XAtq -v ON_ERROR_STOP=1 -f "$GODWIT_TESTS/audit/verify.postgres.sql" "$URL"; } ;;
	sqlite) verify_otherwise() { "$GODWIT_TESTS/audit/verify.sqlite.sh" "$DB"; } ;;
	*) skip 'there are scripts for PostgreSQL and SQLite' ;;
	esac
	some_history
	run -0 godwit up --reason $'it\'s über\nalles'
	echo '-- a remark' >>migrations/1_*.sql
	run -0 godwit accept 1 --reason again
	run -0 verify_otherwise
	assert_equal "$output" ''
	tamper "UPDATE HISTORY SET os_user = 'eve' WHERE seq = 3"
	run verify_otherwise
	assert_contains 'row 3'
}

@test "the guard forbids to change rows, and hinders godwit in nothing" {
	local sql
	some_history
	run -0 godwit audit guard
	assert_equal "$output" 'the guard is off'
	run -0 godwit audit guard on
	assert_equal "$output" 'the guard is on'
	run -0 godwit audit guard on
	for sql in "UPDATE HISTORY SET os_user = 'eve' WHERE seq = $last" "DELETE FROM HISTORY WHERE seq = $last"; do
		run tamper "$sql"
		[[ $status -ne 0 ]] || fail "allowed: $sql"
		assert_contains 'rows of godwit_history are never changed'
	done
	run -0 godwit up
	run -0 godwit down
	echo '-- a remark' >>migrations/1_*.sql
	run -0 godwit accept 1 --reason 'by hand'
	run -0 godwit audit verify
	run -0 godwit audit guard status
	assert_equal "$output" 'the guard is on'
	run -0 godwit audit guard off
	assert_equal "$output" 'the guard is off'
	tamper "UPDATE HISTORY SET os_user = 'eve' WHERE seq = $last"
	run -64 godwit audit guard maybe
	run -64 godwit audit verify this
}

@test "a trigger that only looks like the guard is refused" {
	local name=godwit_guard_update
	some_history
	run -0 godwit audit guard on
	case $ENGINE in
	postgres)
		db_query "CREATE OR REPLACE FUNCTION godwit.godwit_guard() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN RETURN NULL; END'"
		name=godwit_guard
		;;
	mysql)
		db_query "DROP TRIGGER $name"
		db_query "CREATE TRIGGER $name BEFORE UPDATE ON godwit_history FOR EACH ROW SET NEW.os_user = 'eve'"
		;;
	sqlite)
		db_query "DROP TRIGGER $name"
		db_query "CREATE TRIGGER $name BEFORE UPDATE ON godwit_history BEGIN SELECT 1; END"
		;;
	esac
	run -77 godwit up
	assert_contains "trigger $name on godwit_history"
	run -77 godwit audit guard off
}

@test "a guard that is switched off, and one too many" {
	[[ $ENGINE == postgres ]] || skip 'triggers cannot be switched off'
	some_history
	run -0 godwit audit guard on
	db_query 'ALTER TABLE godwit.godwit_history ENABLE TRIGGER godwit_guard'
	run -77 godwit status
	db_query 'ALTER TABLE godwit.godwit_history ENABLE ALWAYS TRIGGER godwit_guard'
	run -0 godwit status
	db_query 'CREATE TRIGGER godwit_guard_2 BEFORE INSERT ON godwit.godwit_history
		EXECUTE FUNCTION godwit.godwit_guard()'
	run -77 godwit status
	assert_contains godwit_guard_2
}

@test "what cannot be noted" {
	run -65 godwit audit checkpoint
	assert_contains 'there is no history yet'
	assert_untouched
	some_history
	tamper "UPDATE HISTORY SET os_user = 'eve' WHERE seq = 3"
	run -77 godwit audit checkpoint
	assert_contains 'history row 3'
	run -64 godwit audit nonsense
	run -64 godwit audit export -o export.jsonl
	assert_contains 'takes no --output'
	run -64 godwit audit verify --as csv
}
