#!/usr/bin/env bats
# What is given to each tool is what is taken over from it.

load ../lib/e2e
load ../lib/e2e_eject

@test "names" {
	there_and_back sql-migrate '%_t.sql' '-- +migrate Up'
	there_and_back diesel '2026-01-0%-000000_t/up.sql'
	there_and_back yoyo '%-t.sql'
}

@test "and checksums" {
	there_and_back sqlx '%_t.sql'
	assert_contains 'proved by SHA-384'
	there_and_back refinery 'V%__t.sql'
	assert_contains 'proved by SipHash-1-3'
	there_and_back flyway 'V%__t.sql'
	assert_contains 'proved by CRC-32'
	there_and_back prisma '%_t/migration.sql'
	assert_contains 'proved by SHA-256'
	there_and_back postgrator '%.do.t.sql'
	assert_contains 'proved by MD5'
}

@test "and what lists beside the files say" {
	there_and_back drizzle '000%_t.sql'
	assert_contains 'proved by SHA-256'
	assert_equal "$(db_query 'SELECT created_at FROM __drizzle_migrations' | paste -sd ' ')" \
		'1795328540001 1795328540002'
	there_and_back atlas '%_t.sql'
	assert_contains 'proved by sum in atlas.sum'
}

@test "a tool that goes by the last version is not told of that one alone" {
	tool_files postgrator '%.do.t.sql'
	mv migrations/1.do.t.sql .
	run -0 godwit up --format postgrator
	mv 1.do.t.sql migrations
	run -77 godwit eject postgrator --dry-run
	assert_contains '2_t is applied, and 1_t, which comes before it, is not'
	assert_contains 'postgrator goes by the last version only'
	run -77 godwit eject tern
	assert_contains 'godwit does not write the table of tern on SQLite'
}

@test "what a file beside the others must say is found out before anything is written" {
	tool_files atlas '%_t.sql'
	run -0 godwit up --format atlas
	sed -i '/2_t/d' migrations/atlas.sum
	run -77 godwit eject atlas --format atlas
	assert_contains 'atlas cannot be told of 2_t: it is not in atlas.sum'
	refute_contains atlas "$(db_tables)"
}

@test "Sqitch has its tables in a file of their own" {
	there_and_back sqitch 'deploy/t%.sql'
	assert_contains 'proved by SHA-1 of its script and its line of the plan'
	DB=${DB%/*}/sqitch.db
	assert_equal "$(db_query 'SELECT tag FROM tags ORDER BY tag' | paste -sd ' ')" '@v1 @v2'
	assert_equal "$(db_query "SELECT requires, conflicts, tags FROM events ORDER BY change")" \
		$'||@v1 @v2\nt1@v1|t9|'
	assert_equal "$(db_query 'SELECT type, dependency, d.dependency_id = c.change_id FROM dependencies d
		LEFT JOIN changes c ON c.change = '"'t1'"' ORDER BY 1')" $'conflict|t9|\nrequire|t1@v1|1'
}

changelog_files() {
	db_query 'SELECT FILENAME FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED' | paste -sd ' '
}

@test "Liquibase names files as it is called, or as it did before" {
	there_and_back liquibase '%_t.sql' $'--liquibase formatted sql\n--changeset ada:1'
	assert_contains 'proved by MD5'
	assert_equal "$(changelog_files)" 'migrations/1_t.sql migrations/2_t.sql'
	db_query "DELETE FROM DATABASECHANGELOG WHERE ORDEREXECUTED = 2;
		UPDATE DATABASECHANGELOG SET FILENAME = 'db/1_t.sql'"
	run -0 godwit eject liquibase
	assert_equal "$(changelog_files)" 'db/1_t.sql db/2_t.sql'
	db_query 'DROP TABLE DATABASECHANGELOG; DROP TABLE DATABASECHANGELOGLOCK'
	run -0 godwit eject liquibase --prefix ''
	assert_equal "$(changelog_files)" '1_t.sql 2_t.sql'
}

@test "programs are told by the names of files beside them" {
	programs_there_and_back knex '%_t.sql' '%_t.js'
	assert_equal "$(db_query 'SELECT name, batch FROM knex_migrations' | paste -sd ' ')" \
		'1_t.js|1 2_t.js|2'
	programs_there_and_back sequelize '%_t.sql' '%_t.js'
	programs_there_and_back db-migrate '%_t.sql' '%_t.js'
	programs_there_and_back rails '%_t.sql' '%_t.rb'
	programs_there_and_back django '%_t.sql' 'birds/migrations/%_t.py'
	assert_equal "$(db_query 'SELECT app, name FROM django_migrations' | paste -sd ' ')" \
		'birds|1_t birds|2_t'
}

@test "db-migrate's own files are told by the names of the programs that read them" {
	program_files 'sqls/2026010%000000-t-up.sql' '2026010%000000-t.js'
	run -0 godwit up
	run -0 godwit eject db-migrate
	assert_equal "$(db_query 'SELECT name FROM migrations' | paste -sd ' ')" \
		'/20260101000000-t /20260102000000-t'
	forget_history
	run -0 godwit adopt
	assert_contains '20260101000000-t  by its name'
	assert_contains '2 migrations adopted from db-migrate'
	run -0 godwit up
	assert_contains 'nothing to do'
}

@test "Django's programs are of apps, and a name that several have is nobody's" {
	program_files '%_t.sql' 'birds/migrations/%_t.py'
	db_query "CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text);
		INSERT INTO django_migrations (app, name) VALUES ('auth', '1_t'), ('birds', '1_t')"
	run -0 godwit adopt
	assert_contains 'auth.1_t  as a baseline, without a file'
	assert_contains '1_t  by its name'
	run -0 godwit up
	db_query 'DROP TABLE django_migrations'
	run -0 godwit eject django
	assert_equal "$(db_query 'SELECT app, name FROM django_migrations ORDER BY id' | paste -sd ' ')" \
		'auth|1_t birds|1_t birds|2_t'
	# The folder of one app says whose they are as well.
	mv migrations/*.sql migrations/birds/migrations
	run -0 godwit adopt --dir migrations/birds/migrations
	assert_contains 'nothing to adopt from django'
	mkdir -p migrations/bees/migrations
	touch migrations/bees/migrations/2_t.py
	mv migrations/birds/migrations/*.sql migrations
	db_query "DELETE FROM django_migrations WHERE name = '2_t'"
	run -77 godwit eject django
	assert_contains 'django cannot be told of 2_t: it runs programs, and none of that name, or several'
}

@test "Alembic is told of the revision that all lead to" {
	tool_files godwit '%_t.sql'
	printf 'revision = "aa1"\ndown_revision = None\n' >migrations/aa1_1_t.py
	printf 'revision = "bb2"\ndown_revision = "aa1"\n' >migrations/bb2_2_t.py
	run -0 godwit up
	run -0 godwit eject alembic
	assert_equal "$(db_query 'SELECT version_num FROM alembic_version')" bb2
	run -0 godwit eject alembic
	assert_contains 'alembic knows of all that is applied'
	run -0 godwit adopt
	assert_contains 'nothing to adopt from alembic'
	db_query 'DELETE FROM alembic_version'
	sed -i 's/"aa1"/"none"/' migrations/bb2_2_t.py
	run -77 godwit eject alembic
	assert_contains 'alembic cannot be told of 2_t: its revision does not come after all'
	assert_equal "$(db_query 'SELECT count(*) FROM alembic_version')" 0
}

@test "programs that were taken over are given back, and others are missed" {
	program_files '%_t.sql' '%_t.js'
	db_query "CREATE TABLE knex_migrations (id integer, name text, batch integer, migration_time text);
		INSERT INTO knex_migrations VALUES (1, '0_code.js', 1, '2026-01-01')"
	touch migrations/0_code.js
	run -0 godwit adopt
	run -0 godwit up
	db_query 'DROP TABLE knex_migrations'
	run -0 godwit eject knex
	assert_equal "$(db_query 'SELECT name FROM knex_migrations' | paste -sd ' ')" \
		'0_code.js 1_t.js 2_t.js'
	db_query "DELETE FROM knex_migrations WHERE name = '2_t.js'"
	rm migrations/2_t.js
	run -77 godwit eject knex
	assert_contains 'knex cannot be told of 2_t: it runs programs'
	db_query "INSERT INTO knex_migrations (name) VALUES ('9_more.js')"
	run -77 godwit eject knex
	assert_contains '9_more is applied as knex says, and pending as godwit says'
}

@test "rows that say something else than the files are left alone" {
	tool_files sqlx '%_t.sql'
	run -0 godwit up --format sqlx
	run -0 godwit eject sqlx --format sqlx
	db_query "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1"
	run -77 godwit eject sqlx --format sqlx
	assert_contains '1_t.sql is not what sqlx applied: its SHA-384 is another one'
}

@test "names of files that fit another tool as well" {
	local n
	for n in 1 2; do
		echo "CREATE TABLE t$n (x integer);" | migration "${n}_t.up"
		echo "DROP TABLE t$n;" | migration "${n}_t.down"
	done
	run -0 godwit up -n 1
	run -77 godwit eject sqlx --format golang-migrate
	run -0 godwit eject sqlx
	run -0 godwit adopt sqlx --keep-in-step
	run -0 godwit up
	assert_equal "$(db_query 'SELECT group_concat(version) FROM _sqlx_migrations')" 1,2
	run -77 godwit eject goose
	assert_contains 'goose does not read these files'
}
