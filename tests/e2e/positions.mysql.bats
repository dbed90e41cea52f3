#!/usr/bin/env bats
# Where in its file each error of MariaDB is; see tests/lib/e2e_positions.bash.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_positions

schema() {
	db_query "CREATE TABLE users (id int PRIMARY KEY CHECK (id > 0), name varchar(20) NOT NULL);
		CREATE INDEX by_name ON users (name);
		CREATE TABLE posts (id int PRIMARY KEY, author int, FOREIGN KEY (author) REFERENCES users (id));
		INSERT INTO users VALUES (1, 'a')"
}

# DDL stays, and so does the note of how far the script came.
forget() {
	db_query 'DROP PROCEDURE IF EXISTS p; DROP TRIGGER IF EXISTS t; DELETE FROM godwit_journal'
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
CREATE TABLE t (`é` int, b ¶nope);
---
CREATE TABLE t (`é` int, ¶`é` int);
---
ALTER TABLE users ADD COLUMN ¶name text;
---
¶INSERT INTO users VALUES (1, 'é');
---
¶INSERT INTO users VALUES (9, NULL);
---
¶INSERT INTO posts VALUES (1, 99);
---
¶INSERT INTO users VALUES (-1, 'é');
---
¶INSERT INTO users VALUES ('é', 'x');
---
¶INSERT INTO users VALUES (8, repeat('é', 99));
---
SELECT 'é€', ¶id FROM users a, users b;
---
¶SELECT 'é' FROM users WHERE count(*) > 1;
---
¶INSERT INTO users (id) VALUES (1, 'é');
---
INSERT INTO users (id, ¶`é`) VALUES (1, 2);
---
UPDATE users SET name = 'é', ¶nope = 1;
---
SELECT ('é' ¶+ ;
---
CREATE PROCEDURE p() BEGIN
	SELECT 'é€';
	SELEC ¶1;
END;
---
CREATE PROCEDURE p() BEGIN
	SELECT 'é';
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'é';
END;
SELECT 'é'; ¶CALL p();
---
CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'é';
SELECT 'é'; ¶INSERT INTO users VALUES (7, 'é');
---
SELECT 'é',
	'€',
	'😀', ¶nope
FROM users;
---
SELECT 'é',
	'€'
	'😀', ¶FROM users;
---
SELECT '😀😀😀'; SELECT 'é'; SELECT ¶nope;
---
CREATE VIEW v AS SELECT 'é' AS a, ¶nope FROM users;
---
CREATE INDEX i ON users (¶nope);
---
¶CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES nope (id));
---
ALTER TABLE ¶nope ADD x int;
---
DROP TABLE ¶`é`;
---
¶GRANT SELECT ON users TO `é`;
---
SET SESSION ¶nope = 1;
---
CREATE TABLE t (a int) ENGINE = ¶nope;
---
CREATE TABLE t (a int) CHARACTER SET ¶nope;
---
CREATE TABLE t (`é` text COLLATE ¶nope);
---
CREATE TABLE ¶users (a int);
---
ALTER TABLE users DROP COLUMN ¶`é`;
---
ALTER TABLE users
	ADD COLUMN `é` text,
	ADD COLUMN `€` ¶nope;
---
USE ¶`é`;
---
CREATE TABLE t (`é` int CHECK (`é` > ¶nope));
---
CREATE TABLE t (`é` int DEFAULT ¶nope);
---
INSERT INTO ¶nope VALUES ('é');
---
DELETE FROM ¶nope WHERE a = 'é';
---
CREATE UNIQUE INDEX ¶by_name ON users (name);
---
SELECT 'é' AS a ORDER BY ¶b;
---
BEGIN NOT ATOMIC
	SELECT 'é';
	SELECT ¶nope;
END;
---
¶SELECT 'é' UNION SELECT 1, 2;
---
SELECT 'é' FROM users ¶WHERE ;
---
LOAD DATA ¶INFIL 'é';
---
ALTER TABLE users ADD FOREIGN KEY (¶nope) REFERENCES posts (id);
CASES
}

@test "every error has its place" {
	assert_places
}
