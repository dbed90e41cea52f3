#!/usr/bin/env bats
# Ten thousand migrations.
# bats file_tags=slow

load ../lib/e2e
load ../lib/e2e_world

@test "ten thousand files: applied, nothing to do, verified, and one more" {
	awk 'BEGIN {
		for (i = 1; i <= 10000; i++) {
			file = sprintf("migrations/%05d_step.sql", i)
			if (i == 1)
				print "CREATE TABLE steps (n integer);" >file
			printf "INSERT INTO steps VALUES (%d);\n", i >file
			close(file)
		}
	}'
	# If what is looked at for each migration grew with their number, the suite would take too long.
	run -0 godwit up --quiet
	assert_equal "$(db_query 'SELECT count(*), max(n) FROM steps')" '10000|10000'

	run -0 godwit up
	assert_contains 'nothing to do'
	run -0 godwit verify
	assert_contains '10000 applied migrations'

	echo 'INSERT INTO steps VALUES (10001);' | migration 10001_step
	run -0 --separate-stderr godwit plan --json
	assert_json '.steps | length' 1
	run -0 godwit up
	assert_equal "$(db_query 'SELECT count(*) FROM steps')" 10001
}
