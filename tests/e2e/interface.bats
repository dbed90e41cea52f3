#!/usr/bin/env bats
# What programs see: one JSON object from every command, and exit statuses.

# It takes the sanitizers a minute to see what the unit tests show them.
# bats file_tags=slow

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
	json 0 blame ran
	assert_json '.statements[0].applied[0].status' applied
	json 0 verify
	json 0 audit verify
	assert_json .ok true
	json 0 audit checkpoint
	json 0 audit guard
	assert_json .guard off
	json 0 keys new ann
	json 0 keys trust "ed25519 $(jq -r '.key + " " + .name' <<<"$output")"
	json 0 keys list
	json 0 sign --signing-key ann.pem
	assert_json '.signed | length' 2
	echo '-- more' >>migrations/1_a.sql
	json 0 accept 1 --reason 'a test'
	json 0 unlock
	json 64 schema nothing
	json 64 test --all 1
	json 64 drift now
	json 0 statements migrations/1_a.sql
	json 0 explain
	json 0 explain GW2103
	assert_json '.errors[0].slug' statement-failed
	json 0 config
	json 0 completion bash
	json 0 help
	json 0 help up
	json 0 version
	echo 'databases: {}' >nothing.yaml
	json 0 provision plan --file nothing.yaml
	json 0 db list
	TMPDIR=$BATS_TEST_TMPDIR json 0 ephemeral --sweep
	assert_equal "$(ran)" '1 2 -2 -1 1 2'
	json 0 new something else
	json 65 resolve 9 --applied --reason why
	db_new
	json 0 baseline 2 --reason why
	db_query 'CREATE TABLE gorp_migrations (id varchar(30), applied_at varchar(30))'
	db_query "INSERT INTO gorp_migrations VALUES ('1_a.sql', 'x')"
	json 0 adopt --dry-run
	assert_json .tool sql-migrate
	assert_json '.migrations[0].key' 1
	json 0 convert -o converted
	assert_json .to godwit
	json 77 eject goose
	git init -q -b main .
	git -c user.name=Ada -c user.email=ada@example.org commit -q --allow-empty -m none
	json 0 check --base main
	assert_json '.changes | length' 3
	json 0 renumber --base main
	# There is no command that this test does not know.
	run --separate-stderr -0 godwit help --json
	for name in $(jq -r '.commands[].name' <<<"$output"); do
		[[ -n ${used[$name]-} ]] || fail "godwit $name --json is not tested"
	done
}

@test "what fails prints an object with the error, and words on standard error" {
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
		64|up --lock-wait soon
		64|up --transaction sometimes
		78|up -e nowhere
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

@test "what fails when its work is done is one JSON object, with what was done and the error" {
	file 1_a.sql "$(log 1)"
	run --separate-stderr -1 godwit up --dump nowhere/schema.sql --json
	assert_object up
	assert_json '[.done, .error.slug, .error.state]' '[1,"io","committed"]'
	assert_equal "$(ran)" 1
	run --separate-stderr -1 godwit audit checkpoint -o nowhere/checkpoint --json
	assert_object audit
	assert_json '[.checkpoint == null, .error.slug]' '[false,"io"]'
	run --separate-stderr -1 godwit plan --out nowhere/plan --json
	assert_object plan
	assert_json .error.slug io
	if [[ $ENGINE == sqlite ]]; then
		run --separate-stderr -1 godwit test --all --junit nowhere/report.xml --json
		assert_object test
		assert_json '[.tested, .error.slug]' '[1,"io"]'
	fi
}

@test "exit status 75: somebody has the lock, and says so" {
	file 1_a.sql "$(slow)"
	spawn first env DATABASE_URL="$URL" "$GODWIT" up
	eventually is_slow
	run --separate-stderr -75 godwit up --lock-wait 200ms --json
	assert_json .error.slug locked
	[[ $ENGINE == sqlite ]] || assert_json '.error.detail | contains("held by")' true
	kill -TERM "${spawned[first]}"
	reap first
	assert_status 143
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
