#!/usr/bin/env bats
# Another tool's folder in godwit's own format, and the history that goes with it.

load ../lib/e2e
load ../lib/e2e_world

dbmate_files() {
	local n
	for n in 1 2; do
		printf -- '-- migrate:up\nCREATE TABLE t%s (x integer);\n\n-- migrate:down\nDROP TABLE t%s;\n' $n $n |
			migration "${n}_t"
	done
}

@test "files are written once, what is applied is carried over, and the next one runs" {
	dbmate_files
	run -0 godwit up -n 1
	run -0 godwit convert --from dbmate --to godwit -o new --dry-run
	assert_contains '2 files would be written to new'
	[[ ! -e new ]]
	run -0 godwit convert --from dbmate --to godwit -o new
	assert_equal "$(head -1 new/1_t.sql)" '-- godwit:up'
	run -0 --separate-stderr godwit convert --from dbmate -o new --url "$URL" --json
	assert_json '[.written, .carried, .from] | join(" ")' '0 1 dbmate'
	run -0 --separate-stderr godwit status --dir new --json
	assert_json '[.migrations[].status] | join(" ")' 'applied pending'
	run -0 godwit up --dir new
	run -0 godwit down 2 --dir new
	run -0 godwit audit verify
	assert_equal "$(db_events)" 'created 1;applied 1;finished;accepted 1;applied 2;finished;reverted 2;reverted 1;finished'
}

@test "versions that are no numbers get some, and the history follows" {
	mkdir -p m/20240101_a m/20240102_b
	echo 'CREATE TABLE a (x integer);' >m/20240101_a/migration.sql
	echo 'CREATE TABLE b (x integer);' >m/20240102_b/migration.sql
	run -0 godwit up -n 1 --dir m
	run -0 godwit convert --dir m -o new --url "$URL"
	assert_contains '20240101_a.sql  from 20240101_a/migration.sql'
	assert_contains '1 applied migration carried over'
	run -0 --separate-stderr godwit status --dir new --json
	assert_json '[.migrations[] | .key + " " + .status] | join(", ")' '20240101 applied, 20240102 pending'
	run -0 godwit up --dir new
	run -0 godwit convert --dir m -o new --url "$URL"
	assert_contains '0 applied migrations carried over'
	run -0 godwit audit verify
}

@test "no file is overwritten, and what was edited is not accepted on the way" {
	dbmate_files
	run -0 godwit up -n 1
	mkdir new
	echo 'SELECT 1;' >new/1_t.sql
	run -65 godwit convert -o new
	assert_contains 'new/1_t.sql is there already, and would be another file'
	assert_equal "$(cat new/*)" 'SELECT 1;'
	rm new/1_t.sql
	sed -i 's/t1 (x/t1 (y/' migrations/1_t.sql
	run -65 godwit convert -o new --url "$URL"
	assert_contains '1_t is edited: what was applied is not what would be converted'
	assert_equal "$(ls new)" ''
}
