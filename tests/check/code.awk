# Prints C sources as "FILE:LINE:CODE", with comments left out, and strings and characters empty: what
# is left of a line is code, and can be searched.

function clear_literals(text,    out)
{
	out = ""
	while (match(text, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*|\/\//)) {
		out = out substr(text, 1, RSTART - 1)
		rest = substr(text, RSTART + RLENGTH)
		found = substr(text, RSTART, RLENGTH)
		if (found == "//")
			return out
		if (found == "/*") {
			if (!match(rest, /\*\//)) {
				in_comment = 1
				return out
			}
			rest = substr(rest, RSTART + RLENGTH)
		} else {
			out = out substr(found, 1, 1) substr(found, 1, 1)
		}
		text = rest
	}
	return out text
}

FNR == 1 { in_comment = 0 }

{
	line = $0
	if (in_comment) {
		if (!match(line, /\*\//))
			next
		line = substr(line, RSTART + RLENGTH)
		in_comment = 0
	}
	# Names of files are no literals.
	if (line !~ /^#[ \t]*include/)
		line = clear_literals(line)
	if (line ~ /[^ \t]/)
		print FILENAME ":" FNR ":" line
}
