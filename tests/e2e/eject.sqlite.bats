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
}

@test "what a file beside the others must say is found out before anything is written" {
	tool_files atlas '%_t.sql'
	run -0 godwit up --format atlas
	sed -i '/2_t/d' migrations/atlas.sum
	run -77 godwit eject atlas --format atlas
	assert_contains 'atlas cannot be told of 2_t: it is not in atlas.sum'
	refute_contains atlas "$(db_tables)"
}
