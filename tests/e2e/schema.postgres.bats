#!/usr/bin/env bats
# Schemas of PostgreSQL: dumped, compared beside a shadow that is gone afterwards, and synchronised.

load ../lib/e2e
load ../lib/e2e_world

# More than tables: what depends on what, and what stands in the way of a type.
wish() {
	cat >"${1:-schema.sql}" <<-'SQL'
		CREATE TYPE mood AS ENUM ('sad', 'happy');
		CREATE TABLE users (id serial PRIMARY KEY, name varchar(50) NOT NULL, feels mood DEFAULT 'sad');
		CREATE TABLE posts (id int PRIMARY KEY, author int NOT NULL REFERENCES users, at date);
		CREATE INDEX ON posts (author) WHERE at IS NOT NULL;
		CREATE FUNCTION words(text) RETURNS int LANGUAGE sql AS $$ SELECT length($1) $$;
		CREATE VIEW authors AS SELECT name, words(name) FROM users;
		COMMENT ON VIEW authors IS 'who has written';
	SQL
}

shadows() {
	db_query "SELECT datname FROM pg_database WHERE datname LIKE 'godwit\_shadow\_%'" | left_over
}

shadows_of() { # process
	db_query "SELECT datname FROM pg_database WHERE datname LIKE 'godwit\_shadow\_%\_$1\_%'"
}

@test "what is dumped loads into an empty database, and is dumped again as it was" {
	wish
	db_query "$(<schema.sql)"
	godwit schema dump >first.sql
	refute_contains 'godwit' "$(<first.sql)"
	db_new
	db_query "$(<first.sql)"
	godwit schema dump -o second.sql
	cmp first.sql second.sql
	run godwit schema diff "$URL" schema.sql --exit-code
	assert_status 0
	assert_equal "$(shadows)" ''
}

@test "a difference leads there, keeps the rows, and is none afterwards" {
	wish
	db_query "$(<schema.sql)"
	db_query "INSERT INTO users (name, feels) VALUES ('7', 'happy')"
	db_query 'GRANT SELECT ON authors TO PUBLIC'
	sed -i "s/'sad', 'happy'/'happy', 'sad', 'tired'/; s/name varchar(50)/name bigint/" schema.sql
	sed -i 's/words(name)/words(name::text)/' schema.sql
	godwit schema diff "$URL" schema.sql --sql >plan.sql
	assert_contains data-dependent "$(<plan.sql)"
	db_query "$(<plan.sql)"
	run godwit schema diff "$URL" schema.sql --exit-code
	assert_status 0
	assert_equal "$(db_query 'SELECT name + 1, feels FROM users')" '8|happy'
	assert_equal "$(db_query "SELECT has_table_privilege('public', 'authors', 'SELECT')")" t
	assert_equal "$(shadows)" ''
}

@test "owners and grants, where both sides speak of them" {
	wish
	db_query "$(<schema.sql)"
	godwit schema dump -o plain.sql
	db_query "GRANT SELECT ON authors TO pg_monitor; ALTER TABLE posts OWNER TO pg_monitor"
	run godwit schema diff "$URL" schema.sql --exit-code
	assert_status 0
	godwit schema dump -o with.sql
	assert_contains "GRANT SELECT ON TABLE public.authors TO pg_monitor;" "$(<with.sql)"
	assert_contains "ALTER TABLE public.posts OWNER TO pg_monitor;" "$(<with.sql)"
	godwit schema dump --no-owners --no-grants | cmp - plain.sql
	run godwit schema diff with.sql plain.sql --sql
	assert_status 0
	assert_contains "REVOKE SELECT ON TABLE public.authors FROM pg_monitor;" "$output"
	assert_contains "ALTER TABLE public.posts OWNER TO CURRENT_USER;" "$output"
	run godwit schema diff with.sql plain.sql --no-owners --no-grants --exit-code
	assert_status 0
}

@test "a table that cannot be altered is not made anew unasked" {
	db_query "CREATE TABLE logs (at date NOT NULL) PARTITION BY LIST (at);
		CREATE TABLE recent PARTITION OF logs FOR VALUES IN ('2026-11-28');
		INSERT INTO logs VALUES ('2026-11-28')"
	cat >schema.sql <<-'END'
		CREATE TABLE logs (at date NOT NULL) PARTITION BY RANGE (at);
		CREATE TABLE recent PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
	END
	for verb in 'diff --sql' 'sync --apply'; do
		run --separate-stderr godwit schema ${verb%% *} "$URL" schema.sql "${verb##* }"
		assert_status 77
		assert_equal "$output" ''
		assert_contains 'table public.logs cannot be altered so' "$stderr"
	done
	assert_equal "$(db_query 'SELECT count(*) FROM logs')" 1
	run godwit schema diff "$URL" schema.sql --sql --allow-destructive table
	assert_status 0
	assert_contains 'DROP TABLE public.logs;' "$output"
}

@test "a migration with its way back" {
	wish
	db_query "$(<schema.sql)"
	godwit schema dump -o before.sql
	sed -i 's/at date/at timestamptz NOT NULL/' schema.sql
	mkdir -p migrations
	godwit schema sync "$URL" schema.sql -o migrations/1_sync.sql
	godwit up
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	godwit down
	cmp before.sql <(godwit schema dump)
}

@test "what is done at once is a run in the history, in as many parts as transactions" {
	wish
	db_query "$(<schema.sql)"
	godwit schema dump -o schema.sql
	sed -i "s/'happy'/'happy',\n\t'tired'/; s/DEFAULT 'sad'/DEFAULT 'tired'/" schema.sql
	export GODWIT_FINGERPRINT=true
	run -0 godwit schema sync "$URL" schema.sql --apply
	assert_contains '2 statements applied'
	assert_equal "$(db_events)" \
		'created 1;synced schema.sql;synced schema.sql;finished schema sync'
	run -0 godwit schema diff "$URL" schema.sql --exit-code
	run -0 godwit verify
	db_new
	echo 'CREATE TABLE first (x integer);' >first.sql
	godwit schema sync "$URL" first.sql --apply
	run -0 godwit drift --json
	assert_json '[.drift, .by_fingerprint]' '[false,true]'
	run -0 godwit drift --full --json
	assert_json '[.drift, .by_fingerprint]' '[false,false]'
}

@test "of a list its elements are told" {
	db_query "CREATE TYPE m AS ENUM ('a', 'b')"
	echo "CREATE TYPE m AS ENUM ('a', 'c', 'b');" >schema.sql
	run -0 godwit schema diff "$URL" schema.sql
	assert_contains $'    labels\n    + c\n'
	refute_contains '+ a'
	run -0 --separate-stderr godwit schema diff "$URL" schema.sql --json
	assert_json '.changes[0].properties[0] | [.old, .new]' '[["a","b"],["a","c","b"]]'
	echo "CREATE TYPE m AS ENUM ('b', 'a');" >schema.sql
	run -0 godwit schema diff "$URL" schema.sql
	assert_contains $'    labels\n    - a\n    - b\n    + b\n    + a\n'
}

@test "what is not looked at is told, and an error when it must not be" {
	db_query "CREATE CONVERSION news FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8"
	run --separate-stderr godwit schema dump
	assert_status 0
	assert_contains 'conversion news is not looked at' "$stderr"
	run godwit schema dump --strict
	assert_contains '`--strict`'
	[[ $status -ne 0 ]]
}

@test "no shadow is left of what fails" {
	echo 'CREATE TABLE t (a int); CREATE TABLE t (a int);' >broken.sql
	run -1 godwit schema diff "$URL" broken.sql
	assert_contains 'broken.sql:1:25'
	assert_equal "$(shadows)" ''
	user_new
	wish
	run --separate-stderr godwit schema diff "$(url_as "$DB_USER")" schema.sql
	[[ $status -ne 0 ]]
	assert_contains shadow_url "$stderr"
}

# Processes there have other numbers, and the host may have the same name: nothing says that they are gone.
@test "a shadow that somebody works in is not swept from another container" {
	local job status_of_job=0 still
	unshare --pid --fork true 2>/dev/null || skip 'only root can number processes anew'
	wish
	mkfifo go
	printf '#!/bin/sh\ncat "%s"\n' "$PWD/go" >wish
	chmod +x wish
	"$GODWIT" schema diff "$URL" "exec:$PWD/wish" >diff.sql 2>errors 3>&- &
	job=$!
	until [[ $(shadows_of $job) != '' ]]; do
		kill -0 $job
		sleep 0.1
	done
	run unshare --pid --fork --mount-proc "$GODWIT" schema diff "$URL" schema.sql
	still=$(shadows_of $job)
	cat schema.sql >go
	wait $job || status_of_job=$?
	assert_status 0
	[[ -n $still ]]
	assert_equal "$status_of_job" 0
	assert_contains 'table public.users' "$(<diff.sql)"
}
