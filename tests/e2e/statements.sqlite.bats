#!/usr/bin/env bats
# What only SQLite has: tables that are rebuilt to change them, with rows that refer to them; pragmas
# and statements that no transaction can hold; a program that reads while godwit writes.

load ../lib/e2e
load ../lib/e2e_world

# A table with children, as an application has it.
parents_and_children() {
	cat <<-'SQL' | migration 1_tables
		CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
		CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL
			REFERENCES parent (id) ON DELETE CASCADE);
		INSERT INTO parent VALUES (1, 'a'), (2, 'b');
		INSERT INTO child VALUES (10, 1), (20, 2), (21, 2);
		CREATE TRIGGER child_ai AFTER INSERT ON child BEGIN
			UPDATE child SET id = id; -- a comment; with a semicolon
			SELECT CASE WHEN NEW.id < 0 THEN RAISE(ABORT, 'no; never') END;
		END;
	SQL
}

# The procedure that SQLite's own documentation gives, and shorter forms of it that people write.
@test "a table is rebuilt, and the rows that refer to it stay" {
	local head tail
	while IFS='|' read -r head tail; do
		refresh
		parents_and_children
		cat <<-SQL | migration 2_rebuild
			$head
			CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT);
			INSERT INTO new_parent (id, name) SELECT id, name FROM parent;
			DROP TABLE parent;
			ALTER TABLE new_parent RENAME TO parent;
			$tail
		SQL
		run -0 godwit up
		assert_equal "$(db_query 'SELECT count(*) FROM child')" 3
		assert_equal "$(db_query 'PRAGMA foreign_key_check')" ''
		assert_equal "$(db_query "SELECT count(*) FROM pragma_table_info('parent')")" 3
		assert_contains 'REFERENCES parent' "$(db_query "SELECT sql FROM sqlite_master WHERE name = 'child'")"
		run -0 godwit verify
	done <<-'FORMS'
		|
		PRAGMA foreign_keys = OFF; BEGIN;|PRAGMA foreign_key_check; COMMIT; PRAGMA foreign_keys = ON;
		PRAGMA foreign_keys=off;|PRAGMA foreign_keys=on;
		PRAGMA foreign_keys = ON;|
		PRAGMA defer_foreign_keys = ON;|
		BEGIN TRANSACTION;|COMMIT;
	FORMS
}

@test "rows that would refer to nothing are refused, and named" {
	parents_and_children
	echo 'DELETE FROM parent WHERE id = 2;' | migration 2_delete
	run -1 godwit up
	assert_contains 'error[GW2105]'
	assert_contains '2 rows would refer to nothing: child -> parent'
	assert_contains 'PRAGMA foreign_key_check'
	assert_contains 'state: rolled back'
	assert_equal "$(db_query 'SELECT count(*) FROM parent')" 2
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 1
	echo 'DELETE FROM child WHERE parent_id = 2; DELETE FROM parent WHERE id = 2;' | migration 2_delete
	run -0 godwit up
	# Whatever a script does to LIKE, all tables are looked at.
	echo 'PRAGMA case_sensitive_like = ON; DELETE FROM parent;' | migration 3_like
	run -1 godwit up
	assert_contains '1 row would refer to nothing'
}

@test "rows that referred to nothing before are nobody's fault" {
	parents_and_children
	run -0 godwit up
	db_query 'DELETE FROM parent WHERE id = 2'
	echo 'INSERT INTO parent VALUES (3, NULL); DELETE FROM parent WHERE id = 3;' | migration 2_other
	run -0 godwit up
	echo 'DELETE FROM parent WHERE id = 1;' | migration 3_more
	run -1 godwit up
	assert_contains '1 row would refer to nothing: child -> parent'
}

@test "statements that no transaction can hold" {
	local text
	while read -r text; do
		refresh
		printf 'CREATE TABLE t (a INTEGER);\n%s\nINSERT INTO t VALUES (1);\n' "$text" | migration 1_alone
		run -0 --separate-stderr godwit plan --json
		assert_json '[.steps[0].segments[] | select(.kind == "alone") | .first_statement] | join(" ")' 2
		run -0 godwit up
		assert_equal "$(db_query 'SELECT a FROM t')" 1
		run -0 godwit verify
	done <<-'TEXTS'
		VACUUM;
		PRAGMA journal_mode = WAL;
		PRAGMA synchronous = OFF;
		PRAGMA wal_checkpoint(TRUNCATE);
	TEXTS
	[[ -z $(compgen -G "$BATS_TEST_TMPDIR/*-journal") ]] || fail 'a journal was left behind'
}

@test "pragmas that count are kept, VACUUM INTO writes where it says" {
	cat <<-'SQL' | migration 1_pragmas
		PRAGMA user_version = 42;
		PRAGMA application_id = 7;
		CREATE TABLE t (a INTEGER);
		PRAGMA journal_mode = WAL;
		VACUUM INTO 'copy.db';
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'PRAGMA user_version; PRAGMA application_id; PRAGMA journal_mode')" $'42\n7\nwal'
	assert_equal "$(sqlite3 copy.db 'SELECT name FROM sqlite_master WHERE name = "t"')" t
	run -0 godwit verify
}

@test "virtual tables, generated columns, WITHOUT ROWID, quotes" {
	cat <<-'SQL' | migration 1_kinds
		CREATE VIRTUAL TABLE words USING fts5 (word, tokenize = 'porter ascii');
		INSERT INTO words VALUES ('it''s; "fine"');
		CREATE TABLE "odd; name" ([a b] TEXT, `c` TEXT, d TEXT GENERATED ALWAYS AS ([a b] || ';') STORED);
		INSERT INTO "odd; name" ([a b]) VALUES ('x');
		CREATE TABLE k (id TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
		CREATE VIEW v AS SELECT CASE WHEN 1 THEN ';' END AS semicolon;
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT d FROM "odd; name"')" 'x;'
	run -0 godwit verify
}

@test "a statement that writes for too long takes the whole run back" {
	echo 'CREATE TABLE t (a INTEGER);' | migration 1_t
	cat <<-'SQL' | migration 2_endless
		-- godwit:up statement_timeout=100ms
		INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n;
	SQL
	run -1 godwit up
	assert_contains 2_endless.sql:2
	assert_contains 'statement timeout of 100 ms'
	assert_contains 'the whole run was rolled back'
	assert_equal "$(db_tables)" ''
	# One that only reads fails alone; for the others the limit is not there.
	cat <<-'SQL' | migration 2_endless
		-- godwit:up statement_timeout=100ms
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n;
	SQL
	run -1 godwit up
	assert_contains 'statement timeout of 100 ms'
	assert_equal "$(db_tables)" t
}

@test "a reader sees all of a migration or nothing of it, and does not stop it" {
	parents_and_children
	run -0 godwit up
	db_query 'PRAGMA journal_mode = WAL' >/dev/null
	mkfifo go
	spawn reader sqlite3 -batch "$DB" 'BEGIN' 'SELECT count(*) FROM parent' '.read go'
	exec 9>go
	eventually grep -q . "$BATS_TEST_TMPDIR/reader.out"
	echo 'INSERT INTO parent SELECT id + 100, name FROM parent;' | migration 2_more
	run -0 godwit up
	echo 'SELECT count(*) FROM parent; COMMIT; SELECT count(*) FROM parent;' >&9
	exec 9>&-
	reap reader
	assert_equal "$output" $'2\n2\n4'
}

@test "a writer who is faster is waited for" {
	echo 'CREATE TABLE t (a INTEGER);' | migration 1_t
	mkfifo go
	spawn writer sqlite3 -batch "$DB" 'CREATE TABLE theirs (a)' 'BEGIN IMMEDIATE' 'SELECT 1' '.read go'
	exec 9>go
	eventually grep -q 1 "$BATS_TEST_TMPDIR/writer.out"
	run -75 godwit up --lock-wait 200ms
	assert_contains 'error[GW4101]'
	DATABASE_URL=$URL spawn waiter "$GODWIT" up --lock-wait 20s
	echo 'COMMIT;' >&9
	exec 9>&-
	reap writer
	reap waiter
	assert_status 0
	assert_equal "$(db_tables | tr '\n' ' ')" 't theirs '
}

# SQLite itself says "foreign key mismatch" when such a table is asked about.
@test "a foreign key to columns that are no key keeps no migration from running" {
	migration 1_a <<<'CREATE TABLE a (x, n); CREATE TABLE b (y REFERENCES a (n));'
	run -0 godwit up
	migration 2_c <<<'CREATE TABLE c (z); DROP TABLE c;'
	run -0 godwit up
	assert_contains 'references between rows are not checked in this run: foreign key mismatch'
	assert_equal "$(db_events)" 'created 1;applied 1;finished;applied 2;finished'
}

# What undoes it does not stay in memory.
@test "a statement changes more than the memory for it holds" {
	echo "CREATE TABLE big (id integer PRIMARY KEY, a text);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
		INSERT INTO big SELECT i, hex(randomblob(50)) FROM n;" | migration 1_big
	echo "UPDATE big SET a = a || 'x';" | migration 2_more
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*), min(length(a)) FROM big')" '20000|101'
}
