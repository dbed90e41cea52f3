#!/usr/bin/env bats
# Provisioning and migrations in one command, and in one history.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/servers
load ../lib/e2e_provision

setup() {
	provision_setup
	server_new one
	declare_shop
}

teardown() {
	provision_teardown
}

@test "up --provision: roles and database first, then migrations, then rights on what they made" {
	migrations
	printf 'environments:\n  test:\n    url: %s\n    provision: shop.yaml\n' "$(server_url shop)" >godwit.yaml
	sed -i 's/table app\.\*: shop_owner/table public.*: shop_owner/; s/table app\.\*: \[select, insert\]/table public.*: [select, insert]/' shop.yaml
	run -0 "$GODWIT" up --provision -e test
	assert_contains '+ database shop'
	assert_contains '+ grant on table public.users to shop_rw  select, insert'
	assert_contains '3 migrations done'
	assert_equal "$(on shop "SELECT has_table_privilege('shop_rw', 'users', 'INSERT')")" t
	assert_equal "$(on shop "SELECT string_agg(DISTINCT event, ' ') FROM godwit.godwit_history")" \
		'applied created finished provisioned'
	run -0 "$GODWIT" provision check -e test
	run -0 "$GODWIT" audit verify -e test
	run -0 --separate-stderr "$GODWIT" up --provision -e test --json
	assert_json .provisioned 0
	assert_json '.steps | length' 0
}

@test "a saved plan is carried out as it was looked at, or not at all" {
	run -0 provision plan --file shop.yaml --out plan.json --url "$(server_url postgres)"
	run -0 provision apply plan.json --file shop.yaml --url "$(server_url postgres)"
	assert_contains '+ extension hstore'
	run -77 provision apply plan.json --file shop.yaml --url "$(server_url postgres)"
	assert_contains 'error[GW2205]'
	run -0 provision check --file shop.yaml --url "$(server_url postgres)"
}
