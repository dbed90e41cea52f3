#!/usr/bin/env bats
# The database is a file: in a folder that is closed, on a disk that is full.

load ../lib/e2e
load ../lib/e2e_world

in_closed_folder() {
	# shellcheck disable=SC2016 # expanded there
	run unprivileged env DATABASE_URL="$URL" sh -c '"$GODWIT" "$@"' - "$@"
}

@test "no space for the history" {
	echo 'SELECT 1;' | migration 1_x
	printf 'prelude: [PRAGMA max_page_count = 3]\n' >godwit.yaml
	run -1 godwit up
	assert_contains 'error[GW4104]'
	assert_untouched
}

@test "a folder that is read-only" {
	local before
	migrations
	run -0 godwit up --to 2
	before=$(db_dump)
	# The file could be written, but there is no room for the journal beside it.
	chmod 666 "$DB"
	chmod 555 "${DB%/*}"
	in_closed_folder up
	assert_status 77
	assert_contains 'error[GW4102]'
	in_closed_folder status
	assert_status 0
	chmod 755 "$BATS_TEST_TMPDIR"
	assert_equal "$(db_dump)" "$before"
}

# A migration that wants 8 MB.
growing_migrations() {
	echo 'CREATE TABLE b (x);' | migration 1_b
	cat <<-'SQL' | migration 2_grow
		INSERT INTO b SELECT randomblob(4000) FROM (
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
			SELECT i FROM n);
	SQL
}

@test "a file that may not grow" {
	growing_migrations
	run -0 godwit up --to 1
	# shellcheck disable=SC2016 # expanded there
	run env DATABASE_URL="$URL" bash -c 'ulimit -f 1000; "$GODWIT" up'
	assert_status 1
	assert_contains 'error[GW4104]: statement 1 of 1 failed in 2_grow'
	assert_contains 'state: the whole run was rolled back'
	assert_equal "$(db_query 'SELECT count(*) FROM b; PRAGMA integrity_check')" $'0\nok'
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*) FROM b')" 2000
}

@test "a disk that is really full" {
	unshare -m true 2>/dev/null || skip 'only root can make a small disk'
	growing_migrations
	mkdir disk
	# The small disk is gone with the shell; so all is looked at in there.
	# shellcheck disable=SC2016
	run unshare -m bash -c '
		mount -t tmpfs -o size=400k none disk || exit
		export DATABASE_URL=sqlite:disk/app.db
		"$GODWIT" up
		echo "status $?"
		"$GODWIT" status
		sqlite3 disk/app.db "PRAGMA integrity_check"'
	assert_contains 'error[GW4104]'
	assert_contains 'status 1'
	# SQLite itself ends the transaction, which is that of the whole run.
	assert_contains 'state: the whole run was rolled back'
	refute_contains 'applied   1_b'
	assert_contains '2 pending'
	assert_contains $'\nok'
}

@test "a file that another program holds is told, and how to wait longer" {
	sqlite3 held.db 'CREATE TABLE a (b)'
	coproc holder { sqlite3 held.db; }
	echo "BEGIN EXCLUSIVE; SELECT 'held';" >&"${holder[1]}"
	read -r -u "${holder[0]}" line
	assert_equal "$line" held
	run -75 "$GODWIT" status --url 'sqlite:held.db?busy_timeout=10'
	assert_contains 'database is locked'
	assert_contains '?busy_timeout=60s'
	echo '.quit' >&"${holder[1]}"
	wait "$holder_PID" || true
}

@test "a link is followed where a database is dropped or brought back" {
	local backup
	migrations
	run -0 godwit up --count 2
	ln -s "$DB" link.db
	run -0 --separate-stderr "$GODWIT" up --backup --json --url sqlite:link.db
	backup=$(jq -r .backup <<<"$output")
	run -0 "$GODWIT" db restore "$backup" --yes-i-mean link.db --url sqlite:link.db
	[[ -L link.db ]]
	run ! db_query 'SELECT email FROM users'
	run -0 "$GODWIT" db drop --yes-i-mean link.db --url sqlite:link.db
	[[ ! -e $DB ]]
}

@test "a database in memory is not made for later" {
	local url
	for url in sqlite::memory: sqlite:file::memory:; do
		run godwit db create --url "$url"
		assert_status 78
		assert_contains 'is no file'
		refute_contains "is made"
	done
}
