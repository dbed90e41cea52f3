#!/usr/bin/env bats
# Provisioning of a SQLite file: what its head says, and who may read it.

load ../lib/e2e

setup() {
	e2e_setup
	cat >file.yaml <<-'YAML'
		databases:
		  main:
		    permissions: 0640
		    page_size: 8192
		    auto_vacuum: INCREMENTAL
		    journal_mode: wal
		    application_id: 1196
		    user_version: 7
	YAML
}

state() {
	echo "$(stat -c %a "$DB") $(db_query 'PRAGMA page_size; PRAGMA auto_vacuum; PRAGMA journal_mode;
		PRAGMA application_id; PRAGMA user_version' | tr '\n' ' ')"
}

@test "a new file, and one with rows, become as declared; then there is nothing to do" {
	run -0 godwit provision plan --file file.yaml
	assert_contains '+ database main  permissions: 0640, page_size: 8192, auto_vacuum: incremental'
	[[ ! -e $DB ]]
	run -0 godwit provision apply --file file.yaml
	assert_equal "$(state)" '640 8192 2 wal 1196 7 '
	run -0 godwit provision check --file file.yaml
	migrations
	run -0 godwit up
	sed -i 's/8192/1024/; s/INCREMENTAL/none/; s/0640/600/' file.yaml
	run -2 godwit provision check --file file.yaml
	assert_contains '~ database main  permissions: 0640 -> 0600, page_size: 8192 -> 1024'
	run -0 --separate-stderr godwit provision apply --file file.yaml --json
	assert_json .done 1
	assert_equal "$(state)" '600 1024 0 wal 1196 7 '
	assert_equal "$(db_query 'SELECT email FROM users; PRAGMA integrity_check')" 'ada@example.com
ok'
	run -0 --separate-stderr godwit provision apply --file file.yaml --json
	assert_json .done 0
	assert_equal "$(db_query "SELECT group_concat(event, ' ') FROM godwit_history
		WHERE event NOT IN ('applied', 'created')")" 'provisioned finished finished provisioned finished'
	run -0 godwit audit verify
	run -78 godwit provision destroy --file file.yaml --allow-drop main
	assert_contains '`godwit db drop` drops it'
}

@test "an export declares what is there" {
	run -0 godwit provision apply --file file.yaml
	run -0 --separate-stderr godwit provision export
	echo "$output" >export.yaml
	run -0 godwit provision check --file export.yaml
	sed -i "s/$(stat -c '0%a' "$DB")/0600/" export.yaml
	run -0 "$GODWIT" provision apply --file export.yaml --url "sqlite:$DB.copy"
	run -0 "$GODWIT" provision check --file export.yaml --url "sqlite:$DB.copy"
}

@test "mistakes are told with their place" {
	local yaml place message
	while IFS='|' read -r yaml place message; do
		printf '%b' "$yaml" >bad.yaml
		run -78 godwit provision plan --file bad.yaml
		assert_contains "bad.yaml:$place"
		assert_contains "$message"
	done <<-'CASES'
		databases:\n  main: {page_size: 1000}\n|2:21|write one of 512, 1024
		databases:\n  main: {journal_mode: memory}\n|2:24|write one of delete, wal
		databases:\n  main: {permissions: rw}\n|2:23|write permissions in octal
		databases:\n  other: {user_version: 1}\n|2:3|write main
		roles: {a: {}}\n|1:1|unknown key
	CASES
}

@test "somebody at work keeps the file as it is" {
	run -0 godwit provision apply --file file.yaml
	db_query 'CREATE TABLE t (a)'
	sed -i 's/8192/1024/' file.yaml
	mkfifo door
	sqlite3 "$DB" <door >said 3>&- &
	exec 9>door
	echo 'BEGIN; INSERT INTO t VALUES (1); SELECT 1;' >&9
	until [[ -s said ]]; do
		sleep 0.05
	done
	run -75 "$GODWIT" provision apply --file file.yaml --url "sqlite:$DB?busy_timeout=1"
	exec 9>&-
	wait
	assert_equal "$(state)" '640 8192 2 wal 1196 7 '
	run -0 godwit provision apply --file file.yaml
}

@test "up --provision makes the file as declared, and migrates it" {
	migrations
	{ echo provision: && sed 's/^/  /' file.yaml; } >godwit.yaml
	run -0 godwit up --provision
	assert_contains '+ database main' || assert_contains '~ database main'
	assert_equal "$(state)" '640 8192 2 wal 1196 7 '
	run -0 godwit provision check
}

@test "a saved plan is carried out as it was looked at, or not at all" {
	run -0 godwit provision plan --file file.yaml --out plan.json
	assert_equal "$(jq -r '.changes | length' plan.json)" 1
	run -64 godwit provision check plan.json --file file.yaml
	db_query 'PRAGMA user_version = 3'
	run -77 godwit provision apply plan.json --file file.yaml
	assert_contains 'error[GW2205]'
	assert_equal "$(db_query 'PRAGMA user_version')" 3
	run -0 godwit provision plan --file file.yaml --out plan.json
	sed -i 's/8192/4096/' file.yaml
	run -77 godwit provision apply plan.json --file file.yaml
	sed -i 's/4096/8192/' file.yaml
	run -0 godwit provision apply plan.json --file file.yaml
	assert_equal "$(state)" '640 8192 2 wal 1196 7 '
	run -65 godwit provision apply file.yaml --file file.yaml
	assert_contains 'error[GW2206]'
}
