# Private database servers: made in a folder of the caller's, reached through Unix sockets, stopped
# by process id. They die with the shell that started them, whatever ends it. Data is thrown away,
# so nothing is ever synced to disk, and it is kept in memory where there is room: a CREATE DATABASE
# takes a twentieth of the time there.
#
#   servers_init FOLDER              a short path (a socket's may have 107 bytes), open to everybody
#   postgres_make NAME BIN           may run in the background
#   server_make_once NAME MAKE [ARGUMENT...]
#                                    what MAKE NAME ARGUMENT.. does; from the second time on in a file of
#                                    tests a copy of what it made, which takes a twentieth of the time
#   postgres_copy NAME PRIMARY       a standby of a server that is made, and not running
#   postgres_start NAME BIN [OPTION...]
#                                    sets postgres_url
#   pgbouncer_make NAME SOCKETS [SETTING...]
#                                    in front of the PostgreSQL server whose sockets are in that
#                                    folder; it lends its connections for a transaction each
#   pgbouncer_start NAME             sets pooler_url
#   mariadb_make NAME
#   mariadb_start NAME [OPTION...]   sets mysql_url
#   mariadb_log_start NAME [OPTION...]
#                                    with a binary log; sets binlog_url
#   server_stop NAME, servers_stop
#   server_remove NAME               stops it, and removes what it left
#
# shellcheck shell=bash

servers_folder=
servers_memory=
servers_user=nobody
declare -gA servers_pids=()

servers_init() {
	local shm=/dev/shm room
	servers_folder=$1
	PATH=$PATH:/usr/sbin:/sbin
	room=$(df --output=avail -k "$shm" 2>/dev/null | tail -n 1) || true
	if [[ -w $shm && ${room:-0} -gt $((2 * 1024 * 1024)) ]]; then
		servers_memory=$(mktemp -d "$shm/godwit.XXXXXX")
		chmod 755 "$servers_memory"
	fi
}

# Servers refuse to run as root. setpriv replaces itself by the command, so that $! is the server.
as_server() {
	if [[ $(id -u) -eq 0 ]]; then
		exec setpriv --reuid "$servers_user" --regid "$(id -g "$servers_user")" \
			--clear-groups --pdeathsig KILL -- "$@"
	fi
	exec setpriv --pdeathsig KILL -- "$@"
}

# A server's folder: data/, tmp/, socket and log.
server_folder() {
	local folder=$servers_folder/$1 place=${servers_memory:-$servers_folder/$1}
	local data=$place/data-$1 tmp=$place/tmp-$1
	mkdir -p "$folder" "$tmp" "$data"
	ln -s "$data" "$folder/data"
	ln -s "$tmp" "$folder/tmp"
	if [[ $(id -u) -eq 0 ]]; then
		chown -R "$servers_user" "$folder" "$tmp" "$data"
	fi
	chmod 700 "$data"
}

# Starts NAME's server and waits until READY, a function, says yes to its folder and process id.
server_start() {
	local name=$1 ready=$2 log=$servers_folder/$1/log
	shift 2
	# From the root folder: the caller's may be closed to the server's user.
	(cd / && as_server "$@") >"$log" 2>&1 </dev/null &
	servers_pids[$name]=$!
	for ((i = 0; i < 300; i++)); do
		"$ready" "$servers_folder/$name" "${servers_pids[$name]}" && return 0
		kill -0 "${servers_pids[$name]}" 2>/dev/null || break
		sleep 0.1
	done
	printf 'the server %s did not start\n' "$name"
	tail -n 20 "$log"
	# One that is late would be in the way of the next.
	kill -KILL "${servers_pids[$name]}" 2>/dev/null || true
	server_await "${servers_pids[$name]}"
	return 1
} >&2

server_make() {
	local log=$servers_folder/$1/make.log
	shift
	if ! (cd / && as_server "$@") >"$log" 2>&1 </dev/null; then
		cat "$log" >&2
		return 1
	fi
}

server_make_once() {
	local name=$1 data=$servers_folder/$1/data made=${BATS_FILE_TMPDIR:?}/$2
	shift
	if [[ -d $made ]]; then
		server_folder "$name"
		cp -a "$made/." "$data"
		return
	fi
	"$1" "$name" "${@:2}" || return
	mkdir "$made"
	cp -a "$data/." "$made"
}

postgres_make() {
	local hba hba_file=$servers_folder/$1/data/pg_hba.conf
	server_folder "$1"
	server_make "$1" "$2/initdb" --pgdata "$servers_folder/$1/data" --username postgres \
		--auth trust --encoding UTF8 --locale C --no-sync || return
	# Members of this role, once there is one, need a password.
	hba=$(<"$hba_file")
	printf 'local all +by_password scram-sha-256\n%s\n' "$hba" >"$hba_file"
}

postgres_copy() {
	local data=$servers_folder/$1/data
	server_folder "$1"
	cp -a "$servers_folder/$2/data/." "$data"
	echo "primary_conninfo = 'host=$servers_folder/$2 user=postgres'" >>"$data/postgresql.auto.conf"
	touch "$data/standby.signal"
}

# The last line of the server's own note says so. One that was killed has left its note.
postgres_is_ready() { # folder pid
	local note=$1/data/postmaster.pid
	grep -qsx "$2" "$note" && grep -Eqs '^(ready|standby)' "$note"
}

postgres_start() { # name bin option...
	local folder=$servers_folder/$1 name=$1 bin=$2
	shift 2
	server_start "$name" postgres_is_ready "$bin/postgres" -D "$folder/data" -k "$folder" \
		-c listen_addresses= -c fsync=off -c full_page_writes=off \
		-c synchronous_commit=off -c max_connections=100 -c jit=off \
		-c max_prepared_transactions=4 \
		-c log_line_prefix='%m [%p] %d ' "$@" || return 1
	postgres_url="postgres://postgres@/postgres?host=$folder"
}

pgbouncer_make() { # name socket-folder setting...
	local folder=$servers_folder/$1 host=$2
	shift 2
	mkdir -p "$folder"
	echo '"postgres" ""' >"$folder/users"
	cat >"$folder/pgbouncer.ini" <<-INI
		[databases]
		* = host=$host
		[pgbouncer]
		listen_addr =
		listen_port = 5432
		unix_socket_dir = $folder
		auth_type = trust
		auth_file = $folder/users
		pool_mode = transaction
		max_client_conn = 200
	INI
	printf '%s\n' "$@" >>"$folder/pgbouncer.ini"
	if [[ $(id -u) -eq 0 ]]; then
		chown -R "$servers_user" "$folder"
	fi
}

pgbouncer_is_ready() {
	[[ -S $1/.s.PGSQL.5432 ]]
}

pgbouncer_start() {
	local folder=$servers_folder/$1
	server_start "$1" pgbouncer_is_ready pgbouncer "$folder/pgbouncer.ini" || return 1
	pooler_url="postgres://postgres@/postgres?host=$folder"
}

mariadb_make() {
	local folder=$servers_folder/$1
	server_folder "$1"
	server_make "$1" mariadb-install-db --no-defaults --datadir="$folder/data" \
		--tmpdir="$folder/tmp" --auth-root-authentication-method=normal --skip-test-db \
		--innodb-flush-method=nosync
}

mariadb_is_ready() { # folder
	mariadb --no-defaults --user=root --socket="$1/socket" --execute='SELECT 1' >/dev/null 2>&1
}

# Some tests connect over TCP: on the loopback only, where a server that is already there would
# answer.
free_port() {
	local port
	for (( ; ; )); do
		port=$((20000 + RANDOM % 40000))
		(: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

mariadb_start() { # name option...
	local folder=$servers_folder/$1 name=$1
	shift
	server_start "$name" mariadb_is_ready mariadbd --no-defaults --datadir="$folder/data" \
		--tmpdir="$folder/tmp" --socket="$folder/socket" --pid-file="$folder/pid" \
		--bind-address=127.0.0.1 --port="$(free_port)" --skip-name-resolve \
		--innodb-flush-method=nosync --innodb-flush-log-at-trx-commit=0 --sync-binlog=0 \
		--innodb-buffer-pool-size=128M --performance-schema=OFF \
		--character-set-server=utf8mb4 --collation-server=utf8mb4_general_ci "$@" || return 1
	mysql_url="mysql://root@localhost/?socket=$folder/socket"
}

mariadb_log_start() { # name option...
	local mysql_url name=$1
	shift
	mariadb_start "$name" --log-bin=log --log-bin-trust-function-creators=ON --server-id=7 "$@" &&
		binlog_url=$mysql_url
}

# Waits until it has ended, also when the shell was told to forget it.
server_await() { # pid
	wait "$1" 2>/dev/null || true
	while kill -0 "$1" 2>/dev/null; do
		sleep 0.02
	done
}

server_stop() { # name
	local pid=${servers_pids[$1]} signal=KILL
	# PostgreSQL gives its shared memory back when it is asked to stop at once. Others may have been
	# born deaf to that signal, as what a shell starts in the background is.
	[[ ! -e $servers_folder/$1/data/PG_VERSION ]] || signal=QUIT
	kill -"$signal" "$pid" 2>/dev/null || true
	server_await "$pid"
	unset "servers_pids[$1]"
}

server_remove() { # name
	server_stop "$1"
	rm -rf "$(readlink "$servers_folder/$1/data")" "${servers_folder:?}/$1"
}

servers_stop() {
	local name
	for name in "${!servers_pids[@]}"; do
		server_stop "$name"
	done
	[[ -z $servers_memory ]] || rm -rf "$servers_memory"
}
