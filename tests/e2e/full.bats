#!/usr/bin/env bats
# No space is left: said as such, undone, and done with the next run once there is space again.

load ../lib/e2e
load ../lib/e2e_world

# Servers are made to say what they say then.
full_disk_sql() {
	case $ENGINE in
	postgres) echo "DO \$\$ BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END \$\$;" ;;
	mysql) echo "BEGIN NOT ATOMIC SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114; END;" ;;
	sqlite) echo "INSERT INTO big SELECT randomblob(4000) FROM (
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
			SELECT i FROM n);" ;;
	esac
}

@test "a disk that is full" {
	echo 'CREATE TABLE big (b blob);' | sed "$([[ $ENGINE != postgres ]] || echo 's/blob/bytea/')" |
		migration 1_big
	{
		echo "INSERT INTO big VALUES ('first');"
		full_disk_sql
	} | migration 2_more
	[[ $ENGINE != sqlite ]] || echo 'prelude: [PRAGMA max_page_count = 100]' >godwit.yaml
	run -1 godwit up
	assert_contains 'error[GW4104]'
	assert_contains 'statement 2 of 2 failed in 2_more'
	assert_contains 'migrations/2_more.sql:2'
	if [[ $ENGINE == mysql ]]; then
		assert_contains 'state: the first statement of its up script stands'
	else
		assert_contains 'state: rolled back'
		assert_equal "$(db_query 'SELECT count(*) FROM big')" 0
	fi
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 1
	assert_json .pending 1

	rm -f godwit.yaml
	[[ $ENGINE == sqlite ]] || echo "INSERT INTO big VALUES ('first');" | migration 2_more
	run -0 godwit up
	assert_equal "$(db_query "SELECT count(*) FROM big WHERE b = 'first'")" 1
	run -0 godwit verify
}
