#!/usr/bin/env bats
# Where in its file each error of PostgreSQL is; see tests/lib/e2e_positions.bash.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_positions

schema() {
	db_query "CREATE TABLE users (id int PRIMARY KEY CHECK (id > 0), name text NOT NULL);
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
CREATE TABLE t ("é" int, b ¶nope);
---
¶CREATE TABLE t ("é" int, "é" int);
---
¶ALTER TABLE users ADD COLUMN name text;
---
¶SELECT 'é', 1/0;
---
¶INSERT INTO users VALUES (1, 'é');
---
¶INSERT INTO users VALUES (9, NULL);
---
¶INSERT INTO posts VALUES (1, 99);
---
¶INSERT INTO users VALUES (-1, 'é');
---
SELECT 'é', ¶'abc'::int;
---
SELECT 'é', date ¶'2024-13-99';
---
SELECT 'é€', ¶id FROM users a, users b;
---
SELECT 'é', ¶name, count(*) FROM users;
---
SELECT 'é' FROM users WHERE ¶count(*) > 1;
---
SELECT 'é', name ¶+ 1 FROM users;
---
INSERT INTO users (id) VALUES (1, ¶'é');
---
INSERT INTO users (id, ¶"é") VALUES (1, 2);
---
UPDATE users SET name = 'é', ¶nope = 1;
---
SELECT ¶('é' || 'x';
---
DO $$
BEGIN
	PERFORM 'é€', ¶nope;
END $$;
---
DO $$
BEGIN
	-- é€😀
¶	PERFORM 1/0;
END $$;
---
DO $$
DECLARE x int;
BEGIN
	x := 'é';
	¶y := 1;
END $$;
---
¶DO $$ BEGIN RAISE NOTICE 'é'; RAISE EXCEPTION 'é€'; END $$;
---
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$
BEGIN
	RAISE NOTICE 'é€😀';
	RETURN 1 ¶1;
END $f$;
---
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $f$
	SELECT 'é'::text; SELECT ¶nope;
$f$;
---
CREATE FUNCTION f() RETURNS int LANGUAGE sql
BEGIN ATOMIC
	SELECT 'é€', ¶nope;
END;
---
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
	RAISE EXCEPTION 'é';
END $f$;
CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();
SELECT 'é'; ¶INSERT INTO users VALUES (7, 'é');
---
COPY users (id, name) FROM stdin;
7	é€😀
¶x	b
\.
---
SELECT 'é',
	'€',
	'😀', ¶nope
FROM users;
---
SELECT '😀😀😀'; SELECT 'é'; SELECT ¶nope;
---
CREATE VIEW v AS SELECT 'é' AS a, ¶nope FROM users;
---
¶CREATE INDEX ON users (nope);
---
¶CREATE TABLE t (a int REFERENCES nope);
---
¶ALTER TABLE nope ADD x int;
---
¶DROP TABLE "é";
---
¶GRANT SELECT ON users TO "é";
---
¶CREATE EXTENSION "é";
---
¶SET nope.é TO 1, 2;
---
CREATE TABLE t ("é" int DEFAULT ¶nope);
---
CREATE TABLE t ("é" int CHECK ("é" > ¶nope));
---
¶SELECT 'é', $1;
---
SELECT 'é', U&'¶\zzzz';
---
¶SELECT E'\u00e9', 'é', E'\xff';
---
¶CREATE TYPE e AS ENUM ('é', 'é');
---
DO $$
BEGIN
¶	EXECUTE 'SELECT ''é'', nope';
END $$;
---
ALTER TABLE users
	ADD COLUMN é text,
	ADD COLUMN € ¶nope;
---
WITH é AS (SELECT 1) SELECT ¶x FROM é;
---
SELECT 'é' AS a ORDER BY ¶b;
---
SELECT ¶'é' UNION SELECT 1;
---
COMMENT ON TABLE users IS 'é' ¶IS;
---
CREATE TABLE t (id int) PARTITION BY RANGE (¶nope);
CASES
}

@test "every error has its place" {
	assert_places
}
