# Turns the .sql files named on the command line into one C header:
#
#	static const char SQL_HISTORY_LIST[] = "...";     from sql/history_list.sql
#
# Leading comment and blank lines are left out, and so are the blanks and the semicolon at the end:
# what remains of a file with one statement is what a client library wants to be given.

BEGIN {
	print "/* Made by core/embed_sql.awk. */"
	print "#pragma GCC diagnostic push"
	print "#pragma GCC diagnostic ignored \"-Woverlength-strings\""
}

function finish_file(    count, i, lines)
{
	if (name == "")
		return
	sub(/[; \t\n]+$/, "", text)
	gsub(/["\\]/, "\\\\&", text)
	count = split(text, lines, "\n")
	printf "\nstatic const char SQL_%s[] =\n", toupper(name)
	for (i = 1; i <= count; i++)
		printf "\t\"%s%s\"%s\n", lines[i], i < count ? "\\n" : "", i < count ? "" : ";"
}

FNR == 1 {
	finish_file()
	name = FILENAME
	sub(/^.*\//, "", name)
	sub(/\.sql$/, "", name)
	text = ""
}

text == "" && /^[ \t]*(--.*)?$/ { next }

{ text = text $0 "\n" }

END {
	finish_file()
	print "\n#pragma GCC diagnostic pop"
}
