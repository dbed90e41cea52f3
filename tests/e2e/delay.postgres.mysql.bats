#!/usr/bin/env bats
# The distance that `make bench` measures over: turnarounds are counted, and take their time.

load ../lib/e2e
load ../lib/servers

rtt_ms=20

setup_file() {
	local top=$BATS_TEST_DIRNAME/../..
	cc -D_GNU_SOURCE -I "$top/core" -o "$BATS_FILE_TMPDIR/delay" "$top/tests/bench/delay.c" \
		"$top/core/base/view.c" "$top/core/base/arena.c"
}

# The engine's own client, which waits for the answer to each statement.
set_client() {
	port=$(free_port)
	case $ENGINE in
	postgres)
		socket=${GODWIT_TEST_POSTGRES_URL##*host=}/.s.PGSQL.5432
		client=(psql -XAtq "postgres://postgres@127.0.0.1:$port/$DB?sslmode=disable")
		;;
	mysql)
		socket=${GODWIT_TEST_MYSQL_URL##*socket=}
		client=(mariadb --no-defaults --batch --skip-column-names --user=root --protocol=tcp
			--host=127.0.0.1 --port="$port" --max-allowed-packet=64M)
		;;
	esac
}

# Runs it at a distance, and sets $turnarounds, $connections, and $took_us.
at_distance() { # command...
	local began=${EPOCHREALTIME/./}
	run "$BATS_FILE_TMPDIR/delay" --server "$socket" --listen "$port" \
		--rtt-us $((rtt_ms * 1000)) --report report -- "$@"
	took_us=$((${EPOCHREALTIME/./} - began))
	read -r turnarounds connections <report
}

# What is on standard input.
ask() {
	set_client
	at_distance "${client[@]}"
}

# The first round trip is the handshake of TCP.
assert_turnarounds() { # number
	assert_equal "$turnarounds $connections" "$1 1"
	[[ $took_us -ge $((($1 + 1) * rtt_ms * 1000)) ]] ||
		fail "$1 turnarounds cannot take as little as $took_us us"
}

@test "each question that waits for its answer is a turnaround" {
	ask <<<'SELECT 1;'
	assert_status 0
	assert_equal "$output" 1
	assert_turnarounds 2
	ask <<<'SELECT 1; SELECT 2; SELECT 3;'
	assert_equal "$output" $'1\n2\n3'
	assert_turnarounds 4
}

@test "an answer of many pieces is one turnaround" {
	ask <<<"SELECT repeat('x', 3000000);"
	assert_equal "${#output}" 3000000
	assert_turnarounds 2
}

@test "a question of many pieces is one turnaround" {
	ask <<<"SELECT length('$(head -c 3000000 /dev/zero | tr '\0' x)');"
	assert_equal "$output" 3000000
	assert_turnarounds 2
}

@test "connections after each other add up" {
	set_client
	at_distance sh -c 'echo "SELECT 1;" | "$@" && echo "SELECT 2;" | "$@"' - "${client[@]}"
	assert_equal "$output" $'1\n2'
	assert_equal "$turnarounds $connections" '4 2'
}

@test "the exit status is the program's" {
	set_client
	at_distance sh -c 'exit 7'
	assert_status 7
	assert_equal "$turnarounds $connections" '0 0'
	at_distance sh -c 'kill -TERM $$'
	assert_status 143
}
