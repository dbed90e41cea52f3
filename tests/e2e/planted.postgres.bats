#!/usr/bin/env bats
# Somebody without rights prepares a database, and waits for a superuser to migrate it. All that could
# run in the superuser's name makes the planter a superuser; so whether it ran is easy to see.

load ../lib/e2e
load ../lib/e2e_world

setup() {
	world_setup
	user_new
	PLANTER=$DB_USER
	db_query "GRANT CREATE ON DATABASE $DB TO $PLANTER; GRANT ALL ON SCHEMA public TO $PLANTER"
	# It costs no more than a look when somebody else runs it.
	as_planter "CREATE FUNCTION public.evil() RETURNS boolean LANGUAGE plpgsql AS \$\$
		BEGIN
			EXECUTE 'ALTER ROLE $PLANTER SUPERUSER';
			RETURN true;
		EXCEPTION WHEN insufficient_privilege OR read_only_sql_transaction THEN
			RETURN true;
		END \$\$;
		CREATE FUNCTION public.evil_constant() RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
			'BEGIN RETURN public.evil(); END'"
}

teardown() {
	db_query "DROP OWNED BY $PLANTER CASCADE" || true
	world_teardown
}

as_planter() { # sql
	psql -XAtq -v ON_ERROR_STOP=1 "$URL" <<<"SET ROLE $PLANTER; $1" >/dev/null
}

# Asked from another database: in this one, to ask may spring the trap.
elsewhere() { # sql
	psql -XAtqc "$1" "$GODWIT_TEST_POSTGRES_URL"
}

assert_no_loot() {
	assert_equal "$(elsewhere "SELECT rolsuper FROM pg_roles WHERE rolname = '$PLANTER'")" f
}

# That the trap would work, if anything stepped into it.
assert_trap() { # sql
	assert_contains sprung "$(db_query "BEGIN; $1; SET search_path TO pg_catalog;
		SELECT 'sprung' FROM pg_roles WHERE rolname = '$PLANTER' AND rolsuper; ROLLBACK")"
}

# Godwit's own tables as it makes them, but without its first row.
plant_tables() {
	as_planter "BEGIN; $(<"$BATS_TEST_DIRNAME/../../core/engine/postgres/sql/metadata_create.sql") COMMIT"
}

every_command() {
	local command
	for command in up status plan log verify down 'show 1' 'goto 1' redo 'accept 1 --reason x' \
		'baseline 1 --reason x' 'resolve 1 --applied --reason x'; do
		# shellcheck disable=SC2086 # a command and its arguments
		run godwit $command
		"$@" "$command"
	done
}

is_refused() { # command
	assert_status 77
	assert_contains 'error[GW5001]'
	assert_no_loot
}

# What is planted, in a schema that the planter made; what the finding says of it.
plants() {
	cat <<-'PLANTS'
		CREATE TRIGGER t BEFORE INSERT ON godwit.godwit_history FOR EACH ROW EXECUTE FUNCTION public.evil_trigger()|trigger t on godwit_history
		CREATE TRIGGER t BEFORE INSERT ON godwit.godwit_journal FOR EACH STATEMENT EXECUTE FUNCTION public.evil_trigger()|trigger t on godwit_journal
		CREATE RULE r AS ON INSERT TO godwit.godwit_history DO ALSO SELECT public.evil()|rule r on godwit_history
		ALTER TABLE godwit.godwit_history ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON godwit.godwit_history USING (public.evil())|row security on godwit_history
		ALTER TABLE godwit.godwit_history ADD extra boolean DEFAULT public.evil()|unexpected column extra of godwit_history
		ALTER TABLE godwit.godwit_history ADD extra boolean GENERATED ALWAYS AS (public.evil_constant()) STORED|unexpected column extra of godwit_history
		ALTER TABLE godwit.godwit_history ALTER reason SET DEFAULT public.evil()::text|unexpected default of column reason of godwit_history
		ALTER TABLE godwit.godwit_history ADD CHECK (public.evil())|godwit_history is owned by
		CREATE INDEX i ON godwit.godwit_history ((public.evil_constant()))|godwit_history is owned by
		ALTER TABLE godwit.godwit_history DROP CONSTRAINT godwit_history_one_successor|UNIQUE (prev_hash)
		CREATE TABLE godwit.parent (); ALTER TABLE godwit.godwit_lock INHERIT godwit.parent|inheritance
		ALTER TABLE godwit.godwit_history RENAME TO h; CREATE VIEW godwit.godwit_history AS SELECT * FROM godwit.h WHERE public.evil()|no ordinary table
		DROP TABLE godwit.godwit_history|schema godwit is owned by
		DROP TABLE godwit.godwit_history, godwit.godwit_journal, godwit.godwit_lock|schema godwit is owned by
		DROP TABLE godwit.godwit_lock|godwit_lock is missing
	PLANTS
}

@test "planted tables are refused by every command, and nothing of theirs runs" {
	local plant finding
	as_planter "CREATE FUNCTION public.evil_trigger() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN PERFORM public.evil(); RETURN NEW; END'"
	assert_trap 'SELECT public.evil()'
	while IFS='|' read -r plant finding; do
		db_query "DROP SCHEMA IF EXISTS godwit CASCADE"
		plant_tables
		as_planter "$plant"
		migrations
		every_command is_refused
		assert_contains "$finding"
		assert_equal "$(db_tables)" ''
	done < <(plants)
}

@test "a schema that others may create in is refused" {
	migrations
	db_query "CREATE SCHEMA godwit; GRANT CREATE, USAGE ON SCHEMA godwit TO PUBLIC"
	every_command is_refused
	assert_contains 'everybody (PUBLIC) has CREATE in schema godwit'
	db_query "REVOKE CREATE ON SCHEMA godwit FROM PUBLIC"
	run -0 godwit up --to 1
	db_query "GRANT INSERT ON godwit.godwit_history TO PUBLIC"
	every_command is_refused
	assert_contains 'everybody (PUBLIC) has INSERT on godwit_history'
}

# In the place of every operator, function, relation and type that the server has.
shadow_everything() {
	as_planter "$(psql -XAtq "$URL" <<-'SQL'
		SELECT format('CREATE DOMAIN public.%I AS %s CHECK (public.evil())', typname, oid::regtype)
		FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype = 'b'
			AND typelem = 0 AND typname IN ('text', 'name', 'oid', 'int2', 'int4', 'int8', 'bool',
				'float8', 'regclass', 'regtype', 'regnamespace', 'jsonb', 'xid', 'timestamptz')
		\g (format=unaligned tuples_only=on recordsep=';')
		SELECT ';';
		SELECT format('CREATE VIEW public.%I AS SELECT * FROM pg_catalog.%1$I WHERE public.evil()', relname)
		FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v')
			AND has_table_privilege('public', oid, 'SELECT')
			AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0
				AND atttypid = 'anyarray'::regtype)
		\g (format=unaligned tuples_only=on recordsep=';')
		SELECT ';';
		SELECT format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql AS $$
				BEGIN PERFORM public.evil(); RETURN NULL; END $$', proname,
			oidvectortypes(proargtypes), CASE WHEN proretset THEN 'SETOF ' ELSE '' END || prorettype::regtype)
		FROM (SELECT DISTINCT ON (proname, proargtypes) * FROM pg_proc) AS functions
		WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND provariadic = 0
			AND NOT proretset
			AND NOT EXISTS (SELECT FROM pg_type WHERE (pg_type.oid = ANY (proargtypes) OR pg_type.oid = prorettype)
				AND (typtype = 'p' OR typname = 'internal'))
		\g (format=unaligned tuples_only=on recordsep=';')
		SELECT ';';
		SELECT format('CREATE FUNCTION public.evil_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS $$
				BEGIN PERFORM public.evil(); RETURN NULL; END $$;
			CREATE OPERATOR public.%s (LEFTARG = %2$s, RIGHTARG = %3$s, FUNCTION = public.evil_%1$s)',
			oid, oprleft::regtype, oprright::regtype, oprresult::regtype, oprname)
		FROM pg_operator
		WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprkind = 'b'
			AND NOT EXISTS (SELECT FROM pg_type WHERE pg_type.oid IN (oprleft, oprright, oprresult)
				AND typtype = 'p')
		\g (format=unaligned tuples_only=on recordsep=';')
	SQL
	)"
}

has_no_loot() { # command
	assert_no_loot
	[[ $status -eq 0 || $status -eq 65 || $status -eq 77 ]] || fail "$1"
}

@test "whatever of the server's is shadowed, godwit's own statements run none of it" {
	shadow_everything
	assert_trap 'SET search_path TO public, pg_catalog; SELECT now()'
	assert_trap "SET search_path TO public, pg_catalog; SELECT 1::pg_catalog.int8 = 1::pg_catalog.int8"
	assert_trap "SET search_path TO public, pg_catalog; SELECT count(*) FROM pg_class"
	assert_trap "SET search_path TO public, pg_catalog; SELECT 'a'::text"
	db_query "ALTER DATABASE $DB SET search_path TO public, pg_catalog"
	# Without an operator of their own: what theirs mean is their affair.
	echo 'CREATE TABLE a (id pg_catalog.int4 PRIMARY KEY);' | migration 1_a
	printf -- '-- godwit:up\nCREATE TABLE b ();\n-- godwit:down\nDROP TABLE b;\n' | migration 2_b
	printf -- '-- godwit:up\nCREATE INDEX CONCURRENTLY c ON a (id);\n-- godwit:down\nDROP INDEX c;\n' | migration 3_c
	run -0 godwit up
	assert_no_loot
	every_command has_no_loot
	run -0 godwit up
	assert_no_loot
	# Two at once: who holds the lock is asked, too.
	echo 'SELECT pg_catalog.pg_sleep(1);' | migration 4_d
	spawn one "$GODWIT" up --url "$URL"
	eventually is_asleep
	run -75 godwit up --lock-wait 200ms
	run -0 godwit unlock
	reap one
	assert_status 0
	assert_no_loot
}

is_asleep() {
	[[ $(elsewhere "SELECT count(*) FROM pg_stat_activity
		WHERE datname = '$DB' AND wait_event = 'PgSleep'") -gt 0 ]]
}

@test "who is another user than usual is told to be that one, and not to drop the history" {
	migrations
	printf 'prelude: ["SET ROLE %s"]\n' "$PLANTER" >godwit.yaml
	run -0 godwit up --to 1
	mv godwit.yaml kept.yaml
	run -77 godwit up
	assert_contains "godwit_history is owned by $PLANTER"
	assert_contains "connect as that user, or set \`prelude: [SET ROLE $PLANTER]\`"
	refute_contains drop
	mv kept.yaml godwit.yaml
	run -0 godwit up
}
