# Databases of PostgreSQL for fault tests; see trial.bash for what each function is.
#
# shellcheck shell=bash

postgres_folder() {
	echo "${GODWIT_TEST_POSTGRES_URL##*host=}"
}

server_socket() {
	echo "$(postgres_folder)/.s.PGSQL.5432"
}

link_socket() {
	echo "$work/.s.PGSQL.5432"
}

db_url() { # name [link]
	echo "postgres://postgres@/$1?host=$([[ ${2-} == link ]] && echo "$work" || postgres_folder)"
}

db_sql() { # name sql...
	local name=$1 sql commands=()
	for sql in "${@:2}"; do
		commands+=(-c "$sql")
	done
	psql -XAtq -v ON_ERROR_STOP=1 "${commands[@]}" "$(db_url "$name")"
}

db_drop() { # name...
	PGOPTIONS='-c client_min_messages=error' db_sql postgres \
		"${@/#/DROP DATABASE IF EXISTS }"
}

# Template databases take no time here: a scenario's beginning is copied.
db_begin() { # name
	local from=template0
	if [[ -n $has_start ]]; then
		from=$prefix
		if [[ -z $start ]]; then
			db_sql postgres "CREATE DATABASE $from TEMPLATE template0"
			godwit_up "$from" --to 0
			start=$from
		fi
	fi
	# What was committed must survive a server that is killed.
	db_sql postgres "CREATE DATABASE $1 TEMPLATE $from" \
		"ALTER DATABASE $1 SET synchronous_commit = on"
}

db_state() { # name
	psql -X -v ON_ERROR_STOP=1 -f "$faults/state/postgres.sql" "$(db_url "$1")" |
		sed "s/$1/DB/g"
}

db_history() { # name
	db_sql "$1" "SELECT event || ' ' || coalesce(version, name) FROM godwit.godwit_history
		WHERE event NOT IN ('created', 'finished', 'failed') ORDER BY seq" 2>"$work/sql.err" ||
		grep -q "does not exist" "$work/sql.err"
}

db_journal() { # name
	db_sql "$1" 'SELECT count(*) FROM godwit.godwit_journal'
}

db_is_untouched() {
	[[ $(kind_of) != time && $(value_of messages "$work/report") == 0 ]]
}

db_settle() { # name
	db_sql postgres "DO \$\$ BEGIN
		WHILE EXISTS (SELECT FROM pg_stat_activity WHERE datname = '$1') LOOP
			PERFORM pg_sleep(0.005), pg_stat_clear_snapshot();
		END LOOP;
	END \$\$"
}

db_end_sessions() { # name ms
	db_sql postgres "DO 'BEGIN PERFORM pg_sleep($2 / 1000.0); END'" \
		"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '$1'"
}

server_make_own() {
	postgres_bin=${POSTGRES_BIN:-$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
	postgres_make postgres "$postgres_bin"
}

server_start_own() {
	own_server=postgres
	postgres_start postgres "$postgres_bin" -c synchronous_commit=on
	GODWIT_TEST_POSTGRES_URL=$postgres_url
}
