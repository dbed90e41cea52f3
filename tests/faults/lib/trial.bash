# One trial: a fresh database, a run of godwit with a fault in it, runs without until one ends well, and
# what is to be said about all that.
#
# Each engine's file (postgres.bash, mysql.bash, binlog.bash, sqlite.bash) has these functions for a database of that
# NAME; $start is a database to copy, once there is one:
#
#   db_begin NAME         makes it as the scenario begins: migration 0 is applied, if it has one
#   db_drop NAME...
#   db_url NAME [link]    for godwit; `link`: through the proxy
#   db_sql NAME SQL...
#   db_state NAME         everything that is in it but godwit's own, as text
#   db_history NAME       "applied 1", a line for each event of a migration
#   db_journal NAME       how many rows the journal has
#   db_is_untouched NAME  the run that just ended has not even looked into it
#   db_settle NAME        waits until nobody works in it any more
#   db_end_sessions NAME  sends everybody away
#
# shellcheck shell=bash

# --- godwit ---

# How long a run may take; a lock that an orphan holds is free before.
limit_seconds=40
lock_wait=20s

# Any run, its output in json and err. Exits as godwit does, with 124 when it took too long.
run_godwit() { # url option-of-the-proxy... -- argument...
	local url=$1 options=()
	shift
	while [[ $1 != -- ]]; do
		options+=("$1")
		shift
	done
	shift
	"$proxy" --timeout $((limit_seconds * 1000)) --report "$work/report" "${options[@]}" -- \
		"${environment[@]}" DATABASE_URL="$url" "$GODWIT" "$@" --dir "$migrations" \
		--lock-wait "$lock_wait" >"$work/json" 2>"$work/err" </dev/null
}

godwit_up() { # name argument...
	local name=$1
	shift
	run_godwit "$(db_url "$name")" -- up --json --set "database=$name" "$@"
}

show_run() {
	head -c 2000 "$work/json"
	cat "$work/err"
} >&2

# --- the trial ---

add_verdict() { # verdict words
	[[ $verdict == *"$1"* ]] || verdict=${verdict:+$verdict,}$1
	why=${why:-$2}
}

last_words() {
	local words
	words=$(jq -r '.error | "\(.code) \(.message)"' "$work/json" 2>/dev/null) ||
		words=$(grep -v '^note: ' "$work/err" | head -n 1)
	echo "${words:0:160}"
}

recover() { # name
	local runs
	for ((runs = 0; runs < 3; runs++)); do
		[[ $runs -eq 0 ]] || sleep 0.2
		! godwit_up "$1" || return 0
	done
	add_verdict stuck "$(last_words)"
	return 1
}

judge_end() { # name
	state_is "$1" "$last_snapshot" || add_verdict wrong "$(first_difference)"
	if ! read_history "$1" || [[ $events -ne $last_snapshot ]]; then
		add_verdict history "$(paste -sd ' ' "$work/events")"
	elif [[ $(db_journal "$1") != 0 ]]; then
		add_verdict history 'the journal is not empty'
	elif ! run_godwit "$(db_url "$1")" -- verify --no-sql; then
		add_verdict history "$(head -n 1 "$work/json")"
	fi
}

first_difference() {
	diff "$snapshots/$last_snapshot" "$work/state" | sed -n '2{s/\t/|/g;p;q}' | cut -c 1-160
}

# Sets $fired, $verdict ("ok", or words with commas between) and $why. A database that the run did not
# get to see is kept for the next trial.
trial() { # k
	verdict='' why='' claim=- fired=0 status=0 touched=1
	rm -f "$work/preload"
	if [[ -z $current ]]; then
		current=${prefix}_$((++databases))
		db_begin "$current"
	fi
	"strike_${fault%%:*}" "$current" "$1" || status=$?
	read_fired
	if own_server_is_gone; then
		add_verdict lost "$(tail -n 1 "$servers_folder/$own_server/log")"
		fired=1 current=''
		return
	fi
	! db_is_untouched "$current" || touched=
	if [[ $fired -ne 0 ]]; then
		[[ $fault == race ]] || judge_first "$current"
		[[ -z $touched ]] || ! recover "$current" || judge_end "$current"
	fi
	if [[ -n $touched ]]; then
		db_drop "$current"
		current=
	fi
	verdict=${verdict:-ok}
}

# What the proxy reports, or what was loaded into godwit.
read_fired() {
	local word number
	while read -r word number; do
		case $word in
		strikes | faults) fired=$((fired > number ? fired : number)) ;;
		esac
	done < <(cat "$work/report" "$work/preload" 2>/dev/null)
}
