# Servers to provision: `load ../lib/e2e_provision` after e2e, e2e_world and servers. Roles belong to the
# whole server, so each test has servers of its own.
#
#   server_new NAME [OPTION...]   another one; sets SERVER, its folder, for all that follows
#   server_url DB [USER]          a URL on it
#   on DB SQL                     asks it, as postgres
#   declare_shop                  writes shop.yaml: something of every kind
#   declared FILE                 godwit provision ARGUMENT.. with that file, on the database postgres
#
# shellcheck shell=bash

provision_setup() {
	world_setup
	local folder
	folder=$(mktemp -d)
	chmod 755 "$folder"
	servers_init "$folder"
	export SHOP_APP='plain-pässword 1'
}

provision_teardown() {
	servers_stop
	world_teardown
}

server_new() {
	local name=$1
	shift
	server_make_once "$name" postgres_make "$GODWIT_TEST_POSTGRES_BIN" || return
	postgres_start "$name" "$GODWIT_TEST_POSTGRES_BIN" -c log_statement=all "$@" || return
	SERVER=$servers_folder/$name
}

server_url() {
	echo "postgres://${2-postgres}@/$1?host=$SERVER"
}

on() {
	psql -XAtq -v ON_ERROR_STOP=1 -c "$2" "$(server_url "$1")"
}

provision() { # action argument...
	"$GODWIT" provision "$@"
}

declare_shop() {
	cat >shop.yaml <<-'YAML'
		provision:
		  roles:
		    shop_owner: {}
		    shop_rw:
		      comment: may write
		    shop_app:
		      login: true
		      password: {env: SHOP_APP}
		      member_of: [shop_rw]
		      connection_limit: 20
		      valid_until: 2030-01-01
		      settings: {statement_timeout: 30s, search_path: 'app, "$user"', DateStyle: 'ISO, MDY'}
		  databases:
		    shop:
		      owner: shop_owner
		      encoding: UTF8
		      locale: C
		      connection_limit: 100
		      comment: the shop's
		      settings: {timezone: UTC}
		      role_settings:
		        shop_app: {work_mem: 8MB}
		      schemas:
		        app: {owner: shop_owner, comment: tables}
		      extensions:
		        hstore: {schema: app}
		      owners:
		        table app.*: shop_owner
		      grants:
		        shop_rw:
		          database: [connect, temporary grantable]
		          schema app: usage
		          table app.*: [select, insert]
		        public:
		          database: [no temporary]
		      default_privileges:
		        shop_owner:
		          shop_rw:
		            tables in app: [select, insert]
		          public:
		            functions: [no execute]
	YAML
}
