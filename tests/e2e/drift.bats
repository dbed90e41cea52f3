#!/usr/bin/env bats
# godwit drift: what was changed without a migration.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

setup() {
	e2e_setup
	migrations
}

fingerprints() {
	db_query "SELECT count(fingerprint) FROM $(history_table)"
}

@test "nothing, and then something, seen by comparing" {
	# As pg_dump writes it: it must not outlast its migration here, either.
	[[ $ENGINE != postgres ]] ||
		migration 3_path <<<"SELECT pg_catalog.set_config('search_path', '', false);"
	godwit up
	run godwit drift
	assert_status 0
	assert_contains 'the schema is what the history implies'
	assert_equal "$(fingerprints)" 0
	db_query 'CREATE TABLE by_hand (id integer PRIMARY KEY)'
	db_query 'ALTER TABLE users DROP COLUMN email'
	run -2 --separate-stderr godwit drift
	assert_contains '2 changes'
	assert_contains '+ table '
	assert_contains by_hand
	assert_contains '- column '
	assert_contains users.email
	[[ $ENGINE != postgres ]] || assert_contains 'table public.by_hand: owned by postgres'
	run -2 --separate-stderr godwit drift --json
	assert_json '[.drift, .by_fingerprint, .ignored, (.changes | length)]' '[true,false,0,2]'
	assert_json '.statements | map(select(.sql | test("^(DROP|ALTER) TABLE"))) | length' 2
	run -2 godwit drift --ignore 'by_hand'
	assert_contains 'and with it what is ignored here'
	run -0 godwit drift --ignore 'by_hand' --ignore 'column *'
	assert_contains 'but for 2 ignored changes'
}

@test "what was taken back as the history has it stays out of a replay" {
	local own=$URL
	godwit up
	db_query 'CREATE INDEX manual ON users (name)'
	db_query 'ALTER TABLE users DROP COLUMN email'
	run -2 godwit drift
	run -0 godwit schema sync "$URL" history --apply
	run -0 godwit drift
	run -0 godwit verify --drift
	run -0 godwit schema diff "$URL" history --exit-code
	# That of another database is not its own.
	db_new
	[[ $ENGINE != sqlite ]] || godwit db create
	run -0 godwit schema sync "$URL" history --apply --url "$own"
	assert_contains 'applied'
	run -0 godwit drift
	assert_contains 'synced history of ' "$(db_events)"
}

@test "the history is replayed in sessions and transactions as it ran in" {
	case $ENGINE in
	postgres)
		printf 'prelude: ["SET search_path = app, public", "SET check_function_bodies = off"]\n' >godwit.yaml
		db_query 'CREATE SCHEMA app'
		file 0_schema.sql 'CREATE SCHEMA IF NOT EXISTS app;'
		file 11_together.sql 'LOCK TABLE users IN SHARE MODE;' 'SET LOCAL search_path = public;' \
			'CREATE TABLE together (n integer);' 'CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1 AS n;' \
			'INSERT INTO together SELECT n FROM t;'
		file 12_body.sql 'CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$ SELECT n FROM nowhere $$;'
		file 13_alone.sql '-- godwit:up transaction=off' 'CREATE INDEX CONCURRENTLY i ON together (n);' \
			'BEGIN;' 'CREATE TABLE own (n integer);' 'ROLLBACK;'
		file 14_after.sql 'CREATE TABLE after (n integer);'
		;;
	mysql)
		printf 'prelude: ["SET sql_mode = ANSI_QUOTES"]\n' >godwit.yaml
		file 11_quoted.sql 'CREATE TABLE "quoted" (n integer);' 'SET sql_mode = 0;'
		file 12_again.sql 'CREATE TABLE "again" (n integer);' 'BEGIN;' 'INSERT INTO "again" VALUES (1);' 'COMMIT;'
		;;
	sqlite)
		printf 'prelude: ["PRAGMA legacy_alter_table = on"]\n' >godwit.yaml
		file 11_legacy.sql 'CREATE VIEW legacy AS SELECT n FROM nowhere;' 'ALTER TABLE posts RENAME TO articles;'
		;;
	esac
	run -0 godwit up
	run -0 godwit drift
	assert_contains 'the schema is what the history implies'
	run -0 godwit schema diff migrations history --exit-code
}

@test "fingerprints: no shadow is needed, and what was wrong before does not become right" {
	export GODWIT_FINGERPRINT=true
	godwit up 2
	assert_equal "$(fingerprints)" 1
	run -0 godwit drift --json
	assert_json '[.drift, .by_fingerprint]' '[false,true]'
	run -0 godwit drift --full --json
	assert_json '[.drift, .by_fingerprint]' '[false,false]'
	db_query 'CREATE TABLE by_hand (id integer PRIMARY KEY)'
	godwit up
	assert_equal "$(fingerprints)" 1
	run -2 --separate-stderr godwit drift --json
	assert_json '[.drift, .by_fingerprint]' '[true,false]'
	db_query 'DROP TABLE by_hand'
	run -0 godwit drift --json
	assert_json '[.drift, .by_fingerprint]' '[false,false]'
	run -0 godwit verify
}

@test "whose it is, and when it was changed, where the server keeps that" {
	[[ $ENGINE != sqlite ]] || skip 'keeps neither'
	godwit up
	db_query 'CREATE TABLE by_hand (id integer PRIMARY KEY)'
	run -2 --separate-stderr godwit drift --json
	case $ENGINE in
	postgres) assert_json '.origins | map([.id, .owner, .changed_at])' \
		'[["table public.by_hand","postgres",null]]' ;;
	mysql) assert_json '.origins | map([.id, .owner, .changed_at > "2020"])' \
		'[["table by_hand",null,true]]' ;;
	esac
}
