#!/usr/bin/env bats
# What people and programs see: one JSON object from every command, exit statuses, colour, help,
# completions, and where each setting came from.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# --- JSON ---

# Standard output is one JSON object of this command, on one line, and nothing else.
assert_object() { # command
	assert_equal "$(jq -sc '[length, (.[0] | type)]' <<<"$output")" '[1,"object"]'
	assert_equal "$(wc -l <<<"$output")" 1
	assert_json .version 1
	assert_json .command "$1"
}

json() { # status command [word...]
	run --separate-stderr "-$1" godwit "${@:2}" --json
	assert_object "$2"
	used[$2]=1
}

@test "every command prints one JSON object" {
	local name
	local -A used=()
	mkdir new && (cd new && run --separate-stderr -0 "$GODWIT" init --json && assert_object init)
	used[init]=1
	file 1_a.sql '-- godwit:up' "$(log 1)" '-- godwit:down' "$(log -1)"
	file 2_b.sql '-- godwit:up' "$(log 2)" '-- godwit:down' "$(log -2)"
	json 0 plan
	assert_json '.steps | length' 2
	json 0 up
	assert_json .done 2
	json 0 status
	assert_json .pending 0
	json 0 down
	assert_json .done 1
	json 0 goto 1
	json 0 redo
	json 0 goto 2
	json 0 log
	assert_json '.events | length > 4' true
	json 0 show 1
	json 0 verify
	echo '-- more' >>migrations/1_a.sql
	json 0 accept 1 --reason 'a test'
	json 0 unlock
	json 0 statements migrations/1_a.sql --engine "$ENGINE"
	json 0 explain
	json 0 explain GW2103
	assert_json '.errors[0].slug' statement-failed
	json 0 config
	json 0 completion bash
	json 0 help
	json 0 help up
	json 0 version
	json 0 new something else
	file 3_c.sql "$(log stray)"
	json 0 baseline 3
	json 65 resolve 3 --applied
	assert_equal "$(ran)" '1 2 -2 -1 1 2'
	# There is no command that this test does not know.
	run --separate-stderr -0 godwit help --json
	for name in $(jq -r '.commands[].name' <<<"$output"); do
		[[ -n ${used[$name]-} ]] || fail "godwit $name --json is not tested"
	done
}

@test "what fails prints an object with the error, and words on standard error" {
	local name
	file 1_a.sql "$(log 1)" 'INSERT INTO nowhere VALUES (1);'
	run --separate-stderr -1 godwit up --json
	assert_object up
	assert_json .error.code GW2103
	assert_json .error.slug statement-failed
	assert_json .error.exit_status 1
	assert_json .error.statement 2
	assert_json .error.state rolled-back
	assert_json .error.server.engine "$ENGINE"
	assert_json '.error.message | length > 0' true
	assert_json '.error.hint | contains("godwit up")' true
	assert_json .error.location.path migrations/1_a.sql
	assert_contains 'error[GW2103]: ' "$stderr"
	for name in $("$GODWIT" help --json | jq -r '.commands[].name'); do
		run --separate-stderr -64 godwit "$name" --nonsense --json
		assert_object "$name"
		assert_json '.error | .code, .exit_status, .state' $'GW1001\n64\nuntouched'
		assert_contains 'error[GW1001]' "$stderr"
	done
	for name in status plan up down goto redo log show verify baseline accept resolve unlock; do
		run --separate-stderr -78 godwit "$name" 1 --url nonsense: --json
		[[ $status -eq 64 ]] || assert_json .error.slug url
		assert_equal "$(jq -sc length <<<"$output")" 1
	done
}

# --- exit statuses ---

# "status|words of the command line": what every engine has in common.
statuses() {
	cat <<-'CASES'
		0|version
		0|help
		0|status
		2|status --exit-code
		2|plan --exit-code
		64|
		64|upp
		64|up --nonsense
		64|up --count
		64|up --count x
		64|up 1 2
		64|goto
		64|config nonsense
		65|up --to 9
		65|show 9
		65|up --dir nowhere
		69|up --url mysql://u@127.0.0.1:1/x
		69|up --url postgres://u@127.0.0.1:1/x
		78|up --url nonsense:x
		78|up --format nonsense
		78|up --lock-wait soon
		78|up --transaction sometimes
		78|up -e nowhere
		78|up --config nowhere.yaml
	CASES
}

@test "exit statuses" {
	local expected line
	local -a words
	file 1_a.sql "$(log 1)"
	while IFS='|' read -r expected line; do
		read -r -a words <<<"$line"
		run godwit "${words[@]}"
		[[ $status -eq $expected ]] || fail "godwit $line should end with $expected"
		[[ $expected -lt 64 || -z $line ]] || assert_contains 'error[GW'
	done < <(statuses)
	run -0 godwit up
	run -0 godwit status --exit-code
	run -0 godwit plan --exit-code
	sed -i 's/1/one/' migrations/1_a.sql
	run -65 godwit up
	run -78 env -u DATABASE_URL "$GODWIT" up
	assert_equal "$(ran)" 1
}

@test "exit status 75: somebody has the lock, and says so" {
	local slow='SELECT pg_sleep(60);'
	[[ $ENGINE != mysql ]] || slow='SELECT sleep(60);'
	[[ $ENGINE != sqlite ]] || slow='WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;'
	file 1_a.sql "$slow"
	spawn first env DATABASE_URL="$URL" "$GODWIT" up
	eventually is_locked
	run --separate-stderr -75 godwit up --lock-wait 200ms --json
	assert_json .error.slug locked
	[[ $ENGINE == sqlite ]] || assert_json '.error | tostring | contains("'"${spawned[first]}"'")' true
	kill -TERM "${spawned[first]}"
	reap first
	assert_status 143
}

is_locked() {
	run godwit up --lock-wait 1ms
	[[ $status -eq 75 ]]
}

@test "exit status 77: protected environments want their name" {
	file 1_a.sql '-- godwit:up' "$(log 1)" '-- godwit:down' "$(log -1)"
	printf 'environments:\n  prod: {url: "%s", protected: true}\n' "$URL" >godwit.yaml
	run -0 godwit up -e prod
	run -77 godwit down -e prod
	assert_contains 'error[GW1105]'
	run -77 godwit down -e prod --yes-i-mean pro
	assert_equal "$(ran)" 1
	run -0 godwit down -e prod --yes-i-mean prod
	assert_equal "$(ran)" '1 -1'
}

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
	# Nor is anything that they need.
	run -64 godwit help nonsense
	run -0 godwit help stauts || true
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
	assert_equal "$(sort <<<"$output" | tr -d ' ' | paste -sd ' ')" '--lock-timeout --lock-wait'
	run -0 bash complete.bash up --transaction ''
	assert_contains migration
	assert_contains run
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
	GODWIT_ENV=test assert_setting 2s environment godwit.yaml:5:5
	printf '# a comment\nexport GODWIT_LOCK_WAIT="3s" # why\n' >.env
	assert_setting 3s dotenv 'GODWIT_LOCK_WAIT in .env:2' -e test
	export GODWIT_LOCK_WAIT=4s
	assert_setting 4s variable GODWIT_LOCK_WAIT -e test
	assert_setting 5s option --lock-wait -e test --lock-wait 5s
	# Empty is not set.
	GODWIT_LOCK_WAIT= assert_setting 3s dotenv 'GODWIT_LOCK_WAIT in .env:2'
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
	assert_untouched_but_ran
}

assert_untouched_but_ran() {
	run -0 --separate-stderr godwit status --json
	assert_json .history.exists false
}
