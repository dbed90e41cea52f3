#!/usr/bin/env bats
# Drift in databases whose history is not the usual one, and within verify.

load ../lib/e2e
load ../lib/e2e_world

setup() {
	e2e_setup
	migrations
}

by_hand() {
	db_query 'CREATE TABLE by_hand (id integer)'
}

@test "verify --drift" {
	godwit up
	run -0 godwit verify --drift --json
	assert_json '[.ok, .drift.drift]' '[true,false]'
	by_hand
	run -0 godwit verify
	run -2 godwit verify --drift
	assert_contains '1 change of the schema'
	assert_contains '+ table by_hand'
	run -2 godwit verify --drift --json
	assert_json '[.ok, .findings[0].finding, .drift.drift]' '[false,"drift",true]'
	sed -i s/Ada/Eve/ migrations/1_users.sql
	run -65 godwit verify --drift
}

@test "what is configured to be passed over" {
	printf 'drift_ignore: ["by_*", "index *"]\n' >godwit.yaml
	godwit up
	by_hand
	db_query 'CREATE INDEX mails ON users (email)'
	run -0 godwit drift
	assert_contains 'but for 2 ignored changes'
	db_query 'ALTER TABLE users ADD COLUMN age integer'
	run -2 --separate-stderr godwit drift --json
	assert_json '[.ignored, (.changes | map(.id))]' '[2,["table users/column age"]]'
}

@test "no history implies nothing" {
	run -0 godwit drift
	by_hand
	run -2 godwit drift
	assert_contains '+ table by_hand'
}

@test "a baseline implies its versions; with a fingerprint what was there" {
	db_query "$(grep -v -- '^--' migrations/1_users.sql | sed '/DROP/d')"
	godwit baseline 1 --reason 'it was there'
	run -0 godwit drift
	by_hand
	run -2 godwit drift
	db_new
	by_hand
	GODWIT_FINGERPRINT=yes godwit baseline 1 --reason 'it was there'
	run -0 godwit drift
	assert_contains 'the fingerprint is that of'
	rm migrations/1_users.sql
	run -0 godwit drift
	run -65 godwit drift --full
	assert_contains 'has not kept the text of 1'
}

@test "fingerprints across failed runs, and those without" {
	export GODWIT_FINGERPRINT=true
	godwit up 1
	migration 3_wrong <<<'INSERT INTO nowhere VALUES (1);'
	run -1 godwit up
	run -0 godwit drift --json
	assert_json '[.drift, .by_fingerprint]' '[false,false]'
	rm migrations/3_wrong.sql
	db_new
	godwit up 1
	run -0 godwit drift --json
	assert_json '[.drift, .by_fingerprint, .mark.seq]' '[false,true,2]'
	godwit down
	run -0 godwit drift --json
	assert_json '[.drift, .by_fingerprint, .mark.seq]' '[false,true,4]'
	GODWIT_FINGERPRINT=false godwit up 1
	run -0 godwit drift --json
	assert_json '[.drift, .by_fingerprint, .mark]' '[false,false,null]'
}

@test "a transaction for the whole run; a table of others" {
	export GODWIT_FINGERPRINT=true
	godwit up --transaction run
	run -0 godwit drift --json
	assert_json .by_fingerprint true
	db_new
	by_hand
	godwit up
	assert_equal "$(db_query 'SELECT count(fingerprint) FROM godwit_history')" 0
	run -2 --separate-stderr godwit drift
	assert_contains '+ table by_hand'
}
