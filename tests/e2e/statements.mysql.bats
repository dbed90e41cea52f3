#!/usr/bin/env bats
# What only MySQL and MariaDB have: DELIMITER, compound statements, DDL that commits, and the
# journal that makes up for it.

load ../lib/e2e
load ../lib/e2e_world

@test "DELIMITER and compound statements, with and without" {
	cat <<-'SQL' | migration 1_routines
		-- godwit:up
		CREATE TABLE t (a integer, b varchar(20));
		DELIMITER //
		CREATE TRIGGER t_bi BEFORE INSERT ON t FOR EACH ROW
		BEGIN
			IF NEW.b IS NULL THEN SET NEW.b = 'none; yet'; END IF; -- it's a comment //
		END//
		CREATE PROCEDURE fill(n integer)
		BEGIN
			DECLARE i integer DEFAULT 0;
			WHILE i < n DO
				INSERT INTO t (a) VALUES (i);
				SET i = i + 1;
			END WHILE;
		END //
		DELIMITER ;
		CALL fill(3);
		CREATE FUNCTION twice(i integer) RETURNS integer DETERMINISTIC
		BEGIN
			DECLARE r integer;
			CASE WHEN i IS NULL THEN SET r = 0; ELSE SET r = i * 2; END CASE;
			RETURN r;
		END;
		DELIMITER $$
		CREATE VIEW v AS SELECT twice(a) AS a FROM t $$
		INSERT INTO t VALUES (9, 'x$y')$$
		delimiter ;
		BEGIN NOT ATOMIC
			DECLARE i integer DEFAULT 10;
			INSERT INTO t VALUES (i, 'block');
		END;
		-- godwit:down
		DROP VIEW v; DROP FUNCTION twice; DROP PROCEDURE fill; DROP TABLE t;
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT b FROM t ORDER BY b' | paste -sd '|')" \
		'block|none; yet|none; yet|none; yet|x$y'
	assert_equal "$(db_query 'SELECT a FROM v ORDER BY 1 DESC LIMIT 1')" 20
	run -0 godwit verify
	run -0 godwit down
	run -0 godwit up
	run -0 godwit statements --engine mariadb migrations/1_routines.sql
	run -0 godwit statements --engine mysql migrations/1_routines.sql --json
	assert_contains '"CREATE TRIGGER'
}

@test "comments that are code, quotes, hints" {
	cat <<-'SQL' | migration 1_text
		/*!40101 SET @old = @@SQL_MODE */;
		CREATE TABLE `we``ird; name` (a integer) /*!50100 ENGINE=InnoDB */ /*M!100000 COMMENT='it''s; fine' */;
		INSERT INTO `we``ird; name` VALUES (1), (2); # a comment; here
		INSERT INTO `we``ird; name` SELECT /*+ NO_INDEX_MERGE(x) */ 3; --	a tab after the dashes
		INSERT INTO `we``ird; name` VALUES (5--1);
		UPDATE `we``ird; name` SET a = a WHERE 'a\'; b' = "c""; d" OR a = 0x41 OR _utf8mb4'ä' = 'ä';
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT sum(a) FROM `we``ird; name`')" 12
	run -0 godwit verify
}

@test "DDL stands as soon as it ran, what shares a transaction does not" {
	cat <<-'SQL' | migration 1_mixed
		CREATE TABLE t (a integer);
		INSERT INTO t VALUES (1);
		INSERT INTO t VALUES (2);
		ALTER TABLE t ADD COLUMN b integer;
		INSERT INTO t VALUES (3, 3);
		INSERT INTO t VALUES (4, 4);
		INSERT INTO nowhere VALUES (1);
		CREATE TABLE u (a integer);
	SQL
	run -0 --separate-stderr godwit plan --json
	assert_json '.steps[0].one_transaction' false
	assert_json '[.steps[0].segments[] | "\(.kind) \(.first_statement)+\(.statements)"] | join(", ")' \
		'alone 1+1, together 2+2, alone 4+1, together 5+3, alone 8+1'
	run -1 godwit up
	assert_contains 'state: the first 4 statements of its up script stand'
	assert_equal "$(db_query 'SELECT count(*) FROM t')" 2
	run -0 --separate-stderr godwit status --json
	assert_json '.migrations[0].status' unfinished
	assert_json '.migrations[0].statements_done' 4
	run -0 godwit status
	assert_contains '4 statements'

	sed -i 's/INTO nowhere VALUES (1)/INTO t VALUES (5, 5)/' migrations/1_mixed.sql
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*), max(b) FROM t')" '5|5'
	assert_equal "$(db_tables | tr '\n' ' ')" 't u '
	assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0
	run -0 godwit verify
}

# The 'done' of one is in the intent of the next, and at last in the history; rows are written in the
# transaction of the history row.
@test "the journal has one row for each statement that commits by itself" {
	cat <<-'SQL' | migration 1_tables
		CREATE TABLE t (a integer);
		CREATE INDEX i ON t (a);
		ALTER TABLE t ADD COLUMN b integer;
	SQL
	echo 'CREATE TABLE u (a integer);' | migration 2_table
	printf 'INSERT INTO u VALUES (1);\nUPDATE u SET a = 2;\n' | migration 3_rows
	run -0 godwit up
	assert_equal "$(journal_rows)" 4
	assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0

	# Of this one nobody could tell: it has a mark, too, and that it is done is said with it.
	db_query 'CREATE PROCEDURE nothing() DO 0'
	echo 'CALL nothing();' | migration 4_call
	run -0 godwit up
	assert_equal "$(journal_rows)" 7
}

# How many there ever were.
journal_rows() {
	db_query "SELECT AUTO_INCREMENT - 1 FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = '$DB' AND TABLE_NAME = 'godwit_journal'"
}

# Kills godwit with its second statement on the server, as a machine that loses power would.
kill_in_second_statement() { # statement
	cat <<-SQL | migration 1_slow
		CREATE TABLE t (a integer);
		$1;
		CREATE TABLE u (a integer);
	SQL
	DATABASE_URL=$URL spawn killed "$GODWIT" up
	eventually is_running
	kill -KILL "${spawned[killed]}"
	reap killed
}

procedure() { # definition
	printf 'DELIMITER //\nCREATE PROCEDURE %s //\n' "$1" | mysql_client "$DB"
}

is_running() {
	[[ -n $(running_id) ]]
}

running_id() {
	db_query "SELECT id FROM information_schema.processlist
		WHERE db = '$DB' AND state = 'User sleep'"
}

@test "killed in a statement that nobody can judge: named, and resolved" {
	procedure 'slow(seconds integer) BEGIN COMMIT; DO sleep(seconds); END'
	kill_in_second_statement 'CALL slow(60)'
	db_query "KILL $(running_id)"

	run -1 godwit up
	assert_contains 'error[GW2106]'
	assert_contains 'it committed something by itself'
	assert_contains 'migrations/1_slow.sql:2:1'
	assert_contains 'godwit resolve 1 --statement 2 --done'
	assert_contains 'godwit resolve 1 --statement 2 --again'
	run -0 --separate-stderr godwit status --json
	assert_json '.migrations[0].status' unfinished
	assert_json '.migrations[0].in_doubt' true
	assert_json '.migrations[0].statements_done' 1
	run -65 godwit resolve 1 --statement 3 --done --reason why
	assert_contains 'statement 3 of 1'

	# It runs again, as what it is now: what never ran may be changed.
	run -64 godwit resolve 1 --statement 2 --again
	assert_contains 'needs a reason'
	run -0 godwit resolve 1 --statement 2 --again --reason 'looked: nothing happened'
	run -0 --separate-stderr godwit log --count 1 --json
	assert_json '.events[0] | [.event, .version, .name, .kind, .reason, (.detail | [.statement, .happened])]' \
		'["resolved-statement","1","slow","versioned","looked: nothing happened",[2,false]]'
	sed -i 's/slow(60)/slow(0)/' migrations/1_slow.sql
	run -0 godwit up
	assert_equal "$(db_tables | tr '\n' ' ')" 't u '
	run -0 godwit verify
}

@test "killed in code that had committed nothing: run again" {
	db_query 'CREATE TABLE log (a integer)'
	procedure 'slow() BEGIN INSERT INTO log VALUES (1); DO sleep(2); END'
	kill_in_second_statement 'CALL slow()'
	db_query "KILL $(running_id)"
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*) FROM log')" 1
	assert_equal "$(db_tables | tr '\n' ' ')" 'log t u '
	assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0
	run -0 godwit verify
}

# What it writes into a table without transactions is there, whether it ended or not.
@test "killed in code, where rows may stay: named" {
	db_query 'CREATE TABLE log (a integer) ENGINE=MyISAM'
	procedure 'slow() BEGIN INSERT INTO log VALUES (1); DO sleep(60); END'
	kill_in_second_statement 'CALL slow()'
	db_query "KILL $(running_id)"
	run -1 godwit up
	assert_contains 'error[GW2106]'
	assert_equal "$(db_query 'SELECT count(*) FROM log')" 1
}

@test "code that fails has done nothing, or as much as it committed" {
	db_query 'CREATE TABLE log (a integer)'
	procedure 'fails() BEGIN INSERT INTO log VALUES (1); INSERT INTO nowhere VALUES (1); END'
	procedure 'stays() BEGIN INSERT INTO log VALUES (2); COMMIT; INSERT INTO nowhere VALUES (1); END'
	printf '%s;\n' 'CREATE TABLE t (a integer)' 'CALL fails()' | migration 1_code
	run -1 godwit up
	assert_contains 'the first statement of its up script stands; the next run goes on after it'
	assert_equal "$(db_query 'SELECT count(*) FROM log')" 0
	sed -i 's/fails/stays/' migrations/1_code.sql
	run -1 godwit up
	assert_contains 'the one that failed may have committed a part of its work (it committed something by itself)'
	assert_equal "$(db_query 'SELECT a FROM log')" 2
}

@test "killed in a statement that did not happen: seen, and run again" {
	kill_in_second_statement 'CREATE TABLE slow AS SELECT sleep(3) AS s'
	db_query "KILL $(running_id)"
	run -0 godwit up
	assert_equal "$(db_tables | tr '\n' ' ')" 'slow t u '
	assert_equal "$(db_events | sed 's/^[^;]*;//')" 'applied 1;finished'
	run -0 godwit verify
}

@test "killed in a statement that happened after all: waited for, and never done twice" {
	kill_in_second_statement 'CREATE TABLE slow AS SELECT sleep(2) AS s'
	# The server goes on with what it was sent, and holds the lock until it is through.
	run -0 godwit up --lock-wait 20s
	assert_contains 'waiting for another godwit'
	assert_equal "$(db_tables | tr '\n' ' ')" 'slow t u '
	assert_equal "$(db_events | sed 's/^[^;]*;//')" 'applied 1'
	assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0
	run -0 godwit verify
}

@test "LOCK TABLES, SET, USE, FLUSH" {
	cat <<-'SQL' | migration 1_locks
		CREATE TABLE t (a integer);
		LOCK TABLES t WRITE;
		INSERT INTO t VALUES (1);
		UNLOCK TABLES;
		SET @x = 41;
		INSERT INTO t VALUES (@x + 1);
		FLUSH TABLES t;
		SET FOREIGN_KEY_CHECKS = 0;
		CREATE TABLE child (a integer, FOREIGN KEY (a) REFERENCES parent (a)) ENGINE=InnoDB;
		CREATE TABLE parent (a integer PRIMARY KEY) ENGINE=InnoDB;
		SET FOREIGN_KEY_CHECKS = 1;
		ANALYZE TABLE t;
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT a FROM t ORDER BY a')" $'1\n42'
	run -0 godwit verify
}

@test "killed under LOCK TABLES: all of it again" {
	kill_in_second_statement 'LOCK TABLES t WRITE; INSERT INTO t VALUES (1); INSERT INTO t SELECT sleep(2); UNLOCK TABLES'
	db_query "KILL $(running_id)"
	run -0 godwit up
	assert_equal "$(db_query 'SELECT a FROM t ORDER BY a' | paste -sd ' ')" '0 1'
	assert_equal "$(db_tables | tr '\n' ' ')" 't u '
	run -0 godwit verify
}

@test "a failure under LOCK TABLES: nothing of it stands, or what committed by itself, and is gone on under the locks" {
	cat <<-'SQL' | migration 1_locks
		CREATE TABLE t (a integer);
		CREATE TABLE r (a integer);
		LOCK TABLES t WRITE, r READ;
		INSERT INTO t VALUES (1);
		INSERT INTO nowhere VALUES (1);
		UNLOCK TABLES;
		CREATE TABLE u (a integer);
	SQL
	run -1 godwit up
	assert_contains '1_locks.sql:5:'
	assert_contains 'state: the first 2 statements of its up script stand'
	assert_equal "$(db_query 'SELECT count(*) FROM t')" 0
	sed -i 's/^INSERT INTO nowhere.*/ALTER TABLE t ADD COLUMN b integer;/; s/^UNLOCK/INSERT INTO t VALUES (2, 3, 4);\n&/' migrations/1_locks.sql
	run -1 godwit up
	assert_contains '1_locks.sql:6:'
	assert_contains 'the first 5 statements of its up script stand'
	assert_equal "$(db_query 'SELECT a FROM t')" 1
	# Whoever goes on without the locks could write into the one that is locked for reading.
	sed -i 's/^INSERT INTO t VALUES (2.*/INSERT INTO r VALUES (1);/' migrations/1_locks.sql
	run -1 godwit up
	assert_contains "Table 'r' was locked with a READ lock"
	sed -i '/^INSERT INTO r/d' migrations/1_locks.sql
	run -0 godwit up
	assert_equal "$(db_tables | paste -sd ' ')" 'r t u'
	assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0
	run -0 godwit verify
}

@test "under LOCK TABLES, what commits in the middle is not done again after a failure" {
	local apart engine
	for apart in 'LOCK TABLES t WRITE, m WRITE' 'CALL commits()' 'INSERT INTO m SELECT a FROM t' \
		"EXECUTE IMMEDIATE 'ALTER TABLE t ADD b integer'"; do
		engine=InnoDB
		[[ $apart != 'INSERT INTO m'* ]] || engine=MyISAM
		cat <<-SQL | migration 1_locks
			CREATE TABLE t (a integer);
			CREATE TABLE m (a integer) ENGINE=$engine;
			CREATE PROCEDURE commits() BEGIN INSERT INTO t (a) VALUES (2); COMMIT; END;
			LOCK TABLES t WRITE, m WRITE;
			INSERT INTO t (a) VALUES (1);
			$apart;
			INSERT INTO t (a) VALUES (3);
			INSERT INTO nowhere VALUES (1);
			UNLOCK TABLES;
		SQL
		run -1 godwit up
		assert_contains '1_locks.sql:8:'
		assert_contains 'the next run goes on after them'
		assert_equal "$(db_query 'SELECT count(*) FROM t WHERE a IN (1, 3)')" 1
		assert_equal "$(db_events)" 'created 1;failed 1'
		sed -i '/nowhere/d' migrations/1_locks.sql
		run -0 godwit up
		assert_equal "$(db_query 'SELECT count(*) FROM t WHERE a IN (1, 3)')" 2
		assert_equal "$(db_query 'SELECT count(DISTINCT a) = count(*) FROM t')" 1
		assert_equal "$(db_query 'SELECT count(DISTINCT a) = count(*) FROM m')" 1
		assert_equal "$(db_query 'SELECT count(*) FROM godwit_journal')" 0
		assert_equal "$(db_events)" 'created 1;failed 1;applied 1;finished'
		db_query 'DROP TABLE t, m, godwit_history, godwit_journal'
		db_query 'DROP PROCEDURE commits'
	done
}

@test "code that sets what cannot be set in a transaction says that it needs none" {
	local set
	for set in 'SET SESSION sql_log_bin = 0' 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'; do
		migration 1_a <<<"CREATE TABLE t (a integer); EXECUTE IMMEDIATE '$set'; INSERT INTO t VALUES (1)"
		run -1 --separate-stderr godwit up
		assert_contains 'Say `transaction=off`' "$stderr"
		assert_contains 'the first statement of its up script stands' "$stderr"
		sed -i '1i -- godwit:up transaction=off' migrations/1_a.sql
		run -0 godwit up
		assert_equal "$(db_query 'SELECT a FROM t')" 1
		db_query 'DROP TABLE t, godwit_history, godwit_journal'
	done
}

@test "code that fails for a lock is asked again only if it has committed nothing" {
	local commit
	db_query 'CREATE TABLE l (a integer PRIMARY KEY)'
	db_query 'INSERT INTO l VALUES (1)'
	for commit in '' COMMIT\;; do
		migration 1_a <<-SQL
			CREATE TABLE t (a integer);
			CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1); $commit UPDATE l SET a = 2; END;
			CALL p();
		SQL
		spawn holder db_query 'BEGIN; SELECT a FROM l FOR UPDATE; SELECT sleep(3)'
		eventually is_running
		DATABASE_URL=$URL spawn up "$GODWIT" up --lock-timeout 1s
		reap up
		if [[ -z $commit ]]; then
			assert_status 0
			assert_contains 'trying again' "$stderr"
		else
			assert_status 75
			assert_contains 'may have committed a part of its work' "$stderr"
			refute_contains 'trying again' "$stderr"
		fi
		assert_equal "$(db_query 'SELECT count(*) FROM t')" 1
		reap holder
		db_query 'DROP PROCEDURE p'
		db_query 'DROP TABLE t, godwit_history, godwit_journal'
	done
}

@test "code that leaves autocommit off: what comes after it is recorded all the same" {
	migration 1_a <<<"CREATE TABLE t (a integer); EXECUTE IMMEDIATE 'SET autocommit = 0'; INSERT INTO t VALUES (1)"
	run -0 godwit up
	assert_equal "$(db_query 'SELECT a FROM t')" 1
	assert_equal "$(db_events)" 'created 1;applied 1;finished'
}

@test "after a failure in the middle, what the script set is set again" {
	cat <<-'SQL' | migration 1_set
		SET @who = 'Ada';
		CREATE TABLE t (a varchar(20));
		INSERT INTO nowhere VALUES (1);
		INSERT INTO t VALUES (@who);
	SQL
	run -1 godwit up
	sed -i '/nowhere/d' migrations/1_set.sql
	run -0 godwit up
	assert_equal "$(db_query 'SELECT a FROM t')" Ada
}

@test "a procedure that commits, and a statement that ends the transaction" {
	cat <<-'SQL' | migration 1_proc
		CREATE TABLE t (a integer);
		CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); END;
		CALL p();
		INSERT INTO t VALUES (3);
	SQL
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*) FROM t')" 3
	run -0 godwit verify
}
