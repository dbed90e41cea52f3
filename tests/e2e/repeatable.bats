#!/usr/bin/env bats
# What has no place in the line of versions: repeatable migrations, baselines, and decisions of people.

load ../lib/e2e
load ../lib/e2e_world

status_of() { # key
	godwit status --json | jq -r ".migrations[] | select(.key == \"$1\") | .status"
}

replace_view() { # columns
	case $ENGINE in
	sqlite) printf 'DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT %s FROM users;\n' "$1" ;;
	*) printf 'DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT %s FROM users;\n' "$1" ;;
	esac | migration R__names
}

@test "a repeatable migration runs after the others, and again when it changes" {
	migrations
	replace_view name
	run -0 godwit up
	assert_equal "$(db_query 'SELECT * FROM names')" Ada
	assert_equal "$(db_events | tr ';' '\n' | grep applied | tail -n 1)" 'applied names'
	run -0 godwit up
	assert_contains 'nothing to do'

	replace_view 'name, email'
	assert_equal "$(status_of R__names)" pending
	run -2 godwit status --exit-code
	run -0 godwit up
	assert_equal "$(db_query 'SELECT * FROM names')" 'Ada|ada@example.com'
	run -0 godwit up
	assert_contains 'nothing to do'

	# Comments are no change, and neither is a name that comes later in the alphabet.
	sed -i '1i -- names of people' migrations/R__names.sql
	run -0 godwit up
	assert_contains 'nothing to do'
	echo 'SELECT 1;' | migration R__another
	echo 'SELECT 1;' | migration 11_eleven
	run -0 --separate-stderr godwit up --json
	assert_json '[.migrations[].key] | join(" ")' '11 R__another'
	run -0 godwit verify
}

@test "repeatable migrations wait for all versions, and stay when versions go back" {
	migrations
	replace_view name
	run -0 godwit up --to 1
	assert_equal "$(status_of R__names)" pending
	run -0 godwit up
	run -0 godwit down
	assert_equal "$(db_query 'SELECT * FROM names')" Ada
	run -0 godwit verify
}

@test "redo applies repeatable migrations again" {
	migrations
	replace_view name
	run -0 godwit up
	run -0 --separate-stderr godwit redo --json
	assert_json '[.steps[] | "\(.direction) \(.key)"] | join(", ")' 'down 10, up 10, up R__names'
	run -0 godwit up
	assert_contains 'nothing to do'
	run -0 godwit verify
}

@test "what a repeatable migration made is in the way of a drop: which one is said" {
	[[ $ENGINE == postgres ]] || skip 'elsewhere views do not hold their tables'
	migration 1_users <<-'SQL'
		-- godwit:up
		CREATE TABLE users (id integer);
		-- godwit:down
		DROP TABLE users;
	SQL
	echo 'CREATE OR REPLACE VIEW names AS SELECT id FROM users;' | migration R__names
	run -0 godwit up
	local command
	for command in down redo; do
		run -1 godwit "$command"
		assert_contains 'view names depends on table users'
		assert_contains 'hint:  R__names made what depends on it.'
	done
	# As the hint says.
	sed -i 's/^DROP TABLE/DROP VIEW IF EXISTS names;\n&/' migrations/1_users.sql
	run -0 godwit redo
	assert_equal "$(db_query 'SELECT count(*) FROM names')" 0
	sed -i '/^DROP VIEW/d' migrations/1_users.sql
	printf -- '-- godwit:repeatable\nCREATE OR REPLACE VIEW names AS SELECT id FROM users;\n-- godwit:down\nDROP VIEW names;\n' |
		migration R__names
	run -0 godwit down --to 0

	# Made by hand.
	rm migrations/R__names.sql
	run -0 godwit up
	db_query 'CREATE VIEW by_hand AS SELECT id FROM users'
	run -1 godwit down
	assert_contains 'hint:  Drop what depends on it first'
}

@test "a marker makes any file repeatable; one that is gone is told" {
	printf -- '-- godwit:repeatable\nSELECT 1;\n' | migration 7_again
	echo 'SELECT 1;' | migration R__gone
	run -0 godwit up
	rm migrations/R__gone.sql
	run -65 godwit up
	assert_contains 'gone'
	run -0 godwit up --missing warn
}

@test "baseline: a database that was there before godwit" {
	migrations
	db_query 'CREATE TABLE users (id integer PRIMARY KEY, name varchar(50) NOT NULL)'
	db_query 'CREATE TABLE posts (id integer PRIMARY KEY)'
	run -0 godwit baseline 2 --reason 'made by hand'
	assert_equal "$(status_of 1)" applied
	assert_equal "$(status_of 2)" applied
	assert_equal "$(status_of 10)" pending
	run -0 godwit status
	assert_contains baseline
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(email) FROM users')" 0
	run -0 --separate-stderr godwit log --json
	assert_json '[.events[] | select(.event == "baselined") | .reason] | join(",")' 'made by hand'
	run -0 godwit verify

	# What is below the baseline never ran here, so it is not taken back, and may be gone.
	run -0 godwit down --all
	assert_equal "$(db_tables | paste -sd ' ')" 'posts users'
	rm migrations/1_users.sql
	run -0 godwit up
	run -0 godwit verify
	run -65 godwit baseline 2 --reason why
	run -65 godwit baseline 99 --reason why
}

@test "what a baseline stands for is neither a new baseline nor resolved alone" {
	migrations
	run -0 godwit baseline 10 --reason why
	local words
	for words in 'baseline 1' 'resolve 2 --reverted' 'resolve 2 --applied'; do
		# shellcheck disable=SC2086
		run -65 godwit $words --reason why
		assert_contains 'counts as applied by the baseline 10'
		assert_contains '`godwit resolve 10 --reverted --reason WHY`'
	done
	run -0 godwit resolve 10 --reverted --reason why
	assert_equal "$(status_of 1)" pending
	run -0 godwit baseline 1 --reason why
	assert_equal "$(status_of 1)" applied
	assert_equal "$(status_of 2)" pending
	run -65 godwit resolve 2 --reverted --reason why
	assert_contains '2 is not applied already'
}

@test "what is missing is put back from the history, and not accepted" {
	migrations
	run -0 godwit up
	cp migrations/2_posts.sql kept
	rm migrations/2_posts.sql
	run -65 godwit up
	assert_contains '`godwit show 2` prints what was applied'
	run -65 godwit accept 2 --reason why
	assert_contains '2 is applied, but its file is gone'
	run -0 --separate-stderr godwit show 2 --json
	jq -r '"-- godwit:up\n" + .up + "-- godwit:down\n" + .down' <<<"$output" >migrations/2_posts.sql
	run -0 godwit up
	run -0 godwit verify
}

@test "a late file below the baseline is part of it" {
	migrations
	run -0 godwit baseline 2 --reason why
	echo 'CREATE TABLE never (id integer);' | migration 1.5_never
	assert_equal "$(status_of 1.5)" applied
	db_query 'CREATE TABLE users (id integer PRIMARY KEY)'
	run -0 godwit up
	assert_equal "$(db_tables)" users
}

@test "a baseline file stands for all versions up to its own on a new database, and only there" {
	local old
	migrations
	run -0 godwit up
	cat <<-'SQL' | migration 10_all
		-- godwit:baseline
		CREATE TABLE users (id integer PRIMARY KEY, name varchar(50), email varchar(100));
		CREATE TABLE posts (id integer);
	SQL
	echo 'CREATE TABLE after_all (id integer);' | migration 11_after
	# The old database has all of it.
	run -0 godwit up
	assert_equal "$(db_tables | paste -sd ' ')" 'after_all posts users'
	run -0 godwit verify
	old=$URL

	db_new
	run -0 --separate-stderr godwit plan --json
	assert_json '[.steps[].label] | join(" ")' '10_all 11_after'
	run -0 godwit up
	assert_equal "$(db_tables | paste -sd ' ')" 'after_all posts users'
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 0
	assert_equal "$(status_of 1)" applied
	run -0 godwit verify
	run -0 godwit status --url "$old"
}

@test "resolve: what was done by hand" {
	migrations
	run -0 godwit up --to 2
	db_query 'ALTER TABLE users ADD COLUMN email varchar(100)'
	run -0 godwit resolve 10 --applied --reason 'at night, by hand'
	assert_equal "$(status_of 10)" applied
	run -0 godwit up
	assert_contains 'nothing to do'
	run -65 godwit resolve 10 --applied --reason why
	assert_contains 'is applied already'
	run -0 godwit resolve 10 --reverted --reason why
	db_query 'ALTER TABLE users DROP COLUMN email'
	assert_equal "$(status_of 10)" pending
	run -65 godwit resolve 10 --reverted --reason why
	run -0 godwit up
	assert_equal "$(db_query 'SELECT email FROM users')" ada@example.com
	run -0 godwit down
	run -0 godwit verify
}
