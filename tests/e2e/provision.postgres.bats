#!/usr/bin/env bats
# Provisioning: a server becomes as it is declared, whatever it was, and stays so.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/servers
load ../lib/e2e_provision

setup() {
	provision_setup
	server_new one
	declare_shop
}

teardown() {
	provision_teardown
}

@test "what is declared is made, a second time there is nothing to do" {
	run -0 --separate-stderr provision plan --json --file shop.yaml --url "$(server_url postgres)"
	assert_json .in_sync false
	assert_json .counts.drop 2
	assert_json '.changes[0].what' 'role shop_owner'
	run -2 provision check --file shop.yaml --url "$(server_url postgres)"
	assert_equal "$(on postgres "SELECT count(*) FROM pg_roles WHERE rolname ~ '^shop'")" 0
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	assert_contains '+ database shop'
	assert_contains '+ extension hstore'
	assert_equal "$(on postgres "SELECT rolconnlimit, rolcanlogin, rolvaliduntil AT TIME ZONE 'UTC'
		FROM pg_roles WHERE rolname = 'shop_app'")" '20|t|2030-01-01 00:00:00'
	assert_equal "$(on postgres "SELECT setconfig FROM pg_db_role_setting
		WHERE setdatabase = 0")" '{statement_timeout=30s,"search_path=app, \"$user\"","DateStyle=ISO, MDY"}'
	assert_equal "$(on shop "SELECT nspacl FROM pg_namespace WHERE nspname = 'app'")" \
		'{shop_owner=UC/shop_owner,shop_rw=U/shop_owner}'
	assert_equal "$(on shop "SELECT datacl FROM pg_database WHERE datname = 'shop'")" \
		'{=c/shop_owner,shop_owner=CTc/shop_owner,shop_rw=T*c/shop_owner}'
	run -0 provision check --file shop.yaml --url "$(server_url postgres)"
	assert_contains 'Nothing to do: the server is as declared.'
	run -0 --separate-stderr provision apply --json --file shop.yaml --url "$(server_url postgres)"
	assert_json .done 0
	assert_json .in_sync true
}

@test "what comes later fits patterns, and what somebody changed is changed back" {
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	on shop 'CREATE TABLE app.users (id int)'
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	assert_contains '~ owner of table app.users  owner: postgres -> shop_owner'
	assert_equal "$(on shop "SELECT replace(relacl::text, 'xtm', 'xt') FROM pg_class WHERE relname = 'users'")" \
		'{shop_owner=arwdDxt/shop_owner,shop_rw=ar/shop_owner}'
	on shop 'REVOKE ALL ON app.users FROM shop_rw; GRANT DELETE ON app.users TO shop_rw'
	on postgres 'ALTER ROLE shop_app NOLOGIN CONNECTION LIMIT 1; ALTER DATABASE shop RESET timezone'
	run -2 provision check --file shop.yaml --url "$(server_url postgres)"
	assert_contains '~ role shop_app  login: false -> true, connection_limit: 1 -> 20'
	assert_contains '+ settings of database shop  timezone: UTC'
	assert_contains '+ grant on table app.users to shop_rw  select, insert'
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	# What is not declared stays.
	assert_equal "$(on shop "SELECT has_table_privilege('shop_rw', 'app.users', 'DELETE')")" t
	echo '  prune: [grants]' >>shop.yaml
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	assert_contains '- grant on table app.users to shop_rw  delete'
	assert_equal "$(on shop "SELECT has_table_privilege('shop_rw', 'app.users', 'DELETE')")" f
	run -0 provision check --file shop.yaml --url "$(server_url postgres)"
}

@test "the URL's database is made, and has the history of its making" {
	run -0 provision apply --file shop.yaml --url "$(server_url shop)"
	assert_equal "$(on shop "SELECT string_agg(event || ' ' || name, ', ' ORDER BY seq)
		FROM godwit.godwit_history")" \
		'created 1, provisioned the server, provisioned the server, provisioned the server, provisioned database shop, finished provision'
	assert_equal "$(on shop "SELECT detail::json #>> '{actions,0}' FROM godwit.godwit_history
		WHERE seq = 2")" \
		'make database shop: owner, encoding, lc_collate, lc_ctype, connection_limit, comment'
	run -0 godwit log --url "$(server_url shop)"
	assert_contains 'provisioned  database shop'
	assert_equal "$(on postgres "SELECT count(*) FROM pg_namespace WHERE nspname = 'godwit'")" 0
	migrations
	run -0 godwit up --url "$(server_url shop)"
	run -0 godwit verify --url "$(server_url shop)"
}

@test "a declaration in godwit.yaml, and one for an environment" {
	printf 'environments:\n  test:\n    url: %s\n    provision: test.yaml\nprovision:\n  roles: {a: {}}\n' \
		"$(server_url postgres)" >godwit.yaml
	echo 'roles: {b: {}}' >test.yaml
	run -0 "$GODWIT" provision plan -e test
	assert_contains '+ role b'
	run -0 "$GODWIT" provision plan --url "$(server_url postgres)"
	assert_contains '+ role a'
	rm godwit.yaml
	run -78 "$GODWIT" provision plan --url "$(server_url postgres)"
	assert_contains 'nothing is declared to be provisioned'
}

@test "mistakes are told with their place" {
	local case
	while IFS='|' read -r yaml place message; do
		printf '%b' "$yaml" >bad.yaml
		run -78 provision plan --file bad.yaml --url "$(server_url postgres)"
		assert_contains "bad.yaml:$place"
		assert_contains "$message"
	done <<-'CASES'
		rolse: {}\n|1:1|Did you mean `roles`?
		roles:\n  a: {lgoin: true}\n|2:7|Did you mean `login`?
		roles:\n  a: {login: 7}\n|2:14|write true or false
		roles:\n  a: {password: hunter2}\n|2:7|a password is not written into a file
		databases:\n  d:\n    grants:\n      r:\n        tabel x: [select]\n|5:9|Did you mean `table`?
		databases:\n  d:\n    grants:\n      r:\n        table x: [selct]\n|5:19|Did you mean `select`?
		prune: [grant]\n|1:9|Did you mean `grants`?
	CASES
	refute_contains hunter2
	# What only the server knows.
	printf 'databases:\n  d:\n    owner: nobody\n' >bad.yaml
	run -1 provision apply --file bad.yaml --url "$(server_url postgres)"
	assert_contains 'bad.yaml:2:3'
	assert_contains 'role "nobody" does not exist'
	assert_contains '1 change stands, what failed was undone'
	assert_contains 'Correct what is declared there'
}

@test "what cannot be changed is refused before anything is done" {
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	sed -i 's/encoding: UTF8/encoding: SQL_ASCII/; s/may write/reads/' shop.yaml
	run -65 provision apply --file shop.yaml --url "$(server_url postgres)"
	assert_contains 'error[GW6001]'
	assert_contains 'its encoding is UTF8 and cannot be made SQL_ASCII'
	assert_equal "$(on postgres "SELECT shobj_description('shop_rw'::regrole, 'pg_authid')")" 'may write'
}

@test "a role is dropped when nothing is lost by it, in every database" {
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	on postgres 'CREATE ROLE old LOGIN'
	on postgres 'CREATE DATABASE other'
	on other 'CREATE TABLE kept (id int); ALTER TABLE kept OWNER TO old'
	on shop 'GRANT USAGE ON SCHEMA app TO old; GRANT old TO shop_app'
	echo 'roles: {old: {absent: true}}' >old.yaml
	run -65 provision apply --file old.yaml --url "$(server_url postgres)"
	assert_contains 'role old: it owns 1 things in database other'
	echo 'roles: {old: {absent: true, reassign_to: shop_owner}}' >old.yaml
	run -0 provision apply --file old.yaml --url "$(server_url postgres)"
	assert_equal "$(on postgres "SELECT count(*) FROM pg_roles WHERE rolname = 'old'")" 0
	assert_equal "$(on other "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'")" shop_owner
	run -0 provision check --file old.yaml --url "$(server_url postgres)"
}

@test "a database is dropped only by its name" {
	on postgres 'CREATE DATABASE gone'
	echo 'databases: {gone: {absent: true}}' >gone.yaml
	run -0 provision plan --file gone.yaml --url "$(server_url postgres)"
	assert_contains 'DESTROYS DATA; needs --allow-drop gone'
	run -77 provision apply --file gone.yaml --url "$(server_url postgres)"
	run -77 provision apply --file gone.yaml --allow-drop other --url "$(server_url postgres)"
	run -65 provision apply --file gone.yaml --allow-drop gone --url "$(server_url gone)"
	assert_contains 'it is the one that the URL names'
	run -0 provision apply --file gone.yaml --allow-drop gone --url "$(server_url postgres)"
	assert_equal "$(on postgres "SELECT count(*) FROM pg_database WHERE datname = 'gone'")" 0
}

@test "what is not declared is dropped where it is pruned" {
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	on postgres 'CREATE ROLE stray; GRANT shop_owner TO shop_app; ALTER ROLE shop_rw SET work_mem TO 64'
	echo '  prune: [roles, memberships, settings, schemas]' >>shop.yaml
	on shop 'CREATE SCHEMA stray'
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	assert_contains '- role stray'
	assert_contains '- membership of shop_app in shop_owner'
	assert_contains '- settings of role shop_rw  work_mem'
	assert_contains '- schema stray'
	run -0 provision check --file shop.yaml --url "$(server_url postgres)"
	assert_equal "$(on shop "SELECT count(*) FROM pg_namespace WHERE nspname IN ('public', 'app')")" 2
}

@test "what is declared is taken back, and nothing else" {
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	on postgres 'CREATE ROLE stranger; GRANT shop_rw TO stranger'
	on postgres 'CREATE DATABASE other'
	on other 'GRANT USAGE ON SCHEMA public TO shop_rw; CREATE TABLE kept (id int); ALTER TABLE kept OWNER TO shop_owner'
	run -0 provision destroy --dry-run --file shop.yaml --url "$(server_url postgres)"
	assert_contains '- database shop  DESTROYS DATA; needs --allow-drop shop'
	assert_contains 'role shop_owner: it owns 1 things in database other'
	run -65 provision destroy --allow-drop shop --file shop.yaml --url "$(server_url postgres)"
	sed -i 's/shop_owner: {}/shop_owner: {reassign_to: stranger}/' shop.yaml
	run -77 provision destroy --file shop.yaml --url "$(server_url postgres)"
	assert_contains 'Give `--allow-drop shop` when you are sure.'
	assert_equal "$(on postgres "SELECT count(*) FROM pg_roles WHERE rolname ~ '^shop'")" 3
	printf 'environments: {prod: {url: "%s", protected: true}}\n' "$(server_url postgres)" >godwit.yaml
	run -77 provision destroy -e prod --yes-i-mean prod --allow-drop shop --file shop.yaml
	assert_contains 'prod is protected'
	rm godwit.yaml
	run -0 --separate-stderr provision destroy --json --allow-drop shop --file shop.yaml \
		--url "$(server_url postgres)"
	assert_json .counts.drop 8
	assert_json '.changes[-1].what' 'role shop_app'
	assert_equal "$(on postgres "SELECT string_agg(rolname, ' ') FROM pg_roles WHERE oid >= 16384")" stranger
	assert_equal "$(on postgres "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database
		WHERE NOT datistemplate")" 'other postgres'
	assert_equal "$(on other "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'")" stranger
	run -0 provision destroy --file shop.yaml --url "$(server_url postgres)"
	assert_contains 'Nothing to do: nothing of what is declared is there.'
	run -0 godwit log --url "$(server_url postgres)"
	assert_contains 'provisioned  the server'
	run -0 godwit audit verify --url "$(server_url postgres)"
}

# --- passwords ---

@test "passwords: set once, seen to be the same, changed, and nowhere to be read" {
	SHOP_APP=ascii-secret-1 run -0 provision apply --verbose --file shop.yaml --url "$(server_url shop)"
	SHOP_APP=ascii-secret-1 run -0 provision check --verbose --json --file shop.yaml --url "$(server_url shop)"
	on postgres "CREATE ROLE by_password; GRANT by_password TO shop_app"
	PGPASSWORD=ascii-secret-1 psql -XAtqc 'SELECT 1' "$(server_url shop shop_app)"
	SHOP_APP=ascii-secret-2 run -2 provision check --verbose --file shop.yaml --url "$(server_url shop)"
	assert_contains '~ role shop_app  password: *** -> ***'
	assert_contains "PASSWORD '***'"
	refute_contains 'ascii-secret'
	refute_contains 'SCRAM'
	SHOP_APP=ascii-secret-2 run -0 provision apply --file shop.yaml --url "$(server_url shop)"
	PGPASSWORD=ascii-secret-2 psql -XAtqc 'SELECT 1' "$(server_url shop shop_app)"
	[[ $(grep -c 'PASSWORD .SCRAM-SHA-256' "$SERVER/log") -eq 2 ]] ||
		fail 'the server should have been sent two verifiers'
	! grep -r 'ascii-secret' "$SERVER/log" || fail 'the password is in the log of the server'
	refute_contains 'ascii-secret' "$(on shop 'SELECT h::text FROM godwit.godwit_history h')"
}

@test "passwords from a file, a command, a generator, and as a verifier" {
	local verifier
	echo file-secret >secret
	chmod 600 secret
	cat >roles.yaml <<-'YAML'
		roles:
		  by_password: {}
		  a: {login: true, member_of: [by_password], password: {file: secret}}
		  b: {login: true, member_of: [by_password], password: {command: [echo, command-secret]}}
		  c: {login: true, member_of: [by_password], password: {generate: made, length: 40}}
	YAML
	run -0 provision apply --file roles.yaml --url "$(server_url postgres)"
	assert_equal "$(stat -c %a made)" 600
	assert_equal "$(wc -c <made)" 41
	PGPASSWORD=file-secret psql -XAtqc 'SELECT 1' "$(server_url postgres a)"
	PGPASSWORD=command-secret psql -XAtqc 'SELECT 1' "$(server_url postgres b)"
	PGPASSWORD=$(<made) psql -XAtqc 'SELECT 1' "$(server_url postgres c)"
	run -0 provision check --file roles.yaml --url "$(server_url postgres)"
	verifier=$(on postgres "SELECT rolpassword FROM pg_authid WHERE rolname = 'a'")
	echo "roles: {d: {login: true, member_of: [by_password], password: {verifier: '$verifier'}}}" >d.yaml
	run -0 provision apply --file d.yaml --url "$(server_url postgres)"
	PGPASSWORD=file-secret psql -XAtqc 'SELECT 1' "$(server_url postgres d)"
	run -0 provision check --file d.yaml --url "$(server_url postgres)"
	echo 'roles: {e: {password: {verifier: hunter2}}}' >e.yaml
	run -78 provision plan --file e.yaml --url "$(server_url postgres)"
	refute_contains hunter2
}

# --- users who are no superuser ---

@test "the master user of a hosted server: all but what only superusers may" {
	on postgres 'CREATE ROLE master LOGIN CREATEDB CREATEROLE'
	# Which extensions are trusted is newer than version 12.
	[[ $(on postgres 'SHOW server_version_num') -ge 130000 ]] || sed -i '/hstore/d' shop.yaml
	run -0 provision apply --file shop.yaml --url "$(server_url shop master)"
	on shop 'SET ROLE shop_owner; CREATE TABLE app.users (id int)'
	run -0 provision apply --file shop.yaml --url "$(server_url shop master)"
	run -0 provision check --file shop.yaml --url "$(server_url shop master)"
	assert_contains 'the password of shop_app cannot be compared by this user'
	# What was borrowed is given back.
	assert_equal "$(on postgres "SELECT count(*) FROM pg_auth_members m
		WHERE member = 'master'::regrole AND NOT (admin_option AND grantor = 10)")" 0
	assert_equal "$(on postgres "SELECT pg_get_userbyid(datdba) FROM pg_database
		WHERE datname = 'shop'")" shop_owner
	run -0 provision destroy --allow-drop shop --file shop.yaml --url "$(server_url postgres master)"
	assert_equal "$(on postgres "SELECT count(*) FROM pg_roles WHERE rolname ~ '^shop'")" 0
	assert_equal "$(on postgres "SELECT to_regclass('godwit.godwit_history') IS NULL")" t
}

# What hosted servers give their master user from version 16 on: it administers the monitoring role.
@test "the sample of the README, by such a user" {
	local table='CREATE TABLE app.users (id int PRIMARY KEY, email text)'
	on postgres 'CREATE ROLE master LOGIN CREATEDB CREATEROLE'
	on postgres 'GRANT pg_monitor TO master WITH ADMIN OPTION'
	sed -n '/^provision:$/,/^```$/ { /^```$/q; p }' "$BATS_TEST_DIRNAME/../../README.md" >sample.yaml
	# Which extensions are trusted is newer than version 12.
	[[ $(on postgres 'SHOW server_version_num') -ge 130000 ]] || sed -i '/pgcrypto/d' sample.yaml
	export SHOP_APP_PASSWORD=secret
	run -0 provision apply --file sample.yaml --url "$(server_url shop master)"
	on shop "SET ROLE shop_owner; $table"
	run -0 provision apply --file sample.yaml --url "$(server_url shop master)"
	run -0 provision check --file sample.yaml --url "$(server_url shop master)"
	assert_equal "$(on shop "SELECT has_column_privilege('shop_rw', 'app.users', 'email', 'REFERENCES'),
		pg_has_role('shop_app', 'pg_monitor', 'MEMBER'), has_table_privilege('shop_rw', 'app.users', 'DELETE')")" 't|t|t'
	# What that user was given stays, and what it granted is for another one to change and take back.
	assert_equal "$(on postgres "SELECT pg_has_role('master', 'pg_monitor', 'MEMBER WITH ADMIN OPTION')")" t
	sed -i 's/{admin: true}/{admin: false}/; /^ *prune:/d' sample.yaml
	run -0 provision apply --file sample.yaml --url "$(server_url postgres)"
	run -0 provision check --file sample.yaml --url "$(server_url postgres)"
	run -0 provision destroy --allow-drop shop --file sample.yaml --url "$(server_url postgres)"
	assert_equal "$(on postgres "SELECT string_agg(rolname, ' ') FROM pg_roles WHERE oid >= 16384")" master
}

@test "a right that is missing is named before anything is done" {
	on postgres 'CREATE ROLE master LOGIN CREATEDB'
	on postgres 'CREATE DATABASE mine OWNER master'
	run -77 provision apply --file shop.yaml --url "$(server_url mine master)"
	assert_contains 'error[GW6002]: master lacks rights that provisioning needs'
	assert_contains 'role shop_owner: CREATEROLE'
	assert_equal "$(grep -c 'role shop_owner: CREATEROLE' <<<"$output")" 1
	assert_equal "$(on mine "SELECT count(*) FROM pg_namespace WHERE nspname = 'godwit'")" 0
	on postgres 'ALTER ROLE master CREATEROLE'
	sed -i 's/hstore: .*/pg_stat_statements: {}/; s/shop_owner: {}/shop_owner: {superuser: true}/' shop.yaml
	run -77 provision apply --file shop.yaml --url "$(server_url mine master)"
	assert_contains 'role shop_owner: SUPERUSER'
	assert_contains 'extension pg_stat_statements: SUPERUSER'
	assert_equal "$(on postgres "SELECT count(*) FROM pg_roles WHERE rolname ~ '^shop'")" 0
}

# --- round trip ---

# 50 roles, 10 databases, 200 rights on tables, default privileges, made by hand.
rich_server() {
	local i database
	for i in {1..48}; do
		printf 'CREATE ROLE r%d %s CONNECTION LIMIT %d;\n' "$i" "$([[ $((i % 3)) -eq 0 ]] && echo LOGIN)" "$i"
		[[ $i -lt 3 ]] || printf 'GRANT r%d TO r%d;\n' "$((i - 1))" "$i"
	done >roles.sql
	cat >>roles.sql <<-'SQL'
		CREATE ROLE "Odd ""Name" LOGIN NOINHERIT VALID UNTIL '2031-02-03 04:05:06+00';
		CREATE ROLE "null" CREATEDB;
		GRANT r1 TO "Odd ""Name" WITH ADMIN OPTION;
		ALTER ROLE "Odd ""Name" SET search_path TO "A b", public;
		COMMENT ON ROLE "null" IS E'two\nlines: "quoted"';
	SQL
	psql -XAtq -v ON_ERROR_STOP=1 -f roles.sql "$(server_url postgres)"
	for i in {1..10}; do
		database=d$i
		psql -XAtq -v ON_ERROR_STOP=1 "$(server_url postgres)" <<-SQL
			CREATE DATABASE $database OWNER r$i CONNECTION LIMIT $i;
			ALTER DATABASE $database SET work_mem TO '${i}MB';
			ALTER ROLE r1 IN DATABASE $database SET timezone TO 'UTC';
			REVOKE CONNECT ON DATABASE $database FROM PUBLIC;
			GRANT CONNECT ON DATABASE $database TO r$((i + 1)) WITH GRANT OPTION;
		SQL
		rich_tables "$i"
		psql -XAtq -v ON_ERROR_STOP=1 "$(server_url $database)" <<-SQL
			CREATE EXTENSION hstore;
			ALTER DEFAULT PRIVILEGES FOR ROLE r$i GRANT SELECT ON TABLES TO r20;
			ALTER DEFAULT PRIVILEGES FOR ROLE r$i IN SCHEMA "S $i" GRANT USAGE ON SEQUENCES TO r21;
			ALTER DEFAULT PRIVILEGES FOR ROLE r$i REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
			GRANT USAGE ON SCHEMA "S $i" TO r22;
			REVOKE EXECUTE ON FUNCTION "S $i".f(integer, text) FROM PUBLIC;
			GRANT EXECUTE ON FUNCTION "S $i".f(integer, text) TO r23;
			$(for t in {1..5}; do for r in {24..27}; do
				echo "GRANT SELECT, UPDATE (id) ON \"S $i\".\"T$t\" TO r$r;"
			done; done)
		SQL
	done
}

# What migrations would make; the schema may be there already.
rich_tables() {
	local t
	psql -XAtq -v ON_ERROR_STOP=1 "$(server_url "d$1")" <<-SQL
		SET client_min_messages TO warning;
		CREATE SCHEMA IF NOT EXISTS "S $1" AUTHORIZATION r$1;
		$(for t in {1..5}; do echo "CREATE TABLE \"S $1\".\"T$t\" (id int);"; done)
		CREATE FUNCTION "S $1".f(a integer, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';
	SQL
}

@test "a server made by hand, exported, applied to an empty one, and exported again: the same file" {
	local i
	rich_server
	provision export --url "$(server_url postgres)" >one.yaml
	run -0 provision check --file one.yaml --url "$(server_url postgres)"
	assert_contains 'Nothing to do: the server is as declared.'
	server_new two
	run -0 provision apply --file one.yaml --url "$(server_url postgres)"
	assert_contains 'waits'
	for i in {1..10}; do
		rich_tables "$i"
	done
	run -0 provision apply --file one.yaml --url "$(server_url postgres)"
	run -0 provision check --file one.yaml --url "$(server_url postgres)"
	provision export --url "$(server_url postgres)" >two.yaml
	run diff one.yaml two.yaml
	assert_equal "$output" ''
	assert_equal "$(grep -c '^    [a-zA-Z"]' one.yaml)" 60
}

# --- every kind of thing ---

@test "rights on every kind of thing, with and without the option to grant them" {
	local parameter='' version
	version=$(on postgres 'SHOW server_version_num')
	[[ $version -lt 150000 ]] || parameter="parameter log_statement: [set, alter system grantable]"
	on postgres 'CREATE ROLE a; CREATE ROLE b'
	on postgres 'CREATE DATABASE things'
	mkdir -p "$servers_folder/space"
	[[ $(id -u) -ne 0 ]] || chown "$servers_user" "$servers_folder/space"
	on postgres "CREATE TABLESPACE space LOCATION '$servers_folder/space'"
	psql -XAtq -v ON_ERROR_STOP=1 "$(server_url things)" <<-'SQL'
		CREATE SCHEMA "Odd. One";
		CREATE TABLE "Odd. One"."T" (id serial, "C.d" int, """" int);
		CREATE VIEW public.v AS SELECT 1;
		CREATE MATERIALIZED VIEW public.m AS SELECT 1;
		CREATE SEQUENCE public.s;
		CREATE FUNCTION public.f(x integer DEFAULT 1, OUT y text) LANGUAGE sql AS 'SELECT 1::text';
		CREATE PROCEDURE public.p(x text[]) LANGUAGE sql AS 'SELECT 1';
		CREATE AGGREGATE public.g(integer) (sfunc = int4pl, stype = integer);
		CREATE DOMAIN public.d AS integer;
		CREATE TYPE public.e AS ENUM ('x');
		CREATE TYPE public.c AS (x integer);
		CREATE FOREIGN DATA WRAPPER w;
		CREATE SERVER "S s" FOREIGN DATA WRAPPER w;
		SELECT lo_create(4711);
	SQL
	cat >things.yaml <<-YAML
		grants:
		  a:
		    tablespace space: [create]
		    ${parameter:-tablespace pg_default: [create]}
		databases:
		  things:
		    owners:
		      'table "Odd. One".*': a
		      table public.*: a
		      sequence *: a
		      function *: a
		      type *: a
		      foreign data wrapper w: postgres
		      foreign server *: a
		      large object 4711: a
		    grants:
		      a:
		        database: [create, connect grantable]
		        schema *: [usage grantable]
		      b:
		        'table "Odd. One"."T"': [select, truncate grantable]
		        'column "Odd. One"."T"."C.d"': [update, references grantable]
		        'column "Odd. One"."T".""""': [update]
		        table public.*: [select]
		        sequence public.*: [usage]
		        'function public.f(integer)': [execute grantable]
		        'function public.p(text[])': [execute]
		        'function public.g(integer)': [execute]
		        type public.*: [usage]
		        language plpgsql: [usage]
		        foreign data wrapper w: [usage]
		        foreign server *: [usage grantable]
		        large object 4711: [select]
		      public:
		        'function public.f(integer)': [no execute]
		        language plpgsql: [no usage]
		        type public.d: [no usage]
	YAML
	run -0 provision apply --file things.yaml --url "$(server_url postgres)"
	run -0 provision check --file things.yaml --url "$(server_url postgres)"
	assert_equal "$(on things "SELECT replace(relacl::text, 'xtm', 'xt'), attacl FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
		WHERE relname = 'T' AND attname = 'C.d'")" '{a=arwdDxt/a,b=rD*/a}|{b=wx*/a}'
	assert_equal "$(on things "SELECT proacl FROM pg_proc WHERE proname = 'f' AND pronamespace = 'public'::regnamespace")" \
		'{a=X/a,b=X*/a}'
	assert_equal "$(on things "SELECT srvacl, pg_get_userbyid(srvowner) FROM pg_foreign_server")" '{a=U/a,b=U*/a}|a'
	assert_equal "$(on things "SELECT lomacl, pg_get_userbyid(lomowner) FROM pg_largeobject_metadata")" '{a=rw/a,b=r/a}|a'
	provision export --url "$(server_url postgres)" >export.yaml
	run -0 provision check --file export.yaml --url "$(server_url postgres)"
	assert_contains 'Nothing to do: the server is as declared.'
	# All of it taken back: what is not declared any more goes.
	echo 'databases: {things: {}}' >none.yaml
	echo 'prune: [grants, server_grants]' >>none.yaml
	run -0 provision apply --file none.yaml --url "$(server_url postgres)"
	assert_equal "$(on things "SELECT replace(relacl::text, 'xtm', 'xt') FROM pg_class WHERE relname = 'T'")" '{a=arwdDxt/a}'
	run -0 provision check --file none.yaml --url "$(server_url postgres)"
}

@test "publications: tables, columns and rows, schemas, all tables, and what of them" {
	local version parts=''
	version=$(on postgres 'SHOW server_version_num')
	on postgres 'CREATE ROLE feeder'
	on postgres 'CREATE DATABASE things'
	on things 'CREATE SCHEMA app; CREATE TABLE app."T" (id int PRIMARY KEY, a int); CREATE TABLE app.u (id int);
		CREATE TABLE public.part (id int PRIMARY KEY, a int, b int)'
	[[ $version -lt 150000 ]] || parts=': {columns: "id, b", where: "(id > 5)"}'
	cat >things.yaml <<-YAML
		databases:
		  things:
		    publications:
		      all: {all_tables: true, truncate: false}
		      feed:
		        owner: feeder
		        delete: false
		        $([[ $version -lt 130000 ]] || echo 'via_root: true')
		        tables: ['app."T"', {public.part$parts}, app.later]
	YAML
	[[ -n $parts ]] || sed -i 's/{public.part}/public.part/' things.yaml
	[[ $version -lt 150000 ]] || printf '      whole: {schemas: [app]}\n' >>things.yaml
	run -0 provision apply --file things.yaml --url "$(server_url postgres)"
	run -2 provision check --file things.yaml --url "$(server_url postgres)"
	assert_contains 'published table app.later of feed: waits'
	on things 'CREATE TABLE app.later (id int)'
	run -0 provision apply --file things.yaml --url "$(server_url postgres)"
	assert_contains '+ published table app.later of feed'
	assert_equal "$(on things "SELECT pubname, pg_get_userbyid(pubowner), puballtables, pubinsert, pubdelete, pubtruncate
		FROM pg_publication WHERE pubname <> 'whole' ORDER BY 1")" "$(printf 'all|postgres|t|t|t|f\nfeed|feeder|f|t|f|t')"
	[[ -z $parts ]] || assert_equal "$(on things "SELECT attnames, rowfilter FROM pg_publication_tables
		WHERE pubname = 'feed' AND tablename = 'part'")" '{id,b}|(id > 5)'
	provision export --url "$(server_url postgres)" >one.yaml
	on things 'ALTER PUBLICATION feed SET TABLE app.u; ALTER PUBLICATION "all" SET (publish = '"'insert, update, delete, truncate'"')'
	echo '  prune: [published_tables]' >>one.yaml
	run -0 provision apply --file one.yaml --url "$(server_url postgres)"
	assert_contains '- published table app.u of feed'
	run -0 provision check --file things.yaml --url "$(server_url postgres)"
	sed -i 's/feed:/feed: {absent: true}\n      other:/; s/id > 5/id > 6/' things.yaml
	run -0 provision apply --file things.yaml --url "$(server_url postgres)"
	run -0 provision check --file things.yaml --url "$(server_url postgres)"
	sed -i '$d' one.yaml
	sed -i 's/feed:/other:/; s/id > 5/id > 6/' one.yaml
	provision export --url "$(server_url postgres)" | diff - one.yaml
}

@test "databases with a locale of their own" {
	[[ $(on postgres 'SHOW server_version_num') -ge 150000 ]] || skip 'ICU locales of databases are newer'
	cat >icu.yaml <<-'YAML'
		databases:
		  icu: {encoding: UTF8, locale: C, provider: icu, icu_locale: de, template: template0}
		  plain: {allow_connections: false, is_template: true}
	YAML
	run -0 provision apply --file icu.yaml --url "$(server_url postgres)"
	run -0 provision check --file icu.yaml --url "$(server_url postgres)"
	assert_equal "$(on postgres "SELECT datlocprovider FROM pg_database WHERE datname = 'icu'")" i
	provision export --url "$(server_url postgres)" >export.yaml
	assert_contains 'icu_locale: de' "$(<export.yaml)"
	run -0 provision check --file export.yaml --url "$(server_url postgres)"
}

# --- kills ---

struck() { # k phase command...; the file report has the number of messages
	mkdir -p link
	"${GODWIT%/*}/tests/faults/proxy" --protocol postgres --server "$SERVER/.s.PGSQL.5432" \
		--listen "$PWD/link/.s.PGSQL.5432" --at "$1" --phase "$2" --victim client --report report \
		-- "$GODWIT" provision "${@:3}" --file shop.yaml --quiet
}

@test "killed on the way, the next run completes the work" {
	local k phase url="postgres://postgres@/shop?host=$PWD/link"
	run -0 struck 0 after apply --url "$url"
	while read -r k phase; do
		on postgres 'DROP DATABASE IF EXISTS shop'
		on postgres 'DROP ROLE IF EXISTS shop_app, shop_rw, shop_owner'
		run -137 struck "$k" "$phase" apply --url "$url"
		run -0 provision apply --file shop.yaml --url "$(server_url shop)"
		run -0 provision check --file shop.yaml --url "$(server_url shop)"
		run -0 godwit verify --no-sql --url "$(server_url shop)"
	done < <(strike_points 6)
}

@test "killed while it takes back what is declared, the next run completes that" {
	local k phase url="postgres://postgres@/postgres?host=$PWD/link"
	local destroy=(destroy --allow-drop shop)
	# What a role owns elsewhere goes to another one, which is a step of its own.
	sed -i 's/shop_owner: {}/shop_owner: {reassign_to: postgres}/' shop.yaml
	on postgres 'CREATE DATABASE other'
	run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
	run -0 struck 0 after "${destroy[@]}" --url "$url"
	while read -r k phase; do
		run -0 provision apply --file shop.yaml --url "$(server_url postgres)"
		on other 'CREATE TABLE IF NOT EXISTS kept (id int); ALTER TABLE kept OWNER TO shop_owner;
			GRANT USAGE ON SCHEMA public TO shop_rw'
		run -137 struck "$k" "$phase" "${destroy[@]}" --url "$url"
		run -0 provision "${destroy[@]}" --file shop.yaml --url "$(server_url postgres)"
		run -0 provision destroy --file shop.yaml --url "$(server_url postgres)"
		assert_contains 'Nothing to do: nothing of what is declared is there.'
		assert_equal "$(on postgres "SELECT count(*) FROM pg_roles WHERE rolname ~ '^shop'")" 0
		assert_equal "$(on other "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'")" postgres
	done < <(strike_points 3)
}
