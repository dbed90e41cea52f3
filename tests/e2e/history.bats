#!/usr/bin/env bats
# The record holds: every change to it is found, and tables that somebody else prepared are not used.

load ../lib/e2e
load ../lib/e2e_world

# Three migrations, one taken back; the history has rows 0 to 6 and a sound chain.
some_history() {
	migrations
	run -0 godwit up
	run -0 godwit down
	run -0 godwit verify
	assert_contains 'good'
	before=$(db_query "SELECT max(seq) FROM $(history_table)")
	[[ $before -ge 6 ]]
}

# As somebody does who may do everything, and knows that there are foreign keys.
tamper() { # sql...
	local sql
	for sql; do
		sql=${sql//HISTORY/$(history_table)}
		case $ENGINE in
		postgres) db_query "SET session_replication_role = replica; $sql" >/dev/null ;;
		mysql) db_query "SET foreign_key_checks = 0; $sql" ;;
		sqlite) db_query "PRAGMA foreign_keys = OFF; $sql" ;;
		esac
	done
}

assert_found() { # seq
	run -77 godwit verify
	assert_contains "history row $1"
	run -77 --separate-stderr godwit verify --json
	assert_json .ok false
	assert_json '.findings[0].finding' chain-broken
}

@test "the chain is what it says it is" {
	some_history
	assert_equal "$(db_query "SELECT count(*) FROM $(history_table) a JOIN $(history_table) b
		ON a.prev_hash = b.hash AND a.seq = b.seq + 1")" "$before"
	assert_equal "$(db_query "SELECT seq FROM $(history_table) WHERE prev_hash IS NULL")" 0
	assert_equal "$(db_query "SELECT count(*) FROM $(history_table)
		WHERE length(hash) = 64 AND event IS NOT NULL AND started_at > 1700000000000000")" $((before + 1))
	run -0 --separate-stderr godwit log --all --json
	assert_json '.events | length' $((before + 1))
	assert_json '[.events[] | select(.event == "applied") | .checksum | length] | unique | join(" ")' 64
}

@test "a changed row is found, whatever was changed" {
	local column seq value
	some_history
	seq=$(db_query "SELECT max(seq) FROM $(history_table) WHERE event = 'applied'")
	for column in name up_sql checksum db_user started_at run_id reason; do
		value="'x'"
		[[ $column != started_at ]] || value='started_at + 1'
		tamper "CREATE TABLE kept AS SELECT * FROM HISTORY WHERE seq = $seq;
			UPDATE HISTORY SET $column = $value WHERE seq = $seq"
		run -77 godwit verify
		assert_contains "history row $seq"
		tamper "UPDATE HISTORY SET $column = (SELECT $column FROM kept) WHERE seq = $seq;
			DROP TABLE kept"
	done
	run -0 godwit verify
	# NULL and an empty text are two things.
	tamper "UPDATE HISTORY SET reason = '' WHERE seq = 2"
	assert_found 2
}

@test "a row that is gone is found" {
	some_history
	tamper 'DELETE FROM HISTORY WHERE seq = 2'
	assert_found 2
}

@test "a row that was put in is found, and so are rows in another order" {
	some_history
	tamper "UPDATE HISTORY SET seq = -1 WHERE seq = 2" "UPDATE HISTORY SET seq = 2 WHERE seq = 3" \
		'UPDATE HISTORY SET seq = 3 WHERE seq = -1'
	assert_found 2
	db_new
	some_history
	tamper "INSERT INTO HISTORY (seq, event, version, name, kind, started_at, prev_hash, hash)
		SELECT seq + 1, 'applied', '77', 'forged', 'versioned', started_at, hash,
			'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
		FROM HISTORY WHERE seq = $before"
	assert_found $((before + 1))
	run -0 --separate-stderr godwit status --json
	assert_json '[.migrations[].key] | contains(["77"])' true
}

@test "what a row that is gone had applied is not applied again" {
	some_history
	tamper 'DELETE FROM HISTORY WHERE seq = 2'
	for command in up 'down --to 0'; do
		# shellcheck disable=SC2086 # words
		run -77 godwit $command
		assert_contains 'error[GW5003]: row 2 of godwit_history is missing'
		assert_contains 'state: nothing was changed'
	done
	run -0 godwit status
}

@test "a stored way back that was altered is not run" {
	local row
	printf '%s\n' '-- godwit:up' 'CREATE TABLE a (n int);' '-- godwit:down' 'DROP TABLE a;' >migrations/1_a.sql
	run -0 godwit up
	rm migrations/1_a.sql
	row=$(db_query "SELECT seq FROM $(history_table) WHERE version = '1'")
	tamper "UPDATE HISTORY SET down_sql = 'CREATE TABLE pwned (n int)' WHERE seq = $row"
	run -77 godwit down
	assert_contains "error[GW5003]: row $row of godwit_history was altered"
	assert_equal "$(db_tables)" a
}

@test "a history that is gone is not a new one" {
	# On MariaDB a first run may have been ended before that table was made.
	[[ $ENGINE != mysql ]] || skip 'its tables are not made in one transaction'
	migrations
	run -0 godwit up --to 1
	db_query "DROP TABLE $(history_table)"
	run -77 godwit up
	assert_contains 'godwit_history is missing'
	assert_equal "$(db_tables | grep -x posts)" ''
}

@test "the guards are the database's own: no second successor, none of nothing" {
	some_history
	run db_query "INSERT INTO $(history_table) (seq, event, started_at, prev_hash, hash)
		SELECT seq + 10, 'applied', 1, prev_hash, 'x' FROM $(history_table) WHERE seq = 2"
	[[ $status -ne 0 ]] || fail 'two rows follow one'
	if [[ $ENGINE != sqlite ]]; then
		run db_query "INSERT INTO $(history_table) (seq, event, started_at, prev_hash, hash)
			VALUES (99, 'applied', 1, 'nothing', 'x')"
		[[ $status -ne 0 ]] || fail 'a row follows nothing'
		run db_query "DELETE FROM $(history_table) WHERE seq = 2"
		[[ $status -ne 0 ]] || fail 'a row in the middle was removed'
	fi
	run -0 godwit verify
}

# Every command looks at the tables first.
assert_refused() { # words of the finding
	local command objects
	objects=$(db_objects)
	for command in up status down verify log; do
		run -77 godwit $command
		assert_contains 'error[GW5001]'
		assert_contains "$1"
	done
	assert_equal "$(db_objects)" "$objects"
	assert_equal "$(db_tables | grep -x posts)" ''
}

@test "tables that were changed are not used" {
	local change
	migrations
	run -0 godwit up --to 1
	case $ENGINE in
	postgres)
		db_query 'CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$'
		change='CREATE TRIGGER planted BEFORE INSERT ON godwit.godwit_history
			FOR EACH ROW EXECUTE FUNCTION mine()'
		;;
	*) change='CREATE TRIGGER planted BEFORE INSERT ON godwit_history FOR EACH ROW' ;;&
	mysql) change+=' SET @x = 1' ;;
	sqlite) change+=' BEGIN SELECT 1; END' ;;
	esac
	db_query "$change"
	assert_refused planted
	case $ENGINE in
	postgres) db_query 'DROP TRIGGER planted ON godwit.godwit_history' ;;
	*) db_query 'DROP TRIGGER planted' ;;
	esac
	run -0 godwit status

	case $ENGINE in
	postgres)
		db_query 'CREATE RULE quiet AS ON DELETE TO godwit.godwit_history DO INSTEAD NOTHING'
		assert_refused quiet
		db_query 'DROP RULE quiet ON godwit.godwit_history'
		db_query 'ALTER TABLE godwit.godwit_history ENABLE ROW LEVEL SECURITY'
		assert_refused godwit_history
		db_query 'ALTER TABLE godwit.godwit_history DISABLE ROW LEVEL SECURITY'
		db_query 'ALTER TABLE godwit.godwit_history DROP CONSTRAINT godwit_history_one_successor'
		assert_refused 'UNIQUE (prev_hash)'
		;;
	*)
		db_query 'ALTER TABLE godwit_history DROP COLUMN reason'
		assert_refused godwit_history
		;;
	esac
}

@test "tables that somebody else made are not used" {
	local columns='seq bigint, event varchar(20), prev_hash varchar(64), hash varchar(64)'
	migrations
	[[ $ENGINE != postgres ]] || db_query 'CREATE SCHEMA godwit'
	db_query "CREATE TABLE $(history_table) ($columns)"
	assert_refused godwit_history
	db_query "DROP TABLE $(history_table)"

	db_query "CREATE TABLE other ($columns)"
	db_query "CREATE VIEW $(history_table) AS SELECT * FROM other"
	assert_refused godwit_history
}

@test "tables of a newer godwit are left alone" {
	migrations
	run -0 godwit up --to 1
	# The first event says which version they have.
	tamper "UPDATE HISTORY SET name = '99' WHERE seq = 0"
	run -78 godwit up
	assert_contains 'error[GW5002]'
	run -78 godwit status
	tamper "UPDATE HISTORY SET name = 'x' WHERE seq = 0"
	run -77 godwit up
}

@test "what a run tells of the history is how it leaves it" {
	local words applied
	migrations
	migration R__names <<<'DROP VIEW IF EXISTS names; CREATE VIEW names AS SELECT name FROM users;'
	while read -r applied words; do
		# shellcheck disable=SC2086 # a command and its arguments
		run -0 --separate-stderr godwit $words --json
		assert_json .history.applied "$applied"
		assert_json .history.events "$(db_query "SELECT count(*) FROM $(history_table)")"
	done <<-'RUNS'
		2 up 2
		4 up
		3 down
		4 up
		4 redo
		4 up
	RUNS
}
