# Databases of MySQL and MariaDB for fault tests; see trial.bash for what each function is.
#
# shellcheck shell=bash

server_socket() {
	echo "${GODWIT_TEST_MYSQL_URL##*socket=}"
}

link_socket() {
	echo "$work/socket"
}

db_url() { # name [link]
	echo "mysql://root@localhost/$1?socket=$([[ ${2-} == link ]] && link_socket || server_socket)"
}

mysql_client() {
	mariadb --no-defaults --batch --skip-column-names --user=root --socket="$(server_socket)" "$@"
}

db_sql() { # name sql...
	local name=$1
	shift
	(IFS=';' && mysql_client --execute "$*" "$name")
}

# Users are the server's: those of a scenario are named after their database.
db_drop() { # name...
	local name
	for name; do
		printf 'DROP DATABASE IF EXISTS %s;\n' "$name"
		cat <<-SQL
			DELIMITER //
			BEGIN NOT ATOMIC
				DECLARE drop_users text DEFAULT (SELECT group_concat(quote(user), '@', quote(host))
					FROM mysql.user WHERE user LIKE 'u\_$name\_%');
				IF drop_users IS NOT NULL THEN
					EXECUTE IMMEDIATE concat('DROP USER ', drop_users);
				END IF;
			END //
			DELIMITER ;
		SQL
	done | mysql_client mysql
}

db_begin() { # name
	db_sql mysql "CREATE DATABASE $1"
	[[ -z $has_start ]] || godwit_up "$1" --to 0
}

db_state() { # name
	mysql_client "$1" <"$faults/state/mysql.sql" | mysql_client "$1" |
		sed -E "s/$1/DB/g; s/ AUTO_INCREMENT=[0-9]+//" | LC_ALL=C sort
}

db_history() { # name
	db_sql "$1" "SELECT concat(event, ' ', coalesce(version, name)) FROM godwit_history
		WHERE event NOT IN ('created', 'finished', 'failed') ORDER BY seq" 2>"$work/sql.err" ||
		grep -q "doesn't exist" "$work/sql.err"
}

db_journal() { # name
	db_sql "$1" 'SELECT count(*) FROM godwit_journal'
}

db_is_untouched() {
	[[ $(kind_of) != time && $(value_of messages "$work/report") == 0 ]]
}

db_settle() { # name
	mysql_client mysql <<-SQL
		DELIMITER //
		BEGIN NOT ATOMIC
			WHILE EXISTS (SELECT 1 FROM information_schema.processlist WHERE db = '$1') DO
				DO sleep(0.005);
			END WHILE;
		END //
	SQL
}

db_end_sessions() { # name ms
	mysql_client mysql <<-SQL
		DELIMITER //
		BEGIN NOT ATOMIC
			DECLARE ended int DEFAULT 0;
			DO sleep($2 / 1000);
			FOR session IN (SELECT id FROM information_schema.processlist WHERE db = '$1') DO
				EXECUTE IMMEDIATE concat('KILL ', session.id);
				SET ended = ended + 1;
			END FOR;
			SELECT ended;
		END //
	SQL
}

server_make_own() {
	mariadb_make mariadb
}

# What is committed is written, so that it outlives the server.
server_start_own() {
	own_server=mariadb
	mariadb_start mariadb --innodb-flush-log-at-trx-commit=2
	GODWIT_TEST_MYSQL_URL=$mysql_url
}
