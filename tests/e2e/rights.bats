#!/usr/bin/env bats
# Users who may not do everything: whoever may only read can look, and whoever may not write is told
# so before anything is half done.

load ../lib/e2e
load ../lib/e2e_world

# A user who may read everything that is there now, and do nothing else. Sets reader_url.
reader_new() {
	case $ENGINE in
	postgres)
		user_new
		db_query "GRANT USAGE ON SCHEMA public, godwit TO $DB_USER"
		db_query "GRANT SELECT ON ALL TABLES IN SCHEMA public, godwit TO $DB_USER"
		reader_url=$(url_as "$DB_USER")
		;;
	mysql)
		user_new
		db_query "GRANT SELECT ON $DB.* TO $DB_USER@localhost"
		reader_url=$(url_as "$DB_USER")
		;;
	sqlite)
		reader_url="$URL?mode=ro"
		;;
	esac
}

@test "who may only read can look at everything, and leaves no trace" {
	local before command
	migrations
	run -0 godwit up --to 2
	reader_new
	before=$(db_dump)
	for command in status plan log verify 'show 1' 'show 10' unlock; do
		# shellcheck disable=SC2086 # a command and its arguments
		run -0 godwit $command --url "$reader_url"
		# shellcheck disable=SC2086
		run -0 --separate-stderr godwit $command --json --url "$reader_url"
		assert_json .command "${command%% *}"
	done
	run -0 --separate-stderr godwit status --json --url "$reader_url"
	assert_json .counts.applied 2
	assert_json .pending 1
	run -0 --separate-stderr godwit verify --json --url "$reader_url"
	assert_json .ok true
	assert_equal "$(db_dump)" "$before"
}

@test "who may only read cannot apply" {
	local before command
	migrations
	run -0 godwit up --to 2
	reader_new
	before=$(db_dump)
	for command in up down 'goto 1' redo 'baseline 10 --reason x' 'resolve 10 --applied --reason x'; do
		# shellcheck disable=SC2086 # a command and its arguments
		run -77 godwit $command --url "$reader_url"
		[[ $output == *'error[GW4102]'* || $output == *'error[GW4103]'* ]] ||
			fail 'it should say that it may not write'
		assert_contains 'hint:'
	done
	assert_equal "$(db_dump)" "$before"
	run -0 godwit up
}

# In a session that may not write, whoever the user is.
in_read_only_session() {
	# shellcheck disable=SC2016 # expanded there
	case $ENGINE in
	postgres) PGOPTIONS='-c default_transaction_read_only=on' run godwit "$@" ;;
	mysql)
		echo 'prelude: [SET SESSION TRANSACTION READ ONLY]' >godwit.yaml
		run godwit "$@"
		;;
	sqlite) run unprivileged env DATABASE_URL="$URL" sh -c '"$GODWIT" "$@"' - "$@" ;;
	esac
}

@test "a database that is read-only" {
	local before command
	migrations
	run -0 godwit up --to 2
	before=$(db_dump)
	if [[ $ENGINE == sqlite ]]; then
		chmod 444 "$DB"
		chmod 555 "${DB%/*}"
	fi
	for command in up down; do
		in_read_only_session $command
		assert_status 77
		assert_contains 'error[GW4102]'
		case $ENGINE in
		postgres) assert_contains '`default_transaction_read_only` is on' ;;
		mysql) assert_contains '`prelude`' ;;
		sqlite) assert_contains 'able to write the file' ;;
		esac
	done
	for command in status plan log verify; do
		in_read_only_session $command
		assert_status 0
	done
	chmod 755 "$BATS_TEST_TMPDIR"
	assert_equal "$(db_dump)" "$before"
}

# A user who owns the database, may make others, and is no more than that. Sets owner_url.
owner_new() {
	user_new
	case $ENGINE in
	postgres)
		db_query "ALTER ROLE $DB_USER CREATEDB"
		db_query "ALTER DATABASE $DB OWNER TO $DB_USER"
		db_query "GRANT CREATE ON SCHEMA public TO $DB_USER"
		;;
	mysql) db_query "GRANT ALL ON $DB.* TO $DB_USER@localhost; \
		GRANT ALL ON \`godwit\_shadow%\`.* TO $DB_USER@localhost" ;;
	esac
	owner_url=$(url_as "$DB_USER")
}

@test "who is no superuser can compare schemas, test migrations and have fingerprints" {
	local command
	[[ $ENGINE != sqlite ]] || skip 'has no users'
	migrations
	owner_new
	export GODWIT_URL=$owner_url GODWIT_FINGERPRINT=true
	run -0 godwit up
	run -0 --separate-stderr godwit log --json
	assert_json '[.events[].fingerprint | select(.)] | length' 1
	if [[ $ENGINE == postgres ]]; then
		db_query 'REVOKE SELECT ON pg_ts_parser FROM PUBLIC'
		run -0 godwit redo
		assert_contains 'no fingerprint is recorded: permission denied'
		db_query 'GRANT SELECT ON pg_ts_parser TO PUBLIC'
	fi
	for command in 'schema dump' 'drift --full' 'verify --drift' 'test --all' 'schema diff history migrations'; do
		# shellcheck disable=SC2086 # a command and its arguments
		run -0 godwit $command
	done
}
