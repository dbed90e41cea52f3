#!/usr/bin/env bats
# Servers of one's own: no URL is needed, and nothing is left of them.

load ../lib/e2e

setup() {
	e2e_setup
	export TMPDIR
	TMPDIR=$(mktemp -d /tmp/godwit.XXXXXX)
	chmod 755 "$TMPDIR"
	migrations
}

teardown() {
	rm -rf "$TMPDIR"
	e2e_teardown
}

@test "a MariaDB server for one command" {
	run -0 --separate-stderr "$GODWIT" ephemeral --engine mariadb -q -- \
		sh -c 'socket=${DATABASE_URL#*socket=}; ls -d "$(dirname "$socket")"'
	assert_contains "$TMPDIR/godwit-"
	assert_equal "$(find "$TMPDIR" -name 'godwit_tmp_*')" ''
}

@test "SQLite needs no server, and without any engine there is an error" {
	run -0 "$GODWIT" ephemeral --engine sqlite -q -- sh -c 'echo "$DATABASE_URL"'
	assert_contains "sqlite:$TMPDIR/godwit-"
	run -78 "$GODWIT" ephemeral -- true
	assert_contains '--engine postgres'
	run -64 "$GODWIT" ephemeral --engine oracle -- true
}

@test "a PostgreSQL server, and what is declared is carried out on it" {
	printf 'provision:\n  roles:\n    app: {login: true}\n  databases:\n    shop:\n      owner: app\n      grants:\n        app:\n          table public.*: select\n' >godwit.yaml
	run -0 --separate-stderr "$GODWIT" ephemeral --engine postgres --provision -q \
		--url postgres://nobody@/shop?host=/nowhere -- \
		sh -c 'psql -XAtqc "SELECT current_database(), has_table_privilege('"'app', 'users', 'SELECT'"')" "$DATABASE_URL"'
	assert_equal "$output" 'shop|t'
	assert_equal "$(find "$TMPDIR" -name 'godwit_tmp_*')" ''
	run -1 pgrep -f "^[^ ]*postgres .*$TMPDIR"
}

@test "how the command ended is known, whoever started godwit" {
	run -3 env --ignore-signal=CHLD "$GODWIT" ephemeral --url "$URL" -- sh -c 'exit 3'
}

@test "what is declared for a file is carried out on another one" {
	printf 'url: sqlite:app.db\nprovision:\n  databases:\n    main: {page_size: 8192}\n' >godwit.yaml
	run -0 --separate-stderr "$GODWIT" ephemeral --provision -q -- sh -c 'echo "$DATABASE_URL"
		sqlite3 "${DATABASE_URL#sqlite:}" "PRAGMA page_size; SELECT COUNT(*) FROM users"'
	assert_contains "sqlite:$TMPDIR/godwit-"
	assert_contains $'\n8192\n'
	[[ ! -e app.db ]]
	assert_equal "$(find "$TMPDIR" -name 'godwit_tmp_*')" ''
}
