# Finds calls in "FILE:LINE:CODE" (see code.awk) that the table tests/check/calls does not want:
#
#   awk -f calls.awk calls code
#
# A member of that name is another function: sys->getenv(...) is how it should be.

FNR == NR && /^(#|$)/ { next }

FNR == NR {
	split($0, cell, / \| /)
	gsub(/ /, "|", cell[1])
	n++
	call[n] = "(^|[^A-Za-z0-9_>.])(" cell[1] ")[ \t]*\\("
	where[n] = cell[2]
	except[n] = cell[3]
	reason[n] = cell[4]
	next
}

{
	file = $0
	sub(/:.*/, "", file)
	code = $0
	sub(/^[^:]*:[^:]*:/, "", code)
	for (i = 1; i <= n; i++) {
		if (file ~ where[i] && file !~ except[i] && match(code, call[i])) {
			print $0
			print "    " reason[i]
			bad = 1
		}
	}
}

END { exit bad }
