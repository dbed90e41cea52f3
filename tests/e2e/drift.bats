#!/usr/bin/env bats
# godwit drift: what was changed without a migration.

load ../lib/e2e
load ../lib/e2e_world

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
