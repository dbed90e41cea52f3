#!/usr/bin/env bats
# What stands when a migration fails: the ones before it do, and of itself nothing, or what the
# message says where DDL commits by itself.

load ../lib/e2e
load ../lib/e2e_world

# Three tables, the third migration failing after it made its own.
three_migrations() {
	printf 'CREATE TABLE a (id integer);\n-- godwit:down\nDROP TABLE a;\n' | migration 1_a
	printf 'CREATE TABLE b (id integer);\n-- godwit:down\nDROP TABLE b;\n' | migration 2_b
	cat <<-'SQL' | migration 3_c
		-- godwit:up
		CREATE TABLE c (id integer);
		INSERT INTO c VALUES (1);
		INSERT INTO nowhere VALUES (1);
		CREATE TABLE d (id integer);
		-- godwit:down
		DROP TABLE d;
		DROP TABLE c;
	SQL
	printf -- 'CREATE TABLE e (id integer);\n' | migration 4_e
}

tables() {
	db_tables | tr '\n' ' '
}

@test "the failing migration is undone, those before it stay, those after it do not run" {
	three_migrations
	run -1 godwit up
	assert_contains 'error[GW2103]: statement 3 of 4 failed in 3_c'
	assert_contains 'migrations/3_c.sql:4:'
	assert_contains nowhere
	if [[ $ENGINE == mysql ]]; then
		# The INSERT before it was still in a transaction.
		assert_contains 'state: the first statement of its up script stands'
		assert_equal "$(tables)" 'a b c '
		assert_equal "$(db_query 'SELECT * FROM c')" ''
	else
		assert_contains 'state: rolled back; the database is as it was before this migration'
		assert_equal "$(tables)" 'a b '
	fi
	assert_equal "$(db_events | sed 's/^[^;]*;//')" 'applied 1;applied 2;failed 3'
	run -1 --separate-stderr godwit up --json
	assert_json .error.statement 3
	assert_json .error.statement_count 4
	assert_json .error.location.line 4
	assert_json .failed 3
	assert_json '.migrations | length' 0

	sed -i 's/INTO nowhere/INTO c/' migrations/3_c.sql
	run -0 godwit up
	assert_equal "$(tables)" 'a b c d e '
	assert_equal "$(db_query 'SELECT count(*) FROM c')" 2
	run -0 godwit verify
}

# Many of them are under way when one fails. They are long, so that a server gets some of them while the rest
# is made.
@test "whichever of 200 fails, those before it stand, and none of the others" {
	local text
	printf -v text -- '-- %05000d' 0
	for k in 1 2 100 200; do
		db_new
		rm -f migrations/*
		for ((i = 1; i <= 200; i++)); do
			printf 'INSERT INTO t VALUES (%s);\n%s\n' "$i" "$text" >"migrations/$((i + 1))_row.sql"
		done
		printf 'CREATE TABLE t (id integer);\n' >migrations/1_table.sql
		printf -- '-- The row is nowhere.\nINSERT INTO t\n  SELECT id FROM nowhere;\n' \
			>"migrations/$((k + 1))_row.sql"
		run -1 godwit up --quiet
		assert_contains "error[GW2103]: statement 1 of 1 failed in $((k + 1))_row"
		assert_contains "migrations/$((k + 1))_row.sql:"
		if [[ $ENGINE != mysql ]]; then
			assert_contains "migrations/$((k + 1))_row.sql:3:18"
		fi
		assert_equal "$(db_query 'SELECT count(*), coalesce(sum(id), 0) FROM t' | tr '\t' '|')" \
			"$((k - 1))|$((k * (k - 1) / 2))"
		run -0 --separate-stderr godwit status --json
		assert_json .counts.applied "$k"
		assert_json .counts.pending "$((201 - k))"
	done
}

@test "a down that fails is undone as well" {
	three_migrations
	sed -i 's/INTO nowhere/INTO c/; s/DROP TABLE d;/&\nDROP TABLE nowhere;/' migrations/3_c.sql
	rm migrations/4_e.sql
	run -0 godwit up
	run -1 godwit down 2
	assert_contains 'failed in 3_c'
	assert_contains 'migrations/3_c.sql:8:'
	run -0 --separate-stderr godwit status --json
	if [[ $ENGINE == mysql ]]; then
		assert_equal "$(tables)" 'a b c '
		assert_json .counts.unfinished 1
	else
		assert_equal "$(tables)" 'a b c d '
		assert_json .counts.applied 3
	fi
	sed -i '/nowhere/d' migrations/3_c.sql
	run -0 godwit down 2
	assert_equal "$(tables)" 'a '
	run -0 godwit verify
}

@test "mode run: all or nothing" {
	three_migrations
	if [[ $ENGINE == mysql ]]; then
		run -78 godwit up --transaction run
		assert_contains 'cannot run several migrations in one transaction'
		assert_untouched
		return
	fi
	run -1 godwit up --transaction run
	assert_contains 'failed in 3_c'
	assert_contains 'state: the whole run was rolled back'
	assert_equal "$(tables)" ''
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 0
	assert_json .pending 4

	sed -i 's/INTO nowhere/INTO c/' migrations/3_c.sql
	run -0 godwit up --transaction run
	assert_equal "$(tables)" 'a b c d e '
	run -0 godwit verify
}

@test "mode off: each statement stands by itself, and the next run goes on" {
	local mode
	for mode in option file; do
		refresh
		three_migrations
		if [[ $mode == file ]]; then
			sed -i 's/^-- godwit:up/& transaction=off/' migrations/3_c.sql
			run -1 godwit up
		else
			run -1 godwit up --transaction off
		fi
		assert_contains 'state: the first 2 statements of its up script stand'
		assert_equal "$(tables)" 'a b c '
		run -0 --separate-stderr godwit status --json
		assert_json .counts.unfinished 1
		assert_json '.migrations[2].statements_done' 2
		assert_json '.migrations[2].in_doubt' false

		sed -i 's/INTO nowhere/INTO c/' migrations/3_c.sql
		run -0 --separate-stderr godwit plan --json
		assert_json '.steps[0].resume_at' 2
		run -0 godwit up
		assert_equal "$(tables)" 'a b c d e '
		assert_equal "$(db_query 'SELECT count(*) FROM c')" 2
		assert_equal "$(db_query "SELECT count(*) FROM $(journal_table)")" 0
		run -0 godwit verify
	done
}

@test "what ran may not be changed before the rest does" {
	local change
	three_migrations
	sed -i 's/^-- godwit:up/& transaction=off/' migrations/3_c.sql
	run -1 godwit up
	cp migrations/3_c.sql kept
	for change in 's/VALUES (1)/VALUES (2)/' '/^INSERT INTO c/d' 's/^CREATE TABLE c.*/&\nSELECT 1;/'; do
		sed "$change" kept >migrations/3_c.sql
		run -65 godwit up
		assert_contains 'error[GW2201]'
		assert_contains 'the first 2 statements of 3_c ran, and were changed since'
		assert_contains 'godwit resolve 3 --applied'
		assert_equal "$(tables)" 'a b c '
	done
	cp kept migrations/3_c.sql

	# A person says what is there.
	run -65 godwit down
	assert_contains 'godwit resolve 3'
	db_query 'DROP TABLE c'
	run -0 godwit resolve 3 --reverted --reason 'dropped by hand'
	sed -i 's/INTO nowhere/INTO c/' migrations/3_c.sql
	run -0 godwit up
	assert_equal "$(tables)" 'a b c d e '
	run -0 godwit verify
}

@test "an unfinished migration that a person finished" {
	three_migrations
	sed -i 's/^-- godwit:up/& transaction=off/' migrations/3_c.sql
	run -1 godwit up
	db_query 'CREATE TABLE d (id integer)'
	run -0 godwit resolve 3 --applied --reason 'the rest by hand'
	assert_equal "$(db_query "SELECT count(*) FROM $(journal_table)")" 0
	run -0 godwit up
	assert_equal "$(tables)" 'a b c d e '
	run -0 --separate-stderr godwit log --json
	assert_json '[.events[] | select(.reason == "the rest by hand") | .version] | join(" ")' 3
	run -0 godwit verify
}

@test "a verify section decides before the commit" {
	local verify
	echo 'CREATE TABLE a (id integer);' | migration 1_a
	for verify in 'SELECT count(*) = 2 FROM b;' 'SELECT NULL;' 'SELECT 0;' 'SELECT 1 FROM nowhere;' \
		"SELECT 1;
SELECT id > 1 FROM b UNION ALL SELECT id = 0 FROM b;"; do
		refresh
		echo 'CREATE TABLE a (id integer);' | migration 1_a
		printf 'CREATE TABLE b (id integer);\nINSERT INTO b VALUES (1);\n-- godwit:verify\n%s\n' \
			"$verify" | migration 2_b
		run -1 godwit up
		assert_contains 'error[GW2104]: 2_b does not verify'
		assert_contains 'migrations/2_b.sql:'
		run -0 --separate-stderr godwit status --json
		assert_json .counts.applied 1
		if [[ $ENGINE != mysql ]]; then
			assert_equal "$(tables)" 'a '
		fi
	done
}

@test "what a verify section does is undone" {
	cat <<-'SQL' | migration 1_b
		-- godwit:up
		CREATE TABLE b (id integer);
		-- godwit:verify
		INSERT INTO b VALUES (7);
		SELECT count(*) = 1 FROM b;
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*) FROM b')" 0
	cat <<-'SQL' | migration 2_off
		-- godwit:up transaction=off
		INSERT INTO b VALUES (1);
		-- godwit:verify
		DELETE FROM b;
	SQL
	cat <<-'SQL' | migration 3_fails
		INSERT INTO b VALUES (2);
		-- godwit:verify
		DELETE FROM b;
		SELECT 1 = 0;
	SQL
	run -1 godwit up
	assert_contains 'error[GW2104]'
	[[ $ENGINE == mysql ]] || assert_equal "$(db_query 'SELECT id FROM b')" 1
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 2
}

@test "a verify section that holds, and what may stand in it" {
	cat <<-'SQL' | migration 1_b
		-- godwit:up
		CREATE TABLE b (id integer);
		INSERT INTO b VALUES (1);
		-- godwit:verify
		SELECT count(*) = 1 FROM b;
		SELECT id = 1, 'more columns' FROM b;
		SELECT 1 FROM b WHERE id = 7;
		SELECT 1 = 1;
	SQL
	run -0 godwit up
	run -0 godwit verify
	assert_contains '1 applied migration'

	# Later it no longer holds.
	db_query 'UPDATE b SET id = 2'
	run -1 --separate-stderr godwit verify --json
	assert_json .ok false
	assert_json '.findings[0].key' 1
	assert_json '.findings[0].finding' verify-failed
	assert_json '.findings[0] | "\(.path):\(.line):\(.column)"' migrations/1_b.sql:6:1
	run -1 godwit verify
	assert_contains 'migrations/1_b.sql:6:1: 1_b does not verify'
	run -0 godwit verify --no-sql
}

@test "BEGIN and COMMIT in a file are the file's own business, and the record holds" {
	local text
	while read -r text; do
		refresh
		printf '%b\n' "$text" | migration 1_x
		run -0 godwit up
		assert_equal "$(tables) $(db_query 'SELECT count(*) FROM x')" 'x  2'
		run -0 --separate-stderr godwit status --json
		assert_json .counts.applied 1
		run -0 godwit up
		assert_contains 'nothing to do'
		run -0 godwit verify
	done <<-'TEXTS'
		BEGIN; CREATE TABLE x (id integer); INSERT INTO x VALUES (1), (2); COMMIT;
		CREATE TABLE x (id integer); BEGIN; INSERT INTO x VALUES (1); COMMIT; INSERT INTO x VALUES (2);
		BEGIN; CREATE TABLE x (id integer); COMMIT; BEGIN; INSERT INTO x VALUES (1), (2); COMMIT;
		CREATE TABLE x (id integer); INSERT INTO x VALUES (1); COMMIT; INSERT INTO x VALUES (2);
		CREATE TABLE x (id integer); INSERT INTO x VALUES (1), (2); BEGIN; DELETE FROM x; ROLLBACK;
		begin;\ncreate table x (id integer);\ninsert into x values (1), (2);\ncommit
	TEXTS
}

@test "transactions in a file that would lose work are refused with their place" {
	local text
	while read -r text; do
		refresh
		printf '%b\n' "$text" | migration 1_x
		run -65 godwit up
		assert_contains 'error[GW3101]'
		assert_contains 'migrations/1_x.sql:1:'
		assert_untouched
	done <<-'TEXTS'
		CREATE TABLE x (id integer); BEGIN; INSERT INTO x VALUES (1);
		CREATE TABLE x (id integer); INSERT INTO x VALUES (1); ROLLBACK;
		CREATE TABLE x (id integer); BEGIN; INSERT INTO x VALUES (1); COMMIT; ROLLBACK;
	TEXTS
}

@test "a failure inside of the file's own transaction" {
	cat <<-'SQL' | migration 1_x
		CREATE TABLE x (id integer);
		BEGIN;
		INSERT INTO x VALUES (1);
		COMMIT;
		BEGIN;
		INSERT INTO x VALUES (2);
		INSERT INTO nowhere VALUES (1);
		COMMIT;
	SQL
	run -1 godwit up
	assert_contains 'migrations/1_x.sql:7:'
	# What the file committed stands, and is not done twice.
	assert_equal "$(db_query 'SELECT count(*) FROM x')" 1
	sed -i 's/INTO nowhere/INTO x/' migrations/1_x.sql
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*) FROM x')" 3
	run -0 godwit verify
}

@test "what a script sets does not outlive it" {
	case $ENGINE in
	postgres)
		echo 'CREATE SCHEMA other; SET search_path = other; CREATE TABLE t (id integer);'
		;;
	mysql) echo 'SET sql_mode = ANSI_QUOTES; CREATE TABLE "t" (id integer);' ;;
	sqlite) echo 'PRAGMA foreign_keys = ON; CREATE TABLE t (id integer);' ;;
	esac | migration 1_a
	case $ENGINE in
	mysql) echo 'CREATE TABLE u AS SELECT "text" AS c;' ;;
	*) echo 'CREATE TABLE u (id integer);' ;;
	esac | migration 2_b
	run -0 godwit up
	assert_contains '2_b'
	[[ " $(tables)" == *' u '* ]]
	[[ $ENGINE != postgres ]] ||
		assert_equal "$(db_query "SELECT schemaname FROM pg_tables WHERE tablename = 'u'")" public
	run -0 godwit verify
}
