#!/usr/bin/env bats
# Text that cannot be cut into statements: each mistake with its place, before anything runs.

load ../lib/e2e
load ../lib/e2e_world

# 2_bad.sql is text in printf's spelling; 1_good.sql is fine, and must not run either.
refuses() { # line:column message text [number of the error]
	echo 'CREATE TABLE good (id integer);' | migration 1_good
	# shellcheck disable=SC2059 # any bytes
	printf "$3" | migration 2_bad
	run -65 godwit up
	assert_contains "error[GW${4-3101}]: $2"
	assert_contains "migrations/2_bad.sql:$1"
	assert_contains 'state: nothing was changed in the database'
	run -65 --separate-stderr godwit plan --json
	assert_json .error.location.line "${1%:*}"
	assert_json .error.location.column "${1#*:}"
	assert_json .error.state untouched
	assert_untouched
}

@test "what is opened and never closed" {
	local string='this string is never closed' name='this quoted name is never closed'
	local comment='this comment is never closed' dollars='this dollar-quoted string is never closed'
	local block='the block that opens here has no END'

	refuses 2:25 "$string" "CREATE TABLE bad (id integer);\nINSERT INTO bad VALUES ('x);\n"
	# SQLite takes a comment that is open at the end of the text for a comment.
	[[ $ENGINE == sqlite ]] ||
		refuses 3:3 "$comment" 'CREATE TABLE bad (id integer);\n\n  /* and so on;\n'
	case $ENGINE in
	postgres)
		refuses 2:8 "$name" 'SELECT 1;\nSELECT "bad;\n'
		refuses 1:4 "$dollars" 'DO $x$ BEGIN; END $y$;\n'
		refuses 1:8 "$dollars" 'SELECT $$bad$;'
		refuses 1:8 "$string" "SELECT E'bad\\\\';"
		refuses 1:10 "$comment" 'SELECT 1 /* /* */;'
		refuses 1:8 "$string" "SELECT U&'bad;"
		refuses 1:18 'this parenthesis is never closed' 'CREATE TABLE bad (\n\tid integer;\n'
		;;
	mysql)
		refuses 2:8 "$name" 'SELECT 1;\nSELECT `bad;\n'
		refuses 1:8 "$string" 'SELECT "bad;\n'
		refuses 1:8 "$string" "SELECT 'bad\\\\';"
		refuses 1:22 "$block" 'CREATE PROCEDURE p() BEGIN SELECT 1;\n'
		;;
	sqlite)
		refuses 2:8 "$name" 'SELECT 1;\nSELECT `bad;\n'
		refuses 1:8 "$name" 'SELECT "bad;\n'
		refuses 1:8 "$name" 'SELECT [bad;\n'
		refuses 1:39 "$block" 'CREATE TRIGGER t AFTER INSERT ON good BEGIN SELECT 1;\n'
		;;
	esac
}

@test "columns count characters, and lines end as they do anywhere" {
	local message='this string is never closed'
	refuses 1:22 "$message" "SELECT 'é€😀'; SELECT 'x;"
	refuses 2:8 "$message" "\xef\xbb\xbfSELECT 1;\r\nSELECT 'x;\r\n"
}

@test "a NUL byte" {
	local message='a NUL byte cannot be sent as SQL'
	refuses 2:27 "$message" "CREATE TABLE bad (id integer);\nINSERT INTO bad VALUES ('a\0b');\n"
	# A reader of C strings would take the rest for nothing.
	refuses 2:1 "$message" 'SELECT 1;\n\0DROP TABLE good;\n'
	# As some editors save it.
	refuses 1:4 "$message" '\xff\xfeS\0E\0L\0E\0C\0T\0 \0001\0;\0'
	assert_contains 'iconv -f UTF-16'
}

@test "bytes that are no UTF-8" {
	local message='the text is not valid UTF-8 here'
	if [[ $ENGINE == postgres ]]; then
		refuses 2:27 "$message" "CREATE TABLE bad (id integer);\nINSERT INTO bad VALUES ('a\xffb');\n"
		assert_contains iconv "$(jq -r .error.hint <<<"$output")"
		# A surrogate, an overlong form, a character that is cut off.
		refuses 1:9 "$message" "SELECT '\xed\xa0\x80';"
		refuses 1:9 "$message" "SELECT '\xc0\xaf';"
		refuses 1:9 "$message" "SELECT '\xe2\x82';"
		return
	fi
	# The other servers have types for any bytes: they come through as they are.
	printf "CREATE TABLE raw (id integer, b blob);\nINSERT INTO raw VALUES (1, '\xff\xfe');\n" |
		migration 1_raw
	run -0 godwit up
	assert_equal "$(db_query 'SELECT hex(b) FROM raw')" FFFE
	run -0 godwit verify
	run -0 --separate-stderr godwit log --json
	assert_json '.events | length > 0' true
}

@test "commands of a client program" {
	case $ENGINE in
	postgres)
		refuses 2:1 '' 'SELECT 1;\n\\i other.sql\n' 3102
		refuses 1:1 '' '\\connect other\n' 3102
		;;
	mysql) refuses 2:1 '' 'SELECT 1;\nsource other.sql\n' 3102 ;;
	sqlite) refuses 2:1 '' 'SELECT 1;\n.read other.sql\n' 3102 ;;
	esac
}

@test "a file that the server refuses, with the server's words and place" {
	echo 'CREATE TABLE good (id integer);' | migration 1_good
	printf -- '-- one\nSELECT 1;\n\n  CREATE TABEL bad (id integer);\n' | migration 2_bad
	run -1 godwit up
	assert_contains 'error[GW2103]: statement 2 of 2 failed in 2_bad'
	case $ENGINE in
	postgres) assert_contains 'migrations/2_bad.sql:4:10' && assert_contains 'postgres 42601: ' ;;
	mysql) assert_contains 'migrations/2_bad.sql:4:' && assert_contains 'mysql 42000 (1064): ' ;;
	sqlite) assert_contains 'migrations/2_bad.sql:4:10' && assert_contains 'sqlite 1: ' ;;
	esac
	assert_contains 'CREATE TABEL bad (id integer);'
	assert_contains 'hint:  Correct the migration and run `godwit up` again.'
	assert_equal "$(db_tables)" good
}

@test "what is there already: the command that records it" {
	db_query 'CREATE TABLE t (id integer)'
	echo 'CREATE TABLE t (id integer);' | migration 1_table
	echo 'ALTER TABLE t ADD COLUMN id integer;' | migration 2_column
	local version
	for version in 1 2; do
		run -1 godwit up
		assert_contains "\`godwit resolve $version --applied --reason WHY\`"
		run -0 godwit resolve "$version" --applied --reason 'made by hand'
	done
	run -0 godwit up
	assert_contains 'nothing to do'
}

@test "files with nothing to run are migrations, too" {
	: | migration 1_empty
	printf '\n\n' | migration 2_blank
	printf -- '-- nothing yet\n/* really */\n;;\n' | migration 3_comment
	printf -- '-- godwit:up\n-- godwit:down\n' | migration 4_markers
	run -0 --separate-stderr godwit plan --json
	assert_json '.warnings | map(.key)' '["1","2","3","4"]'
	run -0 --separate-stderr godwit up
	local name
	for name in 1_empty 2_blank 3_comment 4_markers; do
		assert_contains "warning: $name has no statement in its up section" "$stderr"
	done
	assert_equal "$(db_tables)" ''
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 4
	# An empty way back is how one says that there is nothing to do.
	run -0 --separate-stderr godwit down
	refute_contains 'no statement' "$stderr"
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 3
}
