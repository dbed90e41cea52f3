# The faults: strike_KIND runs `godwit up` on a database with a fault in the run, and returns its exit
# status. $fault is KIND or KIND:HOW, $fired says afterwards whether there was a fault.
#
#   cut:PHASE     all connections are closed at the k-th message: before it is sent, after the server did
#                 what it says (the answer is lost), leaving the server at it, with half of the reply
#   kill:PHASE    likewise, and the process is killed
#   crash:PHASE   likewise, and the server is killed and started anew
#   ...:random    at some time: inside of a batch of statements there are no messages
#   end:random    the server ends the sessions at some time
#   again:PHASE   cut, and twice more in the connections that follow
#   commit:PHASE  cut at a COMMIT, and the run that is cut has to find out what became of it
#   race          another godwit starts at some time
#   disk:full     from the k-th write on there is no space (of the database's files, as all below)
#   disk:once     there is none for the k-th write alone
#   disk:error    the k-th write, sync, truncation or removal fails
#   disk:broken   and all after it
#   kill:disk     the process is killed at the k-th of these
#   kill:torn     it is killed after half of the k-th write
#   memory:once   the k-th request for memory fails
#   memory:lasts  and all after it
#
# shellcheck shell=bash

faults_of() { # engine
	case $1 in
	postgres) printf '%s\n' commit:{before,after,leave} ;;
	esac
	case $1 in
	postgres | mysql)
		printf '%s\n' cut:{before,after,leave,reply,random} kill:{before,after,leave,random} \
			crash:{before,after,leave,random} end:random again:{before,after,leave}
		;;
	# A log is not believed after a crash.
	binlog)
		printf '%s\n' cut:{before,after,leave,reply,random} kill:{before,after,leave,random} \
			end:random again:{before,after,leave}
		;;
	sqlite) printf '%s\n' disk:{full,once,error,broken} kill:{disk,torn,random} ;;
	esac
	printf '%s\n' race memory:{once,lasts}
}

# How the points of this fault are made.
kind_of() {
	case $fault in
	*:random | race) echo time ;;
	commit:*) echo commit ;;
	disk:* | memory:* | kill:disk | kill:torn) echo preload ;;
	*) echo link ;;
	esac
}

# --- through the proxy ---

run_linked() { # name option...
	local name=$1
	shift
	run_godwit "$(db_url "$name" link)" --protocol "${engine/binlog/mysql}" --server "$(server_socket)" \
		--listen "$(link_socket)" "$@" -- up --json --set "database=$name"
}

# At the k-th message, or some time.
run_struck() { # name k option...
	local name=$1 when=(--at "$2" --phase "${fault#*:}")
	[[ $fault != *:random ]] || when=(--after "$(time_of "$2")")
	shift 2
	run_linked "$name" "${when[@]}" "$@"
}

strike_cut() { # name k
	run_struck "$@"
}

# All of them in turn.
strike_commit() { # name k
	run_linked "$1" --match 'Execute COMMIT' --at $((($2 - 1) % commits + 1)) --phase "${fault#*:}"
}

# The later ones come after 1 to 12 more messages.
strike_again() { # name k
	run_struck "$@" --times 3 --then $(($2 % 12 + 1))
}

# The server is back as soon as can be; whoever waits for it may find it. One that was killed at the very
# end of the run takes its time to die.
strike_crash() { # name k
	local job status=0 first=${servers_pids[$own_server]}
	run_struck "$@" --victim server &
	job=$!
	while kill -0 "$job" 2>/dev/null && server_lives; do
		sleep 0.01
	done
	server_lives || start_own_server || true
	wait "$job" || status=$?
	read_fired
	if [[ $fired -ne 0 && ${servers_pids[$own_server]} == "$first" ]]; then
		server_await "$first"
		start_own_server || true
	fi
	return "$status"
}

# --- inside of the process ---

run_loaded() { # name k variable...
	local name=$1 k=$2
	shift 2
	local -a environment=("${environment[@]}" LD_PRELOAD="$preload" FAULT_REPORT="$work/preload"
		FAULT_FILES="$work/$name/" FAULT_AT="$k" "$@")
	if [[ $engine == sqlite ]]; then
		godwit_up "$name"
	else
		run_linked "$name"
	fi
}

strike_disk() { # name k
	case $fault in
	disk:full) run_loaded "$@" FAULT_CALL=write FAULT_HOW=enospc FAULT_LASTS=1 ;;
	disk:once) run_loaded "$@" FAULT_CALL=write FAULT_HOW=enospc ;;
	disk:error) run_loaded "$@" FAULT_CALL=disk FAULT_HOW=eio ;;
	disk:broken) run_loaded "$@" FAULT_CALL=disk FAULT_HOW=eio FAULT_LASTS=1 ;;
	esac
}

# What is given out is not clean, as memory that was used before.
strike_memory() { # name k
	local lasts=0
	[[ $fault == memory:once ]] || lasts=1
	run_loaded "$@" FAULT_CALL=memory FAULT_LASTS=$lasts MALLOC_PERTURB_=165
}

strike_kill() { # name k
	case $engine-$fault in
	sqlite-kill:random)
		run_godwit "$(db_url "$1")" --after "$(time_of "$2")" --victim client -- \
			up --json --set "database=$1"
		;;
	*-kill:disk) run_loaded "$@" FAULT_CALL=disk FAULT_HOW=kill ;;
	*-kill:torn) run_loaded "$@" FAULT_CALL=write FAULT_HOW=torn ;;
	*) run_struck "$@" --victim client ;;
	esac
}

# --- at some time ---

# Milliseconds, up to what a clean run takes.
time_of() { # k
	echo $((clean_ms * $1 / (trials + 1) + 1))
}

strike_end() { # name k
	local status=0 pid
	db_end_sessions "$1" "$(time_of "$2")" >"$work/ended" &
	pid=$!
	godwit_up "$1" || status=$?
	wait "$pid" || return
	fired=$(<"$work/ended")
	return "$status"
}

sleep_ms() {
	sleep "$(($1 / 1000)).$(printf '%03d' "$(($1 % 1000))")"
}

# Both shall end well, and one of them with nothing to do.
strike_race() { # name k
	local first=0 second=0 pid url
	url=$(db_url "$1")
	fired=1
	(
		work=$work/other
		run_godwit "$url" -- up --json --set "database=$1"
	) &
	pid=$!
	sleep_ms "$(time_of "$2")"
	run_godwit "$url" -- up --json --set "database=$1" || second=$?
	wait "$pid" || first=$?
	[[ $second -eq 0 ]] || add_verdict failed "the second of two: $(last_words)"
	[[ $first -eq 0 ]] || add_verdict failed "the first of two: $(work=$work/other last_words)"
	return "$((first > second ? first : second))"
}

# --- how many ---

value_of() { # word file
	awk -v word="$1" '$1 == word { print $2 }' "$2"
}

# The same twice, as a clean run: the second time all is warm.
run_twice() { # command...
	local i status=0
	for i in 1 2; do
		current=${prefix}_count
		db_begin "$current"
		"$1" "$current" "${@:2}" || status=$?
		db_drop "$current"
		current=
	done
	[[ $status -eq 0 ]] || show_run
	if [[ $(value_of confused "$work/report") -ne 0 ]]; then
		echo 'the proxy does not understand what was said' >&2
		return 1
	fi
	return "$status"
}

# Sets $points; the names of messages are in the file names. One count is for all faults of its kind.
count_points() {
	local kind
	kind=$(kind_of)
	[[ $kind != preload ]] || kind=$fault
	[[ -v counted[$kind] ]] || count_kind "$kind" || return
	points=${counted[$kind]}
}

count_kind() { # kind
	case $1 in
	time)
		run_twice godwit_up || return
		clean_ms=$(value_of elapsed_ms "$work/report")
		counted[$1]=$trials
		;;
	commit)
		run_twice run_linked --trace "$work/names" || return
		commits=$(grep -cx 'Execute COMMIT' "$work/names")
		counted[$1]=$trials
		;;
	link)
		run_twice run_linked --trace "$work/names" || return
		counted[$1]=$(value_of messages "$work/report")
		;;
	*)
		run_twice "strike_${fault%%:*}" 0 || return
		counted[$1]=$(value_of calls "$work/preload")
		;;
	esac
}
