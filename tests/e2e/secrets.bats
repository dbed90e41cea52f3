#!/usr/bin/env bats
# A password, from every place that there is for it, is not seen anywhere but by the server.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

canary='c4n4ry-Zq7'

# Somebody whose password the server asks for. Where there are no passwords, one may be given all the
# same, and is not shown.
setup() {
	world_setup
	log_table
	chmod 700 .
	case $ENGINE in
	postgres)
		user_new "$canary"
		db_query "DO 'BEGIN CREATE ROLE by_password; EXCEPTION WHEN duplicate_object THEN END'"
		db_query "GRANT by_password TO $DB_USER; GRANT CREATE ON DATABASE $DB TO $DB_USER;
			GRANT ALL ON SCHEMA public TO $DB_USER; GRANT ALL ON ran, ran_id_seq TO $DB_USER"
		;;
	mysql)
		user_new "$canary"
		db_query "GRANT ALL ON $DB.* TO $DB_USER@localhost"
		;;
	esac
	[[ $ENGINE == sqlite ]] || NAKED=$(url_as "$DB_USER")
}

refute_canary() {
	refute_contains "$canary" "$output"
	refute_contains "$canary" "${stderr-}"
}

# Everything that looks at the configuration or at the database, in words and as JSON.
assert_hidden() { # variable=value... -- option...
	local -a variables=() words
	local words_line
	while [[ $1 != -- ]]; do
		variables+=("$1")
		shift
	done
	shift
	while read -r words_line; do
		read -r -a words <<<"$words_line"
		run --separate-stderr env "${variables[@]}" "$GODWIT" "${words[@]}" "$@"
		assert_status 0
		refute_canary
	done <<-'COMMANDS'
		config
		config url
		config password
		config --json
		status --verbose
		plan --json
		up --verbose
		status --json
		log --json
		verify --verbose
	COMMANDS
	assert_equal "$(ran)" 1
	assert_nowhere
	forget
}

assert_nowhere() {
	refute_contains "$canary" "$(db_dump)"
}

@test "a password from every place" {
	[[ $ENGINE != sqlite ]] || skip 'SQLite knows no passwords'
	file 1_a.sql "$(log 1)"

	assert_hidden -- --url "$(url_as "$DB_USER" "$canary")"
	assert_hidden GODWIT_URL="$(url_as "$DB_USER" "$canary")" --
	assert_hidden DATABASE_URL="$(url_as "$DB_USER" "$canary")" --
	assert_hidden DATABASE_URL="$NAKED" GODWIT_PASSWORD="$canary" --

	printf 'DATABASE_URL=%s\nGODWIT_PASSWORD="%s"\n' "$NAKED" "$canary" >.env
	assert_hidden --
	rm .env

	(umask 077 && echo "$canary" >secret)
	cat >godwit.yaml <<-YAML
		environments:
		  here: {url: "$(url_as "$DB_USER" "$canary")"}
		  env: {url: "$NAKED", password: {env: SECRET}}
		  file: {url: "$NAKED", password: {file: secret}}
		  command: {url: "$NAKED", password: {command: [cat, secret]}}
		  whole: {url: {env: WHOLE}}
	YAML
	assert_hidden -- -e here
	assert_hidden SECRET="$canary" -- -e env
	assert_hidden -- -e file
	assert_hidden -- -e command
	assert_hidden WHOLE="$(url_as "$DB_USER" "$canary")" -- -e whole
}

@test "a password where the engine's own programs look for it" {
	file 1_a.sql "$(log 1)"
	case $ENGINE in
	postgres)
		assert_hidden PGPASSWORD="$canary" DATABASE_URL="$NAKED" --
		(umask 077 && echo "*:*:*:$DB_USER:$canary" >pgpass)
		assert_hidden PGPASSFILE="$PWD/pgpass" DATABASE_URL="$NAKED" --
		;;
	mysql)
		(umask 077 && printf '[client]\npassword=%s\n' "$canary" >~/.my.cnf)
		assert_hidden DATABASE_URL="$NAKED" --
		;;
	sqlite) skip 'SQLite knows no passwords' ;;
	esac
}

@test "errors do not tell a password that did not help" {
	local url
	file 1_a.sql "$(log 1)"
	printf 'environments:\n  test:\n    url: "mysql://u:%s@127.0.0.1:1/x"\n    colour: blue\n' "$canary" >bad.yaml
	printf 'environments:\n  test: {password: "%s", url: [1]}\n' "$canary" >worse.yaml
	while read -r url; do
		run --separate-stderr "$GODWIT" up --url "$url"
		assert_status 69
		refute_canary
		run --separate-stderr "$GODWIT" up --json --url "$url"
		assert_status 69
		refute_canary
	done < <(
		printf '%s\n' "postgres://u:$canary@127.0.0.1:1/x" "mysql://u:$canary@127.0.0.1:1/x" \
			"postgres://u@127.0.0.1:1/x?password=$canary" "postgres://u:$canary@nowhere.invalid/x" \
			"mysql://u:$canary@nowhere.invalid/x" "host=127.0.0.1 port=1 user=u password=$canary"
		[[ $ENGINE == sqlite ]] || url_as "$DB_USER" "wrong-$canary"
	)
	for url in "postgres//u:$canary@h/x" "postgres://u:$canary@h:x/y" "mysql://u:$canary@h/x?a" "u:$canary@h"; do
		run --separate-stderr -78 "$GODWIT" up --url "$url"
		refute_canary
		run --separate-stderr -78 env GODWIT_URL="$url" "$GODWIT" up --json
		refute_canary
		run --separate-stderr env GODWIT_URL="$url" "$GODWIT" config
		refute_canary
	done
	for url in bad.yaml worse.yaml; do
		run --separate-stderr -78 "$GODWIT" status -e test --config "$url"
		refute_canary
		run --separate-stderr -78 "$GODWIT" status -e test --config "$url" --json
		refute_canary
	done
	printf 'GODWIT_PASSWORD=%s\nPASSWORD="%s\n' "$canary" "$canary" >.env
	run --separate-stderr -78 "$GODWIT" status
	refute_canary
}

@test "nothing is seen from outside while it runs" {
	[[ $ENGINE != sqlite ]] || skip 'SQLite knows no passwords'
	local slow='SELECT pg_sleep(3);'
	[[ $ENGINE == postgres ]] || slow='SELECT sleep(3);'
	file 1_a.sql "$slow"
	spawn up "$GODWIT" up --url "$(url_as "$DB_USER" "$canary")"
	eventually is_slow
	# Right from the start; what a shell or `ps` saw in the first instant is past.
	assert_contains up "$(tr '\0' ' ' <"/proc/${spawned[up]}/cmdline")"
	refute_contains "$canary" "$(tr '\0' ' ' <"/proc/${spawned[up]}/cmdline")"
	case $ENGINE in
	postgres) refute_contains "$canary" "$(db_query 'SELECT * FROM pg_stat_activity')" ;;
	mysql) refute_contains "$canary" "$(db_query 'SHOW FULL PROCESSLIST')" ;;
	esac
	reap up
	assert_status 0
	refute_canary
	assert_nowhere
}

@test "a secret that others can read, or that is not there, is refused" {
	local url="postgres://u@127.0.0.1:1/x" mode
	echo "$canary" >secret
	cat >godwit.yaml <<-YAML
		environments:
		  file: {url: "$url", password: {file: secret}}
		  none: {url: "$url", password: {file: nowhere}}
		  env: {url: "$url", password: {env: NOWHERE}}
		  command: {url: "$url", password: {command: [sh, -c, "echo $canary; echo no >&2; exit 3"]}}
	YAML
	file 1_a.sql "$(log 1)"
	for mode in 644 640 604 660 606; do
		chmod $mode secret
		run --separate-stderr -77 "$GODWIT" up -e file
		assert_contains 'error[GW1104]' "$stderr"
		assert_contains 'secret' "$stderr"
		assert_contains 'chmod 600' "$stderr"
		refute_canary
	done
	chmod 600 secret
	run -69 "$GODWIT" up -e file
	refute_canary
	for mode in none env command; do
		run --separate-stderr -77 "$GODWIT" up -e $mode --json
		assert_json .error.slug secret
		refute_canary
	done
	assert_equal "$(ran)" ''
}

# The text of a file is kept in the history as it is; a secret comes into it by a placeholder.
@test "a password in a statement is not shown, and as a placeholder's value not stored" {
	local create
	case $ENGINE in
	postgres) create="CREATE ROLE ${DB}_r PASSWORD" ;;
	mysql) create="CREATE USER ${DB}_r IDENTIFIED BY" ;;
	sqlite) skip 'SQLite knows no passwords' ;;
	esac
	# shellcheck disable=SC2016 # for godwit
	file 1_a.sql '-- godwit:up' "$create "'${app_password|literal};' "$(log 1)" '-- godwit:down' \
		"DROP ${create:7:4} ${DB}_r;" "SELECT 'it was \${app_password}';"
	run --separate-stderr -0 godwit up --verbose --set "app_password=$canary"
	refute_canary
	assert_nowhere
	run --separate-stderr -0 godwit config --set "app_password=$canary"
	refute_canary
	# It exists already: an error with an excerpt, and with the server's words.
	# shellcheck disable=SC2016
	file 2_b.sql '-- godwit:up placeholders=on' "$create "'${app_password|literal};'
	run --separate-stderr -1 godwit up --set "app_password=$canary"
	refute_canary
	file 2_b.sql "$create '$canary';"
	run --separate-stderr -1 godwit up
	refute_canary
	run --separate-stderr -1 godwit up --json --set x=y
	refute_canary
	rm migrations/2_b.sql
	run --separate-stderr -0 godwit down --verbose --set "app_password=$canary"
	refute_canary
	assert_nowhere
}
