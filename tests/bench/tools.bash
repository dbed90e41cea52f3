# The tools that are measured, and how each is called. A tool is some functions:
#
#   NAME_find              whether it is there
#   NAME_command ACTION    sets `command`, and `input` when it reads that. ACTION:
#                            version   says its version, and needs nothing else
#                            up        applies what is pending
#                            noop      likewise, where nothing is
#                            status    says what is
#
# What they find: $engine, $database (a name, SQLite: a file), $folder (see generate), and where the
# server is: $port of the loopback, or the socket $socket where that is empty.
#
# shellcheck shell=bash

all_tools=(limit godwit dbmate alembic sqitch)

# The most migrations that a tool is asked for; beyond, it would take minutes for each run.
declare -A most=([alembic]=1000 [sqitch]=100)

# Tools agree on no more than how a URL begins and ends: the scheme for PostgreSQL, the one for MySQL
# and what the socket is called there, and what comes before the path of an SQLite file.
database_url() { # postgres mysql mysql-socket sqlite
	case $engine in
	postgres)
		if [[ -n $port ]]; then
			echo "$1://postgres@127.0.0.1:$port/$database?sslmode=disable"
		else
			echo "$1://postgres@/$database?host=${socket%/*}&sslmode=disable"
		fi
		;;
	mysql)
		if [[ -n $port ]]; then
			echo "$2://root@127.0.0.1:$port/$database"
		else
			echo "$2://root@localhost/$database?$3=$socket"
		fi
		;;
	sqlite) echo "$4$database" ;;
	esac
}

plain_url() {
	database_url postgres mysql socket sqlite:
}

# --- the limit: nothing but what the database's own client does in one go ---

limit_find() {
	true
}

mysql_client() {
	command=(mariadb --no-defaults --batch --user=root --max-allowed-packet=1G)
	if [[ -n $port ]]; then
		command+=(--protocol=tcp --host=127.0.0.1 --port="$port")
	else
		command+=(--socket="$socket")
	fi
}

limit_up() {
	case $engine in
	postgres)
		command=(psql -Xq -v ON_ERROR_STOP=1 -1 -f "$folder/all.sql"
			"$(plain_url)")
		;;
	mysql)
		mysql_client
		command+=("$database")
		input=$folder/all.sql
		;;
	sqlite) command=(sqlite3 -batch -bail "$database" BEGIN ".read $folder/all.sql" COMMIT) ;;
	esac
}

# One question, as small as can be.
limit_query() {
	case $engine in
	postgres) command=(psql -XAtqc 'SELECT 1' "$(plain_url)") ;;
	mysql)
		mysql_client
		command+=(--execute 'SELECT 1' "$database")
		;;
	sqlite) command=(sqlite3 -batch "$database" 'SELECT count(*) FROM sqlite_schema') ;;
	esac
}

# As often as it is asked to apply the same once more, there is nothing to do.
limit_command() {
	case $1 in
	version) command=("$programs/empty") ;;
	up) limit_up ;;
	noop | status) limit_query ;;
	esac
}

# --- godwit ---

godwit_find() {
	[[ -x $godwit ]]
}

godwit_command() {
	local target=(--url "$(plain_url)" --dir "$folder/migrations")
	case $1 in
	version) command=("$godwit" --version) ;;
	up | noop) command=("$godwit" up "${target[@]}") ;;
	status) command=("$godwit" status "${target[@]}") ;;
	esac
}

# --- dbmate: from npm into the build folder, or where it is found ---

dbmate_package=dbmate@2.36.0

dbmate_find() {
	local folder=$build/bench/npm
	dbmate=$(type -P dbmate) && return
	[[ -e $folder/$dbmate_package ]] || {
		type -P npm >/dev/null || return
		mkdir -p "$folder"
		npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund \
			"$dbmate_package" >/dev/null 2>&1 || return
		touch "$folder/$dbmate_package"
	}
	# The program itself: npm's command is a script that starts it.
	dbmate=$(compgen -G "$folder/node_modules/@dbmate/*/bin/dbmate")
}

# "migrate" is "up" without creating a database first.
dbmate_command() {
	local target=(--no-dump-schema --migrations-dir "$folder/migrations"
		--url "$(plain_url)")
	case $1 in
	version) command=("$dbmate" --version) ;;
	up | noop) command=("$dbmate" "${target[@]}" migrate) ;;
	status) command=("$dbmate" "${target[@]}" status) ;;
	esac
}

# --- Alembic ---

alembic_find() {
	type -P alembic >/dev/null
}

alembic_command() {
	local target=(-c "$folder/alembic/alembic.ini"
		-x "url=$(database_url postgresql+psycopg2 mysql+pymysql unix_socket sqlite:///)")
	case $1 in
	version) command=(alembic --version) ;;
	up | noop) command=(alembic "${target[@]}" upgrade head) ;;
	status) command=(alembic "${target[@]}" current) ;;
	esac
}

# --- Sqitch ---

sqitch_find() {
	type -P sqitch >/dev/null
}

sqitch_command() {
	local target
	target=$(database_url db:pg db:mysql mysql_socket db:sqlite:)
	case $1 in
	version) command=(sqitch --version) ;;
	up | noop) command=(sqitch --chdir "$folder/sqitch" deploy --target "$target") ;;
	status) command=(sqitch --chdir "$folder/sqitch" status --target "$target") ;;
	esac
}
