# Tables of errors and where they are: `load ../lib/e2e_positions` after e2e_world, in a file that says
#
#   schema     what is there before
#   cases      files, a line "---" between two; ¶ stands where the error is to be
#   forget     what a case may leave behind goes again
#
# and calls assert_places.
#
# Where the server tells no more than a line, or nothing, that line's or the statement's beginning is
# the place. Each case runs as it is, and once more in a file with CRLF, behind a statement on its first
# line whose characters have one to four bytes, and no width.
#
# shellcheck shell=bash

behind="SELECT 'e̊€😀'; "

# The line and the column, in code points, of the mark.
place_of() { # text
	local before=${1%%¶*} last lines
	last=${before##*$'\n'}
	lines=${before//[!$'\n']/}
	echo "$((${#lines} + 1)):$((${#last} + 1))"
}

assert_place() { # text
	local place
	place=$(place_of "$1")
	printf '%s' "${1/¶/}" >migrations/1_case.sql
	run godwit up
	assert_contains "migrations/1_case.sql:$place
" "$output
"
	forget
}

forget() {
	:
}

assert_places() {
	local case='' line
	local -i n=0
	schema
	while IFS= read -r line; do
		if [[ $line != --- ]]; then
			case+=$line$'\n'
			continue
		fi
		assert_place "$case"
		case=${behind}${case//$'\n'/$'\r\n'}
		assert_place "$case"
		case=
		n+=1
	done < <(cases && echo ---)
	[[ $n -ge 40 ]]
}
