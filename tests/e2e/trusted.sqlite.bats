#!/usr/bin/env bats
# Files that somebody else prepared, and schemas that use much of what SQLite has: the one does no harm,
# the other works.

load ../lib/e2e
load ../lib/e2e_world

@test "views and triggers on full-text, R*Tree and JSON tables work" {
	migration 1_search <<-'SQL'
		-- godwit:up
		CREATE TABLE docs (id integer PRIMARY KEY, title text, body text, tags text DEFAULT (json_array('new')),
			made text DEFAULT (strftime('%Y', 'now')), size integer AS (length(body)) STORED,
			CHECK (json_valid(tags)));
		CREATE INDEX docs_lower ON docs (lower(title)) WHERE length(title) > 0;
		CREATE VIRTUAL TABLE words USING fts5 (title, body, content = 'docs', content_rowid = 'id');
		CREATE TRIGGER docs_insert AFTER INSERT ON docs BEGIN
			INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
		END;
		CREATE TRIGGER docs_delete AFTER DELETE ON docs BEGIN
			INSERT INTO words (words, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
		END;
		CREATE TRIGGER docs_update AFTER UPDATE ON docs BEGIN
			INSERT INTO words (words, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
			INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
		END;
		CREATE VIEW found AS SELECT rowid, bm25(words) AS rank, highlight(words, 1, '<', '>') AS shown,
			snippet(words, 1, '[', ']', '..', 5) AS cut FROM words WHERE words MATCH 'godwit' ORDER BY rank;
		CREATE VIRTUAL TABLE old_words USING fts4 (body);
		CREATE TRIGGER docs_old AFTER INSERT ON docs BEGIN
			INSERT INTO old_words (docid, body) VALUES (new.id, new.body);
		END;
		CREATE VIEW old_found AS SELECT docid, snippet(old_words) AS shown, offsets(old_words) AS places
			FROM old_words WHERE old_words MATCH 'godwit';
		CREATE VIRTUAL TABLE boxes USING rtree (id, min_x, max_x, min_y, max_y);
		CREATE TRIGGER docs_box AFTER INSERT ON docs BEGIN
			INSERT INTO boxes VALUES (new.id, new.id, new.id + 1, 0, 1);
		END;
		CREATE VIEW near AS SELECT docs.title FROM boxes JOIN docs USING (id) WHERE min_x < 5;
		CREATE VIEW tags AS SELECT docs.id, value FROM docs, json_each(docs.tags);
		INSERT INTO docs (id, title, body) VALUES (1, 'Birds', 'the godwit flies far'), (2, 'Fish', 'the eel swims');
		UPDATE docs SET body = 'a godwit flies farther' WHERE id = 1;
		DELETE FROM docs WHERE id = 2;
		-- godwit:down
		DROP VIEW tags; DROP VIEW near; DROP VIEW old_found; DROP VIEW found;
		DROP TABLE docs; DROP TABLE words; DROP TABLE old_words; DROP TABLE boxes;
		-- godwit:verify
		SELECT count(*) = 1 FROM found WHERE shown = 'a <godwit> flies farther' AND rank < 0;
		SELECT cut LIKE '%[godwit]%' FROM found;
		SELECT count(*) = 1 FROM old_found WHERE places <> '';
		SELECT count(*) = 1 FROM near;
		SELECT value = 'new' FROM tags;
	SQL
	run -0 godwit up
	run -0 godwit verify
	run -0 godwit redo
	run -0 godwit down
	assert_equal "$(db_tables)" ''
}

@test "a dump of virtual tables is a migration" {
	sqlite3 dumped.db "CREATE TABLE plain (a); INSERT INTO plain VALUES (1);
		CREATE VIRTUAL TABLE words USING fts5 (body); INSERT INTO words VALUES ('a godwit');
		CREATE VIRTUAL TABLE boxes USING rtree (id, a, b); INSERT INTO boxes VALUES (1, 2, 3);"
	sqlite3 dumped.db .dump >migrations/1_dump.sql
	grep -q writable_schema migrations/1_dump.sql
	echo 'CREATE TABLE later (a);' | migration 2_later
	run -0 godwit up
	assert_equal "$(db_query "SELECT count(*) FROM words WHERE words MATCH 'godwit'")" 1
	assert_equal "$(db_query 'SELECT count(*) FROM boxes, plain, later')" 0
	assert_equal "$(db_query 'PRAGMA integrity_check')" ok
	run -0 godwit verify
}

@test "the schema table is changed by who says so, and the guard is up again behind it" {
	migration 1_a <<-'SQL'
		CREATE TABLE a (x integer NOT NULL);
		CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;
	SQL
	migration 2_edit <<-'SQL'
		PRAGMA writable_schema = ON;
		UPDATE sqlite_schema SET sql = 'CREATE TABLE a (x integer)' WHERE name = 'a';
		PRAGMA schema_version = 77;
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'PRAGMA schema_version')" 77
	run db_query 'INSERT INTO a VALUES (NULL)'
	assert_status 0
	echo "UPDATE sqlite_schema SET sql = 'CREATE TABLE a (y)' WHERE name = 'a';" | migration 3_b
	run -1 godwit up
	assert_contains 'table sqlite_master may not be modified'
	assert_contains 'PRAGMA writable_schema = ON'

	# In one run, the edit before does not open the door for what comes after.
	db_new
	run -1 godwit up
	assert_contains '3_b'
	rm migrations/2_edit.sql
	for sql in "INSERT INTO words_data VALUES (9, x'00');" 'DROP TABLE words_data;' 'DELETE FROM words_content;'; do
		printf '%s\n' 'CREATE VIRTUAL TABLE words USING fts5 (body);' "$sql" | migration 3_b
		run -1 godwit up --missing warn
		assert_contains 'hint:  This is a part of SQLite'
	done
	printf '%s\n' 'CREATE VIRTUAL TABLE words USING fts5 (body);' 'PRAGMA writable_schema = 1;' \
		'DELETE FROM words_content;' 'PRAGMA writable_schema(reset);' | migration 3_b
	run -0 godwit up --missing warn
}

# Everything below asks for what only a trusted schema may call.
@test "a file that somebody prepared does not run what could do harm" {
	local plant
	migrations
	while read -r plant; do
		db_new
		sqlite3 "$DB" "PRAGMA trusted_schema = ON; CREATE TABLE victims (a); INSERT INTO victims VALUES (1); $plant"
		for command in status plan log verify; do
			run -0 godwit $command
		done
		printf '%s\n' "INSERT INTO victims VALUES ('x.so');" 'SELECT * FROM harm;' | migration 1_users
		run -1 godwit up
		[[ $output == *'unsafe use of'* || $output == *'no such'* || $output == *'not authorized'* ]] ||
			fail "$plant: $output"
	done <<-'PLANTS'
		CREATE VIEW harm AS SELECT load_extension(a) FROM victims;
		CREATE TRIGGER harm AFTER INSERT ON victims BEGIN SELECT load_extension(new.a); END;
		CREATE TRIGGER harm AFTER INSERT ON victims BEGIN SELECT fts3_tokenizer('simple', x'0000000000000000'); END;
		CREATE VIEW harm AS SELECT * FROM dbstat;
		CREATE VIEW harm AS SELECT * FROM sqlite_dbpage;
	PLANTS
}

# The tables are as godwit makes them, and there is something more.
@test "godwit's own tables with something planted are refused" {
	local plant finding command
	migrations
	run -0 godwit up --to 1
	cp "$DB" good.db
	while IFS='|' read -r plant finding; do
		cp good.db "$DB"
		sqlite3 "$DB" "PRAGMA writable_schema = ON; $plant"
		for command in status log verify up down; do
			run -77 godwit $command
			assert_contains 'error[GW5001]'
			assert_contains "$finding"
		done
	done <<-'PLANTS'
		CREATE TRIGGER t BEFORE INSERT ON godwit_history BEGIN SELECT load_extension('x'); END;|trigger t on godwit_history
		CREATE TRIGGER t AFTER DELETE ON godwit_journal BEGIN DELETE FROM users; END;|trigger t on godwit_journal
		CREATE INDEX i ON godwit_history (lower(reason));|unexpected index i of godwit_history
		CREATE INDEX i ON godwit_journal (at) WHERE state > abs(1);|unexpected index i of godwit_journal
		ALTER TABLE godwit_history ADD extra text;|unexpected column extra
		ALTER TABLE godwit_lock ADD extra text AS (upper(owner));|unexpected column extra
		UPDATE sqlite_schema SET sql = replace(sql, 'reason TEXT', 'reason TEXT CHECK (abs(1) = 1)') WHERE name = 'godwit_history';|unexpected CHECK of godwit_history
		UPDATE sqlite_schema SET sql = replace(sql, 'objects TEXT', 'objects TEXT CHECK(abs(1) = 1)') WHERE name = 'godwit_journal';|unexpected CHECK of godwit_journal
		ALTER TABLE godwit_lock RENAME TO l; CREATE VIEW godwit_lock AS SELECT * FROM l;|godwit_lock is no ordinary table
		DROP TABLE godwit_lock; CREATE VIRTUAL TABLE godwit_lock USING fts5 (name, owner, host, pid, epoch, acquired_at, expires_at);|godwit_lock is no ordinary table
		ALTER TABLE godwit_history DROP COLUMN detail;|missing column detail
	PLANTS
}
