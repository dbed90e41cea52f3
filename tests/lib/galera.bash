# A private Galera cluster of two MariaDB nodes, on top of servers.bash. They talk to each other
# through ports of the loopback.
#
#   galera_make NAME        may run in the background
#   galera_start NAME       sets galera_url and galera_other_url
#
# A node that joins gets its state from another by a script, and Debian's scripts come with a service
# that starts by itself. So both nodes begin with the same data, as a cluster of one node left it, and
# the second one needs nothing but the changes since.
#
# shellcheck shell=bash

galera_provider=/usr/lib/galera/libgalera_smm.so

galera_node_start() { # name port cluster-address
	local script_folder=$servers_folder/$1
	PATH=$script_folder:$PATH mariadb_start "$1" --wsrep-on=ON --wsrep-provider="$galera_provider" \
		--wsrep-cluster-address="$3" --wsrep-node-address="127.0.0.1:$2" \
		--wsrep-provider-options="gmcast.listen_addr=tcp://127.0.0.1:$2;ist.recv_addr=127.0.0.1:$(free_port);gcache.size=16M" \
		--wsrep-sst-method=nothing --wsrep-sst-receive-address=127.0.0.1 \
		--binlog-format=ROW --innodb-autoinc-lock-mode=2
}

# The state transfer that copies nothing. The pause gives the node the time to say that it joins.
galera_write_script() { # name
	cat >"$servers_folder/$1/wsrep_sst_nothing" <<-'SCRIPT'
		#!/bin/sh
		case $* in
		*'--role joiner'*)
			echo 'ready 127.0.0.1'
			sleep 0.3
			echo 00000000-0000-0000-0000-000000000000:-1
			;;
		*'--gtid '*)
			gtid=${*#*--gtid }
			echo "done ${gtid%% *}"
			;;
		esac
	SCRIPT
	chmod 755 "$servers_folder/$1/wsrep_sst_nothing"
}

galera_make() {
	local first=mariadb-$1-1 second=mariadb-$1-2 mysql_url
	mariadb_make "$first" && server_folder "$second" || return
	galera_write_script "$first"
	galera_write_script "$second"
	galera_node_start "$first" "$(free_port)" gcomm:// || return
	kill -TERM "${servers_pids[$first]}"
	wait "${servers_pids[$first]}" || return
	unset "servers_pids[$first]"
	cp -a "$servers_folder/$first/data/." "$servers_folder/$second/data/"
}

galera_is_synced() { # name
	[[ $(mariadb --no-defaults --user=root --socket="$servers_folder/$1/socket" --batch \
		--skip-column-names --execute="SHOW STATUS LIKE 'wsrep_local_state_comment'" 2>&1) == *Synced ]]
}

galera_await() { # name
	local i
	for ((i = 0; i < 300; i++)); do
		galera_is_synced "$1" && return 0
		sleep 0.1
	done
	echo "the node $1 did not join its cluster" >&2
	tail -n 20 "$servers_folder/$1/log" >&2
	return 1
}

galera_start() {
	local first=mariadb-$1-1 second=mariadb-$1-2 port mysql_url
	port=$(free_port)
	galera_node_start "$first" "$port" gcomm:// && galera_await "$first" || return 1
	galera_url=$mysql_url
	galera_node_start "$second" "$(free_port)" "gcomm://127.0.0.1:$port" &&
		galera_await "$second" || return 1
	galera_other_url=$mysql_url
}
