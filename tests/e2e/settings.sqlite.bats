#!/usr/bin/env bats
# What people see, whatever the engine is: colour, help, completions, and where each setting came from.

# It takes the sanitizers half a minute to see what they see elsewhere.
# bats file_tags=slow

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# --- terminals ---

# What the command writes to a terminal of its own, escape sequences and all.
on_terminal() { # variable... -- word...
	local -a variables=()
	while [[ $1 != -- ]]; do
		variables+=("$1")
		shift
	done
	shift
	run env "${variables[@]}" DATABASE_URL="$URL" script -qec "'$GODWIT' $*" /dev/null
}

@test "colour is for terminals that want it" {
	file 1_a.sql "$(log 1)"
	file 2_b.sql 'INSERT INTO nowhere VALUES (1);'
	on_terminal TERM=xterm-256color -- status
	assert_contains $'\e['
	on_terminal TERM=xterm-256color -- up
	assert_contains $'\e['
	on_terminal TERM=xterm-256color NO_COLOR=1 -- status
	refute_contains $'\e['
	on_terminal TERM=dumb -- up
	refute_contains $'\e'
	on_terminal TERM=dumb -- status
	refute_contains $'\e'
	run env TERM=xterm-256color DATABASE_URL="$URL" "$GODWIT" status
	refute_contains $'\e'
	run env TERM=xterm-256color DATABASE_URL="$URL" "$GODWIT" up
	refute_contains $'\e'
	refute_contains $'\r'
	run env TERM=xterm-256color "$GODWIT" help
	refute_contains $'\e'
	assert_equal "$(ran)" 1
}

@test "a report fits the terminal" {
	local name=20261122093000_what_is_called_by_a_rather_long_name_for_a_migration
	file "$name.sql" 'CREATE TABLE a (id int);'
	run -0 godwit up
	file "$name.sql" 'CREATE TABLE b (id int);'
	on_terminal TERM=dumb COLUMNS=80 -- audit report
	assert_contains 'edited after it was applied'
	[[ $(tr -d '\r' <<<"$output" | awk '{ if (length($0) > 80) n++ } END { print n + 0 }') -eq 0 ]] ||
		fail 'a line is too long for 80 columns'
	# Where nobody looks, a line is a line.
	run -0 godwit audit report
	assert_contains "bad   $name was edited after it was applied"
}

@test "output that nobody takes is an error, and not a crash" {
	file 1_a.sql "$(log 1)"
	[[ -w /dev/full ]] || skip 'there is no /dev/full'
	run sh -c '"$1" help >/dev/full' sh "$GODWIT"
	[[ $status -ne 0 && $status -lt 128 ]] || fail 'it should say that it failed'
	run bash -c 'set -o pipefail; DATABASE_URL=$2 "$1" status | :' bash "$GODWIT" "$URL"
	[[ $status -lt 130 || $status -eq 141 ]] || fail 'it died'
}

# --- help and completions ---

@test "help of every command tells all of its options" {
	local name option text
	export COLUMNS=80
	for name in $("$GODWIT" help --json | jq -r '.commands[].name'); do
		run --separate-stderr -0 godwit help "$name"
		text=$output
		assert_contains "usage: godwit $name"
		refute_contains error "$stderr"
		run -0 godwit "$name" --help
		assert_equal "$output" "$text"
		run -0 godwit "$name" -h
		assert_equal "$output" "$text"
		[[ $(awk '{ if (length($0) > 80) n++ } END { print n + 0 }' <<<"$text") -eq 0 ]] ||
			fail "a line of godwit help $name is too long for 80 columns"
		for option in $("$GODWIT" help "$name" --json | jq -r '.commands[0].options[].name'); do
			assert_contains "--$option" "$text"
		done
	done
	run -64 godwit help stauts
	assert_contains status
}

@test "completions complete commands, options and values in bash" {
	cat >complete.bash <<-'BASH'
		source <("$GODWIT" completion bash)
		function=$(complete -p godwit | sed 's/.*-F \([^ ]*\).*/\1/')
		COMP_WORDS=(godwit "$@")
		COMP_CWORD=$#
		COMP_LINE="godwit $*"
		COMP_POINT=${#COMP_LINE}
		"$function" godwit "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf '%s\n' "${COMPREPLY[@]}"
	BASH
	run -0 bash complete.bash sta
	assert_equal "$(sort <<<"$output" | tr -d ' ' | paste -sd ' ')" 'statements status'
	run -0 bash complete.bash up --lock
	assert_equal "$(sort <<<"$output" | tr -d ' ' | paste -sd ' ')" '--lock-retry --lock-timeout --lock-wait'
	run -0 bash complete.bash up --transaction ''
	assert_contains migration
	assert_contains run
	touch godwit.yaml
	run -0 --separate-stderr bash complete.bash --config g
	assert_equal "$output" godwit.yaml
	run -0 bash complete.bash schema --json d
	assert_contains dump
	run -0 --separate-stderr bash complete.bash schema diff g
	assert_equal "$output" godwit.yaml
	# The script holds every command and every option.
	local name option script
	script=$("$GODWIT" completion bash)
	for name in $("$GODWIT" help --json | jq -r '.commands[].name'); do
		run -0 bash complete.bash "$name" --
		for option in $("$GODWIT" help "$name" --json | jq -r '.commands[0].options[].name'); do
			assert_contains "--$option"
		done
	done
	assert_contains "$name" "$script"
}

@test "completions of other shells are scripts that these understand" {
	local shell found=0
	for shell in zsh fish; do
		"$GODWIT" completion $shell >script
		assert_contains status "$(<script)"
		assert_contains lock-wait "$(<script)"
		command -v $shell >/dev/null || continue
		run -0 $shell -n script
		assert_equal "$output" ''
		found=1
	done
	[[ $found -eq 1 ]] || skip 'neither zsh nor fish is here'
}

# --- settings ---

# The setting's value, and where it came from.
assert_setting() { # value origin place word...
	run --separate-stderr -0 "$GODWIT" config lock_wait "${@:4}"
	assert_equal "$output" "$1"
	run --separate-stderr -0 "$GODWIT" config --json "${@:4}"
	assert_json '.settings.lock_wait | [.value, .origin, .place] | join(" ")' "$1 $2 $3"
	run --separate-stderr -0 "$GODWIT" config "${@:4}"
	[[ $output =~ lock_wait\ +$1\ +$3 ]] || fail 'the table says something else'
}

@test "each place wins over the ones before it" {
	assert_setting 60s default default
	printf 'lock_wait: 1s\nenvironments:\n  other: {}\n  test:\n    lock_wait: 2s\n' >godwit.yaml
	assert_setting 1s file godwit.yaml:1:1
	assert_setting 1s file godwit.yaml:1:1 -e other
	assert_setting 2s environment godwit.yaml:5:5 -e test
	GODWIT_ENV='test' assert_setting 2s environment godwit.yaml:5:5
	GODWIT_ENV='test' run -0 godwit config
	assert_contains 'test (chosen by GODWIT_ENV)'
	run -0 godwit config -e other
	assert_contains 'other (chosen by -e)'
	printf '# a comment\nexport GODWIT_LOCK_WAIT="3s" # why\n' >.env
	assert_setting 3s dotenv 'GODWIT_LOCK_WAIT in .env:2' -e test
	export GODWIT_LOCK_WAIT=4s
	assert_setting 4s variable GODWIT_LOCK_WAIT -e test
	assert_setting 5s option --lock-wait -e test --lock-wait 5s
	# Empty is not set.
	GODWIT_LOCK_WAIT='' assert_setting 3s dotenv 'GODWIT_LOCK_WAIT in .env:2'
}

@test "the database that is named most plainly is the one" {
	local other=$URL
	file 1_a.sql 'CREATE TABLE t (id integer);'
	db_new
	printf 'url: sqlite:file.db\nenvironments:\n  test: {url: "%s"}\n' "$URL" >godwit.yaml
	printf 'GODWIT_URL=sqlite:dotenv.db\nDATABASE_URL=sqlite:other.db\n' >.env
	# An environment that was asked for by name wins over variables.
	run -0 env DATABASE_URL=sqlite:variable.db "$GODWIT" up -e test
	assert_equal "$(db_tables)" t
	run -0 "$GODWIT" up
	[[ -e dotenv.db && ! -e other.db && ! -e file.db && ! -e variable.db ]]
	rm .env
	run -0 env DATABASE_URL=sqlite:variable.db GODWIT_URL=sqlite:mine.db "$GODWIT" up
	[[ -e mine.db && ! -e variable.db ]]
	run -0 env DATABASE_URL=sqlite:variable.db "$GODWIT" up
	[[ -e variable.db && ! -e file.db ]]
	run -0 "$GODWIT" up
	[[ -e file.db ]]
	run -0 env GODWIT_URL=sqlite:mine.db "$GODWIT" up -e test --url "$other"
	URL=$other DB=${databases[0]}
	assert_contains t "$(db_tables)"
}

@test "keys and variables that nobody knows" {
	printf 'dir: migrations\nlock_wiat: 1s\n' >godwit.yaml
	run -78 godwit status
	assert_contains 'godwit.yaml:2:1'
	assert_contains '`lock_wait`'
	printf 'environments:\n  test:\n    ulr: x\n' >godwit.yaml
	run -78 godwit status -e test
	assert_contains 'godwit.yaml:3:5'
	assert_contains '`url`'
	printf 'environments:\n  production: {}\n' >godwit.yaml
	run -78 godwit status -e prodution
	assert_contains '`production`'
	printf 'lock_wait: 1s\nlock_wait: 2s\n' >godwit.yaml
	run -78 godwit status
	assert_contains 'godwit.yaml:2:1'
	printf 'lock_wait: [1s\n' >godwit.yaml
	run -78 godwit status
	assert_contains 'godwit.yaml:'
	rm godwit.yaml
	printf 'A=1\nB="2\n' >.env
	run -78 godwit status
	assert_contains '.env:2'
	rm .env
	run -78 env GODWIT_LOCK_WAIT=soon DATABASE_URL="$URL" "$GODWIT" status
	assert_contains GODWIT_LOCK_WAIT
	run -0 --separate-stderr godwit status --json
	assert_json .history.exists false
}

@test "a variable that is misspelt is warned of, with the name that is meant" {
	migrations
	printf 'GODWIT_STATMENT_TIMEOUT=1s\n' >.env
	GODWIT_LOCK_TIMOUT=1s GODWIT_ENVIRONMENT=dev GODWIT_IMAGE=x run -0 --separate-stderr godwit status --json
	assert_json .pending 3
	assert_contains 'warning: GODWIT_LOCK_TIMOUT is not read; did you mean GODWIT_LOCK_TIMEOUT?' "$stderr"
	assert_contains 'warning: GODWIT_STATMENT_TIMEOUT in .env:1 is not read; did you mean GODWIT_STATEMENT_TIMEOUT?' "$stderr"
	assert_contains 'warning: GODWIT_ENVIRONMENT is not read; did you mean GODWIT_ENV?' "$stderr"
	refute_contains IMAGE "$stderr"
	GODWIT_LOCK_TIMEOUT=1s run -0 --separate-stderr godwit status --quiet
	refute_contains LOCK "$stderr"
}

@test "a migration for an environment that there is not is told, with the name that is meant" {
	printf 'environments:\n  prod: {url: "%s"}\n  staging: {url: "%s"}\n' "$URL" "$URL" >godwit.yaml
	printf -- '-- godwit:up env=prdo,staging\nSELECT 1;\n' | migration 1_a
	printf -- '-- godwit:up env=elsewhere\nSELECT 1;\n' | migration 2_b
	run -0 --separate-stderr godwit up -e prod
	assert_contains "1_a.sql: there is no environment 'prdo'; did you mean prod?" "$stderr"
	assert_contains "2_b.sql: there is no environment 'elsewhere'" "$stderr"
	refute_contains staging "$stderr"
	run -78 godwit up -e prdo
	assert_contains 'Did you mean `prod`?'
}
