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
