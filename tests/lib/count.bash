# Counting tests: everything that runs some ends with the same line, and these can be added up.
#
# shellcheck shell=bash

passed=0
failed=0
skipped=0

count_add() { # passed failed skipped
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
}

# "12 passed, 0 failed", and ", 1 skipped" where there is one.
count_text() { # passed failed skipped
	printf '%d passed, %d failed' "$1" "$2"
	[[ $3 -eq 0 ]] || printf ', %d skipped' "$3"
}

# The last line, and whether all is well.
count_close() {
	printf '\n%s\n' "$(count_text "$passed" "$failed" "$skipped")"
	[[ $failed -eq 0 ]]
}

# Adds what another run, with this status, ended with. One that went wrong without saying where is a
# failure of its own.
count_run() { # file status
	local last
	last=$(tail -n 1 "$1")
	if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
		count_add "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[4]:-0}"
		[[ $2 -eq 0 || ${BASH_REMATCH[2]} -gt 0 ]] || count_add 0 1 0
	else
		count_add 0 1 0
	fi
}
