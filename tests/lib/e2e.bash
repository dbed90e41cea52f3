# What every end-to-end test stands on: `load ../lib/e2e` at the top of a .bats file.
#
# A test runs the built program against a database of its own, in a folder of its own, with an
# environment that holds nothing but what is set here. It runs once for each engine; a file that is
# for some of them says so in its name (locks.postgres.mysql.bats).
#
#   $ENGINE          postgres, mysql or sqlite
#   $URL             the test's database; godwit finds it as DATABASE_URL
#   godwit ...       the program under test; `run godwit up` keeps $status and $output
#   migration NAME   writes migrations/NAME.sql from standard input
#   db_new           another database, from now on the one of $URL, godwit and db_query
#   db_query SQL     asks through the engine's own client: columns by |, rows by line
#   db_tables        the names of the user's tables, without godwit's own
#
# shellcheck shell=bash

bats_require_minimum_version 1.5.0

ENGINE=${GODWIT_TEST_ENGINE:?run this through tests/run}

# --- the life of a test ---

# A file with a setup of its own calls this one first.
e2e_setup() {
	export HOME=$BATS_TEST_TMPDIR/home LC_ALL=C.UTF-8 TZ=UTC COLUMNS=100 TERM=dumb
	local name
	# CI's own variables end up in the history, and DATABASE_URL in godwit: none of them here.
	while read -r name; do
		unset "$name"
	done < <(compgen -e | grep -E '^(DATABASE_URL|CI|PG[A-Z]+|MYSQL_.*|(GODWIT|GITHUB|GITLAB|CI)_.*)$' |
		grep -v '^GODWIT_TEST_')
	databases=()
	mkdir -p "$HOME" "$BATS_TEST_TMPDIR/project/migrations"
	cd "$BATS_TEST_TMPDIR/project" || return
	db_new
}

e2e_teardown() {
	local name
	for name in "${databases[@]}"; do
		drop_database "$name"
	done
}

setup() {
	e2e_setup
}

teardown() {
	e2e_teardown
}

# --- databases ---

db_new() {
	DB=e2e_${BASHPID}_${BATS_TEST_NUMBER}_${#databases[@]}
	case $ENGINE in
	postgres)
		URL=${GODWIT_TEST_POSTGRES_URL/'/postgres?'/"/$DB?"}
		psql -XAtqc "CREATE DATABASE $DB" "$GODWIT_TEST_POSTGRES_URL"
		;;
	mysql)
		URL=${GODWIT_TEST_MYSQL_URL/'/?'/"/$DB?"}
		mysql_client --execute "CREATE DATABASE $DB"
		other_node_catches_up
		;;
	sqlite)
		DB=$BATS_TEST_TMPDIR/$DB.db
		URL=sqlite:$DB
		;;
	esac
	databases+=("$DB")
}

drop_database() {
	# One connection for both: what is still connected is told to go.
	case $ENGINE in
	postgres)
		psql -XAtq -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = '$1'" -c "DROP DATABASE IF EXISTS $1" \
			"$GODWIT_TEST_POSTGRES_URL" >/dev/null
		;;
	mysql)
		mysql_client --delimiter=// --execute "BEGIN NOT ATOMIC
			DECLARE CONTINUE HANDLER FOR 1094 BEGIN END; -- gone by itself
			FOR one IN (SELECT id FROM information_schema.processlist WHERE db = '$1') DO
				EXECUTE IMMEDIATE concat('KILL ', one.id);
			END FOR;
			END // DROP DATABASE IF EXISTS $1 //"
		;;
	sqlite) rm -f "$1" "$1"-* ;;
	esac
}

# On a cluster: what this node has committed is there on the other one, too.
other_node_catches_up() {
	[[ -z ${GODWIT_TEST_MYSQL_OTHER_URL-} ]] || mariadb --no-defaults --user=root --batch \
		--socket="${GODWIT_TEST_MYSQL_OTHER_URL##*socket=}" \
		--execute 'SET SESSION wsrep_sync_wait = 15; SELECT 1' >/dev/null
}

mysql_client() {
	mariadb --no-defaults --batch --skip-column-names --user=root \
		--socket="${GODWIT_TEST_MYSQL_URL##*socket=}" "$@"
}

db_query() {
	case $ENGINE in
	postgres) psql -XAtq -v ON_ERROR_STOP=1 -c "$1" "$URL" ;;
	mysql) (set -o pipefail && mysql_client --execute "$1" "$DB" | tr '\t' '|') ;;
	sqlite) sqlite3 -batch -bail "$DB" "$1" ;;
	esac
}

db_tables() {
	local source
	case $ENGINE in
	postgres) source="pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'godwit')" ;;
	mysql) source="information_schema.tables WHERE table_schema = database()" ;;
	sqlite) source="sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'" ;;
	esac
	case $ENGINE in
	postgres) db_query "SELECT tablename FROM $source ORDER BY 1" ;;
	mysql) db_query "SELECT table_name FROM $source ORDER BY 1" ;;
	sqlite) db_query "SELECT name FROM $source ORDER BY 1" ;;
	esac | grep -v '^godwit_' || true
}

# --- the program and its files ---

godwit() {
	DATABASE_URL=$URL "$GODWIT" "$@"
}

migration() {
	cat >"migrations/$1.sql"
}

# Three that depend on each other, in SQL that every engine takes.
migrations() {
	migration 1_users <<-'SQL'
		-- godwit:up
		CREATE TABLE users (id integer PRIMARY KEY, name varchar(50) NOT NULL);
		INSERT INTO users VALUES (1, 'Ada');
		-- godwit:down
		DROP TABLE users;
	SQL
	migration 2_posts <<-'SQL'
		-- godwit:up
		CREATE TABLE posts (
			id integer PRIMARY KEY,
			author integer NOT NULL REFERENCES users (id)
		);
		-- godwit:down
		DROP TABLE posts;
	SQL
	migration 10_email <<-'SQL'
		-- godwit:up
		ALTER TABLE users ADD COLUMN email varchar(100);
		UPDATE users SET email = 'ada@example.com' WHERE id = 1;
		-- godwit:down
		ALTER TABLE users DROP COLUMN email;
	SQL
}

# --- claims ---

# What `run` got is printed by bats itself.
fail() {
	printf '%s\n' "$*" >&2
	return 1
}

assert_status() {
	[[ $status -eq $1 ]] || fail "the exit status should be $1, and is $status"
}

assert_equal() {
	[[ $1 == "$2" ]] || fail "this should be equal:
--- is
$1
--- should be
$2"
}

# The output, or the second argument, holds this text.
assert_contains() {
	local text=${2-$output}
	[[ $text == *"$1"* ]] || fail "this is missing: $1
--- in
$text"
}

refute_contains() {
	local text=${2-$output}
	[[ $text != *"$1"* ]] || fail "this should not be there: $1
--- in
$text"
}

# What a jq filter makes of the output: assert_json .pending 3
assert_json() {
	local value
	value=$(jq -rc "$1" <<<"$output") || fail "the output is not JSON"
	[[ $value == "$2" ]] || fail "$1 should be $2, and is $value"
}
