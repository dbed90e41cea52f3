#!/usr/bin/env bats
# Taking over the history table of another tool.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_git

# Three migrations, of which two ran.
world() {
	echo 'CREATE TABLE a (x integer);' | migration 1_a
	echo 'CREATE TABLE b (x integer);' | migration 2_b
	echo 'CREATE TABLE c (x integer);' | migration 3_c
	db_query 'CREATE TABLE a (x integer)'
	db_query 'CREATE TABLE b (x integer)'
}

goose_table() {
	db_query 'CREATE TABLE goose_db_version (id integer, version_id integer, is_applied integer, tstamp varchar(30))'
	db_query "INSERT INTO goose_db_version VALUES (1, 0, 1, 'x'), (2, 1, 1, 'x'), (3, 2, 1, 'x')"
}

@test "what was applied counts, the next one runs, and a second time changes nothing" {
	world
	goose_table
	run -0 godwit adopt --dry-run
	assert_contains '2 migrations would be adopted from goose'
	run -0 godwit adopt
	assert_contains '2 migrations adopted from goose'
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 2
	assert_json .counts.pending 1
	run -0 godwit up
	run -0 godwit verify
	run -0 godwit adopt
	assert_contains 'nothing to adopt from goose'
	run -0 godwit audit verify
	assert_equal "$(db_query 'SELECT count(*) FROM goose_db_version')" 3
}

@test "a first run where another tool has applied something is refused before anything is done" {
	world
	goose_table
	db_query "DELETE FROM goose_db_version WHERE version_id != 0"
	run -0 --separate-stderr godwit status
	refute_contains 'goose' "$stderr"
	db_query "INSERT INTO goose_db_version VALUES (2, 1, 1, 'x'), (3, 2, 1, 'x')"
	run -0 --separate-stderr godwit status
	assert_contains 'goose (goose_db_version) has applied migrations' "$stderr"
	assert_contains '`godwit adopt goose`' "$stderr"
	run -0 --separate-stderr godwit status --json
	assert_json '.history.unadopted[] | "\(.tool) \(.table)"' 'goose goose_db_version'
	run -0 --separate-stderr godwit plan
	assert_contains 'goose (goose_db_version) has applied migrations' "$stderr"
	run -77 godwit up
	assert_contains 'error[GW2212]: goose (goose_db_version) has applied migrations'
	assert_contains 'nothing was changed'
	assert_equal "$(grep -c 'goose_db_version' <<<"$output")" 1
	run -77 godwit goto 1
	assert_contains 'error[GW2212]'
	assert_equal "$(db_tables | xargs)" 'a b goose_db_version'
	run -0 godwit adopt goose
	run -0 --separate-stderr godwit up
	refute_contains 'goose' "$stderr"
	assert_equal "$(db_tables | xargs)" 'a b c goose_db_version'
}

@test "a first run beside the tool of another application" {
	world
	goose_table
	db_query 'CREATE TABLE knex_migrations (id integer, name varchar(30), batch integer, migration_time varchar(30))'
	db_query "INSERT INTO knex_migrations VALUES (1, '1_x.js', 1, 'x')"
	db_query 'DROP TABLE a'
	run -77 godwit up --format godwit
	assert_contains 'goose (goose_db_version) and knex (knex_migrations) have applied'
	assert_contains '`godwit adopt TOOL`'
	rm migrations/2_b.sql
	run -0 --separate-stderr godwit up 1 --unadopted warn
	assert_contains 'goose (goose_db_version) and knex (knex_migrations) have applied' "$stderr"
	run -0 --separate-stderr godwit up
	refute_contains 'goose' "$stderr"
	refute_contains 'goose' "$(godwit status 2>&1)"
	db_new
	goose_table
	run -0 --separate-stderr env GODWIT_UNADOPTED=allow DATABASE_URL="$URL" "$GODWIT" up
	refute_contains 'goose' "$stderr"
}

@test "tables of a tool's name alone say nothing" {
	world
	db_query 'DROP TABLE a'
	db_query 'CREATE TABLE migrations (id integer, name varchar(30))'
	db_query "INSERT INTO migrations VALUES (1, 'x')"
	db_query 'CREATE TABLE schema_migrations (version varchar(30), note varchar(30))'
	db_query "INSERT INTO schema_migrations VALUES ('1', 'x')"
	db_query 'CREATE TABLE changes (id integer)'
	db_query 'CREATE TABLE knex_migrations (id integer, name varchar(30), batch integer, migration_time varchar(30))'
	rm migrations/2_b.sql
	run -0 --separate-stderr godwit up
	refute_contains 'has applied' "$stderr"
}

@test "a first run that failed is still one; what was begun goes on" {
	world
	goose_table
	rm migrations/2_b.sql
	run -1 godwit up --unadopted allow
	assert_contains 'GW2103'
	run -77 godwit up
	assert_contains 'GW2212'
	db_query 'DROP TABLE a'
	run -0 godwit up --unadopted warn
}

@test "a dirty version, one that no file belongs to, and no table at all" {
	world
	run -65 godwit adopt
	assert_contains 'error[GW2208]'
	db_query 'CREATE TABLE schema_migrations (version integer, dirty integer)'
	db_query 'INSERT INTO schema_migrations VALUES (2, 1)'
	run -77 godwit adopt
	assert_contains '2 is unfinished: in the table of golang-migrate it is marked as dirty'
	assert_contains '--unfinished applied'
	db_query 'UPDATE schema_migrations SET version = 9, dirty = 0'
	run -77 godwit adopt golang-migrate
	assert_contains '9 is applied, and no migration is of that name'
	db_query 'UPDATE schema_migrations SET version = 2'
	run -0 godwit adopt
	assert_contains '2 migrations adopted from golang-migrate'
}

@test "what is unfinished counts as one says" {
	world
	db_query 'CREATE TABLE schema_migrations (version integer, dirty integer)'
	db_query 'INSERT INTO schema_migrations VALUES (2, 1)'
	run -64 godwit adopt --unfinished perhaps
	run -0 godwit adopt --unfinished pending --dry-run
	assert_contains '1_a  comes before the last one'
	assert_contains '1 migration would be adopted'
	run -0 godwit adopt --unfinished applied
	assert_contains '2_b  as you say, all of it is there'
	run -0 --separate-stderr godwit log --json
	assert_contains 'it is marked as dirty'
}

@test "programs count as applied, need no file, and have no place among versions" {
	echo 'CREATE TABLE c (x integer);' | migration 1_c
	db_query 'CREATE TABLE django_migrations (id integer, app varchar(30), name varchar(30), applied varchar(30))'
	db_query "INSERT INTO django_migrations VALUES (1, 'birds', '0001_a', 'x'), (2, 'birds', '0002_b', 'x'), (3, 'birds', '0001_a', 'x')"
	run -0 godwit adopt
	assert_contains 'birds.0001_a  as a baseline, without a file'
	assert_contains '2 migrations adopted from django'
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 2
	assert_json .counts.pending 1
	run -0 godwit up
	run -0 godwit verify
	run -0 godwit audit verify
	run -0 godwit adopt
	assert_contains 'nothing to adopt from django'
	echo 'DROP TABLE c;' >>migrations/1_c.sql
	run -0 godwit resolve birds.0002_b --reverted --reason 'it was not there'
	run -0 --separate-stderr godwit status --json
	assert_json '[.migrations[] | select(.status == "applied") | .key] | join(" ")' birds.0001_a
}

@test "of Alembic's heads, all that they come after" {
	mkdir versions
	printf 'revision = "%s"\ndown_revision = %s\n' aa None >versions/aa_first.py
	printf "revision: str = '%s'\ndown_revision: str = %s\n" bb "'aa'" >versions/bb_left.py
	printf 'revision = "%s"\ndown_revision = %s\n' cc '"aa"' >versions/cc_right.py
	printf 'revision = "%s"\ndown_revision = %s\n' dd '(
		"bb",
		"cc",
	)' >versions/dd_join.py
	printf 'revision = "%s"\ndown_revision = %s\n' ee '"dd"' >versions/ee_next.py
	db_query 'CREATE TABLE alembic_version (version_num varchar(32))'
	db_query "INSERT INTO alembic_version VALUES ('dd')"
	run -0 --separate-stderr godwit adopt --dir versions --json
	assert_json '[.migrations[].key] | join(" ")' 'aa bb cc dd'
}

@test "a step that is a program among those that are SQL" {
	echo '-- +goose Up' | migration 00001_a
	echo 'package migrations' >migrations/00002_b.go
	printf -- '-- +goose Up\nCREATE TABLE c (x integer);\n' | migration 00003_c
	goose_table
	run -0 godwit adopt
	assert_contains '2  as a baseline, without a file'
	run -0 godwit up
	run -0 godwit verify
}

@test "two tools with one table are told apart by what is beside it" {
	world
	db_query 'CREATE TABLE schema_migrations (version varchar(30))'
	db_query "INSERT INTO schema_migrations VALUES ('1'), ('2'), ('7')"
	run -77 godwit adopt
	assert_contains '`--format dbmate`'
	db_query 'CREATE TABLE ar_internal_metadata (name varchar(30))'
	run -0 godwit adopt
	assert_contains '2_b  by its name'
	assert_contains '7  as a baseline, without a file'
	assert_contains '3 migrations adopted from rails'
}

@test "Atlas: sums prove, a file that is begun is named, and its list may be behind" {
	mkdir dir
	echo 'CREATE TABLE a (x integer);' >dir/1_a.sql
	echo 'CREATE TABLE b (x integer);' >dir/2_b.sql
	printf '%s\n' 'h1:total' '1_a.sql h1:vC7eQUrJayJG2536y6KKjN4MPFz0NuUAoCa+Thx4NP0=' \
		'2_b.sql h1:zbPfJTQozbIF4Z+vsweDrQUL33x6sZ3Xv2yfZJWl+SE=' >dir/atlas.sum
	db_query 'CREATE TABLE a (x integer)'
	db_query 'CREATE TABLE atlas_schema_revisions (version varchar(30), type integer, applied integer,
		total integer, executed_at varchar(30), error varchar(30), hash varchar(50))'
	db_query "INSERT INTO atlas_schema_revisions VALUES ('.atlas_cloud_identifier', 2, 0, 0, 'x', '', ''),
		('1', 2, 1, 1, 'x', '', 'vC7eQUrJayJG2536y6KKjN4MPFz0NuUAoCa+Thx4NP0='),
		('2', 2, 1, 3, 'x', '', 'zbPfJTQozbIF4Z+vsweDrQUL33x6sZ3Xv2yfZJWl+SE=')"
	run -77 godwit adopt --dir dir
	assert_contains '2 is unfinished: in the table of atlas 1 of its 3 statements are applied'
	run -0 godwit adopt --dir dir --unfinished pending
	assert_contains '1_a  proved by sum in atlas.sum'
	run -0 godwit up --dir dir
	run -0 godwit verify --dir dir
	db_query "UPDATE atlas_schema_revisions SET hash = 'x' WHERE version = '1'"
	run -0 godwit adopt --dir dir --unfinished pending
	assert_contains 'nothing to adopt'
}

@test "Sqitch: the plan's order counts, and a plan or a script that was edited is found" {
	local line='2026-01-01T00:00:00Z A <a@b>'
	mkdir -p dir/deploy
	printf '%s\n' '%project=x' "c $line" "b $line" "a $line" >dir/sqitch.plan
	for n in a b c; do
		printf 'BEGIN;\nCREATE TABLE %s (x integer);\nCOMMIT;\n' $n >dir/deploy/$n.sql
	done
	db_query "CREATE TABLE changes (change_id varchar(40), script_hash varchar(40), $(quoted change) varchar(30),
		project varchar(30), committed_at varchar(30))"
	db_query "INSERT INTO changes VALUES ('$(change_id c)', '$(sha1sum <dir/deploy/c.sql | cut -c1-40)', 'c', 'x', '1')"
	# One registry serves many projects.
	db_query "INSERT INTO changes VALUES ('7', NULL, 'z', 'another', '0')"
	db_query 'CREATE TABLE c (x integer)'
	run -0 godwit adopt --dir dir --dry-run
	assert_contains 'c  proved by SHA-1'
	echo '-- more' >>dir/deploy/c.sql
	run -77 godwit adopt --dir dir
	assert_contains 'deploy/c.sql is not what sqitch applied'
	sed -i '$d' dir/deploy/c.sql
	sed -i 's/^c/c [d]/' dir/sqitch.plan
	run -77 godwit adopt --dir dir
	sed -i 's/^c \[d\]/c/' dir/sqitch.plan
	run -0 godwit adopt --dir dir
	run -0 --separate-stderr godwit status --dir dir --json
	assert_json '[.migrations[] | .key + " " + .status] | join(", ")' 'c applied, b pending, a pending'
	run -0 godwit up --dir dir
	run -0 godwit verify --dir dir
}

quoted() {
	case $ENGINE in mysql) echo "\`$1\`" ;; *) echo "\"$1\"" ;; esac
}

# The first of the plan.
change_id() {
	local info=$'project x\nchange '$1$'\nplanner A <a@b>\ndate 2026-01-01T00:00:00Z'
	printf 'change %d\0%s' ${#info} "$info" | sha1sum | cut -c1-40
}

@test "Liquibase: changesets that share a file are each their own" {
	mkdir dir
	printf '%s\n' '--liquibase formatted sql' '--changeset ada:1' 'CREATE TABLE a (x integer);' \
		'--rollback DROP TABLE a;' >dir/log.sql
	db_query 'CREATE TABLE a (x integer)'
	db_query 'CREATE TABLE DATABASECHANGELOG (ID varchar(30), AUTHOR varchar(30), FILENAME varchar(30),
		DATEEXECUTED varchar(30), ORDEREXECUTED integer, EXECTYPE varchar(10), MD5SUM varchar(35))'
	db_query "INSERT INTO DATABASECHANGELOG VALUES ('1', 'ada', 'db/log.sql', 'x', 1, 'EXECUTED',
		'9:8fc5f393d7a54a179feae1363f81286a')"
	run -0 godwit adopt --dir dir
	assert_contains 'log.sql::1::ada  proved by MD5'
	printf '\n%s\n' '--changeset ada:2' 'CREATE TABLE b (x integer);' >>dir/log.sql
	run -0 --separate-stderr godwit status --dir dir --json
	assert_json '[.migrations[].status] | join(" ")' 'applied pending'
	run -0 godwit up --dir dir
	run -0 godwit verify --dir dir
	run -0 godwit adopt --dir dir
	assert_contains 'nothing to adopt from liquibase'
	lock_of_liquibase
	run -75 godwit eject liquibase --dir dir
	assert_contains 'error[GW2210]: liquibase holds its own lock on this database'
}

lock_of_liquibase() {
	local bit=boolean yes=true
	[[ $ENGINE != mysql ]] || bit='bit(1)' yes="b'1'"
	db_query "CREATE TABLE DATABASECHANGELOGLOCK (ID integer, LOCKED $bit, LOCKGRANTED varchar(30),
		LOCKEDBY varchar(30))"
	db_query "INSERT INTO DATABASECHANGELOGLOCK VALUES (1, $yes, '2026-11-28 09:00', 'ada (10.0.0.7)')"
}

@test "a row that is the tool's lock is respected, its holder named, and it stays as it is" {
	echo 'CREATE TABLE a (x integer);' | migration 1_a
	db_query 'CREATE TABLE DATABASECHANGELOG (ID varchar(30), AUTHOR varchar(30), FILENAME varchar(30),
		DATEEXECUTED varchar(30), ORDEREXECUTED integer, EXECTYPE varchar(10), MD5SUM varchar(35))'
	lock_of_liquibase
	run -75 godwit adopt
	assert_contains 'error[GW2210]: liquibase holds its own lock on this database'
	assert_contains 'held by ada (10.0.0.7) since 2026-11-28 09:00'
	assert_contains '`liquibase release-locks` gives its lock back'
	refute_contains godwit "$(db_tables)"
	db_query "UPDATE DATABASECHANGELOGLOCK SET LOCKED = NULL"
	run -0 godwit adopt
}

@test "a row that is there only while the lock is held" {
	world
	db_query 'CREATE TABLE _yoyo_migration (migration_id varchar(30), applied_at_utc varchar(30))'
	db_query 'CREATE TABLE yoyo_lock (locked integer PRIMARY KEY, ctime varchar(30), pid integer NOT NULL)'
	db_query "INSERT INTO _yoyo_migration VALUES ('1', 'x')"
	db_query 'INSERT INTO yoyo_lock VALUES (1, NULL, 4242)'
	run -75 godwit adopt
	assert_contains 'held by process 4242'
	db_query 'DELETE FROM yoyo_lock'
	run -0 godwit adopt
	assert_equal "$(db_query 'SELECT count(*) FROM yoyo_lock')" 0
}

@test "a file that was edited since is found in git as it was applied" {
	local sum
	repository
	echo 'CREATE TABLE a (x integer);' | migration 1.do.a
	sum=$(md5sum <migrations/1.do.a.sql | cut -c1-32)
	commit 'a table'
	echo 'CREATE TABLE a (y integer);' | migration 1.do.a
	commit 'another column'
	db_query 'CREATE TABLE schemaversion (version integer, name varchar(30), md5 varchar(32), run_at varchar(30))'
	db_query "INSERT INTO schemaversion VALUES (0, NULL, NULL, NULL), (1, 'a', 'of none', 'x')"
	run -77 godwit adopt
	assert_contains '1.do.a.sql is not what postgrator applied: its MD5 is another one'
	db_query "UPDATE schemaversion SET md5 = '$sum' WHERE version = 1"
	run -0 godwit adopt
	assert_contains "1_a  proved by MD5, edited since commit $(git rev-parse --short=12 HEAD~1)"
	assert_contains 'a table'
	run -0 --separate-stderr godwit status --json
	assert_json '.migrations[0].status' edited
	run -0 --separate-stderr godwit show 1 --json
	assert_contains "$(git rev-parse HEAD~1)"
	git checkout -q HEAD~1 -- migrations
	run -0 --separate-stderr godwit status --json
	assert_json '.migrations[0].status' applied
}

@test "a table that the tool was told to use, and a repeatable one that was edited since" {
	echo 'CREATE TABLE a (x integer);' | migration V1__a
	echo 'DROP TABLE IF EXISTS b;' | migration R__b
	db_query 'CREATE TABLE hist (installed_rank integer, version varchar(9), type varchar(9), script varchar(99),
		checksum integer, installed_on varchar(30), success integer)'
	db_query "INSERT INTO hist VALUES (1, '1', 'SQL', 'V1__a.sql', NULL, '', 1), (2, NULL, 'SQL', 'R__b.sql', 7, '', 1)"
	run -65 godwit adopt
	assert_contains 'is named with `--table`'
	run -77 godwit adopt --table hist --keep-in-step
	assert_contains 'in the table that it has by itself only'
	run -0 godwit adopt --table hist
	assert_contains '1 migration adopted from flyway'
	run -0 --separate-stderr godwit log --json
	assert_json '.events[] | select(.event == "adopted").detail.adopted.table' hist
	run -0 godwit plan
	assert_contains R__b
	refute_contains V1__a "$output"
}
