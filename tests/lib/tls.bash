# Servers with TLS, for the tests of it: `load ../lib/tls` after e2e and servers.
#
#   tls_certificates FOLDER      ca.pem, and wrong.pem, a stranger's; server.pem for "localhost" alone
#   tls_postgres_start NAME      a server with TLS, of ca.pem; sets tls_port and tls_socket
#   tls_mariadb_start NAME
#
# shellcheck shell=bash

tls_authority() { # name
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
		-subj "/CN=$1" -keyout "$1.key" -out "$1.pem"
}

tls_certificates() { # folder
	mkdir "$1"
	(
		cd "$1" || exit
		tls_authority ca
		tls_authority wrong
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
			-subj /CN=localhost -keyout server.key -out server.csr
		echo 'subjectAltName = DNS:localhost' >server.ext
		openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
			-extfile server.ext -out server.pem
		[[ $(id -u) -ne 0 ]] || chown "$servers_user" server.key
		chmod 600 server.key
	) >"$1.log" 2>&1 || {
		cat "$1.log" >&2
		return 1
	}
	tls_folder=$1
}

# TCP alone knows TLS; the socket is for those who set things up.
tls_postgres_start() { # name
	local bin folder=$servers_folder/$1
	bin=$(dirname "$(readlink -f "$(command -v initdb)")")
	postgres_make "$1" "$bin" || return
	tls_port=$(free_port)
	tls_socket=$folder
	# Not on the command line: there they could not be changed.
	printf '%s\n' 'ssl = on' "ssl_cert_file = '$tls_folder/server.pem'" \
		"ssl_key_file = '$tls_folder/server.key'" >>"$folder/data/postgresql.conf"
	server_start "$1" postgres_is_ready "$bin/postgres" -D "$folder/data" -k "$folder" \
		-c listen_addresses=127.0.0.1 -c port="$tls_port" -c fsync=off
}

tls_mariadb_start() { # name
	local folder=$servers_folder/$1
	mariadb_make "$1" || return
	tls_port=$(free_port)
	tls_socket=$folder/socket
	server_start "$1" mariadb_is_ready mariadbd --no-defaults --datadir="$folder/data" \
		--tmpdir="$folder/tmp" --socket="$folder/socket" --pid-file="$folder/pid" \
		--bind-address=127.0.0.1 --port="$tls_port" --skip-name-resolve \
		--innodb-flush-method=nosync --innodb-buffer-pool-size=16M \
		--ssl-cert="$tls_folder/server.pem" --ssl-key="$tls_folder/server.key"
}
