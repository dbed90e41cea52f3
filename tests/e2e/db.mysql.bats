#!/usr/bin/env bats
# A copy of a MariaDB database: everything is in it, or there is none.

load ../lib/e2e

setup() {
	e2e_setup
	OTHER=${DB}_other
	databases+=("$OTHER")
}

# Asks the copy.
in_copy() {
	mysql_client --execute "$1" "$OTHER" | tr '\t' '|'
}

@test "sequences, defaults, generated columns, code in any order" {
	mysql_client "$DB" <<-'SQL'
		CREATE SEQUENCE ids START WITH 100 INCREMENT BY 5;
		DO nextval(ids);
		CREATE TABLE `odd ``name` (id bigint PRIMARY KEY DEFAULT (nextval(ids)), net int,
			gross int AS (net * 2) STORED, word varchar(20) CHARACTER SET latin1 INVISIBLE,
			CHECK (net > 0));
		INSERT INTO `odd ``name` (id, net, word) VALUES (0, 7, 'naïve');
		CREATE TABLE child (id int AUTO_INCREMENT PRIMARY KEY, parent bigint,
			FOREIGN KEY (parent) REFERENCES `odd ``name` (id)) AUTO_INCREMENT 70;
		INSERT INTO child (parent) VALUES (0);
		CREATE VIEW z AS SELECT id FROM child;
		CREATE VIEW a AS SELECT id FROM z;
		DELIMITER //
		SET sql_mode = 'ANSI_QUOTES'//
		CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN "n" * 2//
		SET sql_mode = DEFAULT//
		CREATE PROCEDURE add_child(p bigint) BEGIN INSERT INTO child (parent) VALUES (p); END//
		CREATE TRIGGER first BEFORE INSERT ON child FOR EACH ROW SET NEW.id = NEW.id//
		CREATE TRIGGER again BEFORE INSERT ON child FOR EACH ROW FOLLOWS first SET NEW.id = NEW.id//
		CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM child WHERE id < 0//
	SQL
	run -0 godwit db clone "$OTHER"
	assert_equal "$(in_copy 'SELECT id, net, gross, word FROM `odd ``name`')" '0|7|14|naïve'
	assert_equal "$(in_copy 'SELECT id FROM a')" 70
	assert_equal "$(in_copy "CALL add_child(0); SELECT id FROM z ORDER BY id DESC LIMIT 1")" 71
	assert_equal "$(in_copy 'SELECT twice(4)')" 8
	assert_equal "$(in_copy "SHOW CREATE TABLE \`odd \`\`name\`" | grep -c "\`$OTHER\`.\`ids\`")" 1
	assert_equal "$(in_copy "SELECT group_concat(trigger_name ORDER BY action_order)
		FROM information_schema.triggers WHERE trigger_schema = '$OTHER'")" first,again
	assert_equal "$(in_copy "SELECT status FROM information_schema.events
		WHERE event_schema = '$OTHER'")" DISABLED
	run ! mysql_client --execute 'INSERT INTO child (parent) VALUES (99)' "$OTHER"
	run -0 mysql_client --execute "SELECT nextval($DB.ids) < nextval($OTHER.ids)"
	assert_equal "$output" 1
	run ! mysql_client --execute 'INSERT INTO `odd ``name` (id, net) VALUES (5, -1)' "$OTHER"
}

@test "what cannot be copied is refused, and nothing is left" {
	local statement what
	while IFS='|' read -r statement drop what; do
		mysql_client --execute "$statement" "$DB"
		run -65 godwit db clone "$OTHER"
		assert_contains 'error[GW4304]'
		assert_contains "$what"
		assert_equal "$(mysql_client --execute "SHOW DATABASES LIKE '$OTHER'")" ''
		mysql_client --execute "$drop" "$DB"
	done <<-CASES
		CREATE TABLE v (id int) WITH SYSTEM VERSIONING|DROP TABLE v|system versioned v cannot be copied
		CREATE TABLE t (id int); CREATE PROCEDURE p() DELETE FROM $DB.t|DROP TABLE t; DROP PROCEDURE p|procedure p cannot be copied: it names the database $DB
		CREATE EVENT e ON SCHEDULE AT '2001-01-01' ON COMPLETION PRESERVE DISABLE DO SELECT $DB.f()|DROP EVENT e|event e cannot be copied
	CASES
}

struck() { # k; the file report has the number of messages
	"${GODWIT%/*}/tests/faults/proxy" --protocol mysql --server "${GODWIT_TEST_MYSQL_URL##*socket=}" \
		--listen "$PWD/link" --at "$1" --phase after --victim client --report report -- \
		"$GODWIT" db clone "$OTHER" --url "mysql://root@localhost/$DB?socket=$PWD/link"
}

@test "a part of a copy says that it is one" {
	local messages
	mysql_client "$DB" --execute 'CREATE TABLE one (id int); INSERT INTO one VALUES (1); CREATE VIEW two AS SELECT 2'
	run -0 struck 0
	messages=$(awk '$1 == "messages" { print $2 }' report)
	mysql_client --execute "DROP DATABASE $OTHER"
	run -137 struck $((messages - 6))
	run -0 --separate-stderr godwit db list --json
	assert_json ".databases[] | select(.name == \"$OTHER\").note" 'unfinished copy'
	run -65 godwit db clone "$OTHER"
	assert_contains "$OTHER is a copy that was begun and not completed"
	run -0 godwit db drop "$OTHER" --yes-i-mean "$OTHER"
	run -0 godwit db clone "$OTHER"
	assert_equal "$(in_copy "SELECT group_concat(table_name ORDER BY table_name) FROM information_schema.tables
		WHERE table_schema = '$OTHER'")" one,two
}

events_of() { # database
	mysql_client --execute "SELECT event_name, status, definer, sql_mode = 'ANSI_QUOTES', collation_connection
		FROM information_schema.events WHERE event_schema = '$1' ORDER BY 1" | tr '\t' '|'
}

@test "events of a backup sleep, and those that slept for it wake in what is made of it" {
	local backup before
	migrations
	run -0 godwit up --count 2
	mysql_client "$DB" <<-'SQL'
		SET sql_mode = 'ANSI_QUOTES', collation_connection = utf8mb4_german2_ci;
		CREATE DEFINER = somebody@nowhere EVENT "PRESERVE ENABLE" ON SCHEDULE EVERY 1 SECOND STARTS '2020-01-01 00:00:00'
			DO DELETE FROM posts;
		CREATE EVENT at_once ON SCHEDULE EVERY 1 MONTH DO DELETE FROM posts;
		CREATE EVENT off ON SCHEDULE EVERY 1 SECOND STARTS '2020-01-01 00:00:00' DISABLE DO DELETE FROM posts;
	SQL
	before=$(events_of "$DB")
	assert_contains '|ENABLED|somebody@nowhere|1|utf8mb4_german2_ci' "$before"
	run -0 --separate-stderr godwit up --backup --json
	backup=$(jq -r .backup <<<"$output")
	assert_equal "$(events_of "$backup" | cut -d '|' -f 2 | paste -sd ' ')" 'DISABLED DISABLED DISABLED'
	run -0 --separate-stderr godwit db list --json
	assert_json ".databases[] | select(.name == \"$backup\").note" template
	run -0 godwit db clone "$OTHER"
	assert_equal "$(events_of "$OTHER")" "$before"
	mysql_client "$DB" --execute 'DROP EVENT off'
	run -0 godwit db restore "$backup" --yes-i-mean "$DB"
	assert_equal "$(events_of "$DB")" "$before"
	assert_equal "$(db_query "SHOW TABLES LIKE '%asleep'")" ''
	run -0 godwit db drop "$backup" --yes-i-mean "$backup"
}

@test "the text of an event that sleeps in a template is read as it was written" {
	local template
	migration 1_event <<-'SQL'
		SET NAMES latin1 COLLATE latin1_german1_ci;
		CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO SELECT 'ä';
	SQL
	run -0 godwit ephemeral --template -q -- true
	template=$(db_query "SELECT event_schema FROM information_schema.events
		WHERE collation_connection = 'latin1_german1_ci'")
	assert_equal "$(db_query "SELECT status, hex(event_definition) FROM information_schema.events
		WHERE event_schema = '$template'" | tr '\t' '|')" "DISABLED|$(printf "SELECT '\303\203\302\244'" | od -An -tx1 | tr -d ' \n' | tr a-f A-F)"
	run -0 godwit db drop "$template" --yes-i-mean "$template"
}

@test "an old backup that somebody has open stays, and is in nobody's way" {
	local first second
	migrations
	printf 'backup_keep: 1\n' >godwit.yaml
	run -0 godwit up --count 1
	run -0 --separate-stderr godwit up --backup --count 1 --json
	first=$(jq -r .backup <<<"$output")
	mkfifo door
	mysql_client --unbuffered "$first" <door >came 3>&- &
	exec 9>door
	echo 'SELECT 1;' >&9
	until [[ -s came ]]; do
		sleep 0.02
	done
	run -0 --separate-stderr godwit up --backup --json
	second=$(jq -r .backup <<<"$output")
	assert_contains "an older backup was not removed: $first is in use" "$stderr"
	exec 9>&-
	wait
	run -0 godwit db drop "$first" --yes-i-mean "$first"
	run -0 godwit db drop "$second" --yes-i-mean "$second"
}
