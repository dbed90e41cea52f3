#!/usr/bin/env bats
# A password, from every place that there is for it, is not seen anywhere but by the server.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# Everything that some parser could stumble over, between two words to look for.
canary="Zq7h%'\" \\ ä€😀@:/?#&=\$tA1l"

# TEXT with a backslash before each of the CHARACTERS.
escaped() { # text characters
	local i out=
	for ((i = 0; i < ${#1}; i++)); do
		[[ $2 != *"${1:i:1}"* ]] || out+=\\
		out+=${1:i:1}
	done
	printf '%s' "$out"
}

as_literal() { # text
	local text=${1//"'"/"''"}
	[[ $ENGINE != mysql ]] || text=${text//\\/\\\\}
	printf '%s' "$text"
}

as_percent() { # text
	printf '%s' "$1" | od -An -v -tx1 | tr -d '\n' | tr ' ' '%'
}

# Somebody whose password the server asks for. Where there are no passwords, one may be given all the
# same, and is not shown.
setup() {
	world_setup
	log_table
	chmod 700 .
	case $ENGINE in
	postgres)
		user_new "$(as_literal "$canary")"
		db_query "DO 'BEGIN CREATE ROLE by_password; EXCEPTION WHEN duplicate_object THEN END'"
		db_query "GRANT by_password TO $DB_USER; GRANT CREATE ON DATABASE $DB TO $DB_USER;
			GRANT ALL ON SCHEMA public TO $DB_USER; GRANT ALL ON ran, ran_id_seq TO $DB_USER"
		;;
	mysql)
		user_new "$(as_literal "$canary")"
		db_query "GRANT ALL ON $DB.* TO $DB_USER@localhost"
		;;
	esac
	if [[ $ENGINE != sqlite ]]; then
		NAKED=$(url_as "$DB_USER")
		WITH_PASSWORD=$(url_as "$DB_USER" "$(as_percent "$canary")")
	fi
}

# No part of it that tells it apart, as it is or encoded.
refute_secret() { # text
	refute_contains Zq7h "$1"
	refute_contains tA1l "$1"
	refute_contains %5a%71 "${1,,}"
}

refute_canary() {
	refute_secret "$output"
	refute_secret "${stderr-}"
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
	refute_secret "$(db_dump)"
}

@test "a password from every place" {
	[[ $ENGINE != sqlite ]] || skip 'SQLite knows no passwords'
	file 1_a.sql "$(log 1)"

	assert_hidden -- --url "$WITH_PASSWORD"
	assert_hidden -- --url="$WITH_PASSWORD"
	assert_hidden GODWIT_URL="$WITH_PASSWORD" --
	assert_hidden DATABASE_URL="$WITH_PASSWORD" --
	assert_hidden DATABASE_URL="$NAKED" GODWIT_PASSWORD="$canary" --

	printf 'DATABASE_URL=%s\nGODWIT_PASSWORD="%s"\n' "$NAKED" "$(escaped "$canary" '\"$')" >.env
	assert_hidden --
	rm .env

	(umask 077 && echo "$canary" >secret)
	cat >godwit.yaml <<-YAML
		environments:
		  here: {url: "$WITH_PASSWORD"}
		  plain: {url: "$NAKED", password: "$(escaped "$canary" '\"')"}
		  env: {url: "$NAKED", password: {env: SECRET}}
		  file: {url: "$NAKED", password: {file: secret}}
		  command: {url: "$NAKED", password: {command: [cat, secret]}}
		  whole: {url: {env: WHOLE}}
	YAML
	assert_hidden -- -e here
	assert_hidden -- -e plain
	assert_hidden SECRET="$canary" -- -e env
	assert_hidden -- -e file
	assert_hidden -- -e command
	assert_hidden WHOLE="$WITH_PASSWORD" -- -e whole
}

@test "a password where the engine's own programs look for it" {
	file 1_a.sql "$(log 1)"
	case $ENGINE in
	postgres)
		assert_hidden -- --url "host='${URL##*host=}' dbname=$DB user=$DB_USER password='$(escaped "$canary" "\\'")'"
		assert_hidden PGPASSWORD="$canary" DATABASE_URL="$NAKED" --
		(umask 077 && echo "*:*:*:$DB_USER:$(escaped "$canary" '\:')" >pgpass)
		assert_hidden PGPASSFILE="$PWD/pgpass" DATABASE_URL="$NAKED" --
		(umask 077 && printf '[here]\nuser=%s\npassword=%s\n' "$DB_USER" "$canary" >services)
		assert_hidden PGSERVICEFILE="$PWD/services" PGSERVICE=here \
			DATABASE_URL="postgres:///$DB?host=${URL##*host=}" --
		;;
	mysql)
		(umask 077 && printf '[client]\npassword="%s"\n' "$(escaped "$canary" '\"')" >~/.my.cnf)
		assert_hidden DATABASE_URL="$NAKED" --
		;;
	sqlite) skip 'SQLite knows no passwords' ;;
	esac
}

@test "errors do not tell a password that did not help" {
	local url encoded=%5A%71%37%68x%40tA1l
	file 1_a.sql "$(log 1)"
	printf 'environments:\n  test:\n    url: "mysql://u:%s@127.0.0.1:1/x"\n    colour: blue\n' "$encoded" >bad.yaml
	printf 'environments:\n  test: {password: "%s", url: [1]}\n' "$(escaped "$canary" '\"')" >worse.yaml
	while read -r url; do
		run --separate-stderr "$GODWIT" up --url "$url"
		assert_status 69
		refute_canary
		run --separate-stderr "$GODWIT" up --json --url "$url"
		assert_status 69
		refute_canary
	done < <(
		printf '%s\n' "postgres://u:$encoded@127.0.0.1:1/x" "mysql://u:$encoded@127.0.0.1:1/x" \
			"postgres://u@127.0.0.1:1/x?password=$encoded" "postgres://u:$encoded@nowhere.invalid/x" \
			"mysql://u:$encoded@nowhere.invalid/x" "host=127.0.0.1 port=1 user=u password='$(escaped "$canary" "\\'")'"
		[[ $ENGINE == sqlite ]] || url_as "$DB_USER" "wrong-$encoded"
	)
	for url in "postgres//u:$encoded@h/x" "postgres://u:$encoded@h:x/y" "mysql://u:$encoded@h/x?a" "u:$encoded@h"; do
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
	printf 'GODWIT_PASSWORD=%s\nPASSWORD="%s\n' "${canary// /}" "$canary" >.env
	run --separate-stderr -78 "$GODWIT" status
	refute_canary
}

# The processes of this suite: others that run beside it have secrets of the same name.
own_processes() {
	local own
	own=$(awk '{ sub(/^.*\) /, ""); print $3 }' /proc/self/stat)
	# Some end meanwhile: cat goes on behind them, awk would not.
	{ cat /proc/[0-9]*/stat 2>/dev/null || true; } |
		awk -v own="$own" '{ pid = $1; sub(/^.*\) /, ""); if ($3 == own) print pid }'
}

# Their command lines, and what the server knows of its clients.
seen_from_outside() {
	local pid
	for pid in $(own_processes); do
		# Some end while they are read.
		{ cat "/proc/$pid/cmdline" 2>/dev/null || true; } | tr '\0' ' '
	done
	case $ENGINE in
	postgres) db_query 'SELECT * FROM pg_stat_activity' ;;
	mysql) db_query 'SHOW FULL PROCESSLIST' ;;
	esac
}

@test "nothing is seen from outside while it runs" {
	[[ $ENGINE != sqlite ]] || skip 'SQLite knows no passwords'
	local slow='SELECT pg_sleep(3);' url seen
	[[ $ENGINE == postgres ]] || slow='SELECT sleep(3);'
	file 1_a.sql "$slow"
	for url in "--url=$WITH_PASSWORD" "$NAKED"; do
		# Right from the start; what a shell or `ps` saw in the first instant is past.
		if [[ $url == --url=* ]]; then
			spawn up "$GODWIT" up "$url" --set 'app_password=Zq7h it'\''s tA1l' --set=token='Zq7h tA1l'
		else
			spawn up env DATABASE_URL="$url" GODWIT_PASSWORD="$canary" "$GODWIT" up
		fi
		eventually is_slow
		seen=$(seen_from_outside)
		assert_contains "$GODWIT up" "$seen"
		refute_secret "$seen"
		reap up
		assert_status 0
		refute_canary
		assert_nowhere
		forget
	done
}

@test "a secret on the command line is warned of" {
	file 1_a.sql "$(log 1)"
	run --separate-stderr -0 godwit status
	refute_contains warning "$stderr"
	run --separate-stderr -0 godwit status --set app_role=shop
	refute_contains warning "$stderr"
	run --separate-stderr -0 godwit status --set "app_password=$canary"
	assert_contains 'warning: others can read a secret of the command line' "$stderr"
	refute_canary
	[[ $ENGINE != sqlite ]] || return 0
	run --separate-stderr -0 godwit status --json --url "$WITH_PASSWORD"
	assert_contains 'warning: others can read a secret of the command line' "$stderr"
	refute_canary
	assert_json .command status
}

@test "the program that tells a password is told nothing" {
	local teller='cat /proc/$$/environ /proc/$$/cmdline >told; ls -l /proc/$$/fd >files; echo x'
	chmod 700 .
	printf 'GODWIT_PASSWORD="%s"\nOTHER="%s"\n' "$(escaped "$canary" '\"$')" "$(escaped "$canary" '\"$')" >.env
	printf '%s\n' "$teller" >teller
	cat >godwit.yaml <<-YAML
		placeholders: {app_password: "$(escaped "$canary" '\"')"}
		environments:
		  command: {url: "postgres://u@127.0.0.1:1/x", password: {command: [sh, teller]}}
	YAML
	file 1_a.sql "$(log 1)"
	run -69 "$GODWIT" up -e command
	refute_canary
	grep -aq PATH= told
	run ! grep -aE 'Zq7h|tA1l' told
	# No file of ours is open to it.
	run ! grep -E 'godwit.yaml|\.env|migrations|\.sql' files

	# What it says where it should not.
	printf 'set -x; echo "Zq7h-tA1l"; exit 3\n' >teller
	run -77 "$GODWIT" up -e command
	refute_canary
	assert_contains '+ exit 3'
}

# Godwit, the child of the test's shell, has a child of its own.
is_asked() {
	pgrep -P "$(pgrep -P "${spawned[up]}")" sleep >/dev/null
}

# Its memory holds the password: no core dump, no debugger of the same user. /proc shows that by whose
# the process is.
@test "the process keeps its memory to itself" {
	[[ $GODWIT != */sanitize/* ]] || skip 'its leak check looks into the process'
	[[ $ENGINE == sqlite ]] || skip 'once is enough'
	chmod 755 .
	file 1_a.sql "$(log 1)"
	echo 'environments: {slow: {url: "postgres://u@127.0.0.1:1/x", password: {command: [sleep, "5"]}}}' >godwit.yaml
	spawn up unprivileged sh -c 'exec "$GODWIT" up -e slow'
	eventually is_asked
	assert_equal "$(stat -c %U "/proc/$(pgrep -P "${spawned[up]}")/environ")" root
	[[ $(id -u) -ne 0 ]] || assert_equal "$(ps -o user= -p "$(pgrep -P "${spawned[up]}")")" nobody
	pkill -P "${spawned[up]}"
	reap up
}

@test "a secret that others can read, or that is not there, is refused" {
	local url="postgres://u@127.0.0.1:1/x" mode
	echo "$canary" >secret
	cat >godwit.yaml <<-YAML
		environments:
		  file: {url: "$url", password: {file: secret}}
		  none: {url: "$url", password: {file: nowhere}}
		  env: {url: "$url", password: {env: NOWHERE}}
		  command: {url: "$url", password: {command: [sh, -c, "echo Zq7h-tA1l; echo no >&2; exit 3"]}}
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

@test "a password comes into a statement by a placeholder, and is not stored" {
	local create
	case $ENGINE in
	postgres) create="CREATE ROLE ${DB}_r PASSWORD" ;;
	mysql) create="CREATE USER ${DB}_r IDENTIFIED BY" ;;
	sqlite) skip 'SQLite knows no passwords' ;;
	esac
	# shellcheck disable=SC2016 # for godwit
	file 1_a.sql '-- godwit:up' "$create "'${app_password|literal};' "$(log 1)" '-- godwit:down' \
		"DROP ${create:7:4} ${DB}_r;" "SELECT \${app_password|literal};"
	run --separate-stderr -0 godwit up --verbose --set "app_password=$canary"
	refute_canary
	assert_nowhere
	# The text is kept: it holds no secret.
	assert_equal "$(db_query "SELECT count(*) FROM $(history_table)
		WHERE up_sql IS NOT NULL AND down_sql IS NOT NULL")" 1
	run --separate-stderr -0 godwit config --set "app_password=$canary"
	refute_canary
	# It exists already: an error with an excerpt, and with the server's words.
	# shellcheck disable=SC2016
	file 2_b.sql '-- godwit:up placeholders=on' "$create "'${app_password|literal};'
	run --separate-stderr -1 godwit up --set "app_password=$canary"
	refute_canary
	# shellcheck disable=SC2016
	file 2_b.sql '-- godwit:up placeholders=on' 'SELECT ${app_password|literal} x y;'
	run --separate-stderr -1 godwit up --set "app_password=$canary"
	refute_canary
	rm migrations/2_b.sql
	run --separate-stderr -0 godwit down --verbose --set "app_password=$canary"
	refute_canary
	assert_nowhere
}

# A text that could be run again is kept as it is, or not at all.
@test "a script that holds a secret is not kept in the history" {
	local kept
	kept="SELECT count(up_sql), count(down_sql) FROM $(history_table) WHERE version ="
	file 1_a.sql '-- godwit:up' \
		'CREATE TABLE accounts (name varchar(20), password varchar(80));' \
		"INSERT INTO accounts (name, password) VALUES ('bob', 'Zq7h-tA1l');" \
		'-- godwit:down' 'DROP TABLE accounts;'
	file 2_b.sql '-- godwit:up' "UPDATE accounts SET name = 'eve';" \
		'-- godwit:down' "UPDATE accounts SET password = 'Zq7h-tA1l';"
	file 3_c.sql '-- godwit:up' "$(log up)" '-- godwit:down' "$(log down)"
	run --separate-stderr -0 godwit up
	assert_contains 'note: 2_b: its down script holds a secret and is not kept' "$stderr"
	refute_contains 1_a: "$stderr"
	refute_canary
	assert_equal "$(db_query "$kept '1'")" '0|1'
	assert_equal "$(db_query "$kept '2'")" '1|0'
	assert_equal "$(db_query "$kept '3'")" '1|1'
	refute_secret "$(db_query "SELECT * FROM $(history_table)")"

	# The files are shown without it, and so are differences.
	run -0 godwit show 1
	assert_contains "VALUES ('***', '***')"
	assert_contains 'not kept   its up script: it holds a secret'
	refute_canary
	run --separate-stderr -0 godwit show 2 --json
	assert_json .withheld.down secret
	assert_json .withheld.up null
	refute_canary
	run --separate-stderr -0 godwit show 3 --json
	assert_json .withheld {}
	sed -i "s/'up'/'up', 'postgres:\/\/u:Zq7htA1l@h\/d'/" migrations/3_c.sql
	run -65 godwit up
	assert_contains "'postgres://u:***@h/d'"
	refute_canary
	run -65 godwit verify
	assert_contains "'postgres://u:***@h/d'"
	refute_canary
	run -65 --separate-stderr godwit plan --json
	refute_canary

	# Without the files, what was kept is used, and what was not is missed before anything runs.
	mkdir away
	mv migrations/* away
	run -65 godwit down 3
	assert_contains '2_b has no down script, neither in the files nor stored'
	assert_contains '`godwit show 2` says whether'
	assert_equal "$(ran)" up
	run -0 godwit show 2
	assert_contains 'not kept   its down script: it holds a secret'
	run -0 godwit down
	assert_equal "$(ran)" 'up down'
	mv away/2_b.sql migrations
	run -0 godwit down 2
	assert_equal "$(db_tables)" ran
	refute_canary
}

# Statements that fail, and whose server repeats a part of them. The secret is Zq7h-tA1l.
failing() {
	case $ENGINE in
	postgres)
		cat <<-'SQL'
			ALTER ROLE nobody1 PASSWORD 'Zq7h-tA1l' 'Zq7h-tA1l';
			ALTER ROLE nobody1 PASSWORD = 'Zq7h-tA1l';
			ALTER ROLE nobody1 PASWORD 'Zq7h-tA1l';
			CREATE USER x WITH PASSWORD Zq7htA1l;
			ALTER ROLE nobody1 PASSWORD 'Zq7h-tA1l'::text;
			SET app.password = 'a' 'Zq7h-tA1l';
			SELECT set_config('app.password', 'Zq7h-tA1l', nope);
			DO $$ BEGIN EXECUTE 'ALTER ROLE nobody1 PASSWORD ''Zq7h-tA1l'; END $$;
			DO $$ BEGIN EXECUTE 'ALTER ROLE nobody1 PASSWORD ''Zq7h-tA1l'' x'; END $$;
			DO $$ DECLARE pw text := 'Zq7h-tA1l'; BEGIN RAISE EXCEPTION 'no: %', pw; END $$;
			DO $$ BEGIN RAISE EXCEPTION 'no: %', 'host=h password=Zq7h-tA1l'; END $$;
			CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere password=Zq7h-tA1l dbname' PUBLICATION p;
			INSERT INTO accounts (name, password) VALUES (NULL, 'Zq7h-tA1l');
			INSERT INTO accounts (name, secret) VALUES ('x', 'Zq7h-tA1l'), ('x', 'Zq7h-tA1l');
			SELECT pgp_sym_encrypt('x', 'Zq7h-tA1l');
			CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (user 'u', password 'Zq7h-tA1l' x);
			COPY accounts (name, password) FROM STDIN;|\N	Zq7h-tA1l|\.
		SQL
		;;
	mysql)
		cat <<-'SQL'
			CREATE USER nobody1 IDENTIFIED BY 'Zq7h-tA1l' 'Zq7h-tA1l';
			CREATE USER nobody1 IDENTIFED BY 'Zq7h-tA1l';
			CREATE USER nobody1 IDENTIFIED 'Zq7h-tA1l';
			CREATE USER 'u'@'h' IDENTIFIED VIA nothing USING 'Zq7h-tA1l';
			ALTER USER nobody1 IDENTIFIED VIA mysql_native_password USING PASSWORD 'Zq7h-tA1l';
			SET PASSWORD FOR nobody1 'Zq7h-tA1l';
			SET PASSWORD FOR nobody1 = PASWORD('Zq7h-tA1l');
			SET PASSWORD FOR nobody1 = 'Zq7h-tA1l';
			GRANT ALL ON a.* TO nobody1 IDENTFIED BY 'Zq7h-tA1l';
			CHANGE MASTER TO MASTER_HOST='h' MASTER_PASSWORD='Zq7h-tA1l';
			CHANGE MASTER TO MASTER_PASWORD='Zq7h-tA1l';
			CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u' PASSWORD 'Zq7h-tA1l');
			EXECUTE IMMEDIATE 'CREATE USER u IDENTIFIED BY ''Zq7h-tA1l'' x';
			SET @s = CONCAT('CREATE USER u IDENTIFIED BY ''', 'Zq7h-tA1l', ''' x');|EXECUTE IMMEDIATE @s;
			INSERT INTO accounts (name, number_token) VALUES ('x', 'Zq7h-tA1l');
			INSERT INTO accounts (name, secret) VALUES ('x', 'Zq7h-tA1l'), ('x', 'Zq7h-tA1l');
			CREATE TABLE broken (;|CREATE USER u IDENTIFIED BY 'Zq7h-tA1l';
			CREATE USER u IDENTIFIED BY 'Zq7h😀tA1l' 'Zq7h😀tA1l';
		SQL
		;;
	sqlite)
		cat <<-'SQL'
			INSERT INTO accounts (name, password) VALUES (NULL, 'Zq7h-tA1l') x;
			ATTACH 'x' AS x KEY 'Zq7h-tA1l' 'Zq7h-tA1l';
			UPDATE accounts SET password = 'Zq7h-tA1l', nothing = 1;
		SQL
		;;
	esac
	# Of all: what is no statement yet.
	cat <<-'SQL'
		UPDATE accounts SET password = 'Zq7h-tA1l
		UPDATE accounts SET password =|   'Zq7h-tA1l
		BEGIN; UPDATE accounts SET password = 'Zq7h-tA1l';
	SQL
}

@test "an error does not tell the secret of its statement, in the server's words neither" {
	local sql
	db_query 'CREATE TABLE accounts (name varchar(20) NOT NULL, password varchar(80),
		secret varchar(80) UNIQUE, number_token integer)'
	while read -r sql; do
		tr '|' '\n' <<<"$sql" >migrations/1_a.sql
		run --separate-stderr godwit up
		[[ $status -eq 1 || $status -eq 65 ]] || fail "$sql: $status $stderr"
		assert_contains migrations/1_a.sql "$stderr"
		refute_canary
		run --separate-stderr godwit up --json
		refute_canary
		run --separate-stderr godwit statements --engine "$ENGINE" migrations/1_a.sql
		refute_canary
	done < <(failing)
	refute_secret "$(db_query "SELECT * FROM $(history_table)")"
}

@test "hooks, verify sections, preludes and notices do not tell secrets" {
	file hooks/before-each.sql "UPDATE nowhere SET password = 'Zq7h-tA1l' x;"
	file 1_a.sql "$(log 1)"
	run --separate-stderr -1 godwit up --json
	refute_canary
	rm -r migrations/hooks
	file 1_a.sql '-- godwit:up' "$(log 1)" '-- godwit:verify' \
		"SELECT count(*) > 5 FROM ran WHERE what = 'x' AND 'password' = 'Zq7h-tA1l';"
	run --separate-stderr -1 godwit up --json
	refute_canary
	run -1 godwit up
	refute_canary
	file 1_a.sql "$(log 1)"
	echo "prelude: [\"SET app.password = 'Zq7h-tA1l' 'Zq7h-tA1l'\"]" >godwit.yaml
	run --separate-stderr -1 godwit status --json
	refute_canary
	run -0 godwit config
	assert_contains "app.password = ***"
	refute_canary
	rm godwit.yaml
	refresh
	case $ENGINE in
	postgres) file 1_a.sql "DO \$\$ DECLARE pw text := 'Zq7h-tA1l'; BEGIN RAISE NOTICE 'it is %', pw; END \$\$;" ;;
	mysql) file 1_a.sql "SET @password = 'Zq7h-tA1l' + 0;" ;;
	sqlite) return 0 ;;
	esac
	run -0 godwit up --verbose
	assert_contains '***'
	refute_canary
}

@test "the job's address is kept without a login" {
	file 1_a.sql "$(log 1)"
	run -0 env BUILD_URL=https://bob:Zq7h-tA1l@ci.example.org/job/7 DATABASE_URL="$URL" "$GODWIT" up
	assert_equal "$(db_query "SELECT DISTINCT ci_job FROM $(history_table) WHERE ci_job IS NOT NULL")" \
		'https://***@ci.example.org/job/7'
}

@test "verify hides the values of placeholders that are called secrets" {
	printf 'placeholders: {db_password: hunter2secret}\n' >godwit.yaml
	file 1_a.sql '-- godwit:up' "$(log 1)"
	run -0 godwit up
	file 1_a.sql '-- godwit:up' "$(log 1)" '-- godwit:verify' 'SELECT ${db_password} = 0 FROM ran;'
	run -1 godwit verify
	assert_contains '1_a does not verify'
	refute_contains hunter2secret
	run godwit verify --json
	refute_contains hunter2secret
}
