#!/usr/bin/env bats
# Migrations read from a commit are those that a checkout of it has: the same history, the same schema.

# It takes the sanitizers a minute to see what the unit tests show them.
# bats file_tags=slow

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

setup() {
	world_setup
	log_table
	git config --global user.name 'Ada Lovelace'
	git config --global user.email ada@example.org
	git config --global init.defaultBranch main
	git config --global maintenance.auto false
	git init -q
}

# --- repositories ---

commit() {
	git add -A
	git commit -q --allow-empty -m "${1:-more}"
}

# One commit for each file, so that nothing is where it was added.
commit_each() {
	local path
	while IFS= read -r path; do
		git add "$path"
		git commit -q -m "$path"
	done < <(git ls-files --others | sort)
}

# --- what is compared ---

# All of the history that does not tell of this run alone, or of where the files were.
history() {
	db_query "SELECT event, version, name, kind, checksum, checksum_up, checksum_down,
		checksum_tokens, up_sql, down_sql, db_user, os_user, statements, reason, fingerprint
		FROM $(history_table) ORDER BY seq"
}

another_database() {
	db_new
	log_table
}

# Applies the folder, and then the commit without the folder, in another database.
assert_same() { # option...
	local before ran
	run -0 godwit up "$@"
	before=$(history)
	ran=$(ran)
	[[ $before == *applied* ]] || fail "nothing was applied"
	mv migrations ../gone
	another_database
	run -0 godwit up --from HEAD "$@"
	assert_equal "$(history)" "$before"
	assert_equal "$(ran)" "$ran"
	run -0 godwit up --from HEAD "$@"
	assert_contains 'nothing to do'
	# The files are what they were, wherever they are read from.
	mv ../gone migrations
	run -0 godwit up "$@"
	assert_contains 'nothing to do'
	run -0 godwit verify "$@"
}

# --- every format ---

fresh() {
	rm -rf migrations flyway.conf .git
	mkdir migrations
	git init -q
	another_database
}

files_diesel() {
	file 2024-03-06-170000_y/up.sql "$(log y)"
	file 2024-03-06-170000_y/down.sql "$(log -y)"
	file 2024-03-13_x/up.sql "$(log x)"
	file 2024-03-13_x/metadata.toml 'run_in_transaction = false'
}

files_prisma() {
	file 0_init/migration.sql "$(log init)"
	file 20240102000000_a/migration.sql "$(log a)"
	file migration_lock.toml 'provider = "any"'
}

files_drizzle() {
	file 0000_init.sql "$(log 0a)" '--> statement-breakpoint' "$(log 0b)"
	file 0001_next.sql "$(log 1)"
	file meta/_journal.json \
		'{"version": "7", "entries": [{"idx": 0, "tag": "0000_init"}, {"idx": 1, "tag": "0001_next"}]}'
}

files_graphile_migrate() {
	file committed/000001.sql '--! Previous: -' \
		"--! Hash: sha1:$(log 1 | sha1sum | cut -d ' ' -f 1)" '' "$(log 1)"
}

files_flyway() {
	file V2__b.sql "$(log '${who}')"
	file sub/V1_1__a.sql "$(log 1.1)"
	file R__views.sql "$(log views)"
	# It lies beside the folder.
	echo flyway.placeholders.who=conf >flyway.conf
}

files_refinery() {
	file mod.rs ''
	file V1__a.sql "$(log 1)"
	file sub/V3__c.sql "$(log 3)"
}

files_goose() {
	file 00010_b.sql '-- +goose Up' "$(log 10)" '-- +goose Down' "$(log -10)"
	file 9_a.sql '-- +goose NO TRANSACTION' '-- +goose Up' "$(log 9)" '-- +goose Down' "$(log -9)"
}

files_sql_migrate() {
	file 10_b.sql '-- +migrate Up' "$(log 10)" '-- +migrate Down' "$(log -10)"
	file initial.sql '-- +migrate Up' "$(log initial)"
}

files_dbmate() {
	file 10_b.sql '-- migrate:up' "$(log 10)" '-- migrate:down' "$(log -10)"
	file 9_c.sql '-- migrate:up' "$(log 9)" '-- migrate:down'
}

files_tern() {
	file 001_a.sql "$(log 1)" '{{ template "shared/log.sql" . }}' \
		'---- create above / drop below ----' "$(log -1)"
	file 002_b.sql "$(log 2)" '---- create above / drop below ----' "$(log -2)"
	file shared/log.sql "$(log shared)"
}

files_yoyo() {
	file a.sql '-- depends: c' '' "$(log a)"
	file a.rollback.sql "$(log -a)"
	file c.sql "$(log c)"
	file post-apply.sql "$(log after)"
}

files_node_pg_migrate() {
	file 1_a.sql '-- Up Migration' "$(log 1)" '-- Down Migration' "$(log -1)"
	file 20240102030405006_b.sql '-- Up Migration' "$(log b)" '-- Down Migration' "$(log -b)"
}

files_sqlx() {
	file 10_b.sql '-- no-transaction' "$(log 10)"
	file 9_a.up.sql "$(log 9)"
	file 9_a.down.sql "$(log -9)"
}

files_golang_migrate() {
	file 10_b.up.sql "$(log 10)"
	file 10_b.down.sql "$(log -10)"
	file 9_a.up.sql "$(log 9)"
}

files_godwit() {
	migrations
	file 20261122093000_late.sql '-- godwit:up transaction=off' "$(log late)" '-- godwit:verify' \
		'SELECT 1;'
	file R__again.sql "$(log again)"
	file hooks/after-run.sql "$(log hook)"
	file hooks/before-each.sql "$(log each)"
}

@test "every format reads a commit as it reads a folder" {
	local formats format
	formats=(diesel prisma drizzle flyway refinery goose sql_migrate dbmate yoyo sqlx
		golang_migrate godwit)
	[[ $ENGINE != postgres ]] || formats+=(graphile_migrate tern node_pg_migrate)
	for format in "${formats[@]}"; do
		fresh
		"files_$format"
		commit_each
		assert_same --format "${format//_/-}"
	done
}

@test "a packed repository, found out by itself, with line ends of another system" {
	files_godwit
	printf '*.sql text eol=crlf\n' >.gitattributes
	git config core.safecrlf false
	commit_each
	git gc -q
	rm -r migrations
	git checkout -q migrations
	grep -q $'\r' migrations/1_users.sql
	assert_same
}

# --- every repository ---

@test "branches, tags, ids: what is applied is what they name" {
	file 1_a.sql "$(log 1)"
	commit
	git tag v1
	file 2_b.sql "$(log 2)"
	commit
	git checkout -q -b feature/x HEAD~1
	file 3_c.sql "$(log 3)"
	commit
	git checkout -q main
	rm -r migrations

	run -0 godwit up --from v1
	assert_equal "$(ran)" 1
	run -0 godwit up --from "$(git rev-parse --short main~1)"
	assert_contains 'nothing to do'
	run -0 godwit up --from git:main:migrations
	assert_equal "$(ran)" '1 2'
	run -0 --separate-stderr godwit status --from feature/x:./migrations --json
	assert_json '[.migrations[] | .key + " " + .status] | join(", ")' \
		'1 applied, 2 missing, 3 pending'
	run -0 godwit plan --from HEAD~1..HEAD
	run -65 godwit up --from nowhere
	assert_contains "error[GW3202]: there is no branch, tag or commit 'nowhere'"
	run -65 godwit up --from HEAD:elsewhere
	assert_contains "the commit has no folder 'elsewhere'"
	assert_contains '--from REF:PATH'
	run -65 godwit up --from v1...main
	assert_contains 'three dots'
}

@test "a bare repository, and one that is somewhere else" {
	file 1_a.sql "$(log 1)"
	file deep/er/2_b.sql "$(log 2)"
	commit
	git clone -q --bare . ../bare.git
	mkdir ../elsewhere
	cd ../elsewhere
	run -65 godwit up --from main
	assert_contains 'error[GW3203]'
	run -0 godwit up --repository ../bare.git --from main
	assert_equal "$(ran)" 1
	another_database
	GODWIT_REPOSITORY=../bare.git GODWIT_FROM=main:migrations/deep/er run -0 godwit up
	assert_equal "$(ran)" 2
	run -65 godwit up --repository ../project --from main
	assert_contains 'is not in the work tree'
	run -0 godwit status --repository ../project --from main:migrations/deep/er
	assert_contains '2_b'
}

@test "a linked work tree, a detached head, a work tree behind a symbolic link" {
	file 1_a.sql "$(log 1)"
	commit
	git worktree add -q --detach ../linked
	ln -s linked ../link
	cd ../link
	rm -r migrations
	run -0 godwit up --from HEAD --dir "$BATS_TEST_TMPDIR/link/migrations"
	assert_equal "$(ran)" 1
	run -0 godwit up --from HEAD
	assert_contains 'nothing to do'
}

@test "what is not in the commit is told, and nothing runs" {
	file 1_a.sql "$(log 1)"
	printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n' | file 2_b.sql
	commit
	run -65 godwit up --from HEAD
	assert_contains '2_b.sql is kept by Git LFS'
	assert_equal "$(ran)" ''
	ln -sf 1_a.sql migrations/2_b.sql
	commit
	run -65 godwit up --from HEAD
	assert_contains '2_b.sql is a symbolic link'
	assert_contains 'git:HEAD:migrations/2_b.sql'
	run -0 godwit up --dir migrations
	assert_equal "$(ran)" '1 1'
}
