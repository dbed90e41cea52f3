#!/usr/bin/env bats
# Where in its file each error of SQLite is; see tests/lib/e2e_positions.bash.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_positions

schema() {
	db_query "CREATE TABLE users (id int PRIMARY KEY CHECK (id > 0), name text NOT NULL);
		CREATE INDEX by_name ON users (name);
		CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users);
		INSERT INTO users VALUES (1, 'a')"
}

cases() {
	cat <<'CASES'
¶SELEC 'é€😀';
---
SELECT 'é€😀' FRM ¶users;
---
SELECT id, 'é€😀', ¶nope FROM users;
---
SELECT 'e̊€' FROM ¶nope;
---
SELECT 'é', ¶nope(1);
---
CREATE TABLE t ("é" int, ¶"é" int);
---
ALTER TABLE users ADD COLUMN ¶name text;
---
¶INSERT INTO users VALUES (1, 'é');
---
¶INSERT INTO users VALUES (9, NULL);
---
¶INSERT INTO users VALUES (-1, 'é');
---
SELECT 'é€', ¶id FROM users a, users b;
---
SELECT 'é' FROM users WHERE ¶count(*) > 1;
---
¶INSERT INTO users (id) VALUES (1, 'é');
---
INSERT INTO users (id, ¶"é") VALUES (1, 2);
---
UPDATE users SET name = 'é', ¶nope = 1;
---
SELECT ('é' || ¶'x';
---
CREATE TRIGGER t AFTER INSERT ON users BEGIN
	SELECT 'é€';
	¶SELEC 1;
END;
---
CREATE TRIGGER t BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'é'); END;
SELECT 'é'; ¶INSERT INTO users VALUES (7, 'é');
---
SELECT 'é',
	'€',
	'😀', ¶nope
FROM users;
---
SELECT '😀😀😀'; SELECT 'é'; SELECT ¶nope;
---
CREATE INDEX i ON users (¶nope);
---
ALTER TABLE ¶nope ADD x int;
---
DROP TABLE ¶"é";
---
DROP VIEW ¶"é";
---
DROP INDEX ¶"é";
---
DROP TRIGGER ¶"é";
---
CREATE TABLE ¶users (a int);
---
CREATE INDEX ¶by_name ON users (name);
---
ALTER TABLE users DROP COLUMN ¶"é";
---
ALTER TABLE users RENAME COLUMN ¶"é" TO x;
---
¶ALTER TABLE users ADD COLUMN x integer PRIMARY KEY;
---
CREATE TABLE t ("é" int CHECK ("é" > ¶nope));
---
CREATE TABLE t (¶"é" int DEFAULT (nope));
---
INSERT INTO ¶nope VALUES ('é');
---
DELETE FROM ¶nope WHERE a = 'é';
---
SELECT 'é' AS a ORDER BY ¶b;
---
¶SELECT 'é' UNION SELECT 1, 2;
---
SELECT 'é' FROM users ¶WHERE;
---
SELECT name COLLATE ¶nope FROM users ORDER BY 1;
---
CREATE VIRTUAL TABLE t USING ¶nope (a);
---
SELECT 'é', ¶substr();
---
SELECT 'é', ¶substr('é');
---
WITH é AS (SELECT 1) SELECT ¶x FROM é;
---
SELECT * FROM users JOIN posts USING (¶nope);
---
SELECT 'é', ¶x'abc';
---
SELECT 'é', ¶#;
---
CREATE TABLE t (a, b, FOREIGN KEY (¶c) REFERENCES users (id));
---
CREATE TABLE t ("é" int, PRIMARY KEY (¶nope));
---
PRAGMA nope¶(;
---
ATTACH ¶nope;
---
CREATE TABLE t (a STORED) ¶STRICTT;
---
¶SELECT json('{é');
---
¶SELECT abs(-9223372036854775808);
CASES
}

@test "every error has its place" {
	assert_places
}
