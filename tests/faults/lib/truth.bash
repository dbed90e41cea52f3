# What is true: how a database looks after each migration of a scenario, and how it looks now.
#
#   take_snapshots             runs the scenario undisturbed; sets $first_snapshot and $last_snapshot
#   read_history NAME          sets $events; fails where that is no beginning of the whole history
#   state_is NAME SNAPSHOT
#   state_after KEY N          a file with the state after N statements of a migration
#
# shellcheck shell=bash

# The folder $snapshots gets a file N, the state after N events, and the file history, these events.
take_snapshots() {
	local name=${prefix}_clean n first=''
	current=$name
	mkdir -p "$snapshots"
	db_begin "$name"
	while true; do
		db_history "$name" >"$snapshots/history"
		n=$(wc -l <"$snapshots/history")
		[[ ! -e $snapshots/$n ]] || break
		db_state "$name" >"$snapshots/$n"
		[[ -n $first ]] || first=$n
		godwit_up "$name" --count 1 || {
			show_run
			return 1
		}
	done
	db_drop "$name"
	current=
	first_snapshot=$first
	last_snapshot=$n
}

# The history so far is a beginning of the whole one; sets $events.
read_history() { # name
	db_history "$1" >"$work/events" 2>"$work/sql.err" || return
	events=$(wc -l <"$work/events")
	head -n "$events" "$snapshots/history" | cmp -s - "$work/events"
}

state_is() { # name snapshot
	db_state "$1" >"$work/state" 2>"$work/sql.err" && cmp -s "$work/state" "$snapshots/$2"
}

# The state when the first statements of a migration have run, and those before it. It is made when
# somebody first asks, by a migration that ends there; prints the file, or fails where none can.
state_after() { # key statements
	local file=$snapshots/$1.$2 name=${prefix}_part text end
	if [[ ! -e $file ]]; then
		text=$(cd "$migrations" && echo "$1"_*.sql)
		end=$("$GODWIT" statements --engine "${engine/binlog/mysql}" --json "$migrations/$text" |
			jq ".statements[$(($2 - 1))].end")
		make_part "$name" "$1" "$text" "$end" >"$file.log" 2>&1 && db_state "$name" >"$file"
		db_drop "$name"
	fi
	[[ -s $file ]] && echo "$file"
}

# The hooks are around whole migrations only.
make_part() ( # name key file bytes
	before=$work/before part=$work/part
	rm -rf "$before" "$part"
	cp -R "$migrations" "$before"
	mkdir "$part"
	mv "$before/$3" "$work/whole.sql"
	find "$before" -maxdepth 1 -name '*.sql' | while read -r each; do
		each=${each##*/}
		[[ ${each%%_*} =~ ^[0-9]+$ && ${each%%_*} -lt $2 ]] || rm "$before/$each"
	done
	db_begin "$1" || return
	migrations=$before
	godwit_up "$1" || return
	cp "$before"/*.sql "$part"
	head -c "$4" "$work/whole.sql" >"$part/$3"
	migrations=$part
	godwit_up "$1"
)
