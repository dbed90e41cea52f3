#!/usr/bin/env bats
# TLS demanded is TLS got, before a password is sent in the clear; in the words of each engine.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/servers
load ../lib/tls

setup_file() {
	cc -o "$BATS_FILE_TMPDIR/listener" "$BATS_TEST_DIRNAME/../lib/listener.c"
	# Sockets have short names only.
	servers_init "$(mktemp -d /tmp/godwit.XXXXXX)"
	chmod 755 "$servers_folder"
	tls_certificates "$servers_folder/tls"
	case $ENGINE in
	postgres)
		tls_postgres_start postgres
		psql -XAtqh "$tls_socket" -p "$tls_port" -U postgres -c 'CREATE TABLE seen (tls boolean)'
		;;
	mysql)
		tls_mariadb_start mariadb
		mariadb --no-defaults --user=root --socket="$tls_socket" --execute "CREATE DATABASE shop;
			CREATE TABLE shop.seen (tls boolean);
			CREATE USER u@'127.0.0.1' IDENTIFIED BY 'Zq7htA1l';
			GRANT ALL ON shop.* TO u@'127.0.0.1'"
		;;
	esac
	export tls_port tls_socket tls_folder
}

teardown_file() {
	servers_stop
	rm -rf "$servers_folder"
}

tls_query() {
	case $ENGINE in
	postgres) psql -XAtqh "$tls_socket" -p "$tls_port" -U postgres -c "$1" ;;
	mysql) mariadb --no-defaults -BN --user=root --socket="$tls_socket" shop --execute "$1" ;;
	esac
}

# The session says how it is protected.
tls_prelude() {
	case $ENGINE in
	postgres) echo "INSERT INTO seen SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()" ;;
	mysql)
		echo "INSERT INTO seen SELECT variable_value <> '' FROM information_schema.session_status
			WHERE variable_name = 'Ssl_cipher'"
		;;
	esac
}

tls_url() { # host parameters
	case $ENGINE in
	postgres) echo "postgres://postgres@$1:$tls_port/postgres?$2" ;;
	mysql) echo "mysql://u:Zq7htA1l@$1:$tls_port/shop?$2" ;;
	esac
}

# What is to become of a connection: plain, tls, or refused.
assert_connection() { # outcome host parameters
	tls_query 'DELETE FROM seen'
	printf 'prelude: ["%s"]\n' "$(tls_prelude | tr -s '\n\t' ' ')" >godwit.yaml
	run env DATABASE_URL="$(tls_url "$2" "$3")" "$GODWIT" log
	case $1 in
	refused)
		assert_status 69
		assert_contains 'error[GW4004]'
		assert_equal "$(tls_query 'SELECT count(*) FROM seen')" 0
		;;
	*)
		[[ $status -eq 0 ]] || fail "$2 $3: $output"
		assert_equal "$(tls_query 'SELECT count(*) FROM seen WHERE tls')" \
			"$([[ $1 == tls ]] && echo 1 || echo 0)"
		assert_equal "$(tls_query 'SELECT count(*) FROM seen')" 1
		;;
	esac
}

# outcome, host, parameters; @CA and @WRONG stand for files.
with_tls() {
	case $ENGINE in
	postgres)
		cat <<-'CASES'
			plain   localhost sslmode=disable
			plain   localhost sslmode=allow
			tls     localhost sslmode=prefer
			tls     localhost
			tls     127.0.0.1 sslmode=require
			refused 127.0.0.1 sslmode=require&sslrootcert=@WRONG
			tls     localhost sslmode=verify-ca&sslrootcert=@CA
			tls     127.0.0.1 sslmode=verify-ca&sslrootcert=@CA
			refused localhost sslmode=verify-ca&sslrootcert=@WRONG
			refused localhost sslmode=verify-ca&sslrootcert=/nowhere
			tls     localhost sslmode=verify-full&sslrootcert=@CA
			refused 127.0.0.1 sslmode=verify-full&sslrootcert=@CA
			refused localhost sslmode=verify-full&sslrootcert=@WRONG
			tls     localhost sslrootcert=@CA
			refused 127.0.0.1 sslrootcert=@CA
			refused localhost sslrootcert=@WRONG
		CASES
		;;
	mysql)
		cat <<-'CASES'
			plain   127.0.0.1 ssl-mode=DISABLED
			tls     127.0.0.1 ssl-mode=PREFERRED
			tls     127.0.0.1
			tls     localhost ssl-mode=REQUIRED
			tls     127.0.0.1 ssl-mode=REQUIRED
			tls     127.0.0.1 tls=skip-verify
			tls     localhost ssl-mode=VERIFY_CA&ssl-ca=@CA
			tls     127.0.0.1 ssl-mode=VERIFY_CA&ssl-ca=@CA
			refused 127.0.0.1 ssl-mode=VERIFY_CA&ssl-ca=@WRONG
			refused 127.0.0.1 ssl-mode=VERIFY_CA&ssl-ca=/nowhere
			refused 127.0.0.1 ssl-mode=REQUIRED&ssl-ca=@WRONG
			tls     localhost ssl-mode=VERIFY_IDENTITY&ssl-ca=@CA
			refused 127.0.0.1 ssl-mode=VERIFY_IDENTITY&ssl-ca=@CA
			refused localhost ssl-mode=VERIFY_IDENTITY&ssl-ca=@WRONG
			refused localhost ssl-mode=VERIFY_IDENTITY
			refused localhost tls=true
		CASES
		;;
	esac
}

@test "a server with TLS, by every mode" {
	local outcome host parameters
	while read -r outcome host parameters; do
		parameters=${parameters/@WRONG/"$tls_folder/wrong.pem"}
		assert_connection "$outcome" "$host" "${parameters/@CA/"$tls_folder/ca.pem"}"
	done < <(with_tls)
}

# An option file is read last by the library, and must not undo what the URL demands.
@test "an option file does not take TLS away" {
	[[ $ENGINE == mysql ]] || skip 'PostgreSQL has none'
	local line
	for line in 'ssl-verify-server-cert=0' "ssl-ca=$tls_folder/wrong.pem" 'ssl=0'; do
		printf '[client]\nuser=u\npassword=Zq7htA1l\n%s\n' "$line" >~/.my.cnf
		run env DATABASE_URL="mysql://127.0.0.1:$tls_port/shop?ssl-mode=VERIFY_IDENTITY&ssl-ca=$tls_folder/ca.pem" "$GODWIT" log
		assert_status 69
		assert_contains 'error[GW4004]'
	done
}

listener_start() { # address [plugin]
	record=$BATS_TEST_TMPDIR/record
	: >"$record"
	spawn listener "$BATS_FILE_TMPDIR/listener" "$ENGINE" "$1" "$record" "${@:2}"
	eventually test -e "$1"
	eventually test -s "$1" -o -S "$1"
}

listener_stop() {
	kill "${spawned[listener]}"
	reap listener
}

# A listener without TLS asks for the password as it is. Is it sent?
assert_sent() { # what url
	: >"$record"
	run env DATABASE_URL="$2" GODWIT_CONNECT_TIMEOUT=3s "$GODWIT" log
	assert_status 69
	refute_contains Zq7htA1l
	case $1 in
	password) grep -aq Zq7htA1l "$record" || fail "$2: the listener did not get the password" ;;
	login) [[ -s $record ]] ;;
	request) [[ $(stat -c %s "$record") -le 16 ]] || fail "$2: more than requests was sent" ;;
	nothing) [[ ! -s $record ]] || fail "$2: something was sent" ;;
	esac
	[[ $1 == password ]] || ! grep -aq Zq7htA1l "$record" || fail "$2: the password was sent"
}

@test "without TLS, nothing leaves when TLS is demanded" {
	local port mode plugin
	case $ENGINE in
	postgres)
		listener_start "$BATS_TEST_TMPDIR/a.port"
		port=$(<"$BATS_TEST_TMPDIR/a.port")
		# That the listener would get it: libpq hands it out where TLS is not demanded.
		assert_sent password "postgres://u:Zq7htA1l@127.0.0.1:$port/x?sslmode=prefer"
		for mode in require verify-ca verify-full; do
			assert_sent request "postgres://u:Zq7htA1l@127.0.0.1:$port/x?sslmode=$mode&sslrootcert=$tls_folder/ca.pem"
		done
		assert_sent request "postgres://u:Zq7htA1l@127.0.0.1:$port/x?sslrootcert=$tls_folder/ca.pem"
		assert_sent request "postgres://u:Zq7htA1l@127.0.0.1:$port/x?ssl=true"
		listener_stop
		;;
	mysql)
		for plugin in mysql_clear_password dialog; do
			listener_start "$BATS_TEST_TMPDIR/$plugin.port" "$plugin"
			port=$(<"$BATS_TEST_TMPDIR/$plugin.port")
			for mode in DISABLED PREFERRED; do
				assert_sent login "mysql://u:Zq7htA1l@127.0.0.1:$port/x?ssl-mode=$mode"
			done
			for mode in REQUIRED VERIFY_CA VERIFY_IDENTITY; do
				assert_sent nothing "mysql://u:Zq7htA1l@127.0.0.1:$port/x?ssl-mode=$mode&ssl-ca=$tls_folder/ca.pem"
				assert_contains 'error[GW4004]'
				assert_contains 'offers no TLS'
			done
			# A host that an option file names is one, too.
			printf '[client]\nhost=127.0.0.1\nport=%s\nprotocol=tcp\npassword=Zq7htA1l\n' "$port" >~/.my.cnf
			assert_sent nothing "mysql://u@/x?ssl-mode=REQUIRED"
			rm ~/.my.cnf
			listener_stop
		done
		# That the listener would get it: over a local socket, where nobody can listen.
		listener_start "${tls_folder%/*}/a.socket" mysql_clear_password
		assert_sent password "mysql://u:Zq7htA1l@localhost/x?socket=${tls_folder%/*}/a.socket"
		assert_sent login "mysql://u:Zq7htA1l@localhost/x?socket=${tls_folder%/*}/a.socket&ssl-mode=REQUIRED"
		assert_sent nothing "mysql://u:Zq7htA1l@localhost/x?socket=${tls_folder%/*}/a.socket&ssl-mode=VERIFY_IDENTITY"
		listener_stop
		;;
	esac
}

@test "a server that has TLS switched off" {
	case $ENGINE in
	postgres)
		tls_query 'ALTER SYSTEM SET ssl = off'
		tls_query 'SELECT pg_reload_conf()'
		sleep 0.5
		assert_connection plain localhost sslmode=prefer
		assert_connection refused localhost sslmode=require
		assert_connection refused localhost "sslmode=verify-full&sslrootcert=$tls_folder/ca.pem"
		assert_connection refused localhost "sslrootcert=$tls_folder/ca.pem"
		assert_contains 'server does not support SSL'
		;;
	mysql)
		# The one that all other tests use has none.
		local port
		port=$(mysql_client --execute 'SELECT @@port')
		mysql_client --execute "CREATE USER IF NOT EXISTS u_tls@'127.0.0.1' IDENTIFIED BY 'Zq7htA1l';
			GRANT ALL ON $DB.* TO u_tls@'127.0.0.1'"
		run -0 env DATABASE_URL="mysql://u_tls:Zq7htA1l@127.0.0.1:$port/$DB" "$GODWIT" log
		for mode in REQUIRED "VERIFY_CA&ssl-ca=$tls_folder/ca.pem" VERIFY_IDENTITY; do
			run -69 env DATABASE_URL="mysql://u_tls:Zq7htA1l@127.0.0.1:$port/$DB?ssl-mode=$mode" "$GODWIT" log
			assert_contains 'error[GW4004]'
			assert_contains 'offers no TLS'
		done
		mysql_client --execute "DROP USER u_tls@'127.0.0.1'"
		;;
	esac
}

@test "a dump is no way around it" {
	[[ $ENGINE == mysql ]] || skip 'libpq tells its programs'
	local mode
	migrations
	export GODWIT_BACKUP_DIR=dumps
	for mode in REQUIRED "VERIFY_CA&ssl-ca=$tls_folder/ca.pem"; do
		run -78 env DATABASE_URL="$(tls_url 127.0.0.1 "ssl-mode=$mode")" "$GODWIT" up --backup
		assert_contains 'error[GW4202]'
		assert_contains 'cannot be told to demand TLS'
		assert_contains 'there is no backup, and nothing was run'
	done
}
