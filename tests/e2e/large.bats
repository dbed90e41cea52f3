#!/usr/bin/env bats
# Much of everything: a file of 100 MB, thousands of files, long lines, many statements. The memory
# that godwit takes is bounded by the largest statement, not by the file.

load ../lib/e2e
load ../lib/e2e_world

setup_file() {
	cc -o "$BATS_FILE_TMPDIR/measure" "$BATS_TEST_DIRNAME/../bench/measure.c"
}

# godwit with its peak in $peak_kib. What a sanitizer keeps for itself is none of godwit's.
measured() {
	DATABASE_URL=$URL run -0 "$BATS_FILE_TMPDIR/measure" measured "$GODWIT" "$@"
	read -r _ _ _ peak_kib <measured
	[[ $GODWIT == */sanitize/* ]] || [[ $peak_kib -lt 65536 ]] ||
		fail "godwit $* took $peak_kib KiB of memory"
}

# A row of 1000 bytes, often, and a statement that is wrong after all of them where asked.
big_file() { # mebibytes
	echo 'CREATE TABLE big (id integer, t varchar(2000));'
	awk -v n=$(($1 * 1048)) 'BEGIN {
		t = sprintf("%960s", ""); gsub(/ /, "godwit", t); t = substr(t, 1, 960)
		for (i = 1; i <= n; i++)
			printf "INSERT INTO big VALUES (%7d, \047%s\047);\n", i, t
		printf "INSERT INTO big SELECT -count(*), \047end\047 FROM big;\n"
	}'
}

@test "a large file in little memory" {
	local size=25
	[[ $ENGINE != sqlite || $GODWIT == */sanitize/* ]] || size=100
	big_file $size | migration 1_big
	measured up
	assert_equal "$(db_query "SELECT id FROM big WHERE t = 'end'")" -$((size * 1048))
	measured up
	assert_contains 'nothing to do'
	measured verify
	measured status
	# Too large to be kept in the history; the checksum stands in for the text.
	assert_equal "$(db_query "SELECT count(*) FROM $(history_table)
		WHERE version = '1' AND up_sql IS NULL AND checksum IS NOT NULL")" 1
}

@test "a mistake at the end of a large file is found before anything runs" {
	{
		big_file 10
		echo "SELECT 'open"
	} | migration 1_big
	DATABASE_URL=$URL run -65 "$BATS_FILE_TMPDIR/measure" measured "$GODWIT" up
	assert_contains 'migrations/1_big.sql:10483:8'
	assert_untouched
}

@test "one statement of some megabytes, on one line" {
	local n=2000000
	{
		echo 'CREATE TABLE wide (t text);'
		printf 'INSERT INTO wide VALUES '
		awk -v n=$((n / 100)) 'BEGIN {
			t = sprintf("%95s", ""); gsub(/ /, "x", t)
			for (i = 1; i <= n; i++)
				printf "%s(\047%s\047)", i == 1 ? "" : ",", t
		}'
		echo ';'
	} | migration 1_wide
	measured up
	assert_equal "$(db_query 'SELECT count(*) FROM wide')" $((n / 100))
	# The excerpt of an error is cut to what is worth showing.
	sed -i 's/;$/ oops;/' migrations/1_wide.sql
	db_new
	COLUMNS=80 run -1 godwit up
	assert_contains 'migrations/1_wide.sql:'
	[[ ${#output} -lt 4000 ]] || fail "the message has ${#output} characters"
}

@test "one statement of many rows, in less than twice its size" {
	local n=700000 size_kib
	[[ $ENGINE != sqlite ]] || skip 'its parser keeps each value, in much more memory'
	{
		echo 'CREATE TABLE many (id integer, a integer);'
		awk -v n=$n 'BEGIN {
			printf "INSERT INTO many VALUES\n"
			for (i = 1; i <= n; i++)
				printf "(%7d, %7d)%s\n", i, i * 2, i == n ? ";" : ","
		}'
	} | migration 1_many
	measured up
	assert_equal "$(db_query 'SELECT count(*) FROM many')" $n
	size_kib=$(($(stat -c %s migrations/1_many.sql) / 1024))
	[[ $ENGINE != postgres || $GODWIT == */sanitize/* || $peak_kib -lt $((2 * size_kib)) ]] ||
		fail "a statement of $size_kib KiB took $peak_kib KiB"
}
