#!/usr/bin/env bats
# `audit report`, and `log` in its forms: what was done, by whom, and what does not fit.

# It takes the sanitizers a minute to see what the unit tests show them.
# bats file_tags=slow

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_audit

# Three migrations of a job, one taken back and applied again, and a run that failed.
eventful_history() {
	migrations
	CI_JOB_URL=https://ci.example.org/1 GITLAB_USER_LOGIN=ann run -0 godwit up
	run -0 godwit down
	run -0 godwit up --reason '<b>again</b>, "now"'
	echo 'SELECT nothing_at_all FROM nowhere' >migrations/11_boom.sql
	run -1 godwit up
	rm migrations/11_boom.sql
}

@test "a report says what was done, by whom, how long it took, and that all fits" {
	local applied
	eventful_history
	applied=$(godwit status --json | jq .counts.applied)
	run -0 --separate-stderr godwit audit report --json
	assert_json .ok true
	assert_json '.findings | length' 0
	assert_json .summary.record holds
	assert_json .summary.failed_runs 1
	assert_json '.migrations | length' "$applied"
	assert_json '[.migrations[] | select(.state == "applied" and .duration_us >= 0 and .os_user != null)] | length' "$applied"
	assert_json '.migrations[0].ci_job' https://ci.example.org/1
	assert_json '.runs[0].state' failed
	assert_json '.runs[0].version' 11
	assert_json '.runs[0].error' statement-failed
	assert_json '.runs[1].reason' '<b>again</b>, "now"'
	assert_json '.runs[2].reverted' 1
	assert_json '.runs[3].ci_actor' ann
	assert_json '.log | length' "$(db_query "SELECT count(*) FROM $(history_table)")"
	assert_json '.summary.head' "$(db_query "SELECT hash FROM $(history_table) ORDER BY seq DESC LIMIT 1")"
	run -0 godwit audit report
	assert_contains 'holds'
	assert_contains 'statement-failed'
}

@test "files that are not what was applied are told with the difference" {
	eventful_history
	sed -i 's/PRIMARY KEY/NOT NULL PRIMARY KEY/' migrations/1_users.sql
	run -0 --separate-stderr godwit audit report --json
	assert_json .ok false
	assert_json '.findings[0].finding' edited
	assert_json '.findings[0].key' 1
	[[ $(jq -r '.findings[0].diff' <<<"$output") == *$'\n-'*$'\n+'*'NOT NULL PRIMARY KEY'* ]] || fail 'no difference'
	assert_json '.migrations[0].state' edited
	rm migrations/1_users.sql
	run -0 godwit audit report
	assert_contains 'bad   1_users is applied, but its file is gone'
	# Without any files there is still the record.
	rm -r migrations
	run -0 --separate-stderr godwit audit report --json
	assert_json '.findings[0].finding' not-compared
	assert_json '.migrations[0].state' applied
}

@test "a record that is broken is reported, and the exit status says so" {
	eventful_history
	godwit audit checkpoint -o kept
	tamper "UPDATE HISTORY SET os_user = 'eve' WHERE seq = 2"
	run -77 godwit audit report -o report.html
	grep -q 'history row 2: it was altered: os_user was' report.html
	tamper "UPDATE HISTORY SET event = 'nothing' WHERE seq = 2"
	run -77 godwit audit report
	assert_contains 'what is applied cannot be told'
	db_new
	eventful_history
	run -77 godwit audit report --checkpoint kept
	assert_contains 'it begins another history'
	[[ -z $(godwit audit verify --json | jq -r '.finding // empty') ]]
}

@test "a page needs nothing but itself" {
	eventful_history
	run -0 godwit audit report -o report.html
	assert_equal "$output" ''
	run -0 cat report.html
	[[ $output == '<!DOCTYPE html>'*'</html>' ]] || fail 'no page'
	assert_contains '&lt;b&gt;again&lt;/b&gt;, &quot;now&quot;'
	assert_contains '<a rel="noreferrer noopener" href="https://ci.example.org/1" title='
	assert_equal "$(grep -c '<svg' report.html)" 2
	run ! grep -qE '<script|<b>|src=|url\(|@import|<link' report.html
	run -0 --separate-stderr godwit audit report --as html
	[[ $output == '<!DOCTYPE html>'* ]]
}

@test "CSV, Markdown and text, on stdout and in files" {
	eventful_history
	run -0 godwit audit report -o report.csv
	run -0 cat report.csv
	assert_equal "${lines[0]%%,kind*}" version,name
	assert_equal "$(grep -c $'\r$' report.csv)" "$(wc -l <report.csv)"
	assert_equal "$(wc -l <report.csv)" $((1 + $(godwit status --json | jq .counts.applied)))
	run -0 godwit audit report -o report.md
	run -0 cat report.md
	assert_contains '| 1_users | applied |'
	assert_contains '&lt;b\>again&lt;/b\>, "now"'
	run -0 godwit audit report -o report.txt
	run -0 cat report.txt
	assert_contains 'MIGRATION '
	run -0 godwit audit report -o report.json
	[[ $(jq .ok report.json) == true ]]
	run -64 godwit audit report --json --as csv
	run -64 godwit audit report --as pdf
	run -64 godwit audit report --format html
	assert_contains '`--as html`'
	run -1 godwit audit report -o nowhere/report.csv
}

@test "a log has the same forms" {
	eventful_history
	run -0 godwit log --all --as csv
	[[ ${lines[0]} == seq,started_at,event,version,name,* ]] || fail 'no head'
	assert_equal "${#lines[@]}" $((1 + $(db_query "SELECT count(*) FROM $(history_table)")))
	run -0 godwit log --count 1 -o log.md
	run -0 cat log.md
	assert_contains '| failed | 11_boom |'
	[[ $output != *finished* ]] || fail 'more than one'
	run -0 godwit log --all -o log.html
	grep -q '<h1>Log</h1>' log.html
	run -0 --separate-stderr godwit log --as json --count 1
	assert_json '.events[0].event' failed
	run -0 godwit log --count 1 -o log.txt
	assert_equal "$(cat log.txt)" "$(godwit log --count 1)"
}

# A reason is anybody's text; spreadsheets compute what begins with one of these.
@test "other people's text is text in every form" {
	local reason
	migrations
	run -0 godwit up
	for reason in '=cmd|x' '</script><script>x</script>' 'a | b' $'two\nlines'; do
		run -0 godwit redo --reason "$reason"
	done
	run -0 godwit log --all --as csv
	assert_contains ",'=cmd|x,"
	run -0 godwit log --all --as markdown
	assert_contains 'a \| b'
	assert_contains 'two<br>lines'
	run -0 godwit audit report --as html
	[[ $output != *'<script'* ]] || fail 'a script'
}

@test "nothing was done yet" {
	run -0 --separate-stderr godwit audit report --json
	assert_json .ok true
	assert_json .summary.record empty
	run -0 godwit audit report -o report.html
	run -0 godwit log --as html
	assert_untouched
}
