#!/usr/bin/env bats
# Backups as dumps: made while others are connected, tried out, and loaded again.

load ../lib/e2e

setup() {
	local user
	e2e_setup
	migrations
	case $ENGINE in
	postgres)
		PROGRAM=pg_dump
		user=${URL/@/:s3cr3t@}
		;;
	mysql)
		PROGRAM=mariadb-dump
		mysql_client --execute "GRANT ALL ON *.* TO $DB@localhost IDENTIFIED BY 's3cr3t'"
		user=${URL/root@/$DB:s3cr3t@}
		;;
	esac
	run -0 godwit up --count 2
	printf 'environments:\n  prod:\n    url: %s\n    backup: before-up\n    backup_dir: "my dumps"\n    backup_keep: 1\n' \
		"$user" >godwit.yaml
}

teardown() {
	[[ $ENGINE != mysql ]] || mysql_client --execute "DROP USER $DB@localhost"
	e2e_teardown
}

# Another one of its name is found first: it does $1, then what the real one does, then $2.
instead_of_program() {
	local real
	real=$(command -v "$PROGRAM")
	mkdir -p bin
	cat >bin/"$PROGRAM" <<-SH
		#!/bin/sh
		[ "\$*" != --version ] || exec $real --version
		$1
		$real "\$@"
		$2
	SH
	chmod +x bin/"$PROGRAM"
}

# Names of databases and files that have to do with backups.
traces() {
	"$GODWIT" db list -e prod --json | jq -r '.databases[].name' | grep "^$DB"_ || true
	ls 'my dumps'
}

occupy() {
	mkfifo door
	case $ENGINE in
	postgres) psql -XAtq "$URL" <door >came 3>&- & ;;
	mysql) mysql_client --unbuffered "$DB" <door >came 3>&- & ;;
	esac
	exec 9>door
	echo 'SELECT 1;' >&9
	until [[ -s came ]]; do
		sleep 0.02
	done
}

@test "whoever is connected: made, tried, kept, and brought back" {
	local first
	[[ $ENGINE != mysql ]] || db_query 'CREATE TABLE past (n int) WITH SYSTEM VERSIONING;
		INSERT INTO past VALUES (1); UPDATE past SET n = 2'
	[[ $ENGINE != mysql ]] || mysql_client --binary-mode "$DB" <<<$'CREATE PROCEDURE ends()\r\nSELECT\r\n1;'
	occupy
	instead_of_program 'echo "$*" >arguments; env >environment' ''
	PATH=$PWD/bin:$PATH run -0 --separate-stderr "$GODWIT" up -e prod --json --count 1
	first=$(jq -r .backup <<<"$output")
	assert_contains "my dumps/${DB}_godwit_backup_" "$first"
	assert_equal "$(stat -c %a "$first")" 600
	assert_equal "$(traces)" "${first#*/}"
	run -0 --separate-stderr "$GODWIT" log -e prod --json
	assert_contains "${first##*_}"
	# The password is for nobody to see.
	assert_contains s3cr3t "$(<environment)"
	run ! grep s3cr3t arguments
	migration 11_half <<<'CREATE TABLE half (id integer);'
	migration 12_bad <<<'SELECT nothing_like_it;'
	run -1 "$GODWIT" up -e prod
	assert_contains "this brings it back:"
	assert_contains "godwit db restore 'my dumps/${DB}_godwit_backup_"
	assert_contains ".dump' -e prod --yes-i-mean $DB"
	local command
	command=$(grep -o 'godwit db restore.*' <<<"$output")
	assert_equal "$(traces | wc -l)" 1
	run ! grep -F "${first##*/}" <(traces)
	db_query 'DELETE FROM users'
	set -- my\ dumps/*
	run -75 "$GODWIT" db restore -e prod "$1" --yes-i-mean "$DB"
	exec 9>&-
	wait
	run -77 "$GODWIT" db restore -e prod "$1"
	run -65 "$GODWIT" db restore -e prod nothing_like_it --yes-i-mean "$DB"
	run -0 bash -c "godwit() { '$GODWIT' \"\$@\"; }; $command" </dev/null
	assert_equal "$(db_query 'SELECT email FROM users')" ada@example.com
	run -0 "$GODWIT" audit verify -e prod
	[[ $ENGINE != mysql ]] || assert_equal "$(db_query 'SELECT count(*) FROM past FOR SYSTEM_TIME ALL')" 2
}

# A command where no program that writes dumps is installed, as far as it can see.
without_program() {
	local programs=()
	mapfile -t programs < <(type -ap "$PROGRAM" && ls /usr/lib/postgresql/*/bin/"$PROGRAM" 2>/dev/null)
	# shellcheck disable=SC2016 # of the other shell
	unshare -m bash -c 'for program in "${@:2:$1}"; do mount --bind /dev/null "$program"; done
		"${@:$1 + 2}"' - "${#programs[@]}" "${programs[@]}" "$@"
}

@test "no program that writes dumps: a copy, and only when nobody else is connected" {
	unshare -m true 2>/dev/null || skip 'only root can take a program out of sight'
	run -78 without_program "$GODWIT" up -e prod
	assert_contains 'error[GW4202]'
	assert_contains "there is no program $PROGRAM"
	assert_contains 'Install the client programs of that version, or put them into PATH.'
	assert_contains 'there is no backup, and nothing was run'
	run ! ls 'my dumps'
	sed -i /backup_dir/d godwit.yaml
	occupy
	run -75 without_program "$GODWIT" up -e prod
	assert_contains 'there is no backup, and nothing was run'
	assert_equal "$(godwit status --json | jq .pending)" 1
	exec 9>&-
	wait
	run -0 without_program "$GODWIT" up -e prod
	assert_contains "backup: ${DB}_godwit_backup_"
}

@test "what is not like the database, or fails, is no backup, and nothing is run" {
	local client
	case $ENGINE in
	postgres) client="psql -XAtq '$URL' -c" ;;
	mysql) client="mariadb --no-defaults --user=root --socket=${URL##*socket=} $DB -e" ;;
	esac
	instead_of_program "env -i PATH=$PATH $client 'CREATE TABLE sudden (n integer)'" ''
	PATH=$PWD/bin:$PATH run -1 "$GODWIT" up -e prod
	assert_contains 'error[GW4306]'
	assert_contains 'there is no backup, and nothing was run'
	instead_of_program '' 'echo the disk is full >&2; exit 3'
	PATH=$PWD/bin:$PATH run -1 "$GODWIT" up -e prod
	assert_contains 'error[GW4307]'
	assert_contains 'the disk is full'
	[[ $ENGINE == postgres ]] || return 0
	# One that is too old for the server does not count, whatever comes first in PATH.
	printf '#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6.24"\n' >bin/pg_dump
	PATH=$PWD/bin:$PATH run -0 "$GODWIT" up -e prod
}

@test "what is no whole dump of this database is refused before anything is emptied" {
	local dump file
	run -0 --separate-stderr "$GODWIT" up -e prod --json
	dump=$PWD/$(jq -r .backup <<<"$output")
	echo 'rm -rf nothing' >script
	head -c -40 "$dump" >part
	mkdir folder
	run -65 "$GODWIT" db restore "${DB}_godwit_backup_20260101000000" -e prod --yes-i-mean "$DB"
	assert_contains 'there is no backup'
	assert_contains 'godwit db list'
	for file in script part folder; do
		run -65 "$GODWIT" db restore "$file" -e prod --yes-i-mean "$DB"
		assert_contains 'error[GW4308]'
		assert_contains 'hint:'
		assert_contains 'state: nothing was changed'
		assert_equal "$(db_query 'SELECT email FROM users')" ada@example.com
	done
	db_new
	run -0 godwit up --count 1
	run -65 godwit db restore "$dump" --yes-i-mean "$DB"
	assert_contains "is not a backup of $DB"
	assert_equal "$(db_query 'SELECT count(*) FROM users')" 1
	# Nothing is lost where there is no database yet.
	drop_database "$DB"
	run -0 godwit db restore "$dump" --yes-i-mean "$DB"
	assert_equal "$(db_query 'SELECT count(*) FROM posts')" 0
}

@test "what a dump that was cut off left is removed, or told" {
	local part left
	instead_of_program "echo \$\$ >begun; exec sleep 60" ''
	PATH=$PWD/bin:$PATH "$GODWIT" up -e prod >log 2>&1 3>&- &
	until [[ -s begun ]]; do
		sleep 0.02
	done
	part=$(ls my\ dumps/*.part)
	# Its writer is at work: it stays.
	run -0 "$GODWIT" up -e prod --count 1
	refute_contains 'not completed'
	[[ -e $part ]]
	kill -9 $! "$(<begun)"
	wait $! || true
	migration 11_more <<<'CREATE TABLE more (id integer);'
	left=${DB}_godwit_backup_20010101000000
	run -0 godwit db create "$left"
	run -0 "$GODWIT" up -e prod
	assert_contains '1 dump that was not completed was removed'
	assert_contains "$left was not completed: \`godwit db drop $left\`"
	[[ ! -e $part ]]
	run -0 godwit db drop "$left" --yes-i-mean "$left"
}

@test "no event is enabled where a dump is tried, and all are where it is loaded" {
	[[ $ENGINE == mysql ]] || skip 'it has no events'
	local dump enabled
	enabled="SELECT event_schema FROM information_schema.events WHERE status = 'ENABLED'
		AND event_schema LIKE '$DB%'"
	db_query "CREATE TABLE ticks (n int, note text);
		INSERT INTO ticks VALUES (0, 'CREATE EVENT ... PRESERVE ENABLE');
		CREATE EVENT \`PRESERVE ENABLE\` ON SCHEDULE EVERY 1 DAY STARTS '2020-01-01 00:00:00'
			DO INSERT INTO $DB.ticks VALUES (1, ' PRESERVE ENABLE')"
	mkdir bin
	cat >bin/mariadb <<-SH
		#!/bin/sh
		$(command -v mariadb) "\$@"
		status=\$?
		env -i $(command -v mariadb) --no-defaults -BN --user=root --socket=${URL##*socket=} -e "$enabled" >enabled
		exit \$status
	SH
	chmod +x bin/mariadb
	PATH=$PWD/bin:$PATH run -0 --separate-stderr "$GODWIT" up -e prod --json
	dump=$(jq -r .backup <<<"$output")
	assert_equal "$(<enabled)" "$DB"
	assert_equal "$(traces)" "${dump#*/}"
	db_query 'DROP EVENT `PRESERVE ENABLE`'
	run -0 "$GODWIT" db restore "$dump" -e prod --yes-i-mean "$DB"
	assert_equal "$(db_query "$enabled")" "$DB"
	assert_equal "$(db_query "SELECT event_definition FROM information_schema.events
		WHERE event_schema = '$DB'")" "INSERT INTO $DB.ticks VALUES (1, ' PRESERVE ENABLE')"
}
