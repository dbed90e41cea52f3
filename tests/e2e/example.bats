#!/usr/bin/env bats
# The example: one text for all engines, and each migration comes back.

load ../lib/e2e

@test "what each migration of the example did, its down takes back" {
	run godwit test --all --dir "$BATS_TEST_DIRNAME/../../migrations-example"
	assert_status 0
	assert_contains 'good     20260302100000_split_authors'
	assert_contains 'good     R__order_overview'
	assert_contains '11 migrations tested, 0 bad'
}
