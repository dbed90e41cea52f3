# Files of other tools, for tests that give them a history and take it over again: `load` it after e2e.
#
# shellcheck shell=bash

# TOOL FILE [FIRST_LINE]: two migrations, of which FILE says how they are called; a % is the number.
tool_files() {
	local n file
	rm -rf migrations
	for n in 1 2; do
		file=migrations/${2//%/$n}
		mkdir -p "$(dirname "$file")"
		printf '%s\nCREATE TABLE t%s (x integer);\n' "${3-}" $n >"$file"
	done
	case $1 in
	refinery) touch migrations/lib.rs ;;
	drizzle) drizzle_journal ;;
	atlas) atlas_sums ;;
	sqitch) sqitch_plan ;;
	graphile-migrate) graphile_headers ;;
	esac
}

drizzle_journal() {
	mkdir migrations/meta
	cat >migrations/meta/_journal.json <<-'JSON'
		{"entries": [
			{"idx": 0, "tag": "0001_t", "when": 1795328540001},
			{"idx": 1, "tag": "0002_t", "when": 1795328540002}
		]}
	JSON
}

# The sum of each file is that of all names and files so far.
atlas_sums() {
	local file lines='' so_far=$BATS_TEST_TMPDIR/so_far
	: >"$so_far"
	for file in migrations/*.sql; do
		{ printf %s "${file##*/}" && cat "$file"; } >>"$so_far"
		lines+="${file##*/} h1:$(base64_sum <"$so_far")"$'\n'
	done
	printf 'h1:%s\n%s' "$(printf %s "$lines" | base64_sum)" "$lines" >migrations/atlas.sum
}

base64_sum() {
	openssl dgst -sha256 -binary | base64
}

sqitch_plan() {
	local by='2026-11-28T18:53:51Z Ada <ada@example.org>'
	printf '%s\n' '%project=birds' "t1 $by # first" "@v1 $by" "@v2 $by" "t2 [t1@v1 !t9] $by" \
		>migrations/sqitch.plan
	printf '[core]\n\tengine = %s\n' "$ENGINE" >migrations/sqitch.conf
}

# The hash of each is of the hash before it and of its text.
graphile_headers() {
	local file before=- hash
	for file in migrations/committed/*; do
		hash=sha1:$({ [[ $before == - ]] || echo "$before"; sed '/./,$!d' "$file"; } |
			openssl dgst -sha1 -r | cut -c1-40)
		printf -- '--! Previous: %s\n--! Hash: %s\n\n%s\n' "$before" "$hash" \
			"$(sed '/./,$!d' "$file")" >"$file.new"
		mv "$file.new" "$file"
		before=$hash
	done
}

# FILE PROGRAM: two migrations, and beside each the program of the same name that stands for it elsewhere.
program_files() {
	local n
	tool_files godwit "$1"
	for n in 1 2; do
		mkdir -p "$(dirname "migrations/$2")"
		touch "migrations/${2//%/$n}"
	done
}

# TOOL FILE PROGRAM: the same for a tool that runs programs.
programs_there_and_back() {
	db_new
	program_files "$2" "$3"
	run -0 godwit up
	run -0 godwit eject "$1"
	assert_contains "2 migrations written to"
	run -0 godwit eject "$1"
	assert_contains "$1 knows of all that is applied"
	forget_history
	run -0 godwit adopt "$1"
	assert_contains '1_t  by its name'
	assert_contains "2 migrations adopted from $1"
}

# TOOL FILE [FIRST_LINE]: a history of the files is given to the tool, and taken over from it.
there_and_back() {
	db_new
	tool_files "$@"
	run -0 godwit up --format "$1"
	run -0 godwit eject "$1" --format "$1"
	assert_contains "2 migrations written to"
	forget_history
	run -0 godwit adopt "$1" --format "$1"
	assert_contains "2 migrations adopted from $1"
}

forget_history() {
	case $ENGINE in
	postgres) db_query 'DROP SCHEMA godwit CASCADE' ;;
	*) db_query 'DROP TABLE godwit_history; DROP TABLE godwit_journal; DROP TABLE godwit_lock' ;;
	esac
}
