#!/usr/bin/env bats
# Files that are no longer what was applied: edited, gone, renamed, renumbered; and what people can
# say about it.

load ../lib/e2e
load ../lib/e2e_world

# Nothing runs, and nothing is written down.
refuses() { # status message
	local events
	events=$(db_events)
	echo 'CREATE TABLE later (id integer);' | migration 99_later
	run -65 godwit up
	assert_contains 'error[GW2201]'
	assert_contains "$2"
	run -65 --separate-stderr godwit plan --json
	assert_json ".refusals[0].status" "$1"
	assert_json '.error.slug' plan-refused
	rm migrations/99_later.sql
	assert_equal "$(db_events)" "$events"
	refute_contains later "$(db_tables)"
}

status_of() { # key
	godwit status --json | jq -r ".migrations[] | select(.key == \"$1\") | .status"
}

@test "an edited file is refused, with the difference" {
	migrations
	run -0 godwit up
	sed -i 's/varchar(50)/varchar(60)/' migrations/1_users.sql
	assert_equal "$(status_of 1)" edited
	refuses edited '1_users was edited after it was applied'
	run -65 godwit up
	assert_contains 'migrations/1_users.sql'
	assert_contains '-CREATE TABLE users (id integer PRIMARY KEY, name varchar(50) NOT NULL);'
	assert_contains '+CREATE TABLE users (id integer PRIMARY KEY, name varchar(60) NOT NULL);'
	assert_contains 'godwit accept 1 --reason'
	run -65 godwit verify
	assert_contains '+CREATE TABLE users (id integer PRIMARY KEY, name varchar(60) NOT NULL);'

	# Two of them are told at once.
	sed -i 's/REFERENCES users (id)/REFERENCES users/' migrations/2_posts.sql
	run -65 godwit up
	assert_contains '1_users was edited'
	assert_contains '2_posts was edited'

	run -0 godwit up --edited warn
	assert_contains 'warning: 1_users was edited'
}

@test "an edited file is accepted by name and with a reason, which is history" {
	migrations
	run -0 godwit up
	sed -i 's/varchar(50)/varchar(60)/' migrations/1_users.sql
	run -64 godwit accept 1
	run -0 godwit accept 1 --reason 'widened by hand, ticket 7'
	assert_equal "$(status_of 1)" applied
	run -0 godwit up
	assert_contains 'nothing to do'
	run -0 godwit verify
	run -0 --separate-stderr godwit log --json
	assert_json '.events[0].event' accepted
	assert_json '.events[0].reason' 'widened by hand, ticket 7'
	# From now on this is the text that counts, in both directions.
	sed -i 's/varchar(60)/varchar(70)/' migrations/1_users.sql
	run -65 godwit up
	assert_contains '-CREATE TABLE users (id integer PRIMARY KEY, name varchar(60) NOT NULL);'
	run -65 godwit accept 99 --reason x
	rm migrations/10_email.sql
	run -65 godwit accept 10 --reason x
}

@test "comments, blanks and line ends are no edit" {
	migrations
	run -0 godwit up
	sed -i '1i -- a comment\n/* another */' migrations/1_users.sql
	sed -i 's/$/\r/' migrations/2_posts.sql
	sed -i '1s/^/\xef\xbb\xbf/' migrations/10_email.sql
	assert_equal "$(status_of 2)" applied
	assert_equal "$(status_of 10)" applied
	run -0 godwit up
	run -0 godwit verify
	sed -i 's/CREATE TABLE users (/CREATE   TABLE users( -- who\n/' migrations/1_users.sql
	assert_equal "$(status_of 1)" cosmetic
	run -0 godwit up
	run -0 godwit verify
	# A blank within a literal is none of these.
	sed -i "s/'Ada'/'Ada '/" migrations/1_users.sql
	assert_equal "$(status_of 1)" edited
	run -65 godwit up
}

@test "a down section may change: it is told, and the new one is used" {
	migrations
	run -0 godwit up
	sed -i 's/^DROP TABLE posts;/&\nCREATE TABLE traces (id integer);/' migrations/2_posts.sql
	assert_equal "$(status_of 2)" down-edited
	run -0 godwit up
	run -0 godwit verify
	assert_contains 'its down script changed'
	run -0 godwit down 2
	assert_equal "$(db_tables | tr '\n' ' ')" 'traces users '
}

@test "a file that is gone" {
	migrations
	run -0 godwit up
	mv migrations/2_posts.sql .
	assert_equal "$(status_of 2)" missing
	refuses missing '2_posts is applied, but its file is gone'
	run -65 godwit verify
	assert_contains '2_posts is applied, but its file is gone'
	run -0 godwit up --missing warn
	assert_contains 'warning: 2_posts is applied, but its file is gone'
	mv 2_posts.sql migrations
	run -0 godwit verify
}

@test "a database that is newer than the files is left alone" {
	migrations
	run -0 godwit up
	mv migrations/10_email.sql .
	assert_equal "$(status_of 10)" future
	run -0 godwit up
	assert_contains 'warning: the database is newer than these files: 1 applied migration, up to 10_email'
	run -0 godwit verify
	mv 10_email.sql migrations
	run -0 godwit up
	refute_contains warning
}

@test "a file with another name and the same version is the same" {
	migrations
	run -0 godwit up
	mv migrations/2_posts.sql migrations/2_articles.sql
	assert_equal "$(status_of 2)" renamed
	run -0 godwit up
	assert_contains 'warning: 2_articles was applied under the name posts'
	run -0 godwit down 2
	assert_equal "$(db_tables)" users
}

@test "a file with another version and the same text is found again" {
	migrations
	run -0 godwit up
	mv migrations/2_posts.sql migrations/11_posts.sql
	refuses renumbered '2_posts was applied, and has the version 11 now'
	run -65 godwit up
	assert_contains 'godwit resolve 11 --applied'
	assert_contains 'godwit resolve 2 --reverted'
	# What the hint says works.
	run -0 godwit resolve 11 --applied --reason 'renumbered'
	run -0 godwit resolve 2 --reverted --reason 'renumbered'
	run -0 godwit up
	assert_contains 'nothing to do'
	run -0 godwit verify
	run -0 godwit down
	assert_equal "$(db_tables)" users
}

@test "a migration that comes late" {
	migrations
	run -0 godwit up
	echo 'CREATE TABLE late (id integer);' | migration 5_late
	assert_equal "$(status_of 5)" out-of-order
	run -2 godwit status --exit-code
	refuses out-of-order '5_late comes before migrations that are applied already'
	run -0 godwit up --out-of-order warn
	assert_contains 'warning: 5_late comes before'
	assert_contains late "$(db_tables)"
	echo 'CREATE TABLE later (id integer);' | migration 6_later
	run -0 env GODWIT_OUT_OF_ORDER=allow DATABASE_URL="$URL" "$GODWIT" up
	refute_contains warning
	printf -- '-- godwit:up out_of_order=allow\nCREATE TABLE latest (id integer);\n' | migration 7_latest
	run -0 godwit up
	refute_contains warning
	assert_equal "$(db_tables | tr '\n' ' ')" 'late later latest posts users '
	run -0 godwit verify
	# Back goes what came last, not what has the highest number.
	run -65 godwit down
	assert_contains '7_latest has no down script'
}

@test "two things at once are told at once" {
	migrations
	run -0 godwit up
	echo 'CREATE TABLE late (id integer);' | migration 5_late
	sed -i 's/varchar(50)/varchar(60)/' migrations/1_users.sql
	rm migrations/2_posts.sql
	run -65 --separate-stderr godwit plan --json
	assert_json '[.refusals[].status] | sort | join(" ")' 'edited missing out-of-order'
	assert_json '[.refusals[] | select(.hint == null)] | length' 0
	run -65 godwit up
	assert_contains '3 migrations stand against this'
}

@test "large texts are not kept, and edits are refused without the difference" {
	migrations
	run -0 godwit up --store-sql-limit 40B
	assert_equal "$(db_query "SELECT count(*) FROM $(history_table) WHERE up_sql IS NOT NULL")" 0
	sed -i 's/varchar(50)/varchar(60)/' migrations/1_users.sql
	run -65 godwit up
	assert_contains '1_users was edited'
	refute_contains '-CREATE TABLE'
}

# --- the matrix: what became of the files since they were applied, and what godwit makes of it ---

# mutation | key=status for those that are not simply applied | exit status of up
mutations() {
	cat <<-'MUTATIONS'
		:||0
		sed -i 's/varchar(50)/varchar(60)/' migrations/1_users.sql|1=edited|65
		sed -i 's/CREATE TABLE users (/CREATE  TABLE users -- who\n(/' migrations/1_users.sql|1=cosmetic|0
		sed -i 's/godwit:up/godwit:up lock_timeout=9s/' migrations/1_users.sql|1=cosmetic|0
		sed -i 's/$/\r/; 1s/^/\xef\xbb\xbf/' migrations/1_users.sql||0
		sed -i '/godwit:down/,$d' migrations/1_users.sql|1=down-edited|0
		printf -- '-- godwit:verify\nSELECT 1;\n' >>migrations/1_users.sql|1=cosmetic|0
		: >migrations/1_users.sql|1=edited|65
		rm migrations/2_posts.sql|2=missing|65
		rm migrations/10_email.sql|10=future|0
		rm migrations/10_email.sql migrations/2_posts.sql|10=future 2=future|0
		mv migrations/2_posts.sql migrations/2_articles.sql|2=renamed|0
		mv migrations/2_posts.sql migrations/2_articles.sql; sed -i 's/author/writer/' migrations/2_articles.sql|2=collided|65
		mv migrations/2_posts.sql migrations/3_posts.sql|2=renumbered 3=out-of-order|65
		mv migrations/2_posts.sql migrations/3_posts.sql; sed -i 's/author/writer/' migrations/3_posts.sql|2=missing 3=out-of-order|65
		mv migrations/1_users.sql x; mv migrations/2_posts.sql migrations/1_users.sql; mv x migrations/2_posts.sql|1=edited 2=edited|65
		mv migrations/1_users.sql x; mv migrations/2_posts.sql migrations/1_posts.sql; mv x migrations/2_users.sql|1=collided 2=collided|65
		cp migrations/2_posts.sql migrations/3_posts.sql|3=out-of-order|65
		echo 'SELECT 1;' >migrations/5_late.sql|5=out-of-order|65
		cp migrations/2_posts.sql migrations/02_posts.sql|duplicate-version|65
		mkdir x; mv migrations/2_posts.sql x; ln -s ../x/2_posts.sql migrations/2_posts.sql|source|65
		mv migrations/2_posts.sql x; mkdir migrations/2_posts.sql|2=missing|65
		mv migrations/2_posts.sql migrations/R__posts.sql|2=missing R__posts=pending|65
		sed -i 's/godwit:up/godwit:baseline/' migrations/2_posts.sql|2=skipped|0
	MUTATIONS
}

@test "every mutation of the files is told apart before anything runs" {
	local mutation statuses code got events command
	local -i n=0
	migrations
	run -0 godwit up
	events=$(db_events)
	cp -r migrations good
	while IFS='|' read -r mutation statuses code; do
		rm -rf migrations x
		cp -r good migrations
		eval "$mutation"
		run --separate-stderr godwit status --json
		if [[ $statuses == *=* || -z $statuses ]]; then
			got=$(jq -r '[.migrations[] | select(.status != "applied") | "\(.key)=\(.status)"] | sort | join(" ")' <<<"$output")
			[[ $got == "$statuses" ]] || fail "$mutation: $got, and not $statuses"
		else
			[[ $(jq -r .error.slug <<<"$output") == "$statuses" ]] || fail "$mutation: $output"
		fi
		# Nothing runs that is refused: neither what is new nor anything else, in both directions.
		if [[ $code -ne 0 ]]; then
			echo 'CREATE TABLE later (id integer);' | migration 99_later
			for command in plan up 'goto 99'; do
				# shellcheck disable=SC2086
				run godwit $command
				[[ $status -eq $code ]] || fail "$mutation: $command: $status $output"
			done
			refute_contains later "$(db_tables)"
		else
			run godwit up
			[[ $status -eq 0 ]] || fail "$mutation: $output"
			assert_contains 'nothing to do'
		fi
		assert_equal "$(db_events)" "$events"
		n+=1
	done < <(mutations)
	[[ $n -ge 12 ]]
}
