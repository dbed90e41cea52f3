#!/usr/bin/env bats
# The files of other tools, read as they are: found out and named, each with the order and the
# directives that its tool gives them.

# It takes the sanitizers a minute to see what the unit tests show them.
# bats file_tags=slow

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

another_folder() {
	rm -rf migrations
	mkdir migrations
	forget
}

only_on() { # engine
	[[ $ENGINE == "$1" ]] || skip "the tool is for $1 alone"
}

# The folder is taken for this format by itself, and has these versions in this order.
assert_read() { # format versions
	run -0 --separate-stderr godwit status --json
	assert_json .source.format "$1"
	assert_json .source.sniffed true
	assert_json '[.migrations[].key] | join(" ")' "$2"
}

# up does this, in this order, and so it does when the format is named.
assert_up() { # format what-ran
	run -0 godwit up
	assert_equal "$(ran)" "$2"
	run -0 --separate-stderr godwit up --json
	assert_json .done 0
	forget
	run -0 godwit up --format "$1"
	assert_equal "$(ran)" "$2"
	run -0 --separate-stderr godwit status --json --format "$1"
	assert_json .source.sniffed false
	assert_json .pending 0
}

assert_down() { # what-ran
	db_query 'DELETE FROM ran'
	run -0 godwit down 9
	assert_equal "$(ran)" "$1"
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 0
}

assert_no_down() {
	run -65 godwit down
	assert_contains 'error[GW2108]'
}

# The last migration writes "kept" and fails after that. A transaction takes it back, nothing else
# does.
assert_kept() {
	run -1 godwit up
	assert_contains 'error[GW2103]'
	assert_equal "$(db_query "SELECT count(*) FROM ran WHERE what = 'kept'")" 1
}

assert_rolled_back() {
	run -1 godwit up
	assert_contains 'error[GW2103]'
	assert_equal "$(db_query "SELECT count(*) FROM ran WHERE what = 'kept'")" 0
}

fails() {
	log kept
	echo 'INSERT INTO nowhere VALUES (1);'
}

# Files that have a name, but are none of the format's: told, and not run.
assert_stray() { # path...
	local path
	run -0 --separate-stderr godwit status --json
	for path; do
		assert_json "[.source.notices[].path] | index(\"$path\") != null" true
	done
	run -0 godwit up
	refute_contains stray "$(ran)"
}

# --- one file for both directions ---

@test "dbmate: markers, several sections, order as text" {
	file 10_b.sql "-- ten" "-- migrate:up" "$(log 10)" "-- migrate:down" "$(log -10)"
	file 9_c.sql "-- migrate:up" "$(log 9a)" "-- migrate:down" "$(log -9a)" \
		"-- migrate:up" "$(log 9b)" "-- migrate:down" "$(log -9b)"
	assert_read dbmate '10 9'
	assert_up dbmate '10 9a 9b'
	assert_down '-9b -9a -10'
	file readme.sql "-- migrate:up" "$(log stray)" "-- migrate:down"
	assert_stray readme.sql
}

@test "dbmate: transaction:false" {
	file 1_a.sql '-- migrate:up' "$(fails)" '-- migrate:down'
	assert_rolled_back
	file 1_a.sql '-- migrate:up transaction:false' "$(fails)" '-- migrate:down'
	assert_kept
}

@test "dbmate: what dbmate would refuse" {
	file 1_a.sql "$(log stray)" '-- migrate:up' '-- migrate:down'
	run -65 godwit up
	assert_contains 'migrations/1_a.sql:1:1'
	file 1_a.sql '-- migrate:up' "$(log stray)"
	run -65 godwit up
	assert_contains '1_a.sql has no "-- migrate:down" line'
	assert_equal "$(ran)" ''
}

@test "goose: annotations, order by number" {
	file 00010_b.sql "-- +goose Up" "$(log 10)" "-- +goose Down" "$(log -10)"
	file 9_a.sql "-- +goose up" "$(log 9)" "-- +goose down" "$(log -9)"
	assert_read goose '9 00010'
	assert_up goose '9 10'
	# A program has a version as well.
	echo 'package main' >migrations/00011_c.go
	run -0 --separate-stderr godwit new d
	assert_equal "$output" migrations/00012_d.sql
	run -0 --separate-stderr godwit convert --from goose -o new --dry-run
	assert_contains '00011_c.go: ' "$stderr"
	rm migrations/00012_d.sql migrations/00011_c.go
	assert_down '-10 -9'
	# The tool refuses such a name, too.
	file readme.sql '-- +goose Up' "$(log stray)"
	run -65 godwit up
	assert_contains readme.sql
}

@test "goose: a body with semicolons between StatementBegin and StatementEnd" {
	{
		printf -- '-- +goose Up\n-- +goose StatementBegin\n'
		case $ENGINE in
		postgres)
			cat <<-'SQL'
				CREATE FUNCTION say() RETURNS trigger AS $body$
				BEGIN
					INSERT INTO ran (what) VALUES ('1;');
					INSERT INTO ran (what) VALUES ('2;');
					RETURN NULL;
				END $body$ LANGUAGE plpgsql;
				-- +goose StatementEnd
				CREATE TABLE t (id integer);
				CREATE TRIGGER t AFTER INSERT ON t EXECUTE FUNCTION say();
			SQL
			;;
		*)
			cat <<-'SQL'
				CREATE TABLE t (id integer);
				-- +goose StatementEnd
				-- +goose StatementBegin
				CREATE TRIGGER say AFTER INSERT ON t FOR EACH ROW BEGIN
					INSERT INTO ran (what) VALUES ('1;');
					INSERT INTO ran (what) VALUES ('2;');
				END;
				-- +goose StatementEnd
			SQL
			;;
		esac
		echo 'INSERT INTO t VALUES (1);'
	} | file 1_a.sql
	assert_read goose 1
	run -0 godwit up
	assert_equal "$(ran)" '1; 2;'
}

@test "goose: NO TRANSACTION" {
	file 1_a.sql '-- +goose Up' "$(fails)"
	assert_rolled_back
	file 1_a.sql '-- +goose NO TRANSACTION' '-- +goose Up' "$(fails)"
	assert_kept
}

@test "goose: ENVSUB takes values from the environment and from .env" {
	file 1_a.sql '-- +goose ENVSUB ON' '-- +goose Up' "$(log '$REGION ${ZONE:-none} ${NOBODY}$$')" \
		'-- +goose ENVSUB OFF' "$(log '$REGION')" '-- +goose Down' '-- +goose ENVSUB ON' "$(log 'not ${ZONE}')"
	echo 'ZONE=b' >.env
	export REGION=canary-north
	run -0 godwit up
	assert_equal "$(ran)" 'canary-north b $ $REGION'
	# Neither the history nor the checksum knows the values, and the text that it keeps has them anew.
	refute_contains canary-north "$(godwit show 1 --json)"
	REGION=south run -0 godwit up
	assert_contains 'nothing to do'
	run -0 godwit verify
	db_query 'DELETE FROM ran'
	rm migrations/1_a.sql
	file 2_b.sql '-- +goose Up' "$(log 2)"
	ZONE=c run -0 godwit down
	assert_equal "$(ran)" 'not c'

	another_folder
	file 1_a.sql '-- +goose ENVSUB ON' '-- +goose Up' "$(log 1)" "$(log '${NOBODY?who}')"
	run -65 godwit up
	assert_contains 'error[GW3103]: $NOBODY: who'
	assert_contains 'migrations/1_a.sql:4:33'
	file 1_a.sql '-- +goose Up' '-- +goose ENVSUB ON' "$(log 'costs $5')"
	run -65 godwit up
	assert_contains 'migrations/1_a.sql:3:39'
	assert_contains 'ENVSUB OFF'
	assert_equal "$(ran)" ''
}

@test "sql-migrate: sections that add up, numbers before other names" {
	file 10_b.sql "-- +migrate Up" "$(log 10)" "-- +migrate Down" "$(log -10)" "-- +migrate Up" "$(log 10b)"
	file 2_a.sql "-- +migrate Up" "-- +migrate StatementBegin" "$(log 2)" "-- +migrate StatementEnd" \
		"-- +migrate Down" "$(log -2)"
	file initial.sql "-- +migrate Up" "$(log initial)" "-- +migrate Down" "$(log -initial)"
	assert_read sql-migrate '2 10 initial'
	assert_up sql-migrate '2 10 10b initial'
	assert_down '-initial -10 -2'
	file 1_a.sql '-- +migrate Up notransaction' "$(fails)"
	forget
	assert_kept
	forget
	file 1_a.sql '-- +migrate Up' "$(fails)"
	assert_rolled_back
}

@test "tern: above and below the marker, numbered without gaps" {
	only_on postgres
	local split='---- create above / drop below ----'
	file 001_a.sql "$(log 1)" "$split" "$(log -1)"
	file 002_b.sql "$(log 2)" "$split" "$(log -2)"
	assert_read tern '001 002'
	assert_up tern '1 2'
	assert_down '-2 -1'
	file 003_c.sql '---- tern: disable-tx ----' "$(fails)" "$split"
	assert_kept
	forget
	file 003_c.sql "$(fails)" "$split"
	assert_rolled_back
	file 003_c.sql "SELECT '{{ env \"HOME\" }}';" "$split"
	run -65 godwit up
	assert_contains 'migrations/003_c.sql:1:9'
	mv migrations/003_c.sql migrations/004_d.sql
	file 004_d.sql 'SELECT 1;' "$split"
	run -65 godwit up
	assert_contains 'migration 3 is missing'
}

@test "tern: {{.name}}, and files of subfolders" {
	only_on postgres
	local split='---- create above / drop below ----'
	echo 'placeholders: {prefix: my_}' >godwit.yaml
	file shared/columns.sql 'id integer'
	file shared/log.sql "$(log '{{.prefix}}shared')"
	file 001_a.sql 'CREATE TABLE {{.prefix}}t (' '  {{ template "shared/columns.sql" . }}' ');' "$split" \
		'DROP TABLE {{.prefix}}t;' '{{template "shared/log.sql" .}}'
	run -0 godwit up
	assert_equal "$(db_tables | grep my_)" my_t
	run -0 godwit up
	assert_contains 'nothing to do'
	# What is included is part of the migration, and of what the history keeps.
	echo 'id bigint' >migrations/shared/columns.sql
	run -65 godwit up
	assert_contains edited
	rm -r migrations
	file 001_b.sql 'SELECT 1;' "$split"
	run -0 godwit down
	assert_equal "$(ran)" my_shared
	assert_equal "$(db_tables | grep -c my_)" 0

	file 001_b.sql 'SELECT 1;' "SELECT '{{.other}}';" "$split"
	run -65 godwit up
	assert_contains 'error[GW3103]: no value for {{.other}}'
	assert_contains 'migrations/001_b.sql:2:9'
}

@test "node-pg-migrate: markers and pairs, time stamps of two kinds" {
	only_on postgres
	# 20240102030405006 in milliseconds is 1704164645006.
	file 20240102030405006_b.sql "-- Up Migration" "$(log utc)" "-- Down Migration" "$(log -utc)"
	file 1704164645007_c.sql "--- up migration" "$(log ms)" "-- down migration" "$(log -ms)"
	file 1_a.sql "-- Down Migration" "$(log -1)" "-- Up Migration" "$(log 1)"
	assert_read node-pg-migrate '1_a 20240102030405006_b 1704164645007_c'
	assert_up node-pg-migrate '1 utc ms'
	assert_down '-ms -utc -1'
	file 2_d.up.sql "$(log 2)"
	file 2_d.down.sql "$(log -2)"
	forget
	assert_up node-pg-migrate '1 2 utc ms'
	file 2_d.sql "$(log stray)"
	run -65 godwit up
	assert_contains 2_d
}

# --- files in pairs ---

@test "db-migrate: files that programs read" {
	file sqls/20260101000000-a-up.sql "$(log 1)"
	file sqls/20260101000000-a-down.sql "$(log -1)"
	file sqls/20260102000000-b-up.sql "$(log 2)"
	file sqls/20260102000000-b-down.sql "$(log -2)"
	file 20260101000000-a.js ''
	file 20260102000000-b.js ''
	file 20260103000000-c.js ''
	assert_read db-migrate '20260101000000-a 20260102000000-b'
	run -0 godwit status
	assert_contains '20260103000000-c.js: is not run: it is a JavaScript migration'
	assert_up db-migrate '1 2'
	assert_down '-2 -1'
}

@test "golang-migrate: pairs, order by number, one half" {
	file 10_b.up.sql "$(log 10)"
	file 10_b.down.sql "$(log -10)"
	file 0009_a.b.up.sql "$(log 9)"
	file 0009_a.b.down.sql "$(log -9)"
	assert_read golang-migrate '0009 10'
	assert_up golang-migrate '9 10'
	assert_down '-10 -9'
	file 11_c.up.sql "$(log 11)"
	file 12_d.down.sql "$(log stray)"
	file notes.sql "$(log stray)"
	assert_stray 12_d.down.sql notes.sql
	assert_no_down
	file 010_other.up.sql "$(log stray)"
	run -65 godwit up
	assert_contains 'error[GW3003]'
	# Half of a pair is not a migration of godwit's own format.
	run -65 godwit up --format godwit
	assert_contains '--format golang-migrate'
}

@test "sqlx: pairs and single files" {
	file 1_a.up.sql "$(log 1)"
	file 1_a.down.sql "$(log -1)"
	file 2_b.up.sql "$(log 2)"
	file 2_b.down.sql "$(log -2)"
	run -0 godwit up --format sqlx
	assert_equal "$(ran)" '1 2'
	another_folder
	file 10_b.sql '-- no-transaction' "$(log 10)"
	file 9_a.sql "$(log 9)"
	file 11_c.up.sql "$(log 11)"
	file 11_c.down.sql "$(log -11)"
	assert_read sqlx '9 10 11'
	assert_up sqlx '9 10 11'
	run -0 godwit down
	assert_equal "$(ran)" '9 10 11 -11'
	assert_no_down
	file 12_d.sql '-- no-transaction' "$(fails)"
	assert_kept
	forget
	file 12_d.sql "$(fails)"
	assert_rolled_back
}

@test "yoyo: the order of the graph, rollbacks, post-apply" {
	file a.sql '-- depends: c' '' "$(log a)"
	file a.rollback.sql "$(log -a)"
	file b.sql "$(log b)"
	file b.rollback.sql "$(log -b)"
	file c.sql "$(log c)"
	file c.rollback.sql "$(log -c)"
	assert_read yoyo 'b c a'
	assert_up yoyo 'b c a'
	assert_down '-a -c -b'
	file post-apply.sql "$(log after)"
	db_query 'DELETE FROM ran'
	run -0 godwit up
	assert_equal "$(ran)" 'b c a after'
	# One that is new may come before what is applied.
	file ab.sql "$(log ab)"
	run -0 godwit up
	assert_equal "$(ran)" 'b c a after ab after'
	file z.sql '-- transactional: false' "$(fails)"
	assert_kept
	forget
	file z.sql '-- transactional: true' "$(fails)"
	assert_rolled_back
}

@test "yoyo: dependencies that cannot be" {
	file a.sql '-- depends: nowhere' "$(log a)"
	run -65 godwit up
	assert_contains 'nowhere, which does not exist'
	file a.sql '-- depends: b' "$(log a)"
	file b.sql '-- depends: a' "$(log b)"
	run -65 godwit up
	assert_contains 'a'
	assert_equal "$(ran)" ''
}

# --- a folder for each ---

@test "diesel: order as text, metadata.toml" {
	file 2024-03-06-170000_y/up.sql "$(log 0306)"
	file 2024-03-06-170000_y/down.sql "$(log -0306)"
	file 2024-03-13_x/up.sql "$(log 0313)"
	file 2024-03-13_x/down.sql "$(log -0313)"
	file 00000000000000_diesel_initial_setup/up.sql "$(log setup)"
	file 00000000000000_diesel_initial_setup/down.sql "$(log -setup)"
	assert_read diesel '00000000000000 20240306170000 20240313'
	assert_up diesel 'setup 0306 0313'
	assert_down '-0313 -0306 -setup'
	file stray.sql "$(log stray)"
	assert_stray stray.sql
	file 2025_z/down.sql "$(log stray)"
	run -65 godwit up
	assert_contains 'no up.sql'
}

@test "diesel: run_in_transaction" {
	file 2025_a/up.sql "$(fails)"
	assert_rolled_back
	file 2025_a/metadata.toml 'run_in_transaction = true'
	assert_rolled_back
	file 2025_a/metadata.toml 'run_in_transaction = false # why'
	assert_kept
	forget
	file 2025_a/metadata.toml '# nothing'
	assert_kept
	assert_contains 'does not say run_in_transaction'
	if [[ $ENGINE == postgres ]]; then
		another_folder
		file 2025_a/up.sql 'CREATE INDEX CONCURRENTLY by_what ON ran (what);'
		file 2025_a/metadata.toml 'run_in_transaction = false'
		run -0 godwit up
		assert_equal "$(db_query "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_what'::regclass")" t
	fi
}

@test "prisma: order as text, no way back" {
	file 20240102000000_b/migration.sql "$(log b)"
	file 20240102000000_a/migration.sql "$(log a)"
	file 0_init/migration.sql "$(log init)"
	file migration_lock.toml 'provider = "any"'
	assert_read prisma '0_init 20240102000000_a 20240102000000_b'
	assert_up prisma 'init a b'
	assert_no_down
	file loose.sql "$(log stray)"
	assert_stray loose.sql
	mkdir migrations/20250101000000_empty
	file 20250101000000_empty/readme.md 'nothing'
	run -65 godwit up
	assert_contains 'no migration.sql'
}

@test "drizzle: the journal, or folders; breakpoints" {
	local breakpoint='--> statement-breakpoint'
	file 0000_init.sql "$(log 0a)" "$breakpoint" "$(log 0b)$breakpoint" "$(log 0c)"
	file 0001_next.sql "$(log 1)"
	file 0002_draft.sql "$(log stray)"
	file meta/_journal.json '{"version": "7", "entries": [{"idx": 0, "tag": "0000_init"}, {"idx": 1, "tag": "0001_next"}]}'
	assert_read drizzle '0000 0001'
	assert_up drizzle '0a 0b 0c 1'
	assert_no_down
	assert_stray 0002_draft.sql
	rm migrations/0001_next.sql
	run -65 godwit up
	assert_contains 'it lists 0001_next'
	another_folder
	file 20240914125510_b/migration.sql "$(log b)"
	file 20240914125510_b/snapshot.json '{}'
	file 20240914125510_a/migration.sql "$(log a)"
	file 20240914125510_a/snapshot.json '{}'
	assert_read drizzle '20240914125510_a 20240914125510_b'
	assert_up drizzle 'a b'
}

# --- names that say it all ---

@test "flyway: V and U in any folder, versions of any spelling" {
	file V1_2__b.sql "$(log 1.2)"
	file V1.10__c.sql "$(log 1.10)"
	file old/V1__a.SQL "$(log 1)"
	file U1.2.0__b.sql "$(log -1.2)"
	file U1.10__c.sql "$(log -1.10)"
	file U1__a.sql "$(log -1)"
	assert_read flyway '1 1.2 1.10'
	assert_up flyway '1 1.2 1.10'
	assert_down '-1.10 -1.2 -1'
	file U7__none.sql "$(log stray)"
	file notes.sql "$(log stray)"
	assert_stray U7__none.sql notes.sql
	file V01.0__again.sql "$(log stray)"
	run -65 godwit up
	assert_contains 'error[GW3003]'
}

@test "flyway: a repeatable runs again when it changed, after the versions" {
	file R__b_two.sql "$(log R2)"
	file R__a_one.sql "$(log R1)"
	file V1__a.sql "$(log 1)"
	assert_read flyway '1 R__a_one R__b_two'
	assert_up flyway '1 R1 R2'
	file R__a_one.sql "$(log R1b)"
	run -0 godwit up
	assert_equal "$(ran)" '1 R1 R2 R1b'
	run -0 godwit up
	assert_equal "$(ran)" '1 R1 R2 R1b'
}

@test "flyway: a baseline is for an empty history" {
	file V1__a.sql "$(log 1)"
	file V2__b.sql "$(log 2)"
	file B2__base.sql "$(log B2)"
	file V3__c.sql "$(log 3)"
	assert_up flyway 'B2 3'
	mv migrations/B2__base.sql .
	forget
	run -0 godwit up --to 1
	mv B2__base.sql migrations
	run -0 godwit up
	assert_equal "$(ran)" '1 2 3'
}

@test "flyway: the settings of a script, callbacks, placeholders" {
	file V1__a.sql "$(fails)"
	assert_rolled_back
	file V1__a.sql.conf 'executeInTransaction=false'
	assert_kept
	forget
	# shellcheck disable=SC2016 # for godwit
	file V1__a.sql "$(log '${what}')"
	file beforeMigrate.sql "$(log before)"
	file afterEachMigrate__x.sql "$(log each)"
	file afterVersioned.sql "$(log stray)"
	file V1__a.sql.conf 'placeholderReplacement=false'
	run -0 godwit up
	assert_equal "$(ran)" 'before ${what} each'
	assert_contains afterVersioned.sql
	forget
	rm migrations/V1__a.sql.conf
	run -65 godwit up
	assert_contains 'error[GW3103]'
	assert_contains 'migrations/V1__a.sql:1:'
	run -0 godwit up --set what=value
	assert_equal "$(ran)" 'before value each'
}

@test "flyway: names and placeholders as flyway.conf or flyway.toml says" {
	printf 'flyway.%s\n' url=jdbc:x sqlMigrationPrefix=step- sqlMigrationSeparator=. \
		sqlMigrationSuffixes=.ddl,.sql placeholders.who=conf placeholders.what=x >flyway.conf
	file step-1.a.ddl "$(log '${who} ${what}')"
	file step-2.b.sql "$(log 2)"
	assert_read flyway '1 2'
	assert_up flyway 'conf x 2'
	forget
	run -0 godwit up --set who=me
	assert_equal "$(ran)" 'me x 2'
	run -0 godwit new 'add it'
	[[ -e migrations/step-3.add_it.ddl ]] || fail 'the new file has another name'
	another_folder
	# TOML wins.
	printf '[flyway]\nsqlMigrationPrefix = "M"\nexecuteInTransaction = false\n' >flyway.toml
	file M1__a.sql "$(fails)"
	assert_kept
	another_folder
	printf '[flyway]\nplaceholderPrefix = "#["\nplaceholderSuffix = "]"\n' >flyway.toml
	file V1__a.sql "$(log '${what}')"
	run -0 godwit up
	assert_equal "$(ran)" '${what}'
	file V2__b.sql "$(log '#[what]')"
	run -65 godwit up
	assert_contains 'migrations/V2__b.sql:1:33'
	assert_contains 'flyway.toml'
	printf '[flyway]\nsqlMigrationSeparator = """\n' >flyway.toml
	run -65 godwit up --format flyway
	assert_contains 'flyway.toml:2:25'
	assert_equal "$(ran)" '${what}'
}

@test "refinery: beside Rust, U may come late" {
	file mod.rs ''
	file V1__a.sql "$(log 1)"
	file sub/V3__c.sql "$(log 3)"
	assert_read refinery '1 3'
	assert_up refinery '1 3'
	assert_no_down
	file U2__b.sql "$(log U2)"
	run -0 godwit up
	assert_equal "$(ran)" '1 3 U2'
	rm migrations/U2__b.sql
	forget
	run -0 godwit up
	file V2__b.sql "$(log stray)"
	run -65 godwit up
	assert_contains 'error[GW2201]'
}

# --- chained by hashes ---

# A committed file with the headers that its text needs: prints its hash.
commit() { # path previous line...
	local hash previous=$2
	[[ $2 != - ]] || previous=
	hash=sha1:$(printf '%s\n' "$previous" "${@:3}" | sed -e '1{/^$/d}' | sha1sum | cut -d ' ' -f 1)
	file "$1" "--! Previous: $2" "--! Hash: $hash" '' "${@:3}"
	echo "$hash"
}

@test "graphile-migrate: the chain holds, or nothing runs" {
	only_on postgres
	local first
	first=$(commit committed/000001.sql - "$(log 1)")
	commit committed/000002-more.sql "$first" "$(log 2)"
	file current.sql "$(log stray)"
	assert_read graphile-migrate '000001 000002'
	assert_up graphile-migrate '1 2'
	assert_no_down
	assert_stray current.sql

	forget
	echo "$(log stray)" >>migrations/committed/000002-more.sql
	run -65 godwit up
	assert_contains 'migrations/committed/000002-more.sql:2:11'
	assert_contains 'edited after its commit'
	commit committed/000002-more.sql - "$(log stray)"
	run -65 godwit up
	assert_contains 'migrations/committed/000002-more.sql:1:'
	assert_equal "$(ran)" ''
	commit committed/000002-more.sql "$first" '--! no-transaction' "$(fails)"
	assert_kept
}

# --- all of them ---

@test "a folder of two tools is refused" {
	file 1_a.sql '-- migrate:up' "$(log stray)" '-- migrate:down'
	file 2_b.sql '-- +goose Up' "$(log stray)" '-- +goose Down'
	run -65 godwit up
	assert_contains 'error[GW3001]: migrations mixes migrations of dbmate and goose'
	assert_contains '--format dbmate'
	# Not even when one of them is the majority, or godwit's own.
	file 3_c.sql '-- migrate:up' "$(log stray)" '-- migrate:down'
	run -65 godwit up
	assert_contains 'mixes migrations of dbmate and goose'
	file 2_b.sql '-- godwit:up' "$(log stray)"
	run -65 godwit up
	assert_contains 'mixes migrations of dbmate and godwit'
	# A format that is named reads the file as its own, or not at all.
	run -65 godwit up --format godwit
	assert_contains 'a marker of dbmate'
	assert_equal "$(ran)" ''
}

@test "a format that nobody knows" {
	file 1_a.sql "$(log stray)"
	run -78 godwit up --format gose
	assert_contains "there is no format 'gose'"
	assert_contains 'Did you mean `--format goose`?'
	run -78 env GODWIT_FORMAT=flywya DATABASE_URL="$URL" "$GODWIT" up
	assert_contains 'Did you mean `--format flyway`?'
	run -78 --separate-stderr godwit status --json --format zzzzzz
	assert_json .error.slug configuration
	assert_json '.error.hint' null
	assert_json '.error.detail | contains("sql-migrate")' true
	assert_equal "$(ran)" ''
}

@test "a line end is no change, in any format" {
	file 1_a.sql '-- +goose Up' "$(log 1)" '-- +goose Down' "$(log -1)"
	run -0 godwit up
	sed -i -e 's/$/\r/' -e $'1s/^/\xef\xbb\xbf/' migrations/1_a.sql
	run -0 godwit verify
	assert_down -1
	run -0 godwit up
	assert_equal "$(ran)" '-1 1'
}
