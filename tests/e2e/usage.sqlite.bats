#!/usr/bin/env bats
# The command line: what is not understood is said with what was probably meant, and exit status 64.

# The sanitizers see the unit tests read command lines.
# bats file_tags=slow

load ../lib/e2e
load ../lib/e2e_world

wrong_lines() {
	cat <<-'LINES'
		upp|there is no command 'upp'|Did you mean `godwit up`?
		migrate|there is no command 'migrate'|Did you mean `godwit up`?
		rollback|there is no command 'rollback'|Did you mean `godwit down`?
		zzzz|there is no command 'zzzz'|`godwit help` lists all commands.
		status --josn|has no option --josn|Did you mean `--json`?
		up --dri x|has no option --dri|Did you mean `--dir`?
		new --version 3 x|has no option --version|`godwit help new`
		status -x|has no option -x|`godwit help status`
		status -qvx|has no option -x|`godwit help status`
		-x|there is no option -x|`godwit help`
		status --exit-code=1|--exit-code takes no value|
		up --dry-run|has no option --dry-run|`godwit plan`
		up --to|--to needs an argument: VERSION|`godwit help up`
		up --to --json|--to needs an argument: VERSION|
		down x|must be a positive number, not 'x'|
		down 0|must be a positive number, not '0'|
		down 99999999999999999999|must be a positive number|
		down 1 2|takes [N] and no more, but got '2'|`godwit help down`
		down --to 1 --all|give one of|
		plan --goto 2 --to 1|--goto goes with neither|
		plan --goto 2 --down|--goto goes with neither|
		redo x|must be a positive number|
		goto|needs VERSION|`godwit help goto`
		accept|needs VERSION|
		accept 1|needs a reason|--reason
		resolve 1 --applied|needs a reason|--reason
		resolve 1 --reason x|say what is in the database|--applied
		resolve 1 --applied --reverted --reason x|say what is in the database|
		resolve 1 --done --reason x|--statement|
		resolve 1 --applied --statement 1 --reason x|--statement|
		new|needs NAME|
		show|needs VERSION|
		version extra|takes no arguments, but got 'extra'|
		help nope|there is no command 'nope'|
		explain GW9999|there is no error 'GW9999'|`godwit explain`
		completion tcsh|tcsh|`bash`
		config nope|there is no setting 'nope'|`godwit config`
		statements migrations/1_users.sql --engine oracle|not 'oracle'|
		log --all --count 3|--all is for all of them|`--count`
		log --run 1 -n 3|--run is for all of them|`--count`
	LINES
}

@test "what is not understood" {
	local words message hint
	migrations
	while IFS='|' read -r words message hint; do
		# shellcheck disable=SC2086 # words
		run -64 --separate-stderr godwit $words
		assert_contains 'error[GW1001]: ' "$stderr"
		assert_contains "$message" "$stderr"
		assert_contains "$hint" "$stderr"
		[[ $words == *--json ]] || assert_equal "$output" ''
		# shellcheck disable=SC2086
		run -64 --separate-stderr godwit --json $words
		assert_json .error.exit_status 64
	done < <(wrong_lines)
	assert_untouched
}

# Standard output is one object with the error.
assert_refused() { # command status
	assert_equal "$(jq -sc '[length, .[0].command, .[0].error.exit_status, .[0].error.state]' <<<"$output")" \
		"[1,\"$1\",$2,\"untouched\"]"
	assert_contains 'error[GW' "$stderr"
}

@test "what no command understands is an object from each of them" {
	local name
	for name in $("$GODWIT" help --json | jq -r '.commands[].name'); do
		run --separate-stderr -64 godwit "$name" --nonsense --json
		assert_refused "$name" 64
		assert_json .error.code GW1001
	done
	for name in status plan up down goto redo log show verify baseline accept resolve unlock; do
		run --separate-stderr godwit "$name" --url nonsense: --json
		[[ $status -eq 64 || $status -eq 78 ]] || fail 'it should be refused'
		assert_refused "$name" "$status"
	done
}

@test "versions that are not there" {
	local words
	migrations
	run -0 godwit up --to 2
	for words in 'up --to 99' 'down --to 99' 'goto 99' 'plan --goto 99' 'show 99' 'baseline 99 --reason x' \
		'accept 99 --reason x' 'resolve 99 --applied --reason x' 'down --run zz' 'show 1_user'; do
		# shellcheck disable=SC2086 # words
		run -65 godwit $words
		assert_contains 'error[GW2202]'
	done
	# What is printed is taken.
	run -0 godwit show 2_posts
	assert_equal "$(db_tables | tr '\n' ' ')" 'posts users '
}

@test "without a command: help, and an exit status" {
	run -64 --separate-stderr "$GODWIT"
	assert_contains 'usage: godwit COMMAND'
	run -0 "$GODWIT" --help
	run -0 "$GODWIT" -h
	run -0 "$GODWIT" --version
	[[ $output =~ ^godwit\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "words of a command line come in any order" {
	migrations
	local words
	for words in "-u $URL up -d migrations" "up --url=$URL --dir=migrations" "--dir migrations up -u$URL" \
		"-q --json up -u $URL" "up -u $URL --"; do
		# shellcheck disable=SC2086 # words
		run -0 "$GODWIT" $words
	done
	assert_equal "$(db_tables | tr '\n' ' ')" 'posts users '
}
