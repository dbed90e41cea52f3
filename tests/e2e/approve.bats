#!/usr/bin/env bats
# Saved plans: what was approved runs, or nothing does. And what is recorded of who ran it.

load ../lib/e2e
load ../lib/e2e_world

# Nothing is done, and nothing is recorded.
assert_refused() { # words
	local events
	events=$(db_events_if_any)
	run -77 godwit up --plan plan.json
	assert_contains 'error[GW2205]'
	assert_contains "$1"
	assert_equal "$(db_events_if_any)" "$events"
}

db_events_if_any() {
	[[ -z $(db_objects | grep godwit_history) ]] || db_events
}

@test "the saved plan runs, and once" {
	migrations
	run -0 godwit plan --out plan.json
	run -0 godwit up --plan plan.json
	assert_equal "$(db_tables | tr '\n' ' ')" 'posts users '
	assert_refused 'the history is another one'
	run -0 godwit plan --down --count 1 --out plan.json
	run -0 godwit up --plan plan.json
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 2
	run -0 godwit plan --to 10 --out plan.json
	run -0 godwit up --plan plan.json
}

@test "another file, order, history or database" {
	migrations
	run -0 godwit plan --out plan.json
	cp migrations/2_posts.sql kept
	echo '-- more' >>migrations/2_posts.sql
	assert_refused '2 is not as it was'
	mv kept migrations/2_posts.sql
	migration 5_between <<<'CREATE TABLE between_them (a int);'
	assert_refused '10 is not as it was'
	rm migrations/5_between.sql
	migration 11_after <<<'CREATE TABLE after_them (a int);'
	assert_refused 'there are 4 steps to do, and not 3'
	rm migrations/11_after.sql
	mkdir migrations/hooks
	echo 'SELECT 1;' >migrations/hooks/before-run.sql
	assert_refused 'other hooks'
	rm -r migrations/hooks
	db_new
	assert_refused 'the database is another one'
	run -0 godwit up --to 1
	assert_refused 'the history is another one'
	run -0 godwit plan --out plan.json
	echo '-- more' >>migrations/1_users.sql
	run -0 godwit accept 1 --reason 'meanwhile'
	assert_refused 'has gone on since'
	# Whatever is wrong with the migrations of another one.
	db_new
	run -0 godwit up
	sed -i 's/varchar(50)/varchar(60)/' migrations/1_users.sql
	assert_refused 'the history is another one'
}

@test "what is put into the scripts is part of the plan" {
	migration 1_named <<<'CREATE TABLE ${table} (a int);'
	run -0 godwit plan --set table=good --out plan.json
	refute_contains good "$(cat plan.json)"
	run -77 godwit up --set table=evil --plan plan.json
	assert_contains '1 is not as it was'
	run -0 godwit up --set table=good --plan plan.json
	assert_equal "$(db_tables | tr '\n' ' ')" 'good '
}

@test "a plan that goes on where it stopped, and one that fails" {
	migrations
	migration 3_bad <<<'CREATE TABLE users (id integer);'
	run -0 godwit plan --out plan.json
	run -1 godwit up --plan plan.json
	# Its first two steps stand: the rest of it is another plan.
	assert_refused 'the history is another one'
	run -64 godwit up 1 --plan plan.json
	sed -i 's/"godwit_plan": [0-9]*/"godwit_plan": 1/; /"salt"/d' plan.json
	run -65 godwit up --plan plan.json
	assert_contains 'plan.json is a plan that another version of godwit saved'
	echo '{}' >plan.json
	run -65 godwit up --plan plan.json
	assert_contains 'error[GW2206]: plan.json is no saved plan'
}

# detail of the last event
last_detail() {
	db_query "SELECT detail FROM $(history_table) ORDER BY seq DESC LIMIT 1"
}

@test "CI, its pipeline and its actor are recorded, and no secret" {
	migrations
	CI_JOB_URL=https://ann:secret@gitlab.example/jobs/7 CI_PIPELINE_URL=https://gitlab.example/p/1 \
		GITLAB_USER_LOGIN=ann run -0 godwit up --to 1
	assert_equal "$(last_detail | jq -c .ci)" \
		'{"provider":"gitlab","pipeline":"https://gitlab.example/p/1","actor":"ann"}'
	assert_equal "$(last_detail | jq '.steps | length')" 1
	refute_contains secret "$(db_query "SELECT ci_job FROM $(history_table)")"
	echo '-- more' >>migrations/1_users.sql
	GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=a/b GITHUB_RUN_ID=9 GITHUB_ACTOR=bob \
		run -0 godwit accept 1 --reason why
	assert_equal "$(last_detail | jq -c .ci)" \
		'{"provider":"github","pipeline":"https://github.com/a/b/actions/runs/9","actor":"bob"}'
	BUILD_URL=https://u:secret@jenkins.example/job/1/ run -0 godwit up --to 2
	assert_equal "$(last_detail | jq -c .ci.provider)" '"jenkins"'
	refute_contains secret "$(last_detail)"
	run -0 godwit up
	assert_equal "$(last_detail | jq -c .ci)" null
	run -0 godwit audit verify
}

@test "tickets come from the commits" {
	[[ $ENGINE == sqlite ]] || skip 'the same for all'
	migrations
	git init -q . && git add migrations
	git -c user.name=a -c user.email=a@b commit -qm $'Users\n\nTicket: not a trailer\n\nTicket: SHOP-7\nRefs: #12\nSigned-off-by: a'
	run -0 godwit up
	assert_equal "$(last_detail | jq -c .tickets)" '["SHOP-7","#12"]'
	assert_equal "$(db_query "SELECT detail FROM $(history_table) WHERE seq = 1" | jq -c .git.tickets)" \
		'["SHOP-7","#12"]'
	run -0 godwit audit verify
}
