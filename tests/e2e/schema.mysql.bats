#!/usr/bin/env bats
# Schemas of MariaDB: dumped, compared beside a shadow that is gone afterwards, and synchronised.

load ../lib/e2e
load ../lib/e2e_world

# Tables that refer to each other, and code of every kind.
wish() {
	cat >"${1:-schema.sql}" <<-'SQL'
		CREATE SEQUENCE numbers START WITH 5;
		CREATE TABLE users (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL COMMENT 'as, they; say',
			post int, number bigint DEFAULT nextval(numbers), j json,
			upper_name varchar(50) AS (upper(name)) VIRTUAL, KEY (name), CHECK (post > 0)) COMMENT 'who';
		CREATE TABLE posts (id int PRIMARY KEY, author int NOT NULL, title varchar(20) COLLATE utf8mb4_bin,
			FOREIGN KEY (author) REFERENCES users (id) ON DELETE CASCADE);
		ALTER TABLE users ADD CONSTRAINT pinned FOREIGN KEY (post) REFERENCES posts (id);
		CREATE TABLE years (y int) PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (10));
		CREATE FUNCTION words(t varchar(50)) RETURNS int DETERMINISTIC RETURN length(t);
		CREATE VIEW z AS SELECT id, words(name) AS n FROM users;
		CREATE VIEW a AS SELECT * FROM z WHERE n > 1;
		CREATE TRIGGER second BEFORE INSERT ON posts FOR EACH ROW SET NEW.title = 'x';
		CREATE TRIGGER first BEFORE INSERT ON posts FOR EACH ROW SET NEW.title = 'y';
		DELIMITER //
		CREATE PROCEDURE p() BEGIN SELECT ';'; SELECT 2; END//
		SET sql_mode = 'ANSI_QUOTES'//
		CREATE TRIGGER quoted AFTER INSERT ON users FOR EACH ROW SET @a = NEW."id"//
		SET sql_mode = DEFAULT//
		DELIMITER ;
		CREATE EVENT clean ON SCHEDULE EVERY 1 DAY ENABLE COMMENT 'tidy' DO DELETE FROM posts;
	SQL
}

load_file() {
	mysql_client "$DB" <"$1"
}

shadows() {
	db_query "SELECT schema_name FROM information_schema.schemata
		WHERE schema_name LIKE 'godwit\_shadow\_%'" | left_over
}

@test "what is dumped loads into an empty database, and is dumped again as it was" {
	wish
	load_file schema.sql
	db_query "INSERT INTO users (name) VALUES ('Ada')"
	godwit schema dump >first.sql
	refute_contains 'godwit' "$(<first.sql)"
	refute_contains 'AUTO_INCREMENT=' "$(<first.sql)"
	db_new
	load_file first.sql
	godwit schema dump -o second.sql
	cmp first.sql second.sql
	run godwit schema diff "$URL" schema.sql --exit-code
	assert_status 0
	assert_equal "$(shadows)" ''
	run godwit schema dump --json
	assert_json '[.objects[] | select(.kind == "table") | .name]' '["posts","users","years"]'
	assert_json '[.objects[] | select(.name == "posts") | .children[] | select(.kind == "trigger") | .name]' '["second","first"]'
}

@test "a difference leads there, keeps the rows, and is none afterwards" {
	wish
	load_file schema.sql
	db_query "INSERT INTO users (id, name) VALUES (7, '70')"
	sed -i 's/name varchar(50) NOT NULL/name bigint NOT NULL/; s/id int AUTO_INCREMENT/id bigint AUTO_INCREMENT/' schema.sql
	sed -i 's/author int NOT NULL/title2 date, author bigint NOT NULL/; s/LESS THAN (10)/LESS THAN (20)/' schema.sql
	godwit schema diff "$URL" schema.sql --sql >plan.sql
	assert_contains data-dependent "$(<plan.sql)"
	refute_contains 'DROP TABLE' "$(<plan.sql)"
	load_file plan.sql
	run godwit schema diff "$URL" schema.sql --exit-code
	assert_status 0
	assert_equal "$(db_query 'SELECT name + 1, upper_name FROM users')" '71|70'
	assert_equal "$(shadows)" ''
}

@test "the order of columns is part of a table, and a change of it is one statement" {
	db_query 'CREATE TABLE t (a int, b int, c int, d int, e int); INSERT INTO t VALUES (1, 2, 3, 4, 5)'
	echo 'CREATE TABLE t (e int, a int, x int, c int, d bigint, y int);' >schema.sql
	run godwit schema sync "$URL" schema.sql --apply
	assert_contains '`--allow-destructive column`'
	[[ $status -ne 0 ]]
	godwit schema diff "$URL" schema.sql --sql >plan.sql
	assert_equal "$(grep -c 'ALTER TABLE' plan.sql)" 1
	godwit schema sync "$URL" schema.sql --apply --allow-destructive column
	assert_equal "$(db_query 'SELECT * FROM t')" '5|1|NULL|3|4|NULL'
}

@test "names that are free only when the table that had them is gone" {
	db_query 'CREATE TABLE a (x int PRIMARY KEY, CONSTRAINT f FOREIGN KEY (x) REFERENCES a (x))'
	db_query 'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @a = 1'
	echo 'CREATE TABLE b (y int PRIMARY KEY, CONSTRAINT f FOREIGN KEY (y) REFERENCES b (y));' >schema.sql
	echo 'CREATE TRIGGER t BEFORE INSERT ON b FOR EACH ROW SET @a = 1;' >>schema.sql
	godwit schema sync "$URL" schema.sql --apply --allow-destructive table
	run -0 godwit schema diff "$URL" schema.sql --exit-code
}

@test "a trigger is written with the lines that it had" {
	db_query $'CREATE TABLE t (a int); CREATE TRIGGER g BEFORE INSERT ON t\nFOR EACH ROW\n  SET NEW.a = 1'
	assert_contains $' BEFORE INSERT ON t\nFOR EACH ROW\n  SET NEW.a = 1' "$(godwit schema dump)"
}

@test "a migration with its way back" {
	wish
	load_file schema.sql
	godwit schema dump -o before.sql
	sed -i 's/title varchar(20)/title varchar(30)/; s/SET NEW.title = .y./SET NEW.title = "z"/' schema.sql
	sed -i 's/CREATE TRIGGER second.*//; s/n > 1/n > 2/; s/EVERY 1 DAY/EVERY 2 DAY/' schema.sql
	mkdir -p migrations
	godwit schema sync "$URL" schema.sql -o migrations/1_sync.sql
	godwit up --dump after.sql
	cmp after.sql <(godwit schema dump)
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	godwit down
	cmp before.sql <(godwit schema dump)
}

@test "bytes, zero dates and names that look like SQL" {
	db_query 'CREATE TABLE `a``b.c` (b varbinary(6) DEFAULT 0xfe00275c0a41, z datetime DEFAULT "0000-00-00 00:00:00")'
	db_query 'CREATE TABLE t (`, (` enum("NOT NULL", "b,"), x int DEFAULT 1 COMMENT "\\\\ ; DEFAULT", KEY (`, (`))'
	godwit schema dump -o first.sql
	db_new
	load_file first.sql
	cmp first.sql <(godwit schema dump)
	db_query 'INSERT INTO `a``b.c` () VALUES ()'
	assert_equal "$(db_query 'SELECT hex(b), z FROM `a``b.c`')" 'FE00275C0A41|0000-00-00 00:00:00'
}

@test "code comes back as it was written: escapes, aggregates, packages" {
	cat >schema.sql <<-'SQL'
		CREATE TABLE t (a varchar(20));
		CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 'a\\b\'c';
		CREATE EVENT e ON SCHEDULE EVERY 1 DAY ENDS '2035-01-01 00:00:00' DO INSERT INTO t VALUES ('a\\b\'c');
		DELIMITER //
		CREATE AGGREGATE FUNCTION f(x int) RETURNS int BEGIN FETCH GROUP NEXT ROW; RETURN x; END//
		SET sql_mode = ORACLE//
		CREATE PACKAGE pack AS FUNCTION one RETURN int; END//
		CREATE PACKAGE BODY pack AS FUNCTION one RETURN int AS BEGIN RETURN 1; END; END//
		DELIMITER ;
	SQL
	load_file schema.sql
	godwit schema dump --strict -o first.sql
	sed -i 's/RETURN 1;/RETURN 2;/; s/RETURNS int/RETURNS bigint/; s/ ENDS .2035-01-01 00:00:00.//' schema.sql
	db_new
	load_file first.sql
	cmp first.sql <(godwit schema dump)
	db_query 'INSERT INTO t VALUES (1)'
	assert_equal "$(db_query 'SELECT hex(a) FROM t')" 615C622763
	godwit schema sync "$URL" schema.sql --apply
	run -0 godwit schema diff "$URL" schema.sql --exit-code
}

@test "a table begins to keep its history, with columns that are left out, and columns of the server's own" {
	db_query 'CREATE TABLE t (id int PRIMARY KEY, n int, out_of_it int); INSERT INTO t VALUES (1, 2, 3)'
	local from="timestamp(6) GENERATED ALWAYS AS ROW START" to="timestamp(6) GENERATED ALWAYS AS ROW END"
	local versioned='CREATE TABLE t (id int PRIMARY KEY, n int, out_of_it int WITHOUT SYSTEM VERSIONING%s) WITH SYSTEM VERSIONING;'
	local own=", %s $from, %s $to, PERIOD FOR SYSTEM_TIME (%s, %s)"
	local columns
	# shellcheck disable=SC2059 # formats
	for columns in '' "$(printf "$own" a z a z)" "$(printf "$own" since until since until)" ''; do
		printf "$versioned" "$columns" >schema.sql
		godwit schema sync "$URL" schema.sql --apply --allow-destructive table --allow-destructive column
		run -0 godwit schema diff "$URL" schema.sql --exit-code
	done
	assert_equal "$(db_query 'SELECT * FROM t')" '1|2|3'
}

@test "the server's own columns of a history get other names, and no row of it is lost" {
	local own='timestamp(6) GENERATED ALWAYS AS ROW'
	local table="CREATE TABLE t (id int PRIMARY KEY, a $own START, z $own END, PERIOD FOR SYSTEM_TIME (a, z)) WITH SYSTEM VERSIONING;"
	db_query "$table INSERT INTO t (id) VALUES (1); UPDATE t SET id = 2"
	sed 's/ a / since /; s/ z / until /; s/(a, z)/(since, until)/' <<<"$table" >schema.sql
	godwit schema diff "$URL" schema.sql --sql >plan.sql
	refute_contains data-loss "$(<plan.sql)"
	load_file plan.sql
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	assert_equal "$(db_query 'SELECT id, until > now(6) FROM t FOR SYSTEM_TIME ALL ORDER BY 1')" $'1|0\n2|1'
	# And each other's.
	sed 's/ a / until /; s/ z / since /; s/(a, z)/(until, since)/' <<<"$table" >schema.sql
	godwit schema sync "$URL" schema.sql --apply
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	assert_equal "$(db_query 'SELECT id, since > now(6) FROM t FOR SYSTEM_TIME ALL ORDER BY 1')" $'1|0\n2|1'
}

@test "the case of letters in names of columns and keys" {
	db_query 'CREATE TABLE t (Id int PRIMARY KEY, userId int, KEY byUser (userId), CHECK (userId > 0)); INSERT INTO t VALUES (1, 2)'
	echo 'CREATE TABLE t (id int PRIMARY KEY, userid int, KEY byuser (userid), CHECK (userid > 0));' >schema.sql
	godwit schema diff "$URL" schema.sql --sql >plan.sql
	refute_contains 'DROP COLUMN' "$(<plan.sql)"
	load_file plan.sql
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	godwit schema dump >dump.sql
	assert_contains 'KEY `byuser` (`userid`)' "$(<dump.sql)"
	assert_equal "$(db_query 'SELECT id, userid FROM t')" '1|2'
}

@test "a column that is computed when it is read from now on, under a check" {
	db_query 'CREATE TABLE t (a int, d int AS (a + 1) STORED, e int AS (d + 1), CONSTRAINT positive CHECK (D > 0), KEY (d))'
	db_query 'INSERT INTO t (a) VALUES (1)'
	echo 'CREATE TABLE t (a int, d int AS (a + 1), e int AS (d + 1), CONSTRAINT positive CHECK (D > 0), KEY (d));' >schema.sql
	godwit schema sync "$URL" schema.sql --apply
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	assert_equal "$(db_query 'SELECT * FROM t')" '1|2|3'
}

@test "keys that are hashed, and options that only Aria knows" {
	db_query 'CREATE TABLE t (id int PRIMARY KEY, a text); CREATE TABLE l (a int) ENGINE=Aria TRANSACTIONAL=1; INSERT INTO l VALUES (1)'
	echo 'CREATE TABLE t (id int PRIMARY KEY, a text, UNIQUE KEY (a)); CREATE TABLE l (a int) ENGINE=MyISAM;' >schema.sql
	godwit schema dump -o before.sql
	godwit schema sync "$URL" schema.sql --apply
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	godwit schema sync "$URL" before.sql --apply
	run -0 godwit schema diff "$URL" before.sql --exit-code
	assert_equal "$(db_query 'SELECT * FROM l')" 1
}

# Views of a table that is gone, of such a view, of a column, and of a function; and one that is whole.
broken_views() {
	db_query 'CREATE TABLE t (a int, b int); CREATE TABLE gone (x int)
		; CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x
		; CREATE VIEW v AS SELECT x FROM gone; CREATE VIEW above AS SELECT x FROM v
		; CREATE VIEW of_column AS SELECT b FROM t; CREATE VIEW of_function AS SELECT f(a) FROM t
		; CREATE VIEW whole AS SELECT a FROM t; DROP TABLE gone; ALTER TABLE t DROP b; DROP FUNCTION f'
}

@test "a view that is broken is told of, and stands in nobody's way" {
	broken_views
	run --separate-stderr godwit schema dump -o dump.sql
	assert_status 0
	local view
	for view in v above of_column of_function; do
		assert_contains "view $view cannot be made anew: something that it names is not there" "$stderr"
	done
	refute_contains 'view whole' "$stderr"
	run -65 godwit schema dump --strict
	assert_contains '4 objects that cannot be made anew'
	db_new
	load_file dump.sql
	assert_equal "$(db_tables)" $'t\nwhole'
}

@test "a view that is broken goes, or is mended, and is not made" {
	broken_views
	cat >schema.sql <<-'SQL'
		CREATE TABLE t (a int, c int);
		CREATE TABLE gone (x int);
		CREATE VIEW v AS SELECT x FROM gone;
		CREATE VIEW of_column AS SELECT c FROM t;
		CREATE VIEW whole AS SELECT a, c FROM t;
	SQL
	local broken=$URL
	godwit schema dump -o before.sql
	db_new
	run -0 godwit schema sync "$URL" "$broken" --apply
	assert_equal "$(db_tables)" $'t\nwhole'
	godwit schema sync "$broken" schema.sql --apply
	run -0 godwit schema diff "$broken" schema.sql --exit-code --strict
}

@test "what is not looked at is told, and an error when it must not be" {
	db_query "CREATE PROCEDURE secret() SELECT 1; CREATE OR REPLACE USER blind; GRANT EXECUTE ON $DB.* TO blind"
	run --separate-stderr godwit schema dump --url "${URL/root/blind}"
	assert_status 0
	assert_contains 'procedure secret is not looked at: its definition is not shown' "$stderr"
	run godwit schema dump --strict --url "${URL/root/blind}"
	assert_contains '`--strict`'
	[[ $status -ne 0 ]]
	db_query 'DROP USER blind'
}

@test "no shadow is left of what fails, and no database is an error of its own" {
	echo 'CREATE TABLE t (a int); CREATE TABLE t (a int);' >broken.sql
	run -1 godwit schema diff "$URL" broken.sql
	assert_contains 'broken.sql:1:38'
	assert_equal "$(shadows)" ''
	run -78 godwit schema dump --url "${URL/"$DB"/}"
	assert_contains 'names no database'
}

@test "what names its database is not run beside it" {
	printf '%s\n' '-- godwit:up' "CREATE TABLE $DB.a (n int);" "INSERT INTO $DB.a VALUES (1);" '-- godwit:down' \
		"DROP TABLE $DB.a;" >migrations/1_a.sql
	run -0 godwit up
	local command
	for command in drift 'test --all' 'schema diff history migrations' 'ephemeral -- true'; do
		# shellcheck disable=SC2086 # words
		run -65 godwit $command
		assert_contains 'error[GW2305]'
		assert_contains 1_a
		assert_contains 'godwit accept'
		assert_equal "$(db_query 'SELECT count(*) FROM a')" 1
	done
}

@test "nor are hooks and checks that do; on a server of its own nothing real is written to" {
	db_query 'CREATE TABLE kept (n int)'
	echo 'CREATE TABLE b (n int);' | migration 1_b
	mkdir migrations/hooks
	local hook command
	for hook in before-run after-run before-each after-each verify; do
		rm -f migrations/hooks/*
		echo "INSERT INTO $DB.kept VALUES (1);" >"migrations/hooks/$hook.sql"
		if [[ $hook == verify ]]; then
			rm migrations/hooks/*
			printf -- '-- godwit:up\nCREATE TABLE b (n int);\n-- godwit:verify\nINSERT INTO %s.kept VALUES (1);\n' "$DB" |
				migration 1_b
		fi
		for command in 'test --all' 'schema diff migrations migrations' 'ephemeral -- true'; do
			# shellcheck disable=SC2086 # words
			run -65 godwit $command
			assert_contains 'error[GW2305]'
			assert_contains "${hook/verify/1_b}"
			refute_contains 'godwit accept'
		done
	done
	assert_equal "$(db_query 'SELECT count(*) FROM kept')" 0
	printf '%s\n' '-- godwit:up' 'CREATE DATABASE aside;' 'CREATE TABLE aside.a (n int);' | migration 1_b
	run -0 "$GODWIT" ephemeral --engine mariadb -- sh -c 'echo done'
	assert_contains 'done'
	run -65 godwit ephemeral -- true
	assert_contains 'error[GW2305]'
}
