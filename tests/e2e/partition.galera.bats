#!/usr/bin/env bats
# A node of a Galera cluster that lost the others. While it has, the whole cluster of two takes nothing.

load ../lib/e2e

client_there() {
	mariadb --no-defaults --batch --skip-column-names --user=root \
		--socket="${GODWIT_TEST_MYSQL_OTHER_URL##*socket=}" --execute "$1"
}

godwit_there() {
	DATABASE_URL=${GODWIT_TEST_MYSQL_OTHER_URL/'/?'/"/$DB?"} "$GODWIT" "$@"
}

node_is() { # status
	[[ $(client_there "SHOW STATUS LIKE 'wsrep_cluster_status'") == *"	$1" ]]
}

await_node() { # status
	local i
	for ((i = 0; i < 300; i++)); do
		! node_is "$1" || return 0
		sleep 0.1
	done
	fail "the node did not become $1"
}

join() {
	client_there "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'"
	await_node Primary
}

teardown() {
	join
	e2e_teardown
}

@test "a node that is cut off refuses, before anything" {
	migrations
	run -0 godwit up --to 1
	client_there "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'"
	await_node non-Primary
	run -69 godwit_there up
	assert_contains 'error[GW4001]: this node of the Galera cluster takes no statements now'
	assert_contains 'wsrep_cluster_status is non-Primary'
	run -69 godwit_there status
	join
	run -0 godwit_there up
	run -0 godwit verify
}
