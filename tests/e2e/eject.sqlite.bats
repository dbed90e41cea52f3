#!/usr/bin/env bats
# What is given to each tool is what is taken over from it.

load ../lib/e2e

# TOOL FILE: two migrations, of which FILE says how they are called; a % is the number.
there_and_back() {
	local n file
	rm -rf migrations "$DB"
	for n in 1 2; do
		file=migrations/${2//%/$n}
		mkdir -p "$(dirname "$file")"
		printf '%s\nCREATE TABLE t%s (x integer);\n' "${3-}" $n >"$file"
	done
	touch migrations/lib.rs
	run -0 godwit up --format "$1"
	run -0 godwit eject "$1" --format "$1"
	db_query 'DROP TABLE godwit_history'
	db_query 'DROP TABLE godwit_journal'
	run -0 godwit adopt "$1" --format "$1"
	assert_contains "2 migrations adopted from $1"
}

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
