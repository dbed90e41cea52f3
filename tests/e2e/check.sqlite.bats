#!/usr/bin/env bats
# `godwit check`: what stands against merging a branch. Nothing here asks a database.

load ../lib/e2e
load ../lib/e2e_git

# findings [option...]: "error edited 1 1_a.sql:2", in one line each
findings() {
	run --separate-stderr godwit check --base main --json "$@"
	[[ $status -eq 0 || $status -eq 65 ]] || fail "$output"
	jq -r '.findings[] | "\(.severity) \(.finding) \(.key) \(.path):\(.line)"' <<<"$output"
}

@test "a branch that adds what comes behind is good, and no database is made" {
	two_branches
	table 4 d
	commit d
	run -0 godwit check --base main
	assert_contains 'good     1 added since'
	run -0 godwit check --base main --head feature
	assert_contains '1 added'
	git checkout -q main
	run -0 godwit check --base main --head feature
	run -0 godwit check --base v1
	assert_contains '1 added'
	run -0 godwit check --base main
	assert_contains 'no migration changed'
	[[ ! -e $DB ]]
}

@test "needs neither a target nor commits of what is in the folder" {
	two_branches
	table 4 d
	URL='' run -0 godwit check --base main
	assert_contains '1 added'
	run -0 "$GODWIT" check --base main --engine mysql
	run -0 "$GODWIT" check --base main --engine mariadb
}

@test "the same version, added by both" {
	two_branches
	table 3 d
	assert_equal "$(findings)" 'error collision 3 migrations/3_d.sql:1'
	run -65 godwit check --base main
	assert_contains '3_d has the version of 3_c in main'
	assert_contains '`godwit renumber --base main`'
	rm migrations/3_d.sql
	table 3 c
	assert_equal "$(findings)" ''
	sed -i 's/integer/bigint/' migrations/3_c.sql
	assert_equal "$(findings)" 'error collision 3 migrations/3_c.sql:1'
	run -65 godwit check --base main
	assert_contains '3_c was added to main too, with another text'
}

@test "a version that comes too early" {
	two_branches
	table 2.5 d
	assert_equal "$(findings)" 'error out-of-order 2.5 migrations/2.5_d.sql:1'
	run -65 godwit check --base main
	assert_contains '2.5_d comes before 3_c, which main has'
	assert_equal "$(findings --out-of-order warn)" 'warning out-of-order 2.5 migrations/2.5_d.sql:1'
	run -0 godwit check --base main --out-of-order allow
	sed -i '1s/$/ out_of_order=allow/' migrations/2.5_d.sql
	run -0 godwit check --base main
}

@test "the merge commit that CI checks out is judged as the branch is" {
	two_branches
	table 2.5 d
	commit d
	git checkout -q --detach main
	git merge -q --no-edit feature
	assert_equal "$(findings)" 'error out-of-order 2.5 migrations/2.5_d.sql:1'
	git checkout -q feature
	git mv migrations/2.5_d.sql migrations/3_d.sql
	commit 'd is 3'
	git checkout -q --detach main
	git merge -q --no-edit feature
	run -65 godwit check --base main
	assert_contains 'error    3_d has the version of 3_c in main'
	run -65 godwit check --base main --annotations github
	assert_contains '::error file=migrations/3_'
}

@test "edits of what is merged, with the line and the diff" {
	two_branches
	git tag -d v1
	sed -i 's/CREATE TABLE a (id/CREATE TABLE a (\n  key/' migrations/1_a.sql
	assert_equal "$(findings)" 'error edited 1 migrations/1_a.sql:2'
	run -65 godwit check --base main
	assert_contains '1_a was edited, and it is merged into main'
	assert_contains $'-CREATE TABLE a (id integer PRIMARY KEY);\n+CREATE TABLE a (\n+  key integer PRIMARY KEY);'
	assert_contains "git checkout $(git rev-parse --short=12 HEAD) -- ':/migrations/1_a.sql'"
	git checkout -q -- .
	sed -i 's/DROP TABLE a/DROP TABLE IF EXISTS a/' migrations/1_a.sql
	assert_equal "$(findings)" 'warning down-edited 1 migrations/1_a.sql:4'
	run -0 godwit check --base main
	assert_contains '0 errors, 1 warning (1 down-edited'
	git checkout -q -- .
	sed -i '1a -- a comment' migrations/1_a.sql
	assert_equal "$(findings)" 'warning cosmetic 1 migrations/1_a.sql:2'
	git checkout -q -- .
	mv migrations/1_a.sql migrations/1_aa.sql
	assert_equal "$(findings)" 'warning renamed 1 migrations/1_aa.sql:1'
}

@test "what is gone, or has another version" {
	two_branches
	rm migrations/1_a.sql
	assert_equal "$(findings)" 'error deleted 1 migrations/1_a.sql:1'
	run -65 godwit check --base main
	assert_contains '1_a was deleted, and the release v1 has it'
	git checkout -q -- .
	mv migrations/1_a.sql migrations/4_a.sql
	assert_equal "$(findings)" 'error renumbered 4 migrations/4_a.sql:1'
	run -65 godwit check --base main
	assert_contains '1_a is 4_a now, and the release v1 has it'
	assert_contains '`git mv migrations/4_a.sql migrations/1_a.sql`'
}

@test "the first release that has a migration is named" {
	repository
	table 1 a
	export GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
	commit one
	git tag -a -m 'an object of its own' zz-first
	table 2 b
	GIT_COMMITTER_DATE='2026-02-01T00:00:00Z' commit two
	git tag aa-second
	git tag not-a-commit 'HEAD^{tree}'
	git checkout -q -b feature
	sed -i 's/integer/bigint/' migrations/*.sql
	run -65 godwit check --base main
	assert_contains '1_a was edited, and the release zz-first has it'
	assert_contains '2_b was edited, and the release aa-second has it'
}

@test "repeatable migrations may be edited, but not go away" {
	repository
	echo 'CREATE VIEW v AS SELECT 1;' >migrations/R__v.sql
	commit v
	git checkout -q -b feature
	echo 'CREATE VIEW v AS SELECT 2;' >migrations/R__v.sql
	run -0 godwit check --base main
	assert_contains '1 edited'
	rm migrations/R__v.sql
	assert_equal "$(findings)" 'error deleted R__v migrations/R__v.sql:1'
}

@test "each side alone is right, but both together are not" {
	repository
	printf 'SELECT 1;\n---- create above / drop below ----\n' >migrations/001_a.sql
	printf 'SELECT 2;\n---- create above / drop below ----\n' >migrations/002_b.sql
	commit both
	git checkout -q -b feature
	printf 'SELECT 3;\n---- create above / drop below ----\n' >migrations/003_c.sql
	commit c
	git checkout -q main
	git rm -q migrations/002_b.sql
	commit 'no b'
	git checkout -q feature
	run -65 godwit check --base main
	assert_contains 'merged with main: migration 2 is missing in migrations'
}

@test "what does not load is an error as ever, and is annotated" {
	two_branches
	printf -- '-- godwit:upp\nSELECT 1;\n' >migrations/4_d.sql
	run -65 --separate-stderr godwit check --base main --annotations github
	assert_equal "${output%%::unknown*}" '::error file=migrations/4_d.sql,line=1,title=godwit%3A format'
	assert_contains 'error[GW3002]' "$stderr"
	run -65 --separate-stderr godwit check --base main --annotations gitlab
	assert_json '.[0].location | "\(.path):\(.lines.begin)"' migrations/4_d.sql:1
	run -65 --separate-stderr godwit check --base main --json
	assert_json .error.slug format
}

@test "annotations for GitHub: one line each, escaped" {
	mkdir 'a,b:c'
	rmdir migrations
	ln -s 'a,b:c' migrations
	repository
	table 1 a
	commit a
	git tag 100%
	git checkout -q -b feature
	sed -i 's/integer/bigint/' migrations/1_a.sql
	run -65 --separate-stderr godwit check --base main --dir 'a,b:c' --annotations github
	assert_equal "${#lines[@]}" 1
	assert_contains '::error file=a%2Cb%3Ac/1_a.sql,line=2,title=godwit%3A edited::1_a was edited, and the release 100%25 has it%0APut it back ('
	assert_contains '%0A-CREATE TABLE a (id integer PRIMARY KEY);%0A+CREATE TABLE a (id bigint PRIMARY KEY);'
	assert_contains 'note: 1 error, 0 warnings (1 edited since' "$stderr"
	git checkout -q -- .
	sed -i '1i -- x' 'a,b:c/1_a.sql'
	run -0 --separate-stderr godwit check --base main --dir 'a,b:c' --annotations github
	assert_contains '::warning file='
	git checkout -q -- .
	run -0 --separate-stderr godwit check --base main --dir 'a,b:c' --annotations github
	assert_equal "$output" ''
}

@test "annotations for GitLab: a code quality report, also when all is well" {
	two_branches
	run -0 --separate-stderr godwit check --base main --annotations gitlab
	assert_equal "$output" '[]'
	table 3 d
	sed -i 's/DROP TABLE a/DROP TABLE IF EXISTS a/' migrations/1_a.sql
	run -65 --separate-stderr godwit check --base main --annotations gitlab
	assert_json 'map(keys == ["check_name","description","fingerprint","location","severity"]) | all' true
	assert_json 'map("\(.check_name) \(.severity) \(.location.path):\(.location.lines.begin)") | join(" ")' \
		'godwit-down-edited minor migrations/1_a.sql:4 godwit-collision critical migrations/3_d.sql:1'
	assert_contains '3_d has the version of 3_c in main' "$stderr"
	local before
	before=$(jq -r '.[1].fingerprint' <<<"$output")
	sed -i '1i -- x' migrations/3_d.sql
	run -65 --separate-stderr godwit check --base main --annotations gitlab
	assert_json '.[1].fingerprint' "$before"
	assert_json 'map(.fingerprint) | unique | length' 2
	run -64 godwit check --base main --annotations gitlab --json
	run -64 godwit check --base main --annotations bitbucket
}

@test "one object of JSON" {
	two_branches
	mv migrations/1_a.sql migrations/4_a.sql
	run -65 --separate-stderr godwit check --base main --json
	assert_json .ok false
	assert_json '.base.ref' main
	assert_json '.base.commit' "$(git rev-parse main)"
	assert_json '.merge_base.commit' "$(git rev-parse v1)"
	assert_json '.head.ref' null
	assert_json '.changes[0] | "\(.change) \(.key_before) \(.key) \(.path) \(.merged)"' \
		'renumbered 1 4 4_a.sql false'
	assert_json '"\(.errors) \(.warnings)"' '1 0'
	run -0 --separate-stderr godwit check --base main --head v1 --json
	assert_json '"\(.ok) \(.head.ref) \(.findings | length)"' 'true v1 0'
}

@test "a shallow clone says what it lacks, and how to get it" {
	two_branches
	table 4 d
	commit d
	git clone -q --depth 1 --branch feature "file://$PWD" ../shallow
	cd ../shallow
	run -65 godwit check --base origin/main
	assert_contains "there is no branch, tag or commit 'origin/main'"
	assert_contains '`git fetch --unshallow origin main`'
	assert_contains '`fetch-depth: 0`'
	assert_contains '`GIT_DEPTH: 0`'
	git fetch -q --depth 1 origin main:refs/remotes/origin/main
	run -65 godwit check --base origin/main
	assert_contains 'origin/main and HEAD have no commit in common'
	assert_contains 'this clone is shallow'
	assert_contains '`fetch-depth: 0`'
	# As deep as to the merge base, whose own parents are not there.
	git fetch -q --depth 2 origin feature main:refs/remotes/origin/main
	[[ $(git rev-list --all | wc -l) -eq 3 ]]
	run -0 godwit check --base origin/main
	assert_contains '1 added'
	git fetch -q --unshallow origin main:refs/remotes/origin/main
	run -0 godwit check --base origin/main
	assert_contains '1 added'
}

@test "a base that is not there, or nowhere near" {
	two_branches
	run -65 godwit check --base origin/main
	assert_contains '`git fetch origin main`'
	refute_contains '--unshallow'
	git checkout -q --orphan alone
	commit alone
	run -65 godwit check --base main
	assert_contains 'main and HEAD have no commit in common'
	run -64 godwit check
	assert_contains 'godwit check --base origin/main'
	cd "$BATS_TEST_TMPDIR"
	run -65 godwit check --base main
	assert_contains 'GW3203'
}

@test "a bare repository, where the branch is named" {
	two_branches
	table 3 d
	commit d
	git clone -q --bare . ../bare.git
	cd ..
	run -65 godwit check --repository bare.git --base main
	assert_contains '`--head REF`'
	run -65 --separate-stderr godwit check --repository bare.git --base main --head feature --json
	assert_json '.findings[0] | "\(.finding) \(.path)"' 'collision migrations/3_d.sql'
	run -65 godwit check --repository bare.git --base main --head feature:nowhere
	assert_contains "the commit has no folder 'nowhere'"
	run -65 godwit check --repository bare.git --base main --head main..feature
	assert_contains 'names two commits'
}

@test "a detached head, and a work tree beside" {
	two_branches
	table 3 d
	commit d
	git checkout -q --detach
	assert_equal "$(findings)" 'error collision 3 migrations/3_d.sql:1'
	git worktree add -q ../beside main
	cd ../beside
	assert_equal "$(findings --head feature)" 'error collision 3 migrations/3_d.sql:1'
	run -0 godwit check --base main
}

@test "branches that were merged into each other" {
	two_branches
	table 4 d
	commit d
	git tag d
	git checkout -q main
	table 5 e
	commit e
	git tag e
	# Each side takes the other's last commit: two merge bases.
	git merge -q --no-edit d
	git checkout -q feature
	git merge -q --no-edit e
	assert_equal "$(git merge-base --all main feature | wc -l)" 2
	table 6 f
	commit f
	run -0 --separate-stderr godwit check --base main --json
	assert_json '[.changes[] | select(.merged | not) | .key] | join(" ")' 6
	table 4.5 g
	assert_equal "$(findings)" 'error out-of-order 4.5 migrations/4.5_g.sql:1'
}

@test "line ends of a checkout are no edit" {
	two_branches
	sed -i 's/$/\r/' migrations/1_a.sql
	run -0 godwit check --base main
	assert_contains 'no migration changed'
	echo '*.sql text eol=crlf' >.gitattributes
	commit crlf
	rm migrations/*.sql
	git checkout -q -- .
	grep -q $'\r' migrations/2_b.sql
	run -0 godwit check --base main
	assert_contains 'no migration changed'
	sed -i 's/integer/bigint/' migrations/2_b.sql
	assert_equal "$(findings)" 'error edited 2 migrations/2_b.sql:2'
	run -65 godwit check --base main
	assert_contains '+CREATE TABLE b (id bigint PRIMARY KEY);'
	assert_contains '-CREATE TABLE b (id integer PRIMARY KEY);'
}

@test "a folder that the base has not, and one that the branch left" {
	repository
	commit nothing
	git checkout -q -b feature
	table 1 a
	run -0 godwit check --base main
	assert_contains '1 added'
	commit a
	run -0 godwit check --base main --head feature
	git checkout -q main
	git merge -q feature
	git checkout -q -b gone
	git rm -q migrations/1_a.sql
	mkdir migrations
	assert_equal "$(findings)" 'error deleted 1 migrations/1_a.sql:1'
}

@test "from a folder of the repository, and of other formats" {
	mkdir -p service/db
	rmdir migrations
	repository
	printf -- '-- migrate:up\nSELECT 1;\n-- migrate:down\n' >service/db/20260101000000_a.sql
	commit a
	git checkout -q -b feature
	sed -i 's/SELECT 1/SELECT 2/' service/db/20260101000000_a.sql
	cd service
	run -65 godwit check --base main --dir db
	assert_contains 'db/20260101000000_a.sql:2 (edited)'
	assert_contains "':/service/db/20260101000000_a.sql'"
	run -65 --separate-stderr godwit check --base main --dir db --annotations github
	assert_contains '::error file=service/db/20260101000000_a.sql,line=2,'
	run -65 godwit check --base main --repository . --dir "$BATS_TEST_TMPDIR/home"
	assert_contains 'is not in the work tree of the repository'
}

@test "secrets of an edited migration are not shown" {
	repository
	printf "CREATE USER u PASSWORD 'first-secret';\nSELECT 1;\n" >migrations/1_u.sql
	commit u
	git checkout -q -b feature
	sed -i 's/first-secret/other-secret/' migrations/1_u.sql
	run -65 "$GODWIT" check --base main --engine postgres
	refute_contains first-secret
	refute_contains other-secret
	assert_contains 'within a secret'
}
