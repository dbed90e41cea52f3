#!/usr/bin/env bats
# The folder of migrations: nothing in it, things in it that are no files, files that cannot be read.

load ../lib/e2e
load ../lib/e2e_world

# Nothing is read from it, and nobody waits for it.
refuses_file() { # message
	run -65 timeout 10 env DATABASE_URL="$URL" "$GODWIT" up
	assert_contains "error[GW3001]: $1"
	assert_contains 'state: nothing was changed in the database'
	assert_untouched
}

@test "an empty folder is nothing to do" {
	run -0 --separate-stderr godwit up
	assert_contains 'nothing to do'
	assert_contains 'no migrations in migrations' "$stderr"
	run -0 godwit status
	assert_contains 'no migrations in migrations'
	run -0 godwit down
	assert_contains 'nothing to do'
	run -0 godwit verify
	assert_untouched
}

@test "no folder" {
	rmdir migrations
	refuses_file 'there is no folder migrations'
	assert_contains '--dir'
	run -65 godwit status --dir db/nowhere
	assert_contains 'there is no folder db/nowhere'
	touch file
	run -65 godwit up --dir file
	assert_contains file
	assert_untouched
}

@test "what has the name of a migration and is no file" {
	echo 'CREATE TABLE good (id integer);' | migration 1_good

	mkfifo migrations/2_bad.sql
	refuses_file 'migrations/2_bad.sql is not a regular file'
	rm migrations/2_bad.sql

	ln -s /dev/zero migrations/2_bad.sql
	refuses_file 'migrations/2_bad.sql is a symlink that leads out of the folder'
	rm migrations/2_bad.sql

	echo 'SELECT 1;' >outside.sql
	ln -s ../outside.sql migrations/2_bad.sql
	refuses_file 'migrations/2_bad.sql is a symlink that leads out of the folder'
	rm migrations/2_bad.sql

	ln -s nowhere.sql migrations/2_bad.sql
	refuses_file 'migrations/2_bad.sql'
	rm migrations/2_bad.sql

	ln -s 2_bad.sql migrations/2_bad.sql
	refuses_file 'migrations/2_bad.sql'
	rm migrations/2_bad.sql

	if mknod migrations/2_bad.sql c 1 3 2>/dev/null; then
		refuses_file 'migrations/2_bad.sql is not a regular file'
		rm migrations/2_bad.sql
	fi

	# A folder may have any name, and a link within the folder is as good as a file.
	mkdir migrations/2_bad.sql
	ln -s 1_good.sql migrations/3_link.sql
	echo 'SELECT 1;' >migrations/1_good.sql
	run -0 godwit up
	run -0 --separate-stderr godwit status --json
	assert_json '[.migrations[].key] | join(" ")' '1 3'
}

@test "a file and a folder that may not be read" {
	local nowhere='postgres://nobody@/none?host=/nowhere'
	[[ $ENGINE != sqlite ]] || nowhere=sqlite:/nowhere/none.db
	[[ $ENGINE != mysql ]] || nowhere='mysql://nobody@localhost/none?socket=/nowhere'
	echo 'CREATE TABLE good (id integer);' | migration 1_good
	chmod 755 migrations
	chmod 0 migrations/1_good.sql
	# Files come first: nobody is bothered with a password when they are not in order.
	# shellcheck disable=SC2016 # expanded there
	run unprivileged env DATABASE_URL="$nowhere" sh -c '"$GODWIT" up'
	assert_status 65
	assert_contains 'error[GW3001]'
	assert_contains 'migrations/1_good.sql'
	assert_contains 'Permission denied'

	chmod 644 migrations/1_good.sql
	chmod 0 migrations
	# shellcheck disable=SC2016
	run unprivileged env DATABASE_URL="$nowhere" sh -c '"$GODWIT" up'
	chmod 755 migrations
	assert_status 65
	assert_contains 'Permission denied'
	assert_untouched
}

@test "names that are told, and not run" {
	echo 'CREATE TABLE good (id integer);' | migration 1_good
	local name
	for name in readme.sql _draft.sql 2_later.SQL notes.txt .hidden.sql '3_x.sql~' 4x.sql; do
		echo 'CREATE TABLE stray (id integer);' >"migrations/$name"
	done
	mkdir migrations/old
	echo 'CREATE TABLE stray (id integer);' >migrations/old/0_old.sql
	run -0 godwit up
	assert_equal "$(db_tables)" good
	for name in readme.sql _draft.sql 2_later.SQL 4x.sql; do
		assert_contains "$name: is not run"
	done
	refute_contains notes.txt
	run -0 --separate-stderr godwit status --json
	assert_json '[.source.notices[].path] | sort | join(" ")' '2_later.SQL 4x.sql _draft.sql readme.sql'
}

@test "names that are not safe everywhere" {
	local name
	echo 'CREATE TABLE good (id integer);' | migration 1_good
	echo 'SELECT 1;' >'migrations/2_Case.sql'
	echo 'SELECT 1;' >'migrations/2_case.sql'
	run -65 godwit up
	assert_contains '2_Case.sql'
	assert_contains '2_case.sql'
	rm migrations/2_*
	# Blanks, quotes, other scripts: all of it is just a name.
	for name in "2_it's a \"name\"; DROP TABLE good" $'3_na\u00efve \U0001f426'; do
		echo 'SELECT 1;' >"migrations/$name.sql"
	done
	run -0 godwit up
	assert_equal "$(db_tables)" good
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 3
	assert_json '.migrations[2].name' $'na\u00efve \U0001f426'
	run -0 godwit verify
	# What a terminal would obey is refused, and not obeyed on the way.
	echo 'SELECT 1;' >$'migrations/4_bell\a\e[31mred.sql'
	run -65 godwit up
	assert_contains 'error[GW3001]'
	assert_contains '4_bell\x07\x1b[31mred.sql'
	refute_contains $'\e'
}

@test "the same version twice, and the same version in two spellings" {
	local other
	for other in 7_other 007_other 7.0_other v7_other; do
		refresh
		echo 'CREATE TABLE one (id integer);' | migration 7_one
		echo 'CREATE TABLE two (id integer);' | migration "$other"
		run -65 godwit up
		assert_contains 'error[GW3003]'
		assert_contains 7_one.sql
		assert_contains "$other.sql"
		assert_untouched
	done
}

@test "order is by number, part by part" {
	local name
	for name in 2_b 10_c 1_a 1.10_a 1.9_a 20260101000000_d 003_b; do
		echo "INSERT INTO seen (name) VALUES ('$name');" | migration "$name"
	done
	case $ENGINE in
	postgres) echo 'CREATE TABLE seen (id serial PRIMARY KEY, name text);' ;;
	mysql) echo 'CREATE TABLE seen (id integer AUTO_INCREMENT PRIMARY KEY, name text);' ;;
	sqlite) echo 'CREATE TABLE seen (id integer PRIMARY KEY, name text);' ;;
	esac | migration 0_first
	run -0 godwit up
	assert_equal "$(db_query 'SELECT name FROM seen ORDER BY id' | tr '\n' ' ')" \
		'1_a 1.9_a 1.10_a 2_b 003_b 10_c 20260101000000_d '
}

