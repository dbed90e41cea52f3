#!/usr/bin/env bats
# Whole databases: made, copied, emptied, dropped, listed, waited for.

load ../lib/e2e

# A name for another database beside the test's; dropped with it.
other_name() {
	case $ENGINE in
	sqlite) OTHER=$BATS_TEST_TMPDIR/other.db ;;
	*) OTHER=${DB}_other ;;
	esac
	databases+=("$OTHER")
}

setup() {
	e2e_setup
	other_name
}

# URL of the other one.
other_url() {
	case $ENGINE in
	sqlite) echo "sqlite:$OTHER" ;;
	*) echo "${URL/$DB/$OTHER}" ;;
	esac
}

# Somebody is connected to the test's database until they are told to go.
occupy() {
	case $ENGINE in
	postgres) PGAPPNAME=somebody psql -XAtq "$URL" <"$BATS_TEST_TMPDIR/door" >/dev/null 3>&- & ;;
	mysql) mysql_client "$DB" <"$BATS_TEST_TMPDIR/door" >/dev/null 3>&- & ;;
	sqlite) sqlite3 "$DB" <"$BATS_TEST_TMPDIR/door" >/dev/null 3>&- & ;;
	esac
	occupant=$!
}

is_occupied() {
	case $ENGINE in
	postgres) psql -XAtqc "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DB'" \
		"$GODWIT_TEST_POSTGRES_URL" | grep -qx 1 ;;
	mysql) mysql_client --execute "SELECT count(*) FROM information_schema.processlist
		WHERE db = '$DB'" | grep -qx 1 ;;
	sqlite) [[ "$(readlink /proc/"$occupant"/fd/* 2>/dev/null)" == *"$DB"* ]] ;;
	esac
}

@test "made once, listed, dropped once" {
	run -0 godwit db create "$OTHER"
	assert_contains "is made"
	run -0 --separate-stderr godwit db create --json "$OTHER"
	assert_json .changed false
	run -0 --separate-stderr godwit db list --json --url "$(other_url)"
	assert_json "[.databases[].name] | index(\"$OTHER\") != null" true
	run -77 godwit db drop "$OTHER"
	assert_contains "--yes-i-mean $OTHER"
	run -77 godwit db drop "$OTHER" --yes-i-mean another
	run -0 godwit db drop "$OTHER" --yes-i-mean "$OTHER"
	assert_contains "is dropped"
	run -0 godwit db drop "$OTHER" --yes-i-mean "$OTHER"
	assert_contains "there is no database"
}

@test "a clone has all that the source has, and goes its own way" {
	migrations
	run -0 godwit up
	run -0 godwit db clone "$OTHER"
	run -65 godwit db clone "$OTHER"
	assert_contains 'error[GW4302]'
	run -0 "$GODWIT" verify --url "$(other_url)"
	run -0 "$GODWIT" audit verify --url "$(other_url)"
	run -0 "$GODWIT" down --all --url "$(other_url)"
	assert_equal "$(db_query 'SELECT email FROM users')" ada@example.com
	run -65 godwit db clone "$OTHER"_missing "$OTHER"_copy
	assert_contains 'error[GW4301]'
}

@test "reset begins anew, and migrates" {
	migrations
	run -0 godwit up
	db_query "INSERT INTO users VALUES (2, 'Bob', 'bob@example.com')"
	run -77 godwit db reset
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 2
	run -0 godwit db reset --yes-i-mean "$DB"
	assert_contains '3 migrations done'
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 1
	# Nothing is emptied that could not be filled again.
	echo "SELECT 'never closed;" | migration 9_broken
	run -65 godwit db reset --yes-i-mean "$DB"
	assert_contains 'state: nothing was changed'
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 1
	rm migrations/*
	run -65 godwit db reset --yes-i-mean "$DB"
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 1
	rm -r migrations
	run -65 godwit db reset --yes-i-mean "$DB"
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 1
}

# Those of the test's database.
backups() {
	"$GODWIT" db list --json --url "$(other_url)" |
		jq -r ".databases[].name | select(contains(\"${DB##*/}_godwit_backup_\"))"
}

@test "a backup before up: made, checked, named, kept, and brought back" {
	migrations
	run -0 --separate-stderr godwit up --backup --json --count 1
	local first second
	first=$(jq -r .backup <<<"$output")
	[[ $ENGINE != sqlite ]] || assert_equal "$first" null
	printf 'environments:\n  prod:\n    url: %s\n    backup: before-up\n    backup_keep: 1\n' "$URL" >godwit.yaml
	[[ $ENGINE != sqlite ]] || chmod 640 "$DB"
	run -0 --separate-stderr "$GODWIT" up -e prod --json --count 1
	second=$(jq -r .backup <<<"$output")
	assert_contains "$DB"_godwit_backup_ "$second"
	assert_equal "$(backups)" "$second"
	run -0 --separate-stderr godwit log --json
	assert_equal "$(grep -o "godwit_backup_${second##*_}" <<<"$output" | wc -l)" 1
	migration 4_bad <<<'CREATE TABLE half (id integer); SELECT nothing_like_it;'
	run -1 "$GODWIT" up -e prod
	assert_contains "backup: $DB"_godwit_backup_
	second=$(backups)
	if [[ $ENGINE == mysql ]]; then
		assert_contains "godwit db restore $second -e prod --yes-i-mean $DB"
	else
		# Nothing is to be brought back.
		refute_contains 'this brings it back'
	fi
	run -0 "$GODWIT" db restore "$second" -e prod --yes-i-mean "$DB"
	[[ $ENGINE != sqlite ]] || assert_equal "$(stat -c %a "$second" "$DB" | paste -sd ' ')" '440 640'
	rm migrations/4_bad.sql
	assert_equal "$(godwit status --json | jq .pending)" 1
	run -0 godwit up
	# Nothing is pending: nothing is copied.
	run -0 --separate-stderr "$GODWIT" up -e prod --json
	assert_json .backup null
	assert_equal "$(backups)" "$second"
	printf 'backup: sometimes\n' >godwit.yaml
	run -78 godwit up
	run -0 "$GODWIT" db drop "$second" --yes-i-mean "$second" --url "$(other_url)"
}

# Those of a clock that is ahead, for instance.
@test "the newest backup is the one that is kept, whatever time the others have" {
	[[ $ENGINE != mysql ]] || skip 'MariaDB gives databases no other names'
	local old ahead
	migrations
	run -0 godwit up --count 1
	run -0 godwit up --backup --count 1
	old=$(backups)
	ahead=${old::-14}20991231235959
	case $ENGINE in
	sqlite) mv "$old" "$ahead" ;;
	postgres) db_query "ALTER DATABASE $old RENAME TO $ahead" ;;
	esac
	printf 'backup_keep: 1\n' >godwit.yaml
	run -0 --separate-stderr godwit up --backup --json --count 1
	assert_equal "$(backups)" "${old::-14}21000101000000"
	assert_json .backup "$(backups)"
	drop_backup
}

drop_backup() {
	run -0 "$GODWIT" db drop "$(backups)" --yes-i-mean "$(backups)" --url "$(other_url)"
}

# The command that an error says, run as it stands there.
restore_as_told() { # output
	local command
	command=$(grep -o 'godwit db restore .*' <<<"$1")
	eval "${command/#godwit/\"$GODWIT\"}" </dev/null
}

@test "what is said to bring a backup back does so, and leads nowhere else" {
	local dev=$URL told
	db_query 'CREATE TABLE precious (id integer)'
	db_new
	migrations
	printf 'url: %s\n' "$dev" >godwit.yaml
	run -0 "$GODWIT" up --url "$URL" --count 2
	migration 11_bad <<<'SELECT nothing_like_it;'
	run -1 "$GODWIT" up --backup --url "$URL"
	told=$output
	assert_equal "$(db_query 'SELECT count(email) FROM users')" 1
	run -65 "$GODWIT" db restore "$(backups)" --yes-i-mean "${databases[0]}"
	assert_contains 'error[GW4308]'
	assert_contains "is not a backup of ${databases[0]}"
	run -0 restore_as_told "$told"
	run ! db_query 'SELECT email FROM users'
	drop_backup
	DB=${databases[0]} URL=$dev
	run -0 db_query 'SELECT * FROM precious'
}

@test "and that also where a variable names another one" {
	local dev=$URL
	db_new
	migrations
	printf 'url: %s\n' "$URL" >godwit.yaml
	run -0 "$GODWIT" up --count 2
	migration 11_bad <<<'SELECT nothing_like_it;'
	run -1 "$GODWIT" up --backup
	GODWIT_URL=$dev run -0 restore_as_told "$output"
	run ! db_query 'SELECT email FROM users'
	drop_backup
}

@test "and in a protected environment" {
	migrations
	printf 'environments:\n  prod:\n    url: %s\n    protected: true\n' "$URL" >godwit.yaml
	run -0 "$GODWIT" up -e prod --count 2
	migration 11_bad <<<'SELECT nothing_like_it;'
	run -1 "$GODWIT" up -e prod --backup
	assert_contains "-e prod --yes-i-mean prod"
	assert_equal "$(db_query 'SELECT count(email) FROM users')" 1
	run -0 restore_as_told "$output"
	run ! db_query 'SELECT email FROM users'
	run -77 "$GODWIT" db restore "$(backups)" -e prod --yes-i-mean "$DB"
	run -65 "$GODWIT" db restore "$DB" -e prod --yes-i-mean prod
	assert_contains 'it is no backup'
	drop_backup
}

@test "who is connected is told, and nothing is done" {
	migrations
	run -0 godwit up
	mkfifo "$BATS_TEST_TMPDIR/door"
	occupy
	exec 9>"$BATS_TEST_TMPDIR/door"
	echo 'SELECT 1 FROM users;' >&9
	until is_occupied; do
		kill -0 "$occupant"
		sleep 0.05
	done
	run -75 godwit db drop --yes-i-mean "$DB"
	assert_contains 'error[GW4303]'
	assert_contains "$([[ $ENGINE == sqlite ]] && echo "process $occupant, sqlite3" || echo 'session ')"
	run -75 godwit db reset --yes-i-mean "$DB"
	if [[ $ENGINE != sqlite ]]; then
		run -75 godwit db clone "$OTHER"
		migration 11_more <<<'CREATE TABLE more (id integer);'
		run -75 godwit up --backup
		assert_contains 'there is no backup, and nothing was run'
		run -0 godwit db drop --force --yes-i-mean "$DB"
	else
		run -78 godwit db drop --force --yes-i-mean "$DB"
		run -0 godwit db clone "$OTHER"
	fi
	exec 9>&-
	wait "$occupant" || true
	run -0 godwit db drop --yes-i-mean "$DB"
}

@test "a protected environment keeps its database" {
	migrations
	printf 'environments:\n  prod:\n    url: %s\n    protected: true\n' "$URL" >godwit.yaml
	run -0 "$GODWIT" up -e prod
	run -77 "$GODWIT" db drop -e prod --yes-i-mean prod
	run -77 "$GODWIT" db reset -e prod --yes-i-mean "$DB"
	assert_contains 'prod is protected'
	run -0 "$GODWIT" db clone "$OTHER" -e prod
}

@test "waiting ends when it is so, or when time is over" {
	migrations
	run -75 godwit db wait --for pending=0 --timeout 1ms
	assert_contains 'error[GW4305]'
	run -0 godwit db create
	run -75 godwit db wait --for pending=2 --timeout 1ms
	assert_contains '3 migrations are pending'
	run -75 godwit db wait --for version=2 --timeout 1ms
	assert_contains '2 is not applied'
	run -0 godwit up
	run -0 godwit db wait --for connect --for primary --for version=2 --for pending=0 --timeout 1ms
	run -75 "$GODWIT" db wait --timeout 1ms --url "$(other_url)"
	run -64 godwit db wait --for luck
	run -64 godwit db wait --timeout soon
}
