#!/usr/bin/env bats
# Schemas: dumped, compared from every kind of side, drawn, and refused where they cannot be.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_git

# The schema that the migrations lead to, written by hand.
schema_file() {
	cat >"${1:-schema.sql}" <<-'SQL'
		CREATE TABLE users (id integer PRIMARY KEY, name varchar(50) NOT NULL, email varchar(100));
		CREATE TABLE posts (id integer PRIMARY KEY, author integer NOT NULL REFERENCES users (id));
	SQL
}

@test "what is dumped loads into an empty database, and is dumped again as it was" {
	migrations
	godwit up
	db_query 'CREATE INDEX posts_author ON posts (author)'
	db_query 'CREATE VIEW authors AS SELECT name FROM users'
	godwit schema dump >first.sql
	grep -q 'CREATE TABLE users (' first.sql
	refute_contains godwit_ "$(<first.sql)"
	db_new
	sqlite3 -batch -bail "$DB" <first.sql
	godwit schema dump -o second.sql
	cmp first.sql second.sql
	run godwit schema dump --json
	assert_json '.objects | map(.id)' '["table posts","table users","view authors"]'
	assert_json '.objects[1].children[1].not_null' true
	assert_json .unmodelled '[]'
}

@test "a database that is not there is an empty schema, and is not made" {
	run godwit schema dump
	assert_status 0
	assert_equal "$output" ''
	[[ ! -e $DB ]]
}

@test "every kind of side" {
	migrations
	schema_file
	printf 'environments:\n  prod:\n    url: "%s"\n' "$URL" >godwit.yaml
	godwit up
	local side
	for side in "$URL" "$DB" prod migrations schema.sql 'exec:cat schema.sql' history; do
		run --separate-stderr godwit schema diff "$side" schema.sql --exit-code
		assert_status 0
		assert_equal "$output" 'no difference'
		run --separate-stderr godwit schema diff migrations "$side" --sql --exit-code
		assert_status 0
		assert_equal "$output" ''
	done
}

@test "a commit as a side, without what is demanded of one that is applied" {
	two_branches
	git checkout -q main
	sed -i '2a CREATE INDEX b_id ON b (id);' migrations/2_b.sql
	printf 'require_git: [clean]\nrequire_signatures: 1\n' >godwit.yaml
	run -2 --separate-stderr godwit schema diff git:v1 migrations --exit-code
	assert_contains '+ table c'
	assert_contains '+ index b.b_id'
	refute_contains '+ table b'
	run -0 godwit schema diff git:v1:migrations git:feature --exit-code
	run -65 godwit schema diff git:v2 migrations
	assert_contains "no branch, tag or commit 'v2'"
}

@test "a difference: what it is, what it comes to, and the exit status" {
	migrations
	schema_file
	echo 'CREATE INDEX posts_author ON posts (author);' >>schema.sql
	sed -i 's/name varchar(50) NOT NULL/name text NOT NULL/' schema.sql
	godwit up
	run godwit schema diff "$URL" schema.sql
	assert_status 0
	assert_contains '~ column users.name'
	assert_contains '    - varchar(50) NOT NULL'
	assert_contains '    + text NOT NULL'
	assert_contains '+ index posts.posts_author'
	assert_contains 'which was tried on a shadow'
	run -2 godwit schema diff "$URL" schema.sql --exit-code --json
	assert_json '[.different, .proved]' '[true,true]'
	assert_json '.hazards' '["rewrite","data-dependent"]'
	assert_json '[.changes[] | [.action, .id]] | sort | first' '["alter","table users"]'
	godwit schema diff "$URL" schema.sql --sql >plan.sql
	sqlite3 -batch -bail "$DB" <plan.sql
	run godwit schema diff "$URL" schema.sql --exit-code
	assert_status 0
	assert_equal "$(db_query 'SELECT * FROM users')" '1|Ada|ada@example.com'
}

@test "what the history implies is told from what is there" {
	migrations
	godwit up
	db_query 'CREATE TABLE by_hand (a)'
	run -2 godwit schema diff history "$URL" --exit-code
	assert_contains '+ table by_hand'
	refute_contains 'table users'
}

@test "renames are carried out when they are asked for, and suggested when not" {
	migrations
	schema_file
	sed -i 's/name varchar/full_name varchar/' schema.sql
	godwit up
	run --separate-stderr godwit schema diff "$URL" schema.sql --sql
	assert_contains '`--rename users.name=full_name`' "$stderr"
	assert_contains 'data-loss'
	godwit schema diff "$URL" schema.sql --sql --rename users.name=full_name >plan.sql
	assert_contains 'RENAME COLUMN name TO full_name' "$(<plan.sql)"
	refute_contains data-loss "$(<plan.sql)"
	sqlite3 -batch -bail "$DB" <plan.sql
	run godwit schema diff "$URL" schema.sql --exit-code
	assert_status 0
	assert_equal "$(db_query 'SELECT full_name FROM users')" Ada
}

@test "renames that the SQL file tells of, once and never again" {
	migrations
	schema_file
	sed -i 's/name varchar/full_name varchar/' schema.sql
	sed -i 's/users/people/' schema.sql
	printf -- '-- godwit:rename people.name=full_name\n' >>schema.sql
	sed -i '1i -- godwit:rename users=people' schema.sql
	godwit up
	godwit schema sync "$URL" schema.sql -o migrations/20_sync.sql
	run -0 godwit up
	assert_equal "$(db_query 'SELECT full_name FROM people')" Ada
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	run -0 godwit down
	assert_equal "$(db_query 'SELECT name FROM users')" Ada
	echo '-- godwit:rename x' >>schema.sql
	run -64 godwit schema diff "$URL" schema.sql
	assert_contains "'x' is no rename"
}

@test "a name that is free only when the table that had it is gone" {
	db_query 'CREATE TABLE a (x); CREATE INDEX i ON a (x); CREATE TRIGGER t INSERT ON a BEGIN SELECT 1; END'
	echo 'CREATE TABLE b (y); CREATE INDEX i ON b (y);' >schema.sql
	echo 'CREATE TRIGGER t INSERT ON b BEGIN SELECT 1; END;' >>schema.sql
	godwit schema sync "$URL" schema.sql --apply --allow-destructive table
	run -0 godwit schema diff "$URL" schema.sql --exit-code
}

@test "a column is dropped though a view or a trigger names what is not there, or will not be" {
	db_query 'CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2); CREATE TABLE u (x)'
	db_query 'CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT * FROM v'
	db_query 'CREATE VIEW broken AS SELECT x FROM nowhere'
	db_query 'CREATE TRIGGER broken_too INSERT ON u BEGIN INSERT INTO nowhere VALUES (1); END'
	db_query .dump | grep -v INSERT.INTO.t | sed 's/t (a, b)/t (a, c)/; s/a, b FROM/a, c FROM/' >schema.sql
	godwit schema sync "$URL" schema.sql --apply --allow-destructive column
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	assert_equal "$(db_query 'SELECT * FROM w')" '1|'
}

@test "diagrams" {
	migrations
	godwit up
	run godwit schema dump --diagram mermaid
	assert_contains '"users" ||--o{ "posts" : "author"'
	run godwit schema dump --diagram dot
	assert_contains 't0:c1 -> t1:c0;'
	godwit schema dump --diagram svg -o schema.svg
	assert_contains '<title>posts (author) to users</title>' "$(<schema.svg)"
}

@test "up writes the schema that it leads to" {
	migrations
	run godwit up --dump schema.sql
	assert_status 0
	cmp <(godwit schema dump) schema.sql
	run -1 godwit up --dump nowhere/schema.sql
	assert_contains 'the migrations stand'
}

wrong_lines() {
	cat <<-'LINES'
		64|schema|needs dump
		64|schema dmup|knows no 'dmup'
		64|schema dump x|takes 0 arguments
		64|schema diff x|takes 2 arguments
		64|schema diff nowhere schema.sql|no URL, no environment
		64|schema diff schema.sql postgres://localhost/x schema.sql|takes
		64|schema diff sqlite:a.db postgres://localhost/x|one side is sqlite, the other postgres
		64|schema diff schema.sql schema.sql --rename x|is no rename
		64|schema diff schema.sql schema.sql --rename x=y|there is no 'x'
		64|schema dump --diagram png|png
		64|schema diff git:a..b schema.sql|names two commits
		64|schema sync schema.sql schema.sql|-o FILE
		1|schema diff broken.sql schema.sql|broken.sql cannot be loaded
		1|schema diff exec:false schema.sql|exit status 1
		65|schema diff open.sql schema.sql|open.sql:1:8
	LINES
}

@test "what cannot be compared" {
	local code words message
	schema_file
	echo 'CREATE TABLE t (a); CREATE TABLE t (a);' >broken.sql
	echo "SELECT 'x" >open.sql
	while IFS='|' read -r code words message; do
		# shellcheck disable=SC2086 # words
		run "-$code" --separate-stderr godwit $words
		assert_contains "$message" "$stderr"
		assert_equal "$output" ''
	done < <(wrong_lines)
	run -78 --separate-stderr env -u DATABASE_URL "$GODWIT" schema diff schema.sql schema.sql
	assert_contains '--url' "$stderr"
	run godwit schema diff broken.sql schema.sql
	assert_contains 'broken.sql:1:34'
	assert_untouched
}

@test "the history that has not kept a text" {
	migrations
	godwit up --store-sql-limit 1
	run godwit schema diff history migrations
	assert_status 0
	rm migrations/2_posts.sql
	run -65 godwit schema diff history migrations
	assert_contains 'has not kept the text of 2'
}

@test "a file that is not there is no empty database" {
	migrations
	run -0 godwit up
	run godwit schema diff "$URL" sqlite:nothere.db
	[[ $status != 0 ]]
	assert_contains "cannot open 'nothere.db'"
	run godwit schema sync "$URL" sqlite:nothere.db --apply --allow-destructive table
	[[ $status != 0 ]]
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 1
	[[ ! -e nothere.db ]]
}
