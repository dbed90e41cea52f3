# Reads "FILE NAME FIRST-LINE LAST-LINE" of functions, complains about those that are longer than
# `most` lines, and ends with what the others are like. The input is sorted by length.

{ length_of[NR] = $4 - $3 + 1 }

length_of[NR] > most {
	print $1 ":" $3 ": " $2 " has " length_of[NR] " lines, and " most " is the most"
	bad = 1
}

END {
	printf "%d functions, median %d lines, p90 %d, longest %d\n", NR,
		length_of[int((NR + 1) / 2)], length_of[int(NR * 0.9)], length_of[NR]
	exit bad
}
