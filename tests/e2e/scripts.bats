#!/usr/bin/env bats
# What stands around and in scripts: hooks, placeholders, variants for an engine, environments,
# dependencies, timeouts; and that no script changes what the next one means.
#
# shellcheck disable=SC2016 # ${name} is for godwit

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

# --- hooks ---

two() {
	file 1_a.sql '-- godwit:up' "$(log 1)" '-- godwit:down' "$(log -1)"
	file 2_b.sql '-- godwit:up' "$(log 2)" '-- godwit:down' "$(log -2)"
}

@test "hooks run around the run and around each migration" {
	local hook
	two
	for hook in before-run after-run before-each after-each; do
		file "hooks/$hook.sql" "$(log $hook)"
	done
	file hooks/before-all.sql "$(log stray)"
	run -0 godwit up
	assert_equal "$(ran)" 'before-run before-each 1 after-each before-each 2 after-each after-run'
	assert_contains hooks/before-all.sql
	# No run, no hook.
	run -0 godwit up
	run -0 godwit status
	run -0 godwit verify
	assert_equal "$(db_query 'SELECT count(*) FROM ran')" 8
	db_query 'DELETE FROM ran'
	run -0 godwit down
	assert_equal "$(ran)" 'before-run before-each -2 after-each after-run'
	# A hook is no migration.
	run -0 --separate-stderr godwit status --json
	assert_json '[.migrations[].key] | join(" ")' '1 2'
}

@test "a hook that fails" {
	two
	file hooks/before-run.sql "$(log before)" 'INSERT INTO nowhere VALUES (1);'
	run -1 godwit up
	assert_contains 'migrations/hooks/before-run.sql:2:'
	assert_equal "$(ran)" ''
	rm migrations/hooks/before-run.sql
	file hooks/after-each.sql "$(log after)" 'INSERT INTO nowhere VALUES (1);'
	run -1 godwit up
	assert_contains 'migrations/hooks/after-each.sql:2:'
	assert_contains 'Correct the hook'
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 0
	# Once the hook is right, each migration has run once, wherever the other run was stopped.
	rm migrations/hooks/after-each.sql
	run -0 godwit up
	assert_equal "$(ran)" '1 2'
}

@test "hooks around a migration without a transaction" {
	file 1_a.sql '-- godwit:up transaction=off' "$(log 1)"
	file 2_b.sql "$(log 2)"
	file hooks/before-each.sql "$(log before)"
	file hooks/after-each.sql "$(log after)"
	run -0 godwit up
	assert_equal "$(ran)" 'before 1 after before 2 after'
}

@test "hooks around a migration without a transaction run once, however often it is resumed" {
	file 1_a.sql '-- godwit:up transaction=off' "$(log 1)" 'INSERT INTO nowhere VALUES (1);' "$(log 2)"
	file hooks/before-each.sql "$(log before)"
	file hooks/after-each.sql "$(log after)" 'INSERT INTO nowhere VALUES (1);'
	run -1 godwit up
	assert_equal "$(ran)" 'before 1'
	run -1 godwit up
	file 1_a.sql '-- godwit:up transaction=off' "$(log 1)" "$(log 2)" "$(log 3)"
	run -1 godwit up
	assert_contains 'hooks/after-each.sql:2:'
	assert_equal "$(ran)" 'before 1 2 3'
	run -0 godwit status
	assert_contains 'unfinished  1_a'
	file hooks/after-each.sql "$(log after)"
	run -0 godwit up
	assert_equal "$(ran)" 'before 1 2 3 after'
	run -0 godwit verify
}

@test "the hook before a migration of which nothing stands is told, and runs again" {
	local fails='INSERT INTO nowhere VALUES (1);' stands=''
	case $ENGINE in
	postgres) fails='VACUUM nowhere;' stands='before ' ;;
	mysql) fails='DROP TABLE nowhere;' stands='before ' ;;
	esac
	file 1_a.sql '-- godwit:up transaction=off' "$fails"
	file hooks/before-each.sql "$(log before)"
	run -1 godwit up
	assert_contains "state: nothing of this migration stands in the database${stands:+; the hook before it does}"
	file 1_a.sql '-- godwit:up transaction=off' "$(log 1)"
	run -0 godwit up
	assert_equal "$(ran)" "${stands}before 1"
}

# --- placeholders ---

@test "placeholders are off until something turns them on" {
	file 1_a.sql "$(log '${who}')"
	run -0 godwit up
	assert_equal "$(ran)" '${who}'
	forget
	run -0 godwit up --set who=option
	assert_equal "$(ran)" option
	# An option wins over the environment's section, and that over the file.
	printf '%s\n' 'placeholders: {who: file, other: x}' 'environments:' \
		'  test: {placeholders: {who: section}}' >godwit.yaml
	forget
	run -0 godwit up
	assert_equal "$(ran)" file
	forget
	run -0 godwit up -e test
	assert_equal "$(ran)" section
	forget
	run -0 godwit up -e test --set who=option
	assert_equal "$(ran)" option
	forget
	file 1_a.sql '-- godwit:up placeholders=off' "$(log '${who}')"
	run -0 godwit up
	assert_equal "$(ran)" '${who}'
	# $${name} is the text itself, and comments are left alone.
	forget
	file 1_a.sql '-- ${nowhere}' '/* ${nowhere} */' "$(log '$${who} ${who}')"
	run -0 godwit up
	assert_equal "$(ran)" '${who} file'
}

@test "a placeholder without a value stops the run at its place" {
	file 1_a.sql "$(log 1)"
	file 2_b.sql '-- godwit:up placeholders=on' '' "  $(log '${nowhere}')"
	run -65 godwit up
	assert_contains 'error[GW3103]: no value for ${nowhere}'
	assert_contains '--set nowhere=VALUE'
	assert_contains 'migrations/2_b.sql:3:35'
	assert_equal "$(ran)" ''
	run -65 --separate-stderr godwit plan --json --set other=x
	assert_json .error.slug placeholder
	assert_json '.error.location | [.path, .line, .column] | @text' '["migrations/2_b.sql",3,35]'
}

@test "an error behind a placeholder points into the file" {
	file 1_a.sql "SELECT '\${a}\${a}\${a}';" 'SELECT ${a} FROM nowhere;'
	run -1 godwit up --set "a='$(printf '%.0sx' {1..100})'"
	assert_contains 'statement 1 of 2 failed'
	file 1_a.sql "SELECT '\${a}\${a}\${a}';" 'SELECT ${a|literal} FROM nowhere;'
	run -1 godwit up --set "a=$(printf '%.0sx\n' {1..100} | paste -sd ' ')"
	assert_contains 'statement 2 of 2 failed'
	assert_contains 'migrations/1_a.sql:2:'
	assert_contains 'SELECT ${a|literal} FROM nowhere;'
}

# Values that would end a literal or a name, if quoting did not hold.
@test "|literal and |ident hold against any value" {
	local i
	local -a options=() values=(
		"it's" "'); DROP TABLE ran; --" '\' "\\'); DROP TABLE ran; --" '"; DROP TABLE ran; --'
		'`); DROP TABLE ran; --' '"`' '$$; DROP TABLE ran; --' '${v1}' $'\'\'' '/* x' '-- x' 'é€'
	)
	for i in "${!values[@]}"; do
		options+=(--set "v$i=${values[i]}")
		printf 'CREATE TABLE t%d (${v%d|ident} integer);\n' "$i" "$i" >>migrations/1_a.sql
		printf 'INSERT INTO ran (what) VALUES (${v%d|literal});\n' "$i" >>migrations/1_a.sql
	done
	run -0 godwit up "${options[@]}"
	# The mariadb program shows a backslash as two.
	assert_equal "$(db_query 'SELECT what FROM ran ORDER BY id' | sed 's/\\\\/\\/')" \
		"$(printf '%s\n' "${values[@]}")"
	assert_equal "$(db_tables | grep -c '^t')" ${#values[@]}
}

@test "the history holds the text, not the values" {
	local secret=s3cr3t-c4n4ry
	file 1_a.sql "$(log '${token}')" '-- godwit:down' 'DELETE FROM ran;'
	run -0 godwit up --set token=$secret --verbose
	assert_equal "$(ran)" $secret
	refute_contains $secret
	assert_contains '${token}' "$(db_query "SELECT up_sql FROM $(history_table) WHERE version = '1'")"
	db_query 'DELETE FROM ran'
	refute_contains $secret "$(db_dump)"
	# Another value is no other migration.
	run -0 godwit verify --set token=another
	run -0 --separate-stderr godwit status --json --set token=another
	assert_json .counts.applied 1
	run -0 godwit up --set token=another
	assert_contains 'nothing to do'
	run -0 godwit verify
}

# --- for one engine, for one environment, after another migration ---

@test "a variant for the engine takes the place of the file" {
	local engine
	for engine in postgres mysql sqlite; do
		file "1_a.$engine.sql" "$(log "1 $engine")"
		file "3_only.$engine.sql" "$(log "3 $engine")"
	done
	file 1_a.sql "$(log 1)"
	file 2_b.sql "$(log 2)"
	run -0 godwit up
	assert_equal "$(ran)" "1 $ENGINE 2 3 $ENGINE"
	run -0 --separate-stderr godwit status --json
	assert_json '[.migrations[] | .key + " " + .name] | join(",")' '1 a,2 b,3 only'
	run -0 godwit verify

	# The same in pairs.
	forget
	rm migrations/*
	for engine in postgres mysql sqlite; do
		file "1_a.$engine.up.sql" "$(log "up $engine")"
		file "1_a.$engine.down.sql" "$(log "down $engine")"
	done
	file 1_a.up.sql "$(log up)"
	file 1_a.down.sql "$(log down)"
	run -0 godwit up --format golang-migrate
	run -0 godwit down --format golang-migrate
	assert_equal "$(ran)" "up $ENGINE down $ENGINE"
}

@test "env= keeps a migration to its environments" {
	printf 'environments:\n  %s: {}\n  %s: {}\n  %s: {}\n' prod staging dev >godwit.yaml
	file 1_a.sql "$(log all)"
	file 2_b.sql '-- godwit:up env=prod,staging' "$(log live)"
	file 3_c.sql '-- godwit:up env=dev' "$(log dev)"
	run -0 godwit up
	assert_equal "$(ran)" all
	forget
	run -0 godwit up -e dev
	assert_equal "$(ran)" 'all dev'
	run -0 --separate-stderr godwit status --json -e dev
	assert_json .pending 0
	assert_json .counts.skipped 1
	forget
	run -0 godwit up -e staging
	assert_equal "$(ran)" 'all live'
	run -78 godwit up -e stagin
	assert_contains 'staging'
}

@test "depends= is refused when it is not met" {
	file 1_a.sql "$(log 1)"
	file 2_b.sql '-- godwit:up depends=1' "$(log 2)"
	run -0 godwit up
	assert_equal "$(ran)" '1 2'
	file 3_c.sql '-- godwit:up depends=1,9' "$(log 3)"
	run -65 godwit up
	assert_contains '3_c depends on 9'
	assert_equal "$(ran)" '1 2'
	# Later is not before.
	file 9_z.sql "$(log 9)"
	run -65 godwit up
	assert_contains '3_c depends on 9'
	# What this environment leaves out does not stand, either.
	rm migrations/9_z.sql
	file 2.5_d.sql '-- godwit:up env=prod out_of_order=allow' "$(log 2.5)"
	file 3_c.sql '-- godwit:up depends=2.5' "$(log 3)"
	run -65 godwit up
	assert_contains '3_c depends on 2.5'
	assert_equal "$(ran)" '1 2'
}

# --- timeouts ---

sleeps() { # seconds
	case $ENGINE in
	postgres) echo "SELECT pg_sleep($1);" ;;
	mysql) echo "SELECT sleep($1) FROM ran LIMIT 1;" ;;
	# It does not know how to wait: a number of steps that take about as long, at the least.
	sqlite)
		echo "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n" \
			"WHERE i < 6000000 * $1) SELECT count(*) FROM n;"
		;;
	esac
}

@test "statement_timeout of a file stops a slow statement, and no other file's" {
	file 1_a.sql '-- godwit:up statement_timeout=50ms' "$(log 1)"
	file 2_b.sql "$(log 2)" "$(sleeps 0.3)"
	file 3_c.sql '-- godwit:up statement_timeout=200ms' "$(log 3)" "$(sleeps 20)"
	run -1 godwit up
	assert_contains 3_c.sql:3
	[[ $output =~ 'statement timeout'|max_statement_time ]] || fail 'the timeout is not told'
	assert_equal "$(ran)" '1 2'
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 2
	# What the file says wins over what is configured.
	file 3_c.sql '-- godwit:up statement_timeout=1m' "$(sleeps 0.3)" "$(log 3)"
	file 4_d.sql "$(sleeps 20)"
	run -1 godwit up --statement-timeout 100ms
	assert_contains 4_d.sql:1
	assert_equal "$(ran)" '1 2 3'
}

@test "lock_timeout of a file" {
	local holder
	case $ENGINE in
	postgres) holder='BEGIN; LOCK TABLE ran; SELECT pg_sleep(20)' ;;
	mysql) holder='BEGIN; SELECT * FROM ran; SELECT sleep(20)' ;;
	sqlite) skip 'SQLite has one lock for all, and godwit has it' ;;
	esac
	file 1_a.sql "$(log 1)"
	run -0 godwit up
	file 2_b.sql '-- godwit:up lock_timeout=200ms' 'ALTER TABLE ran ADD COLUMN more integer;'
	spawn holder db_query "$holder"
	eventually is_slow
	run -75 godwit up --lock-retry 0
	assert_contains 'error[GW4101]'
	assert_contains 2_b.sql
}

# --- what a script leaves behind in its session ---

other_schema() {
	OTHER=${DB##*/}_other
	OTHER=${OTHER//[^a-z0-9_]/_}
	[[ $ENGINE != mysql ]] || db_query "DROP DATABASE IF EXISTS $OTHER; CREATE DATABASE $OTHER"
	[[ $ENGINE != postgres ]] || db_query "CREATE SCHEMA $OTHER"
	databases+=("$OTHER")
}

# With the session as it was left, the second would do something else, and so would the history.
assert_isolated() { # mode what-changes-the-session statement-of-the-next
	file 1_a.sql "$2"
	file 2_b.sql "$3"
	run -0 godwit up --transaction "$1"
	run -0 godwit verify
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 2
}

@test "the schema or database that a script chose is not the next one's" {
	local mode statement modes='migration run' n=0
	[[ $ENGINE != sqlite ]] || skip 'SQLite has no such choice'
	other_schema
	[[ $ENGINE != mysql ]] || modes=migration
	while read -r statement; do
		for mode in $modes; do
			assert_isolated $mode "$statement" 'CREATE TABLE here (id integer);'
			assert_equal "$(db_query 'SELECT count(*) FROM here')" 0
			db_query 'DROP TABLE here'
			forget
			n=$((n + 1))
		done
	done < <(
		case $ENGINE in
		postgres)
			printf '%s\n' "SET search_path = $OTHER;" "SET SCHEMA '$OTHER';" \
				"SELECT pg_catalog.set_config('search_path', '', false);" \
				"SELECT set_config('search_path', '$OTHER', false);" \
				"DO 'BEGIN PERFORM set_config(''search_path'', ''$OTHER'', false); END';"
			;;
		mysql) printf '%s\n' "USE $OTHER;" "USE \`$OTHER\`; CREATE TABLE there (id integer); DROP TABLE there;" ;;
		esac
	)
	[[ $n -ge 2 ]]
}

@test "settings that a script made are not the next one's" {
	case $ENGINE in
	postgres)
		assert_isolated migration "SET timezone = 'Asia/Tokyo';
			SET client_encoding = 'LATIN1'; SET standard_conforming_strings = off; SET ROLE pg_monitor;" \
			"INSERT INTO ran (what) SELECT current_setting('timezone') || current_user || 'é\\';"
		assert_equal "$(ran)" 'Etc/UTCpostgresé\'
		;;
	mysql)
		db_query 'CREATE TABLE parent (id integer PRIMARY KEY);
			CREATE TABLE child (id integer REFERENCES parent (id))'
		assert_isolated migration "SET FOREIGN_KEY_CHECKS = 0; SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';
			SET time_zone = '+09:00'; SET NAMES latin1;" \
			'INSERT INTO ran (what) VALUES (concat(@@foreign_key_checks, "\"é"));'
		assert_equal "$(ran)" 'ON"é'
		file 3_c.sql 'INSERT INTO child VALUES (1);'
		run -1 godwit up
		;;
	sqlite)
		assert_isolated migration 'CREATE TABLE a (id integer PRIMARY KEY);
			CREATE TABLE b (a integer REFERENCES a (id));
			PRAGMA legacy_alter_table = ON; PRAGMA foreign_keys = OFF;' 'ALTER TABLE a RENAME TO c;'
		assert_contains 'REFERENCES "c"' "$(db_query "SELECT sql FROM sqlite_master WHERE name = 'b'")"
		file 3_c.sql 'INSERT INTO b VALUES (7);'
		run -1 godwit up
		assert_contains 'error[GW2105]'
		;;
	esac
}

# PostgreSQL: what resets a session must not begin the next transaction with the script's defaults.
@test "the defaults of transactions that a script made are not the next one's" {
	[[ $ENGINE == postgres ]] || skip 'the other engines have no such setting'
	migration 1_a <<<'SET default_transaction_read_only = on;'
	migration 2_b <<<'CREATE TABLE b (x integer);'
	run -0 godwit up
	assert_equal "$(db_tables)" $'b\nran'
}
