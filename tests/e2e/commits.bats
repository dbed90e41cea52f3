#!/usr/bin/env bats
# Migrations in commits: applied from any of them, gone to and back from, and recorded with them.

load ../lib/e2e
load ../lib/e2e_world

setup() {
	e2e_setup
	git init -q -b main .
	git config user.name 'Ada Lovelace'
	git config user.email ada@example.org
}

# commit NAME: all that is there, as a commit that a tag of this name is at.
commit() {
	git add --all
	git commit -q -m "$1" --allow-empty
	git tag "$1"
}

# table NAME VERSION: a migration that makes one, and its way back.
table() {
	printf 'CREATE TABLE %s (id integer PRIMARY KEY);\n-- godwit:down\nDROP TABLE %s;\n' \
		"$1" "$1" | migration "$2_$1"
}

# Two releases: a and b in v1, c and a view more in v2; b has no table of its own in v2's branch.
two_releases() {
	table a 1
	table b 2
	commit v1
	table c 3
	printf 'CREATE VIEW va AS SELECT id FROM a;\n-- godwit:down\nDROP VIEW va;\n' | migration 4_va
	commit v2
}

# What the schema is, without godwit's own tables and what only says when.
schema() {
	case $ENGINE in
	postgres) pg_dump --schema-only --exclude-schema=godwit "$URL" | grep -Ev '^(\\(un)?restrict |--|$)' ;;
	mysql)
		mariadb-dump --no-defaults --user=root --socket="${GODWIT_TEST_MYSQL_URL##*socket=}" \
			--skip-dump-date --no-data "$DB" --ignore-table="$DB.godwit_history" \
			--ignore-table="$DB.godwit_journal" --ignore-table="$DB.godwit_lock"
		;;
	sqlite) sqlite3 -batch "$DB" "SELECT type, name, sql FROM sqlite_master
		WHERE name NOT LIKE '%godwit%' ORDER BY 1, 2" ;;
	esac
}

@test "a commit is applied as it is, whatever the work tree holds" {
	two_releases
	echo 'no SQL at all;' >migrations/1_a.sql
	run -0 godwit up --from v1
	assert_equal "$(db_tables | tr '\n' ' ')" 'a b '
	rm -r migrations
	run -0 godwit up --from main
	assert_equal "$(db_tables | grep -c .)" "$([[ $ENGINE == mysql ]] && echo 4 || echo 3)"
	assert_equal "$(db_query "SELECT source FROM $(history_table) WHERE version = '3'")" \
		'git:main:migrations/3_c.sql'
	run -0 godwit verify --from v2
	run -0 --separate-stderr godwit status --from HEAD~1 --json
	assert_json .counts.future 2
}

@test "errors name commit, file, line and column" {
	printf 'CREATE TABLE a (id integer);\nSELECT 1 FROM nowhere;\n' | migration 1_a
	commit broken
	rm migrations/1_a.sql
	run -1 godwit up --from broken
	assert_contains 'git:broken:migrations/1_a.sql:2:'
	assert_contains 'SELECT 1 FROM nowhere'
	run -65 godwit up --from nothing
	assert_contains "error[GW3202]: there is no branch, tag or commit 'nothing'"
	run -65 godwit up --from broken:elsewhere
	assert_contains "the commit has no folder 'elsewhere'"
	run -65 godwit up --from a...b
	assert_contains 'it has three dots'
	cd "$BATS_TEST_TMPDIR"
	run -65 godwit up --from broken
	assert_contains 'error[GW3203]: there is no git repository at'
}

@test "bare repositories, other folders, ranges of commits" {
	mkdir -p db
	rmdir migrations
	ln -s db migrations
	table a 1
	rm migrations
	commit v1
	git mv db sql
	printf 'CREATE TABLE b (id integer);\n' >sql/2_b.sql
	commit v2
	git clone -q --bare . ../bare.git
	cd ..
	run -0 godwit plan --repository bare.git --from v1:db
	assert_contains 'up    1_a'
	run -65 godwit plan --repository bare.git --from v1..v2:sql
	assert_contains "the commit has no folder 'sql'"
	cd project
	run -0 godwit plan --from v2:./sql
	assert_contains 'up    2_b'
	cd sql
	run -0 godwit plan --from v2:.
	assert_contains 'up    2_b'
}

@test "OLD..NEW wants the database to be at OLD" {
	two_releases
	run -65 godwit up --from v1..v2
	assert_contains '1_a is in git:v1:migrations already, but not applied'
	assert_contains 'state: nothing was changed in the database'
	assert_equal "$(db_tables)" ''
	run -0 godwit up --from v1
	run -0 godwit up --from v1..v2
	assert_contains '2 migrations done'
}

# The outage: the older release has neither the newer files nor their down scripts.
@test "an older release goes back with down scripts that it never had" {
	local before
	two_releases
	run -0 godwit up --from v1
	before=$(schema)
	run -0 godwit up
	[[ $(schema) != "$before" ]]
	git checkout -q v1
	run -0 godwit plan --to v1
	assert_contains 'down  4_va  1 statement'
	assert_contains 'down  3_c  1 statement'
	run -0 godwit goto v1
	assert_equal "$(schema)" "$before"
	run -0 godwit verify
	run -0 godwit goto main
	assert_contains '2 migrations done'
	run -0 godwit down --to v1
	assert_equal "$(schema)" "$before"
	assert_equal "$(db_events)" \
		"created 1;applied 1;applied 2;finished;applied 3;applied 4;finished;reverted 4;reverted 3;finished;applied 3;applied 4;finished;reverted 4;reverted 3;finished"
}

@test "from one branch to another: back on the one, forward on the other" {
	table a 1
	commit base
	table b 2
	commit left
	git checkout -q base
	table c 3
	commit right
	run -0 godwit up --from left
	run -0 godwit goto right
	assert_equal "$(db_tables | tr '\n' ' ')" 'a c '
	run -0 godwit goto git:left
	assert_equal "$(db_tables | tr '\n' ' ')" 'a b '
}

@test "what cannot be taken back is named before anything runs" {
	table a 1
	commit v1
	table b 2
	printf 'CREATE TABLE c (id integer);\n' | migration 3_c
	printf 'CREATE TABLE d (id integer);\n' | migration 4_d
	commit v2
	run -0 godwit up
	run -65 godwit goto v1
	assert_contains '3_c has no down script'
	assert_contains '4_d has no down script'
	assert_contains 'state: nothing was changed in the database'
	assert_equal "$(db_tables | tr '\n' ' ')" 'a b c d '
	run -65 godwit goto nowhere
	assert_contains 'there is no migration nowhere'
	assert_contains 'nor is there a branch, tag or commit of that name'
}

# A script above the limit is not kept in the history; git has it.
@test "a down script that neither folder nor history has is found in git" {
	table a 1
	commit v1
	table b 2
	commit v2
	table d 3
	{
		printf -- '-- godwit:up\nCREATE TABLE c (id integer);\n-- godwit:down\n'
		printf 'DROP TABLE c;\n'
	} | migration 4_c
	commit v3
	sed -i 's/DROP TABLE c/DROP TABLE nowhere/' migrations/4_c.sql
	commit v4
	git checkout -q v3
	run -0 godwit up --store-sql-limit 1B
	git checkout -q v1
	[[ ! -e migrations/4_c.sql ]]
	run -0 godwit plan --down
	assert_contains 'down  4_c  1 statement  destroys data  from git:'
	run -0 godwit goto v1
	assert_contains 'reverted  4_c'
	assert_contains 'reverted  3_d'
	assert_contains 'reverted  2_b'
	assert_equal "$(db_tables)" a

	# What was applied has never been in git as it was.
	git checkout -q v3
	sed -i 's/id integer/id bigint/' migrations/4_c.sql
	run -0 godwit up --store-sql-limit 1B
	git checkout -q -f v1
	run -65 godwit goto v1
	assert_contains '4_c has no down script'
	refute_contains 3_d
	assert_contains 'state: nothing was changed in the database'
}

# detail FILTER VERSION: of the event that applied a version.
detail() {
	db_query "SELECT detail FROM $(history_table) WHERE event = 'applied' AND version = '$2'" |
		jq -r "$1"
}

@test "the history knows the commit, and who last changed the file" {
	table a 1
	commit v1
	git -c user.name=Grace -c user.email=grace@example.org commit -q --allow-empty -m empty
	table b 2
	git add .
	git commit -q -m 'b' --author 'Grace <grace@example.org>' --date '2026-11-01T12:00:00+0100'
	run -0 godwit up
	assert_equal "$(db_query "SELECT DISTINCT git_commit FROM $(history_table)")" \
		"$(git rev-parse HEAD)"
	assert_equal "$(db_query "SELECT DISTINCT git_dirty FROM $(history_table)")" 0
	assert_equal "$(detail .git.blob 2)" "$(git rev-parse HEAD:migrations/2_b.sql)"
	assert_equal "$(detail .git.tree 2)" "$(git rev-parse HEAD:migrations)"
	assert_equal "$(detail .git.ref 2)" main
	assert_equal "$(detail .git.commit 2)" "$(git rev-parse HEAD)"
	assert_equal "$(detail .git.author 2)" 'Grace <grace@example.org>'
	assert_equal "$(detail .git.date 2)" 2026-11-01T11:00:00.000000Z
	assert_equal "$(detail .git.commit 1)" "$(git rev-parse v1)"
	assert_equal "$(detail .git.author 1)" 'Ada Lovelace <ada@example.org>'

	# What nobody has committed.
	table c 3
	touch migrations/README
	run -0 godwit up
	assert_equal "$(db_query "SELECT git_dirty FROM $(history_table) WHERE version = '3'")" 1
	assert_equal "$(detail .git.blob 3)" null
	assert_equal "$(detail .git.author 3)" null
	run -0 godwit verify
}

@test "a shallow clone names nobody for what lies beyond its end" {
	table a 1
	commit v1
	table b 2
	commit v2
	git clone -q --depth 2 "file://$PWD" ../shallow
	cd ../shallow
	run -0 godwit up
	assert_equal "$(detail .git.author 2)" 'Ada Lovelace <ada@example.org>'
	git clone -q --depth 1 "file://$BATS_TEST_TMPDIR/project" ../tip
	cd ../tip
	db_new
	run -0 godwit up
	assert_equal "$(detail .git.blob 1)" "$(git rev-parse HEAD:migrations/1_a.sql)"
	assert_equal "$(detail .git.author 1)" null
	assert_equal "$(detail .git.author 2)" null
}

@test "without a repository, or one that may not be used, nothing of git is recorded" {
	rm -rf .git
	table a 1
	run -0 godwit up
	assert_equal "$(db_query "SELECT count(git_commit) FROM $(history_table)")" 0
	git init -q .
	table b 2
	run -0 godwit up
	assert_equal "$(db_query "SELECT count(git_commit) FROM $(history_table)")" 0
	echo broken >.git/HEAD
	table c 3
	run -0 godwit up
	assert_equal "$(db_query "SELECT count(git_commit) FROM $(history_table)")" 0
}

# demand TEXT: what godwit.yaml demands of the commit from now on; it is not committed itself.
demand() {
	printf 'require_git: ["%s"]\n' "$1" >godwit.yaml
}

@test "an environment demands things of the commit" {
	table a 1
	commit v1
	git checkout -q -b feature
	table b 2
	git add migrations
	git commit -q -m b

	demand clean
	touch migrations/x
	run -77 godwit up
	assert_contains 'error[GW2203]: `require_git: clean` is not met'
	assert_contains 'state: nothing was changed in the database'
	run -77 godwit plan
	rm migrations/x
	run -0 godwit plan

	demand 'branch main release-*'
	run -77 godwit up
	run -0 godwit plan --from main
	git branch release-2
	run -0 godwit plan
	demand 'tag v*'
	run -77 godwit plan
	run -0 godwit plan --from v1
	demand 'contained-in main'
	run -77 godwit plan
	run -0 godwit plan --from v1
	demand 'contains feature'
	run -77 godwit plan --from v1
	run -0 godwit plan
	demand 'contains nowhere'
	run -65 godwit plan

	demand forward
	run -0 godwit up --from v1
	run -0 godwit up
	git checkout -q main
	table c 3
	git add migrations
	git commit -q -m c
	run -77 godwit up --missing warn --out-of-order allow
	assert_contains 'does not come after'
	# Nothing to do asks for nothing.
	git checkout -q feature
	run -0 godwit up

	demand 'on fire'
	table d 4
	run -78 godwit up
	assert_contains "'on fire' in require_git is not known"
	rm -rf .git
	demand clean
	run -77 godwit up
	assert_contains 'the migrations do not come from a git repository'
}
