# What is around godwit in a test: everything that is in the database, other users, other
# processes. `load ../lib/e2e_world` after e2e.
#
#   refresh           an empty folder of migrations and another database: for tables of cases
#   db_objects        every table, view, sequence and routine, with godwit's own: a line for each
#   db_dump           all of it as SQL, to compare before and after
#   assert_untouched  there is nothing in the database at all
#   history_table     godwit's history in the engine's spelling; journal_table
#   db_events         what the history says, in order: "applied 1;applied 2;finished"
#   user_new [PW]     a user of the server without any right, in $DB_USER
#   url_as USER [PW]  the URL of the same database for somebody else
#   unprivileged CMD  runs CMD, with its own $GODWIT, as somebody who is not root
#   eventually CMD    waits until CMD succeeds
#   spawn NAME CMD    runs CMD behind the test's back
#   reap NAME         waits for it, and sets $status, $output and $stderr
#   strike_points N   where to break a run that the faults' proxy counted in the file report: N lines
#                     "message phase", or two for every message where all faults are tried
#
# shellcheck shell=bash

# The setup of each test takes it out of the environment.
every_point=${GODWIT_TEST_EVERY_POINT-}

# --- the database ---

refresh() {
	rm -rf migrations
	mkdir migrations
	db_new
}

db_objects() {
	case $ENGINE in
	postgres)
		db_query "SELECT nspname || '.' || relname FROM pg_class c
				JOIN pg_namespace n ON n.oid = relnamespace
				WHERE nspname !~ '^(pg_|information_schema)' AND relkind IN ('r', 'v', 'm', 'S', 'p')
			UNION ALL SELECT nspname || '.' || proname FROM pg_proc p
				JOIN pg_namespace n ON n.oid = pronamespace
				WHERE nspname !~ '^(pg_|information_schema)'
			UNION ALL SELECT nspname FROM pg_namespace
				WHERE nspname !~ '^(pg_|information_schema|public)'
			ORDER BY 1"
		;;
	mysql)
		db_query "SELECT table_name FROM information_schema.tables
				WHERE table_schema = database()
			UNION ALL SELECT routine_name FROM information_schema.routines
				WHERE routine_schema = database()
			ORDER BY 1"
		;;
	sqlite) [[ ! -s $DB ]] || db_query "SELECT name FROM sqlite_master ORDER BY 1" ;;
	esac
}

db_dump() {
	case $ENGINE in
	postgres) pg_dump --inserts "$URL" | grep -Ev '^\\(un)?restrict ' ;;
	mysql)
		mariadb-dump --no-defaults --user=root --socket="${GODWIT_TEST_MYSQL_URL##*socket=}" \
			--skip-dump-date --skip-extended-insert --routines "$DB"
		;;
	sqlite) sqlite3 -batch "$DB" .dump ;;
	esac
}

assert_untouched() {
	assert_equal "$(db_objects)" ''
}

history_table() {
	[[ $ENGINE != postgres ]] || printf 'godwit.'
	echo godwit_history
}

journal_table() {
	[[ $ENGINE != postgres ]] || printf 'godwit.'
	echo godwit_journal
}

# "applied 1;applied 2;finished": what the history says, in order.
db_events() {
	local what="event || coalesce(' ' || version, CASE WHEN name <> '' THEN ' ' || name ELSE '' END, '')"
	[[ $ENGINE != mysql ]] ||
		what="concat(event, coalesce(concat(' ', version), concat(' ', nullif(name, '')), ''))"
	db_query "SELECT $what FROM $(history_table) ORDER BY seq" | tr '\n' ';' | sed 's/;$//'
}

# --- other users ---

url_as() {
	local login=$1${2:+:$2}
	case $ENGINE in
	postgres) echo "${URL/'//postgres@'/"//$login@"}" ;;
	mysql) echo "${URL/'//root@'/"//$login@"}" ;;
	esac
}

# A database user with a name that no other test has, gone with the test.
user_new() { # [password]
	DB_USER=u${DB#e2e}
	case $ENGINE in
	postgres) db_query "CREATE ROLE $DB_USER LOGIN ${1:+PASSWORD '$1'}" ;;
	mysql) db_query "CREATE USER $DB_USER@localhost ${1:+IDENTIFIED BY '$1'}" ;;
	esac
	db_users+=("$DB_USER")
}

users_drop() {
	local user
	for user in "${db_users[@]}"; do
		case $ENGINE in
		postgres) psql -XAtqc "DROP ROLE IF EXISTS $user" "$GODWIT_TEST_POSTGRES_URL" ;;
		mysql) mysql_client --execute "DROP USER IF EXISTS $user@localhost" ;;
		esac
	done
}

# The program where everybody can reach it: the folder of the checkout may be closed.
unprivileged() {
	local folder=$BATS_TEST_TMPDIR/bin parent=$BATS_TEST_TMPDIR
	if [[ $(id -u) -ne 0 ]]; then
		"$@"
		return
	fi
	if [[ ! -d $folder ]]; then
		mkdir "$folder"
		cp -r "$GODWIT" "${GODWIT%/*}/modules" "$folder"
		while [[ $parent == "$BATS_RUN_TMPDIR"* ]]; do
			chmod go+x "$parent"
			parent=${parent%/*}
		done
	fi
	setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups -- \
		env HOME=/nonexistent GODWIT="$folder/godwit" "$@"
}

# --- other processes ---

eventually() {
	local i
	for ((i = 0; i < 100; i++)); do
		! "$@" || return 0
		sleep 0.05
	done
	fail "this did not come true in 5 s: $*"
}

# Output and status are kept in files, so that any number can run: reap NAME sets them as run does.
spawn() { # name command...
	local name=$1
	shift
	"$@" >"$BATS_TEST_TMPDIR/$name.out" 2>"$BATS_TEST_TMPDIR/$name.err" 3>&- </dev/null &
	spawned[$name]=$!
}

reap() { # name
	status=0
	wait "${spawned[$1]}" || status=$?
	unset "spawned[$1]"
	output=$(<"$BATS_TEST_TMPDIR/$1.out")
	stderr=$(<"$BATS_TEST_TMPDIR/$1.err")
}

world_setup() {
	declare -gA spawned=()
	db_users=()
	DB_USER=
	e2e_setup
}

world_teardown() {
	local pid
	for pid in "${spawned[@]}"; do
		kill -KILL "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	e2e_teardown
	users_drop
}

setup() {
	world_setup
}

teardown() {
	world_teardown
}

# Of the names of shadows on standard input, those whose process is gone: others have theirs now.
left_over() {
	local name pid
	while IFS=_ read -r _ _ name pid _; do
		kill -0 "$pid" 2>/dev/null || echo "${name}_$pid"
	done
}

# --- faults ---

# The first messages are the greeting, before which nothing can be lost.
strike_points() { # how many
	awk -v n="$1" -v every="$every_point" '$1 == "messages" {
		for (k = 3; k < $2; k += every ? 1 : int($2 / n) + 1) {
			if (every || point % 3 != 0)
				print k, "after"
			if (every || point % 3 == 0)
				print k, "leave"
			point++
		}
	}' report
}
