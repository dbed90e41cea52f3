#!/usr/bin/env bats
# What `make bench` stands on: the migrations that it makes, and how it counts.

load ../lib/e2e

generate() {
	"$BATS_TEST_DIRNAME/../bench/generate" "$ENGINE" "$@"
}

# Without godwit's own, and without views.
count_tables() {
	if [[ $ENGINE == mysql ]]; then
		db_query "SELECT count(*) FROM information_schema.tables WHERE table_type = 'BASE TABLE'
			AND table_schema = database() AND table_name NOT LIKE 'godwit%'"
	else
		db_tables | grep -cv '^godwit_'
	fi
}

@test "migrations to measure with are the same each time, and do the same with any tool" {
	local tables
	generate schema 60 once
	generate schema 60 again
	diff -r once again
	tables=$(<once/tables)
	run -0 godwit up --dir once/migrations
	assert_contains '60 migrations done'
	assert_equal "$(count_tables)" "$tables"
	run -0 godwit down --all --dir once/migrations
	db_new
	case $ENGINE in
	postgres) psql -Xq -v ON_ERROR_STOP=1 -1 -f once/all.sql "$URL" ;;
	mysql) mysql_client "$DB" <once/all.sql ;;
	sqlite) sqlite3 -batch -bail "$DB" BEGIN '.read once/all.sql' COMMIT ;;
	esac
	assert_equal "$(count_tables)" "$tables"
}

@test "large migrations to measure with" {
	generate file 1 file
	generate insert 1000 insert
	assert_equal "$(($(wc -c <file/all.sql) / 1000000))" 1
	run -0 godwit up --dir file/migrations
	assert_equal "$(db_query 'SELECT count(*) FROM large')" 1024
	db_new
	run -0 godwit up --dir insert/migrations
	assert_equal "$(db_query 'SELECT count(*) FROM large')" 1000
}

@test "cheap migrations to measure with" {
	generate rows 50 rows
	run -0 godwit up --dir rows/migrations
	assert_equal "$(db_query 'SELECT count(*) FROM steps')" 49
}
