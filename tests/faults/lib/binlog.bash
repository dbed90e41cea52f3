# Databases of a MariaDB that writes a binary log, for a user who does not see where InnoDB keeps its
# tables, and may read that log; see trial.bash for what each function is.
#
# shellcheck shell=bash

# shellcheck source=tests/faults/lib/mysql.bash
source "$faults/lib/mysql.bash"

GODWIT_TEST_MYSQL_URL=$GODWIT_TEST_BINLOG_URL
mysql_client mysql <<-'SQL'
	CREATE USER IF NOT EXISTS faults@localhost;
	GRANT ALL ON `flt\_%`.* TO faults@localhost;
	GRANT BINLOG MONITOR ON *.* TO faults@localhost;
SQL

db_url() { # name [link]
	echo "mysql://faults@localhost/$1?socket=$([[ ${2-} == link ]] && link_socket || server_socket)"
}
