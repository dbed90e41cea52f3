# Databases of SQLite for fault tests; see trial.bash for what each function is.
#
# shellcheck shell=bash

# A folder of its own for each, so that all files in it are of the database.
db_file() { # name
	echo "$work/$1/db"
}

# Whoever reads first may have to roll back what a dead process left.
sqlite_shell() { # name argument...
	sqlite3 -batch -bail -cmd '.timeout 10000' "$(db_file "$1")" "${@:2}"
}

db_url() { # name
	echo "sqlite:$(db_file "$1")"
}

db_sql() { # name sql...
	local name=$1
	shift
	(IFS=';' && sqlite_shell "$name" "$*")
}

db_drop() { # name...
	local name
	for name; do
		rm -rf "${work:?}/$name"
	done
}

db_begin() { # name
	if [[ -n $has_start && -z $start ]]; then
		mkdir "$work/$prefix"
		godwit_up "$prefix" --to 0
		start=$prefix
	fi
	if [[ -n $has_start ]]; then
		cp -R "$work/$start" "$work/$1"
	else
		mkdir "$work/$1"
	fi
}

db_state() { # name
	sqlite_shell "$1" <"$faults/state/sqlite.sql" | sqlite_shell "$1"
}

db_history() { # name
	db_sql "$1" "SELECT event || ' ' || coalesce(version, name) FROM godwit_history
		WHERE event NOT IN ('created', 'finished', 'failed') ORDER BY seq" 2>"$work/sql.err" ||
		grep -q "no such table" "$work/sql.err"
}

db_journal() { # name
	db_sql "$1" 'SELECT count(*) FROM godwit_journal'
}

# Byte for byte as it was.
db_is_untouched() { # name
	[[ -n $start ]] && diff -rq "$work/$start" "$work/$1" >/dev/null
}

# There is nobody but the process that ended.
db_settle() {
	:
}
