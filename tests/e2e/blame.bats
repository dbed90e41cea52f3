#!/usr/bin/env bats
# Which migrations made a table what it is, who wrote them, where they are applied.

load ../lib/e2e
load ../lib/e2e_world

setup() {
	e2e_setup
	git init -q -b main .
	git config user.name 'Ada Lovelace'
	git config user.email ada@example.org
}

# commit NAME: all that is there, by somebody of that name.
commit() {
	git add --all
	GIT_AUTHOR_DATE='2026-11-01T12:00:00+0100' git commit -q -m "$1" --author "$1 <$1@example.org>"
	id=$(git rev-parse HEAD)
}

# A table that gets another name, and columns that come and go.
history() {
	printf 'CREATE TABLE people (id integer PRIMARY KEY, name varchar(50));\nCREATE INDEX people_name ON people (name);\n' |
		migration 1_people
	commit grace
	printf '%s\n' '-- godwit:up' 'CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES people (id));' \
		'-- godwit:down' 'DROP TABLE posts;' | migration 2_posts
	printf '%s\n' '-- godwit:up' '-- Renamed.' 'ALTER TABLE people RENAME TO users;' \
		'ALTER TABLE users RENAME COLUMN name TO full_name;' '-- godwit:down' 'ALTER TABLE users RENAME TO people;' |
		migration 3_users
	commit hedy
	printf '%s\n' "INSERT INTO users VALUES (1, 'Ada');" "INSERT INTO users VALUES (2, 'Grace');" \
		"UPDATE users SET full_name = 'Ada L.' WHERE id = 1;" 'ALTER TABLE users ADD COLUMN email varchar(50);' |
		migration 4_fill
	commit edith
	echo '-- a comment' >>migrations/1_people.sql
	commit joan
}

# changes ARGUMENT...: "VERSION:LINE CHANGE, ..; ..", one for each statement.
changes() {
	run -0 --separate-stderr godwit blame --json "$@"
	# shellcheck disable=SC2154
	jq -r '[.statements[] | "\(.key):\(.line) \([.changes[].text] | join(", "))"] | join("; ")' <<<"$output"
}

@test "the story of a table, of a column, and under former names" {
	local story='1:1 created; 1:2 index people_name created; 3:3 renamed from people to users; '
	history
	run -0 godwit up
	assert_equal "$(changes users)" \
		"${story}3:4 column name renamed to full_name; 4:1 rows inserted; 4:3 rows updated; 4:4 column email added"
	assert_equal "$(changes people)" "$(changes users)"
	assert_equal "$(changes users.full_name)" \
		"${story}3:4 column name renamed to full_name; 4:1 rows inserted; 4:3 rows updated"
	assert_equal "$(changes people.name)" "$(changes users.full_name)"
	assert_equal "$(changes users.email)" \
		'3:3 renamed from people to users; 4:1 rows inserted; 4:4 column email added'
	run -0 godwit blame people
	assert_contains 'note: people is called users now'
	assert_contains 'rows inserted by 2 statements'
	run -65 godwit blame users.phone
	assert_contains "error[GW3301]: no migration does anything to a column 'users.phone'"
	run -65 godwit blame nothing
	assert_contains "no migration does anything to a table 'nothing'"
	run -64 godwit blame 'a b'
	run -64 godwit blame
}

@test "names are those of the engine" {
	case $ENGINE in
	postgres)
		printf '%s\n' 'CREATE SCHEMA app;' 'CREATE TABLE App.Users ("Id" integer);' 'CREATE TABLE users (id integer);' \
			'ALTER TABLE ONLY app.users ADD x integer, DROP COLUMN "Id";'
		;;
	mysql)
		printf '%s\n' 'CREATE TABLE `Users` (`Id` integer, KEY k (id));' \
			'ALTER TABLE Users CHANGE id x integer, ADD INDEX i (x);' '/*!50001 DROP INDEX i ON Users */;'
		;;
	sqlite)
		printf '%s\n' 'CREATE TABLE [Users] ("Id" integer);' 'CREATE TABLE new_users (x integer);' \
			'INSERT INTO new_users SELECT id FROM users;' 'DROP TABLE users;' 'ALTER TABLE new_users RENAME TO users;'
		;;
	esac | migration 1_all
	run -0 godwit up
	case $ENGINE in
	postgres)
		assert_equal "$(changes app.users)" '1:2 created; 1:4 column x added, column Id dropped'
		assert_equal "$(changes 'app.users."Id"')" '1:2 created; 1:4 column Id dropped'
		assert_equal "$(changes public.USERS)" '1:3 created'
		;;
	mysql)
		assert_equal "$(changes Users)" '1:1 created; 1:2 column id renamed to x, index i added; 1:3 index i dropped'
		assert_equal "$(changes Users.ID)" "1:1 created; 1:2 column id renamed to x, index i added"
		;;
	sqlite)
		assert_equal "$(changes USERS)" \
			'1:1 created; 1:2 created; 1:3 rows inserted; 1:4 dropped; 1:5 renamed from new_users to users'
		;;
	esac
}

@test "commits that added and changed the files" {
	history
	run -0 --separate-stderr godwit blame users --json
	assert_json '.statements[0].added_by.author' 'grace <grace@example.org>'
	assert_json '.statements[0].changed_by.id' "$id"
	assert_json '.statements[2].added_by.date' 2026-11-01T11:00:00.000000Z
	assert_json '.statements[2].changed_by.summary' hedy
	assert_json '.statements[2].dirty' false
	echo 'ALTER TABLE users ADD COLUMN phone integer;' | migration 5_phone
	echo >>migrations/3_users.sql
	run -0 --separate-stderr godwit blame users --json
	assert_json '.statements[2].dirty' true
	assert_json '.statements[-1].added_by' null
	run -0 godwit blame users
	assert_contains "${id:0:12}"
	assert_contains '(its file changed last)'
	assert_contains 'not committed'
	run -0 --separate-stderr godwit blame users --from HEAD~1 --json
	assert_json '.statements | length' 7
	assert_json '.statements[0].path' git:HEAD~1:migrations/1_people.sql
	assert_json '.statements[0].changed_by.summary' grace
	rm -rf .git
	run -0 godwit blame users -v
	assert_contains 'no commits are shown: migrations is in no git repository'
}

@test "when it was applied to each environment" {
	local first=$URL
	history
	run -0 godwit up --to 3
	db_new
	printf 'environments:\n  dev:\n    url: "%s"\n  test:\n    url: "%s"\n  gone:\n    url: postgres://nobody@127.0.0.1:1/x\n' \
		"$first" "$URL" >godwit.yaml
	run -0 --separate-stderr godwit blame users --json
	assert_json '[.environments[].environment] | join(" ")' 'dev test gone'
	assert_json '[.statements[0].applied[].status] | join(" ")' 'applied pending unknown'
	assert_json '[.statements[-1].applied[].status] | join(" ")' 'pending pending unknown'
	assert_json '.statements[0].applied[1].applied_at' null
	run -0 godwit blame users
	assert_contains 'APPLIED dev'
	assert_contains 'warning: gone was not reached: cannot connect'
	run -0 --separate-stderr godwit blame users -e test --json
	assert_json '[.environments[].environment] | join(" ")' test
	# Looking makes nothing.
	assert_equal "$(db_tables)" ''
	run -0 godwit baseline 3 -e test --reason begin
	run -0 --separate-stderr godwit blame users -e test --json
	assert_json '[.statements[0, -1].applied[0].status] | join(" ")' 'baselined pending'
	run -0 --separate-stderr godwit blame users --url "$first" --json
	assert_json '[.environments[].environment] | join(" ")' ''
	assert_json '.statements[0].applied[0].status' applied
}

@test "no database is needed" {
	history
	run -0 "$GODWIT" blame users --engine "$ENGINE"
	run -0 "$GODWIT" blame users --engine "${ENGINE/mysql/mariadb}"
	assert_contains 'renamed from people to users'
	refute_contains APPLIED
	run -64 "$GODWIT" blame users --engine oracle
}

@test "statements that mention it, and files that cannot be read to their end" {
	history
	echo 'CREATE VIEW v AS SELECT id FROM users;' | migration 5_v
	printf 'ALTER TABLE users ADD COLUMN a integer;\nSELECT ${nothing};\nALTER TABLE users ADD COLUMN b integer;\n' |
		migration 6_placeholder
	printf "ALTER TABLE users ADD COLUMN c integer;\nSELECT 'open;\n" | migration 7_open
	printf 'placeholders:\n  x: y\n' >godwit.yaml
	run -0 godwit blame users
	refute_contains mentioned
	assert_contains 'column b added'
	assert_contains 'column c added'
	assert_contains 'warning: 7_open.sql was not read to its end'
	run -0 godwit blame users --mentions
	assert_contains 'mentioned by CREATE VIEW'
	assert_contains 'mentioned by CREATE TABLE'
	run -0 --separate-stderr godwit blame users --mentions --json
	assert_json '[.statements[] | select(.mentions != null).tag] | join(", ")' 'CREATE TABLE, CREATE VIEW'
	assert_json '.unread[0].path' 7_open.sql
}

# A line of the output that an extended regular expression matches.
assert_line_like() {
	grep -Eq "$1" <<<"$output" || fail "no line is like $1"
}

@test "the log with commits" {
	echo 'CREATE TABLE a (id integer);' | migration 1_a
	commit grace
	run -0 godwit up
	echo 'CREATE TABLE b (id integer);' | migration 2_b
	run -0 godwit up
	run -0 godwit log --git
	assert_contains 'COMMIT'
	assert_line_like "1_a +${id:0:12} +grace <grace@example.org> +main"
	assert_line_like "2_b +${id:0:12}-dirty +main"
	rm -rf .git
	echo 'CREATE TABLE c (id integer);' | migration 3_c
	run -0 godwit up
	run -0 godwit log --git -n 2
	assert_line_like 'applied +3_c *$'
}
