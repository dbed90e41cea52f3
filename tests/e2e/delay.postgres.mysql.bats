#!/usr/bin/env bats
# The distance that `make bench` measures over: turnarounds are counted, and take their time. And how many
# godwit needs; to connect is one of them.

load ../lib/e2e
load ../lib/servers

rtt_ms=20

setup_file() {
	local top=$BATS_TEST_DIRNAME/../..
	cc -D_GNU_SOURCE -I "$top/core" -o "$BATS_FILE_TMPDIR/delay" "$top/tests/bench/delay.c" \
		"$top/core/base/view.c" "$top/core/base/arena.c"
}

set_port() {
	port=$(free_port)
	case $ENGINE in
	postgres)
		socket=${GODWIT_TEST_POSTGRES_URL##*host=}/.s.PGSQL.5432
		distant_url="postgres://postgres@127.0.0.1:$port/$DB?sslmode=disable"
		;;
	mysql)
		socket=${GODWIT_TEST_MYSQL_URL##*socket=}
		distant_url="mysql://root@127.0.0.1:$port/$DB?ssl-mode=DISABLED"
		;;
	esac
}

# The engine's own client, which waits for the answer to each statement.
set_client() {
	set_port
	case $ENGINE in
	postgres) client=(psql -XAtq "$distant_url") ;;
	mysql)
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

# At a distance, in at most as many turnarounds; the lock must be free at the end.
within() { # turnarounds argument...
	local most=$1
	shift
	set_port
	at_distance "$GODWIT" "$@" --url "$distant_url"
	assert_status 0
	assert_equal "$connections" 1
	[[ $turnarounds -le $most ]] || fail "$turnarounds turnarounds: $*"
}

tables() { # count
	local i
	for ((i = 1; i <= $1; i++)); do
		echo "CREATE TABLE t$i (id integer PRIMARY KEY);" >"migrations/${i}_t.sql"
	done
}

# As many migrations of fifty kilobytes.
large_migrations() { # count
	local i
	echo 'CREATE TABLE large (a text);' >migrations/0_large.sql
	for ((i = 1; i <= $1; i++)); do
		printf "INSERT INTO large VALUES ('%051200d');\n" "$i" >"migrations/${i}_large.sql"
	done
}

@test "some megabytes are one turnaround" {
	large_migrations 60
	within 11 up
}

# While the history knows of no migration, one of them asks for tables of other tools.
@test "godwit with nothing to do" {
	tables 3
	within 3 status
	within 3 plan
	run -0 godwit up
	within 4 up
	assert_contains 'nothing to do'
	within 3 status
	within 3 plan
	within 4 log
	within 4 show 1
}

# Each of its statements has a turnaround, and the tables are looked at by whom it makes of us.
@test "godwit with a prelude" {
	tables 3
	run -0 godwit up
	export GODWIT_PRELUDE=$'SELECT 1\nSELECT 2'
	within 7 up
	assert_contains 'nothing to do'
	within 6 status
}

@test "godwit in an empty database" {
	tables 20
	within 8 up
	assert_equal "$(db_tables | wc -l)" 20
	within 4 up
}

@test "godwit with a thousand migrations in an empty database" {
	[[ $ENGINE == postgres ]] || skip 'the batches of MariaDB are for themselves'
	tables 1000
	within 11 up
	assert_equal "$(db_tables | wc -l)" 1000
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
