#!/usr/bin/env bats
# `godwit renumber`: versions behind the base's for what a branch added.

load ../lib/e2e
load ../lib/e2e_git

files() {
	find migrations -mindepth 1 -printf '%P\n' | LC_ALL=C sort | paste -sd ' '
}

# Versions that the branch has too, one of them in another's `depends`.
colliding() {
	two_branches
	table 3 d
	table 4 e
	sed -i '1s/$/ depends=2,3/' migrations/4_e.sql
	commit 'd and e'
}

@test "prints commands that a shell can run" {
	colliding
	run -0 --separate-stderr godwit renumber --base main
	assert_equal "$output" 'git mv migrations/4_e.sql migrations/5_e.sql
git mv migrations/3_d.sql migrations/4_d.sql
# --write also edits migrations/5_e.sql: depends=2,4'
	assert_contains 'or edit as well' "$stderr"
	assert_contains 'migrations/5_e.sql: depends=2,4' "$stderr"
	assert_equal "$(files)" '1_a.sql 2_b.sql 3_d.sql 4_e.sql'
	sh -e <<<"$output"
	assert_equal "$(files)" '1_a.sql 2_b.sql 4_d.sql 5_e.sql'
	assert_equal "$(git diff --cached --name-status | cut -f 1 | paste -sd ' ')" 'R100 R100'
	run -0 --separate-stderr godwit renumber --base main
	assert_equal "$output" ''
	assert_contains 'nothing to renumber' "$stderr"
	run -0 godwit check --base main
}

@test "once the base was merged into the branch" {
	colliding
	git merge -q --no-edit main
	assert_equal "$(files)" '1_a.sql 2_b.sql 3_c.sql 3_d.sql 4_e.sql'
	run -65 godwit check --base main
	assert_contains 'error    3_d has the version of 3_c in main'
	assert_contains 'migrations/3_d.sql:1 (collision)'
	assert_contains '1 error, 0 warnings (2 added since'
	run -65 godwit check --base main --head feature
	assert_contains 'error    3_d has the version of 3_c in main'
	run -0 --separate-stderr godwit renumber --base main --write
	assert_equal "$(files)" '1_a.sql 2_b.sql 3_c.sql 4_d.sql 5_e.sql'
	assert_equal "$(head -1 migrations/5_e.sql)" '-- godwit:up depends=2,4'
	run -0 godwit check --base main
	assert_contains 'good     2 added'
	# Two of the branch's own are nobody else's to tell apart.
	table 4 f
	run -65 godwit check --base main
	assert_contains 'error[GW3003]'
}

@test "renames files, and leaves git's index alone" {
	colliding
	chmod 600 migrations/4_e.sql
	run -0 --separate-stderr godwit renumber --base main --write
	assert_contains 'renamed migrations/3_d.sql migrations/4_d.sql'
	assert_contains 'edited migrations/5_e.sql: depends=2,4'
	assert_equal "$(files)" '1_a.sql 2_b.sql 4_d.sql 5_e.sql'
	assert_equal "$(head -1 migrations/5_e.sql)" '-- godwit:up depends=2,4'
	assert_equal "$(stat -c %a migrations/5_e.sql)" 600
	assert_equal "$(git diff --cached --name-only)" ''
	run -0 godwit check --base main
	git add --all
	git commit -qm renumbered
	git checkout -q main
	git merge -q --no-edit feature
	run -0 godwit up
	assert_equal "$(db_tables | tr '\n' ' ')" 'a b c d e '
}

@test "all or nothing" {
	colliding
	touch migrations/4_d.sql.x
	mkdir migrations/4_d.sql
	run -1 godwit renumber --base main --write
	assert_contains 'cannot rename migrations/3_d.sql to migrations/4_d.sql'
	assert_contains 'No file was changed'
	assert_equal "$(files)" '1_a.sql 2_b.sql 3_d.sql 4_d.sql 4_d.sql.x 4_e.sql'
	assert_equal "$(head -1 migrations/4_e.sql)" '-- godwit:up depends=2,3'
}

@test "a commit is only talked about" {
	colliding
	git checkout -q main
	run -0 --separate-stderr godwit renumber --base main --head feature
	assert_contains 'git mv migrations/3_d.sql migrations/4_d.sql'
	run -64 godwit renumber --base main --head feature --write
	assert_contains 'feature is a commit'
	assert_equal "$(files)" '1_a.sql 2_b.sql 3_c.sql'
	run -64 godwit renumber
}

@test "one object of JSON" {
	colliding
	run -0 --separate-stderr godwit renumber --base main --json
	assert_json '[.migrations[] | "\(.key)>\(.version)"] | join(" ")' '3>4 4>5'
	assert_json '.renames[0] | "\(.from) \(.to)"' 'migrations/4_e.sql migrations/5_e.sql'
	assert_json '.edits[0] | "\(.path) \(.depends)"' 'migrations/5_e.sql 2,4'
	assert_json .written false
}

@test "names that a shell would read otherwise are quoted" {
	two_branches
	table 3 "it's \$HOME"
	run -0 --separate-stderr godwit renumber --base main
	sh -e <<<"git add migrations; $output"
	assert_equal "$(files)" "1_a.sql 2_b.sql 4_it's \$HOME.sql"
}

@test "time stamps are fresh, and a second apart" {
	repository
	table 20260101000000 a
	commit a
	git checkout -q -b feature
	table 20260102000000 b
	table 20260103000000 c
	commit 'b and c'
	git checkout -q main
	table 20260104000000 d
	commit d
	git checkout -q feature
	run -0 godwit renumber --base main --write
	local -a stamps
	mapfile -t stamps < <(find migrations -name '*_[bc].sql' -printf '%f\n' | sort | cut -d _ -f 1)
	[[ ${stamps[0]} -gt 20260104000000 && ${#stamps[0]} -eq 14 ]]
	[[ $(date -ud "${stamps[1]:0:8} ${stamps[1]:8:2}:${stamps[1]:10:2}:${stamps[1]:12:2}" +%s) -eq \
		$(($(date -ud "${stamps[0]:0:8} ${stamps[0]:8:2}:${stamps[0]:10:2}:${stamps[0]:12:2}" +%s) + 1)) ]]
	run -0 godwit check --base main
}

@test "folders and pairs of other tools" {
	rmdir migrations
	repository
	mkdir -p prisma/20260101000000_a prisma/20260103000000_c
	echo 'SELECT 1;' | tee prisma/20260101000000_a/migration.sql >prisma/20260103000000_c/migration.sql
	commit a
	git checkout -q -b feature
	mkdir prisma/20260102000000_b
	echo 'SELECT 2;' >prisma/20260102000000_b/migration.sql
	touch prisma/20260102000000_b/.notes
	run -0 godwit renumber --base main --dir prisma --write
	[[ -e $(echo prisma/2*_b/.notes) && ! -e prisma/20260102000000_b ]]
	run -0 godwit check --base main --dir prisma

	git checkout -q main
	mkdir pairs
	touch pairs/00{1_a,3_c}.{up,down}.sql
	commit pairs
	touch pairs/002_b.{up,down}.sql
	run -0 --separate-stderr godwit renumber --base main --dir pairs
	assert_equal "$output" 'git mv pairs/002_b.up.sql pairs/004_b.up.sql
git mv pairs/002_b.down.sql pairs/004_b.down.sql'
}

@test "what is named elsewhere too is refused" {
	rmdir migrations
	mkdir -p drizzle/meta
	repository
	echo 'SELECT 1;' >drizzle/0001_a.sql
	echo '{"entries": [{"idx": 0, "tag": "0001_a"}]}' >drizzle/meta/_journal.json
	commit a
	git checkout -q -b feature
	echo 'SELECT 2;' >drizzle/0002_b.sql
	echo '{"entries": [{"idx": 0, "tag": "0001_a"}, {"idx": 1, "tag": "0002_b"}]}' >drizzle/meta/_journal.json
	commit b
	git checkout -q main
	echo 'SELECT 3;' >drizzle/0002_c.sql
	echo '{"entries": [{"idx": 0, "tag": "0001_a"}, {"idx": 1, "tag": "0002_c"}]}' >drizzle/meta/_journal.json
	commit c
	git checkout -q feature
	run -78 godwit renumber --base main --dir drizzle
	assert_contains '0002_b.sql cannot be renumbered: files of the format drizzle are also named in meta/_journal.json'
}

# The commands that are printed for a database that has the branch's migrations already.
@test "a database that has applied the old versions is settled as told" {
	colliding
	run -0 godwit up
	run -0 --separate-stderr godwit renumber --base main --write
	local told=$stderr
	commit renumbered
	git checkout -q main
	git merge -q --no-edit feature
	run -65 godwit up
	grep -o 'godwit resolve .*\|godwit up --to .*' <<<"$told" >../commands
	assert_equal "$(wc -l <../commands)" 5
	while read -r _ line; do
		# shellcheck disable=SC2086 # several words
		run -0 godwit $line
	done <../commands
	run -0 godwit up
	assert_contains 'nothing to do'
	run -0 --separate-stderr godwit status --json
	assert_json '[.migrations[] | "\(.key)=\(.status)"] | join(" ")' \
		'1=applied 2=applied 3=applied 4=applied 5=applied'
	assert_equal "$(db_tables | tr '\n' ' ')" 'a b c d e '
}

@test "a database that has applied old versions is led to where it has both branches' migrations" {
	two_branches
	table 3 d
	table 4 e
	commit 'd and e'
	run -0 godwit up
	run -0 --separate-stderr godwit renumber --base main --write
	assert_contains '`collided` where the base has them too' "$stderr"
	git add --all
	git commit -qm renumbered
	git merge -q --no-edit main

	run -65 godwit up
	assert_contains 'another migration (3_d) was applied under the version of 3_c'
	assert_contains '`godwit resolve 3 --reverted --reason WHY`, then `godwit up --to 3`, then `godwit resolve 4 --applied --reason WHY`'
	assert_contains 'another migration (4_e) was applied under the version of 4_d'
	assert_contains '`godwit resolve 4 --reverted --reason WHY`, then `godwit resolve 5 --applied --reason WHY`'
	run -65 godwit accept 3 --reason 'it looks like it'
	assert_contains 'another migration (3_d) was applied under the version of 3_c'
	run -65 godwit verify
	assert_contains '3_c has the version of another migration, which was applied'

	# What is there is called by the name that it was applied by.
	run -0 godwit status
	assert_contains 'collided  3_c'
	assert_contains '3_d was applied under this version'
	run -0 godwit show 3
	assert_contains 'CREATE TABLE d'
	refute_contains 'CREATE TABLE c'
	run -0 godwit plan --down --count 2
	assert_contains '3_d'
	refute_contains '3_c'
	run -0 --separate-stderr godwit blame c --json
	assert_json '.statements[0].applied[0].status' pending
	run -0 --separate-stderr godwit blame a --json
	assert_json '.statements[0].applied[0].status' applied

	run -0 godwit resolve 3 --reverted --reason moved
	run -0 godwit resolve 4 --reverted --reason moved
	run -0 godwit log
	assert_contains 'resolved-reverted  3_d'
	run -0 godwit up --to 3
	run -0 godwit resolve 4 --applied --reason moved
	run -0 godwit resolve 5 --applied --reason moved
	run -0 godwit up
	run -0 godwit verify
	assert_equal "$(db_tables | tr '\n' ' ')" 'a b c d e '
}

@test "what collides and has moved nowhere is taken back by the name and the text that it had" {
	repository
	table 1 a
	table 2 gone
	run -0 godwit up
	rm migrations/2_gone.sql
	table 2 new
	run -65 godwit up --edited warn
	assert_contains 'Put the file of 2_gone back (`godwit show 2` prints what was applied), and give 2_new a version of its own'
	run -65 godwit redo
	assert_contains '2_gone has no file to apply again'
	run -0 godwit down
	assert_contains 'reverted  2_gone'
	assert_equal "$(db_tables | tr '\n' ' ')" 'a '
	run -0 godwit up
	assert_equal "$(db_tables | tr '\n' ' ')" 'a new '
}

# Nothing that a baseline stands for can be resolved: the way out is by the files.
@test "what collides below a baseline is not told to be resolved" {
	table 1 a
	table 2 b
	run -0 godwit up
	table 9 z
	run -0 godwit baseline 9 --reason 'it is there'
	mv migrations/1_a.sql migrations/3_a.sql
	table 1 x
	run -65 godwit up
	assert_contains 'another migration (1_a) was applied under the version of 1_x'
	refute_contains 'godwit resolve'
	assert_contains 'give 1_x a version of its own'
	mv migrations/1_x.sql migrations/10_x.sql
	mv migrations/3_a.sql migrations/1_a.sql
	run -0 godwit up
	assert_contains 10_x
}
