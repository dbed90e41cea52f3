#!/usr/bin/env bats
# Getting to the database, and not getting there. A password in a URL that is wrong is never shown.

load ../lib/e2e
load ../lib/e2e_world

# URLs that cannot be understood. CANARY stands where a password may stand.
wrong_urls() {
	cat <<-'URLS'
		foo://CANARY@host/db|unknown scheme 'foo'
		postgre://host/db|Did you mean `postgres://`?
		postgres:host/db|'//' is missing
		postgres://user:CAN@ARY@host/db|unencoded character (column 20)
		postgres://user:CAN/ARY@host/db|unencoded character
		postgres://user:CAN#ARY@host/db|unencoded character
		postgres://user:CANARY%zz@host/db|bad percent-escape
		postgres://user:CANARY@host:port/db|a port in the database URL is not a number from 1 to 65535
		postgres://user:CANARY@host:99999/db|a port in the database URL is not a number
		postgres://user:CANARY@[::1/db|is not closed
		mysql://user:CANARY@host/db?x|is not name=value
		mysql://user:CANARY@host/db?colour=blue|'colour'
		postgres://user:CANARY@host/db?colour=blue|'colour'
		sqlite:app.db?colour=blue|'colour'
		sqlite:|names no file
		oracle://user:CANARY@host/db|unknown scheme 'oracle'
		user:CANARY@host/db|does not begin with a scheme
		app|does not begin with a scheme
	URLS
}

@test "URLs that are wrong are told apart, and not shown" {
	local url message
	while IFS='|' read -r url message; do
		for command in status up unlock; do
			run -78 --separate-stderr godwit $command --url "$url"
			assert_contains 'error[GW1103]: ' "$stderr"
			assert_contains "$message" "$stderr"
			refute_contains CAN "$stderr"
			refute_contains ARY "$stderr"
			assert_equal "$output" ''
		done
	done < <(wrong_urls)
	# Nothing of what follows sqlite: above became a file.
	assert_equal "$(ls)" migrations
}

@test "no URL, or an empty one" {
	unset DATABASE_URL
	run -78 "$GODWIT" status
	assert_contains 'error[GW1102]'
	run -78 env GODWIT_URL= DATABASE_URL= "$GODWIT" status
	assert_contains 'error[GW1102]'
	run -64 godwit status --url ''
}

# What each engine says when there is nobody, and where it looked.
nobody_there() {
	case $ENGINE in
	postgres)
		cat <<-'URLS'
			postgres://x@/y?host=/nowhere|/nowhere/.s.PGSQL.5432
			postgres://x@127.0.0.1:1/y|127.0.0.1:1
			postgres://x@[::1]:1/y|1
			postgres://x@127.0.0.1:1,127.0.0.1:2/y|127.0.0.1:1
			host=127.0.0.1 port=1 dbname=y|127.0.0.1:1
		URLS
		;;
	mysql)
		cat <<-'URLS'
			mysql://x@localhost/y?socket=/nowhere|/nowhere
			mysql://x@127.0.0.1:1/y|127.0.0.1:1
			mariadb://x@127.0.0.1:1/y|127.0.0.1:1
			mysql+pymysql://x@127.0.0.1:1/y|127.0.0.1:1
		URLS
		;;
	sqlite)
		cat <<-'URLS'
			sqlite:/nowhere/x.db|there is no folder '/nowhere'
			sqlite:nowhere/x.db|there is no folder 'nowhere'
			sqlite:migrations|it is a folder
			sqlite:none.db?mode=rw|none.db
			sqlite:text.db|no SQLite database
		URLS
		;;
	esac
}

@test "a server that is not there" {
	local url place command
	echo 'SELECT 1;' | migration 1_x
	head -c 5000 "$GODWIT" >text.db
	while IFS='|' read -r url place; do
		for command in up down; do
			run -69 godwit $command --url "$url"
			assert_contains 'error[GW4001]'
			assert_contains "$place"
			assert_contains 'state: nothing was changed in the database'
		done
		run -69 --separate-stderr godwit plan --json --url "$url"
		assert_json .error.slug connect
		assert_json .error.exit_status 69
		# What is wrong with the files is told all the same, and first.
		run -65 godwit up --dir nowhere --url "$url"
		assert_contains 'there is no folder nowhere'
	done < <(nobody_there)
	[[ ! -e none.db ]]
}

@test "a database that is not there" {
	case $ENGINE in
	postgres)
		run -69 godwit status --url "${URL/"$DB"/none}"
		assert_contains 'database "none" does not exist'
		;;
	mysql)
		echo 'SELECT 1;' | migration 1_x
		run -78 godwit up --url "${URL/"$DB"/}"
		assert_contains 'the database URL names no database'
		run -69 godwit status --url "${URL/"$DB"/none}"
		assert_contains "Unknown database 'none'"
		;;
	sqlite)
		# Looking creates nothing; applying does, with no more rights than the umask leaves.
		local command
		for command in status plan log verify unlock; do
			run -0 godwit $command --url sqlite:none.db
		done
		[[ ! -e none.db ]]
		echo 'SELECT 1;' | migration 1_x
		(umask 077 && godwit up --url sqlite:none.db)
		assert_equal "$(stat -c %a none.db)" 600
		return
		;;
	esac
	assert_contains 'error[GW4001]'
	assert_contains 'hint:  Create the database with `godwit db create`'
}

@test "the spellings of one database" {
	local url
	migrations
	run -0 godwit up
	while read -r url; do
		run -0 --separate-stderr godwit status --json --url "$url"
		assert_json .counts.applied 3
	done < <(case $ENGINE in
		postgres)
			printf '%s\n' "${URL/postgres:/postgresql:}" "${URL/postgres:/postgresql+psycopg2:}" \
				"jdbc:${URL/postgres:/postgresql:}" \
				"host=${URL##*host=} user=postgres dbname=$DB"
			;;
		mysql)
			printf '%s\n' "${URL/mysql:/mariadb:}" "${URL/mysql:/mysql+pymysql:}" \
				"mysql://root@unix(${URL##*socket=})/$DB"
			;;
		sqlite)
			printf '%s\n' "sqlite3:$DB" "sqlite:///$DB" "file:$DB" "$DB" \
				"$(realpath --relative-to=. "$DB")" "sqlite:$(realpath --relative-to=. "$DB")?mode=ro"
			;;
		esac)
}
