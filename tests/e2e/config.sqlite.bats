#!/usr/bin/env bats
# Configuration that cannot be used, with its place; where settings come from; and init and new.

load ../lib/e2e
load ../lib/e2e_world

# godwit.yaml in printf's spelling is refused at this place.
refuses() { # place message text [hint]
	# shellcheck disable=SC2059 # any bytes
	printf -- "$3" >godwit.yaml
	local command
	for command in status up config; do
		run -78 --separate-stderr godwit $command
		assert_contains "error[GW1101]: " "$stderr"
		assert_contains "$2" "$stderr"
		[[ -z $1 ]] || assert_contains "  godwit.yaml:$1"$'\n' "$stderr"$'\n'
		[[ -z ${4-} ]] || assert_contains "$4" "$stderr"
		assert_equal "$output" ''
	done
	assert_untouched
}

@test "godwit.yaml with mistakes" {
	refuses 1:1 "unknown key 'dri'" 'dri: x\n' 'Did you mean `dir`?'
	refuses 2:1 "unknown key 'lock_tmeout'" 'dir: migrations\nlock_tmeout: 2s\n' '`lock_timeout`'
	refuses 3:5 "unknown key 'ulr' in an environment" 'environments:\n  prod:\n    ulr: x\n' '`url`'
	refuses 1:1 "unknown key 'zzzzzz'" 'zzzzzz: x\n'
	refuses 2:1 "expected ',' or ']'" 'dir: [x\n'
	refuses 2:1 tab 'dir: x\n\tschema: y\n' blanks
	refuses 2:1 "key 'dir' comes twice" 'dir: a\ndir: b\n'
	refuses 1:12 "'soon' is no duration" 'lock_wait: soon\n'
	refuses 1:12 "no duration" 'lock_wait: 10\n'
	refuses 1:14 "'maybe' is none of migration, run, off" 'transaction: maybe\n'
	refuses 1:12 "neither true nor false" 'protected: perhaps\n'
	refuses 1:18 'is no size' 'store_sql_limit: 5XB\n'
	refuses 1:1 'a map of settings' '- a\n'
	refuses 1:7 "not from 'evn'" 'url: {evn: X}\n' '`env`'
	refuses 1:1 'write one text' 'dir: {env: X}\n'
	refuses 1:6 'anchors and aliases are not allowed' 'dir: &a x\nschema: *a\n'
	refuses 1:6 'tags are not allowed' 'dir: !!python/object x\n'
	refuses 1:6 'not valid UTF-8' 'dir: \xff\n'
	refuses 1:1 'control characters' '\0'
	refuses 2:10 "there is no environment 'prd'" 'environments: {prod: {dir: x}}\ndefault: prd\n' '`prod`'
}

@test "an environment that is not there" {
	printf 'environments: {prod: {dir: x}, staging: {dir: y}}\n' >godwit.yaml
	run -78 godwit status -e stagign
	assert_contains 'Did you mean `staging`?'
	run -78 env GODWIT_ENV=nowhere "$GODWIT" status
	assert_contains nowhere
	run -78 godwit status --config none.yaml
	assert_contains 'none.yaml: No such file or directory'
	mkdir folder.yaml
	run -78 godwit status --config folder.yaml
	assert_contains folder.yaml
}

@test ".env and variables with mistakes" {
	local text
	for text in NAME "GODWIT_URL='sqlite:x.db" '=x' '1A=x'; do
		printf '# ours\n%s\n' "$text" >.env
		run -78 godwit status
		assert_contains 'error[GW1101]'
		assert_contains '.env:2:'
	done
	printf 'GODWIT_LOCK_WAIT=soon\n' >.env
	run -78 godwit status
	assert_contains 'GODWIT_LOCK_WAIT in .env:1'
	rm .env
	run -78 env GODWIT_LOCK_WAIT=soon "$GODWIT" status
	assert_contains "GODWIT_LOCK_WAIT: 'soon' is no duration"
	run -64 godwit status --lock-wait soon
	assert_contains "--lock-wait: 'soon' is no duration"
}

@test "later places win, and each is told" {
	cat >godwit.yaml <<-'YAML'
		lock_wait: 1s
		lock_timeout: 1s
		statement_timeout: 1s
		connect_timeout: 1s
		environments:
		  prod:
		    lock_timeout: 2s
		    statement_timeout: 2s
		    connect_timeout: 2s
	YAML
	printf 'GODWIT_STATEMENT_TIMEOUT=3s\nexport GODWIT_CONNECT_TIMEOUT="3s"\n' >.env
	export GODWIT_CONNECT_TIMEOUT=4s
	places() {
		run -0 --separate-stderr godwit config --json -e prod
		jq -r '.settings | to_entries[] | "\(.key)|\(.value.value)"' \
			<<<"$output" | grep -E '^(lock_wait|lock_timeout|statement_timeout|connect_timeout)\|'
	}
	assert_equal "$(places | sort)" "$(printf '%s\n' 'connect_timeout|4s' \
		'lock_timeout|2s' 'lock_wait|1s' 'statement_timeout|3s')"
	assert_equal "$(godwit config connect_timeout --connect-timeout 5s)" 5s
	run -0 godwit config -e prod
	assert_contains godwit.yaml:1
	assert_contains godwit.yaml:7
	assert_contains .env:1
	assert_contains GODWIT_CONNECT_TIMEOUT
}

@test "paths in godwit.yaml are relative to it" {
	mkdir -p project/db
	echo 'CREATE TABLE here (id integer);' >project/db/1_here.sql
	printf 'dir: db\nurl: sqlite:app.db\n' >project/godwit.yaml
	run -0 env -u DATABASE_URL "$GODWIT" up --config project/godwit.yaml
	assert_equal "$(sqlite3 project/app.db '.tables here')" here
	[[ ! -e app.db ]]
}

@test "init makes a project that works, and keeps what is there" {
	rmdir migrations
	run -0 "$GODWIT" init
	[[ -s godwit.yaml && -d migrations ]]
	run -0 env -u DATABASE_URL "$GODWIT" up
	run -0 env -u DATABASE_URL "$GODWIT" status
	echo 'dir: elsewhere' >godwit.yaml
	cp -r migrations before
	run -0 "$GODWIT" init
	assert_equal "$(cat godwit.yaml)" 'dir: elsewhere'
	diff -r before migrations
	# A password is not written down for everybody to read.
	mkdir other && cd other
	run -0 "$GODWIT" init --url 'postgres://app:CANARY@localhost/app'
	run -1 grep -r CANARY .
	assert_contains DATABASE_URL "$(cat godwit.yaml)"
}

@test "new makes the next file, in the style of the folder" {
	run -0 --separate-stderr godwit new add users
	assert_equal "$output" "$(ls migrations/*_add_users.sql)"
	[[ $output =~ ^migrations/[0-9]{14}_add_users\.sql$ ]] || fail 'the name should have a time stamp'
	rm migrations/*
	echo 'SELECT 1;' | migration 0007_seven
	run -0 --separate-stderr godwit new 'Add Index!' on users
	assert_equal "$output" migrations/0008_Add_Index_on_users.sql
	run -0 godwit up
	run -0 --separate-stderr godwit new third --json
	assert_json '.files[0]' migrations/0009_third.sql
	# A name that would lead elsewhere is only a name.
	run -0 --separate-stderr godwit new ../../etc/passwd
	[[ $output == migrations/0010_*passwd.sql ]]
	[[ -f $output ]]
	run -64 godwit new '' '!'
	run -0 --separate-stderr godwit new -d migratoins slip
	assert_contains 'no folder migratoins' "$stderr"
}
