#!/usr/bin/env bats
# Provisioning MariaDB: databases, users, roles, and rights at each level.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/servers

setup() {
	world_setup
	local folder
	folder=$(mktemp -d)
	chmod 755 "$folder"
	servers_init "$folder"
	mariadb_new one
	declare_shop
	export SHOP_APP=plain-secret-1
}

teardown() {
	servers_stop
	world_teardown
}

# Another server; sets SERVER, its folder.
mariadb_new() {
	server_make_once "$1" mariadb_make || return
	mariadb_start "$1" --general-log=1 --general-log-file="$servers_folder/$1/general" || return
	SERVER=$servers_folder/$1
}

server_url() { # database
	echo "mysql://root@localhost/$1?socket=$SERVER/socket"
}

on() { # sql
	mariadb --no-defaults --user=root --socket="$SERVER/socket" --batch --skip-column-names --execute "$1"
}

provision() {
	"$GODWIT" provision "$@"
}

declare_shop() {
	cat >shop.yaml <<-'YAML'
		provision:
		  databases:
		    shop: {charset: utf8mb4, collation: utf8mb4_unicode_ci, comment: the shop's}
		    meta: {}
		  roles:
		    reader:
		      grants:
		        database shop: [select, show view]
		    writer:
		      member_of: [reader]
		      grants:
		        database shop: [insert, update, delete, grant option]
		  users:
		    app@localhost:
		      password: {env: SHOP_APP}
		      require: ssl
		      max_user_connections: 20
		      member_of: [writer: {admin: true, default: true}]
		      grants:
		        all: [reload]
		        table shop.users: [references]
		        column shop.users.email: [update]
		        procedure shop.tidy: [execute]
		    monitor@%:
		      plugin: unix_socket
		      locked: true
		      grants:
		        all: [process]
	YAML
	on 'CREATE DATABASE IF NOT EXISTS shop; CREATE TABLE shop.users (id int, email varchar(9));
		CREATE PROCEDURE shop.tidy() SELECT 1'
}

@test "what is declared is made, a second time there is nothing to do" {
	run -2 provision check --file shop.yaml --url "$(server_url mysql)"
	assert_contains '+ user app@localhost'
	assert_contains '~ database shop  collation: utf8mb4_general_ci -> utf8mb4_unicode_ci'
	run -0 provision apply --file shop.yaml --url "$(server_url meta)"
	run -0 provision check --file shop.yaml --url "$(server_url meta)"
	assert_contains 'Nothing to do: the server is as declared.'
	assert_equal "$(on 'SHOW GRANTS FOR writer')" "$(printf '%s\n' \
		'GRANT `reader` TO `writer`' \
		'GRANT USAGE ON *.* TO `writer`' \
		'GRANT INSERT, UPDATE, DELETE ON `shop`.* TO `writer` WITH GRANT OPTION' \
		'GRANT USAGE ON *.* TO `reader`' \
		'GRANT SELECT, SHOW VIEW ON `shop`.* TO `reader`')"
	assert_equal "$(on "SELECT default_character_set_name, default_collation_name, schema_comment
		FROM information_schema.schemata WHERE schema_name = 'shop'")" \
		$'utf8mb4\tutf8mb4_unicode_ci\tthe shop\'s'
	assert_equal "$(on "SELECT JSON_VALUE(priv, '\$.default_role'), JSON_VALUE(priv, '\$.ssl_type')
		FROM mysql.global_priv WHERE user = 'app'")" $'writer\t1'
	assert_equal "$(on "SELECT GROUP_CONCAT(DISTINCT event ORDER BY event) FROM meta.godwit_history")" \
		'created,finished,provisioned'
	run -0 godwit verify --no-sql --url "$(server_url meta)"
}

@test "what somebody changed is changed back, and what is not declared is pruned" {
	run -0 provision apply --file shop.yaml --url "$(server_url meta)"
	on "ALTER USER app@localhost REQUIRE NONE ACCOUNT LOCK; REVOKE reload ON *.* FROM app@localhost;
		GRANT drop ON shop.* TO writer; REVOKE ADMIN OPTION FOR writer FROM app@localhost;
		CREATE ROLE stray; CREATE USER stray@localhost; GRANT ALL ON shop.* TO stray@localhost"
	run -2 provision check --file shop.yaml --url "$(server_url meta)"
	assert_contains '~ user app@localhost  require: none -> ssl'
	assert_contains '~ membership of app@localhost in writer  admin: false -> true'
	assert_contains '+ grant on all to app@localhost  reload'
	run -0 provision apply --file shop.yaml --url "$(server_url meta)"
	assert_contains '~ user'
	on 'SHOW GRANTS FOR writer' | grep -q DROP || fail 'what is not declared stays'
	echo '  prune: [users, roles, grants]' >>shop.yaml
	run -0 provision apply --file shop.yaml --url "$(server_url meta)"
	assert_contains '- grant on database shop to writer  drop'
	assert_contains '- user stray@localhost'
	assert_contains '- role stray'
	run -0 provision check --file shop.yaml --url "$(server_url meta)"
	assert_equal "$(on "SELECT COUNT(*) FROM mysql.global_priv WHERE user = 'stray'")" 0
	assert_equal "$(on "SELECT COUNT(*) FROM mysql.global_priv WHERE user = 'root'")" 4
}

@test "passwords: set once, seen to be the same, changed, and nowhere to be read" {
	run -0 provision apply --verbose --file shop.yaml --url "$(server_url meta)"
	on 'ALTER USER app@localhost REQUIRE NONE'
	mariadb --no-defaults --user=app --password=plain-secret-1 --socket="$SERVER/socket" -e 'SELECT 1'
	SHOP_APP=plain-secret-2 run -2 provision check --verbose --file shop.yaml --url "$(server_url meta)"
	assert_contains 'password: *** -> ***'
	SHOP_APP=plain-secret-2 run -0 provision apply --verbose --file shop.yaml --url "$(server_url meta)"
	on 'ALTER USER app@localhost REQUIRE NONE'
	mariadb --no-defaults --user=app --password=plain-secret-2 --socket="$SERVER/socket" -e 'SELECT 1'
	! grep 'plain-secret' "$SERVER/general" || fail 'the password is in the log of the server'
	refute_contains 'plain-secret'
	refute_contains "$(on "SELECT JSON_VALUE(priv, '\$.authentication_string') FROM mysql.global_priv
		WHERE user = 'app'")"
}

@test "a database is dropped only by its name; a name without a host is refused" {
	on 'CREATE DATABASE gone'
	echo 'databases: {gone: {absent: true}}' >gone.yaml
	run -77 provision apply --file gone.yaml --url "$(server_url mysql)"
	run -0 provision apply --file gone.yaml --allow-drop gone --url "$(server_url shop)"
	run -0 provision check --file gone.yaml --url "$(server_url shop)"
	echo 'users: {app: {}}' >app.yaml
	run -78 provision plan --file app.yaml --url "$(server_url shop)"
	assert_contains 'app.yaml:1:9'
	assert_contains 'write the host as well'
}

@test "what is declared is taken back, and nothing else" {
	run -0 provision apply --file shop.yaml --url "$(server_url mysql)"
	on "CREATE USER other@localhost; GRANT SELECT ON shop.* TO other@localhost"
	run -77 provision destroy --allow-drop shop --file shop.yaml --url "$(server_url mysql)"
	assert_contains 'Give `--allow-drop meta` when you are sure.'
	run -0 provision destroy --allow-drop shop,meta --file shop.yaml --url "$(server_url mysql)"
	assert_contains '- user app@localhost'
	assert_equal "$(on "SELECT GROUP_CONCAT(User) FROM mysql.global_priv
		WHERE User NOT IN ('root', 'mariadb.sys', 'mysql', '', 'PUBLIC')")" other
	assert_equal "$(on "SHOW DATABASES LIKE 'shop'")$(on "SHOW DATABASES LIKE 'meta'")" ''
	run -0 provision destroy --file shop.yaml --url "$(server_url mysql)"
	assert_contains 'Nothing to do: nothing of what is declared is there.'
}

@test "an export, applied to an empty server, and exported again: the same file" {
	run -0 provision apply --file shop.yaml --url "$(server_url meta)"
	on "GRANT ALL ON meta.* TO app@localhost; CREATE USER 'odd \"name'@'10.0.%'"
	provision export --url "$(server_url meta)" >one.yaml
	run -0 provision check --file one.yaml --url "$(server_url meta)"
	assert_contains 'Nothing to do: the server is as declared.'
	mariadb_new two
	on 'CREATE DATABASE shop; CREATE TABLE shop.users (id int, email varchar(9));
		CREATE PROCEDURE shop.tidy() SELECT 1'
	run -0 provision apply --file one.yaml --url "$(server_url meta)"
	provision export --url "$(server_url meta)" >two.yaml
	run diff one.yaml two.yaml
	assert_equal "$output" ''
}

@test "rights on what migrations make wait for them, and are given in the same run" {
	mkdir -p migrations
	echo 'CREATE TABLE late (a int, b int); CREATE FUNCTION later() RETURNS int RETURN 1;' >migrations/1_late.sql
	cat >godwit.yaml <<-'YAML'
		provision:
		  databases: {meta: {}}
		  roles:
		    late:
		      grants:
		        table meta.late: [select]
		        column meta.late.b: [update]
		        function meta.later: [execute]
		        all: [execute, event]
	YAML
	run -0 "$GODWIT" up --provision --url "$(server_url meta)"
	assert_equal "$(on 'SHOW GRANTS FOR late' | sort)" "$(printf '%s\n' \
		'GRANT EXECUTE ON FUNCTION `meta`.`later` TO `late`' \
		'GRANT EXECUTE, EVENT ON *.* TO `late`' \
		'GRANT SELECT, UPDATE (`b`) ON `meta`.`late` TO `late`')"
	run -0 provision check --url "$(server_url meta)"
	assert_contains 'Nothing to do: the server is as declared.'
	on 'DROP TABLE meta.late'
	run -0 provision check --url "$(server_url meta)"
}

# 20 users and roles, 6 databases, and rights at each level, made by hand.
rich_server() {
	local i
	for i in {1..6}; do
		printf 'CREATE ROLE r%d;\n' "$i"
		[[ $i -eq 1 ]] || printf 'GRANT r%d TO r%d;\n' "$((i - 1))" "$i"
		printf 'CREATE DATABASE d%d CHARACTER SET %s COLLATE %s;\n' "$i" \
			"$([[ $((i % 2)) -eq 0 ]] && echo 'latin1' || echo utf8mb4)" \
			"$([[ $((i % 2)) -eq 0 ]] && echo latin1_general_cs || echo utf8mb4_bin)"
	done >rich.sql
	for i in {1..8}; do
		printf "CREATE USER u%d@localhost IDENTIFIED BY 'secret %d' REQUIRE %s WITH MAX_USER_CONNECTIONS %d PASSWORD EXPIRE %s;\n" \
			"$i" "$i" "$([[ $((i % 2)) -eq 0 ]] && echo X509 || echo NONE)" "$i" \
			"$([[ $((i % 3)) -eq 0 ]] && echo NEVER || echo "INTERVAL $((i * 10)) DAY")"
		printf 'GRANT r%d TO u%d@localhost%s;\n' "$((i % 6 + 1))" "$i" "$([[ $i -gt 6 ]] && echo ' WITH ADMIN OPTION')"
		printf 'SET DEFAULT ROLE r%d FOR u%d@localhost;\n' "$((i % 6 + 1))" "$i"
	done >>rich.sql
	cat >>rich.sql <<-'SQL'
		ALTER DATABASE d1 COMMENT 'it''s "d1"';
		CREATE USER locked@'%' ACCOUNT LOCK;
		CREATE USER masked@'10.0.0.0/255.0.0.0';
		CREATE USER limits@'%.example.com' WITH MAX_QUERIES_PER_HOUR 1 MAX_UPDATES_PER_HOUR 2 MAX_CONNECTIONS_PER_HOUR 3
			MAX_STATEMENT_TIME 4;
		CREATE USER tls@'::1' REQUIRE ISSUER '/CN=ca''s' AND SUBJECT '/CN=me' AND CIPHER 'ECDHE-RSA-AES256-GCM-SHA384';
		CREATE USER tls2@'::1' REQUIRE CIPHER 'ECDHE-RSA-AES256-GCM-SHA384';
		CREATE USER socket@localhost IDENTIFIED VIA unix_socket;
		CREATE USER 'odd "name:'@'a_b';
		GRANT ALL ON *.* TO u1@localhost WITH GRANT OPTION;
		GRANT PROCESS, RELOAD, REPLICATION CLIENT ON *.* TO r1;
		GRANT ALL ON d1.* TO u2@localhost;
		GRANT SELECT, INSERT ON `d2`.* TO r2 WITH GRANT OPTION;
		GRANT SELECT ON `d\_%`.* TO r3;
	SQL
}

# What migrations would make, and the rights on it.
rich_tables() {
	local i
	for i in {1..6}; do
		printf 'CREATE TABLE d%d.t (a int, `b c` int); CREATE VIEW d%d.v AS SELECT a FROM d%d.t;\n' "$i" "$i" "$i"
		printf 'CREATE PROCEDURE d%d.p() SELECT 1; CREATE FUNCTION d%d.f() RETURNS int RETURN 1;\n' "$i" "$i"
	done
}

rich_rights() {
	local i
	for i in {1..6}; do
		printf 'GRANT SELECT, UPDATE (`b c`, a), INSERT (a) ON d%d.t TO r%d;\n' "$i" "$i"
		printf 'GRANT SELECT, SHOW VIEW ON d%d.v TO u%d@localhost WITH GRANT OPTION;\n' "$i" "$i"
		printf 'GRANT EXECUTE ON PROCEDURE d%d.p TO r%d; GRANT ALTER ROUTINE ON FUNCTION d%d.f TO u%d@localhost;\n' \
			"$i" "$i" "$i" "$i"
	done
}

on_file() {
	mariadb --no-defaults --user=root --socket="$SERVER/socket" <"$1"
}

@test "a server made by hand, exported, applied to an empty one, and exported again: the same file" {
	rich_server
	rich_tables >tables.sql
	rich_rights >>tables.sql
	on_file rich.sql
	on_file tables.sql
	provision export --url "$(server_url mysql)" >one.yaml
	refute_contains 'secret' "$(<one.yaml)"
	run -0 provision check --file one.yaml --url "$(server_url mysql)"
	assert_contains 'Nothing to do: the server is as declared.'
	mariadb_new two
	run -0 provision apply --file one.yaml --url "$(server_url mysql)"
	assert_contains 'waits, there is no such thing on the server yet'
	rich_tables >tables.sql
	on_file tables.sql
	run -0 provision apply --file one.yaml --url "$(server_url mysql)"
	run -0 provision check --file one.yaml --url "$(server_url mysql)"
	assert_contains 'Nothing to do: the server is as declared.'
	provision export --url "$(server_url mysql)" >two.yaml
	run diff one.yaml two.yaml
	assert_equal "$output" ''
}

# --- kills ---

struck() { # k phase command...; the file report has the number of messages
	"${GODWIT%/*}/tests/faults/proxy" --protocol mysql --server "$SERVER/socket" --listen "$PWD/link" \
		--at "$1" --phase "$2" --victim client --report report -- \
		"$GODWIT" provision "${@:3}" --file shop.yaml --quiet
}

@test "killed on the way, the next run completes the work" {
	local k phase url="mysql://root@localhost/meta?socket=$PWD/link"
	run -0 struck 0 after apply --url "$url"
	while read -r k phase; do
		on 'DROP DATABASE IF EXISTS meta; DROP ROLE IF EXISTS writer, reader;
			DROP USER IF EXISTS app@localhost, monitor@"%"'
		run -137 struck "$k" "$phase" apply --url "$url"
		run -0 provision apply --file shop.yaml --url "$(server_url meta)"
		run -0 provision check --file shop.yaml --url "$(server_url meta)"
		run -0 godwit verify --no-sql --url "$(server_url meta)"
	done < <(strike_points 6)
}

@test "killed while it takes back what is declared, the next run completes that" {
	local k phase url="mysql://root@localhost/mysql?socket=$PWD/link"
	local destroy=(destroy --allow-drop 'shop,meta')
	run -0 provision apply --file shop.yaml --url "$(server_url mysql)"
	run -0 struck 0 after "${destroy[@]}" --url "$url"
	while read -r k phase; do
		on 'CREATE DATABASE IF NOT EXISTS shop; CREATE TABLE IF NOT EXISTS shop.users (id int, email varchar(9));
			CREATE OR REPLACE PROCEDURE shop.tidy() SELECT 1'
		run -0 provision apply --file shop.yaml --url "$(server_url mysql)"
		run -137 struck "$k" "$phase" "${destroy[@]}" --url "$url"
		run -0 provision "${destroy[@]}" --file shop.yaml --url "$(server_url mysql)"
		run -0 provision destroy --file shop.yaml --url "$(server_url mysql)"
		assert_contains 'Nothing to do: nothing of what is declared is there.'
		assert_equal "$(on "SELECT count(*) FROM mysql.global_priv
			WHERE User IN ('app', 'monitor', 'reader', 'writer')")" 0
	done < <(strike_points 3)
}
