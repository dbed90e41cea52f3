#!/usr/bin/env bats
# Whatever comes from outside - names, rows, a server's words, a file's text - does not move the cursor,
# colour the screen, turn the writing round, or look like a line of godwit's own.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# A colour, a title, a carriage return, C1's CSI, text that runs from right to left, and a line break.
nasty=$'\e[31mred\e]0;title\a\rcr\xc2\x9b1mbidi\xe2\x80\xae\xe2\x81\xa6end\b'
forged=$'x\napplied   999_forged   1 ms\nerror[GW9999]: forged'

assert_tame() {
	local text
	for text in "$output" "${stderr-}"; do
		if LC_ALL=C grep -aqP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]' <<<"$text"; then
			fail "this is not tame: $(cat -v <<<"$text")"
		fi
		if grep -qE '^ ? ?(applied   999_forged|error\[GW9999\])' <<<"$text"; then
			fail "this is forged: $text"
		fi
	done
}

tame() { # arguments of godwit
	run --separate-stderr godwit "$@"
	assert_tame
	run --separate-stderr godwit "$@" --json
	assert_tame
	jq . <<<"$output" >/dev/null || fail 'this is no JSON'
}

as_literal() { # text
	local text=${1//"'"/"''"}
	[[ $ENGINE != mysql ]] || text=${text//\\/\\\\}
	printf "'%s'" "$text"
}

@test "names of files" {
	local name
	for name in "$nasty" $'a\nb' $'a\x7fb' $'a\xffb' $'a\xe2\x80\x8bb' $'\xef\xbb\xbfa'; do
		refresh
		echo 'SELECT 1;' >"migrations/1_a$name.sql"
		tame up
		assert_status 65
		assert_json .error.slug source
		tame statements --engine "$ENGINE" "migrations/1_a$name.sql"
	done
	assert_untouched
}

@test "what is given on the command line and in settings" {
	file 1_a.sql "$(log 1)"
	tame "$nasty"
	tame status "--$nasty"
	tame show "$nasty"
	tame goto "$nasty"
	tame explain "$nasty"
	tame status -e "$nasty"
	tame status --url "postgres://$nasty@127.0.0.1:1/x"
	tame status --url "sqlite:/nowhere/$nasty"
	tame status -d "$nasty"
	tame up --reason "$nasty$forged"
	tame log
	tame show 1
	GODWIT_REASON=$nasty tame config
	printf 'reason: "%s"\n' '\e[31m\x9b\u202e' >godwit.yaml
	tame config
	printf 'rea\e[31mson\xe2\x80\xae: 1\n' >godwit.yaml
	tame config
	rm godwit.yaml
	printf 'A\e[31mB=1\n' >.env
	tame config
	rm .env
	CI_JOB_URL=$nasty tame redo
	tame log
}

@test "what a file holds" {
	file 1_a.sql '-- godwit:up' "$(log 1)" "-- $nasty" '-- godwit:down' "SELECT '$nasty' FROM nowhere;"
	tame plan
	tame up
	tame show 1
	tame statements --engine "$ENGINE" migrations/1_a.sql
	tame down
	file 1_a.sql '-- godwit:up' "$(log 2)" "-- x $nasty" "$(log 3)"
	tame up
	tame verify
	file 1_a.sql "-- godwit:up $nasty"
	tame status
	file 1_a.sql "SELECT 1; \\$nasty"
	tame up
}

@test "what the server says" {
	local quote='"'
	[[ $ENGINE != mysql ]] || quote='`'
	# An identifier is shown, tamed.
	file 1_a.sql "SELECT * FROM ${quote}nowhere${nasty//$'\r'/}$quote;"
	tame up
	assert_status 1
	assert_contains nowhere
	case $ENGINE in
	postgres)
		file 1_a.sql "DO \$\$ BEGIN RAISE NOTICE '%', E'$forged'; RAISE WARNING '%', '$nasty$forged'; END \$\$;"
		tame up
		file 2_b.sql "DO \$\$ BEGIN RAISE EXCEPTION '%', '$nasty$forged' USING DETAIL = '$nasty$forged',
			HINT = '$nasty$forged'; END \$\$;"
		tame up
		;;
	mysql)
		file 1_a.sql "$(log 1)" "SELECT $(as_literal "$forged") + 0;"
		tame up
		file 2_b.sql 'BEGIN NOT ATOMIC' "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = $(as_literal "$nasty$forged");" 'END;'
		tame up
		;;
	sqlite)
		file 1_a.sql 'CREATE TABLE a (id integer);' \
			"CREATE TRIGGER t BEFORE INSERT ON a BEGIN SELECT RAISE(ABORT, '$nasty$forged'); END;" \
			'INSERT INTO a VALUES (1);'
		tame up
		;;
	esac
}

# Rows that somebody wrote who may write to godwit's tables.
@test "what the history holds" {
	local columns column sets key command
	migrations
	run -0 godwit up --to 2
	case $ENGINE in
	postgres) key='SET session_replication_role = replica' ;;
	mysql) key='SET foreign_key_checks = 0' ;;
	sqlite) key='PRAGMA foreign_keys = OFF' ;;
	esac
	for columns in 'name version source reason os_user os_host ci_job' 'run_id kind' event; do
		sets=
		for column in $columns; do
			sets+="${sets:+, }$column = $(as_literal "$nasty$forged")"
		done
		db_query "$key; UPDATE $(history_table) SET $sets WHERE seq = 2" || continue
		for command in status log verify 'show 1' up; do
			# shellcheck disable=SC2086
			tame $command
		done
	done
}
