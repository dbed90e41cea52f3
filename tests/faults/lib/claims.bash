# What is said: the run with the fault in it ended with a status and, if it was let, with an object that
# says what is true in the database. judge_first NAME adds a verdict for what is not so.
#
# shellcheck shell=bash

# What the error said of the database, against what is there. Prints what is not so.
judge_claim() { # name
	local state failed done_keys key
	IFS=$'\t' read -r state failed done_keys < <(jq -r '[.error.state // "none", .failed // "-",
		([.migrations[]?.key] | join(" "))] | @tsv' "$work/json" 2>/dev/null) || state=none
	[[ $state != none ]] || {
		echo "exit status $status, and no error in the JSON"
		return
	}
	claim=$state
	[[ $state != unknown ]] || return 0
	if [[ -z $touched ]]; then
		[[ $state =~ ^(untouched|rolled-back)$ && -z $done_keys ]] ||
			echo "it said $state, and did nothing at all"
		return
	fi
	db_settle "$1"
	read_history "$1" || {
		echo "it said $state, and the history is in disorder"
		return
	}
	for key in $done_keys; do
		grep -q " $key\$" "$work/events" || echo "it said that $key is done"
	done
	if [[ $failed != - ]] && grep -q " $failed\$" "$work/events"; then
		[[ $state == committed ]] || echo "it said that $failed failed, and the history has it"
	fi
	case $state in
	untouched)
		[[ $events -eq $first_snapshot ]] && state_is "$1" "$first_snapshot" ||
			echo "it said untouched"
		;;
	rolled-back | committed)
		state_is "$1" "$events" ||
			echo "it said $state, and the state is none that $events events leave"
		;;
	partial) judge_part "$1" "$failed" ;;
	*) echo "there is no state '$state'" ;;
	esac
}

# "the first 3 statements of its up script stand; .."
judge_part() { # name key
	local words count file
	local some='^the first ([0-9]+)? ?statements? of its up script stands?; the next run'
	words=$(jq -r .error.state_text "$work/json")
	[[ $words =~ $some ]] || return 0
	count=${BASH_REMATCH[1]:-1}
	file=$(state_after "$2" "$count") || return 0
	db_state "$1" >"$work/state"
	cmp -s "$work/state" "$file" ||
		echo "it said that $count statements of $2 stand, and there is something else"
}

has_error() {
	[[ -s $work/json ]] && jq -e .error "$work/json" >/dev/null 2>&1
}

# By a signal, or by its own fault: that is no way to end. Without memory it is 70, or the error that a
# library made of it; what the dynamic loader says when it has none is not ours.
is_good_end() {
	case $fault-$status in
	memory:*-70 | memory:*-1) ;;
	memory:*-69) has_error ;;
	memory:*-127) grep -q 'cannot allocate memory for thread-local data' "$work/err" ;;
	memory:* | *-70) return 1 ;;
	*) [[ $status -lt 128 ]] ;;
	esac
}

judge_first() { # name
	local words
	: >"$work/lies"
	case $status in
	0)
		db_settle "$1"
		if ! read_history "$1" || [[ $events -ne $last_snapshot ]] ||
			! state_is "$1" "$last_snapshot"; then
			add_verdict lied 'exit status 0, and the work is not done'
		fi
		;;
	124) add_verdict hang "no end after $limit_seconds s" ;;
	137) [[ $fault == kill:* ]] || add_verdict crash 'killed' ;;
	*)
		[[ -s $work/err ]] || add_verdict crash "exit status $status without a word"
		is_good_end || add_verdict crash "exit status $status"
		# Without memory there is none for an object either.
		if [[ $fault != memory:* ]] || has_error; then
			judge_claim "$1" >"$work/lies"
		fi
		while read -r words; do
			add_verdict lied "$words"
		done <"$work/lies"
		[[ $fault != commit:* || $claim != unknown ]] ||
			add_verdict unsure 'it did not find out whether it committed'
		;;
	esac
}
