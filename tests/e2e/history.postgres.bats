#!/usr/bin/env bats
# Godwit's tables in PostgreSQL: whose they are, and where.

load ../lib/e2e
load ../lib/e2e_world

@test "tables of somebody else are not used" {
	local user what
	user_new
	user=$DB_USER
	db_query "CREATE ROLE ${user}_planter"
	db_users+=("${user}_planter")
	db_query "GRANT CREATE ON SCHEMA public TO $user"
	db_query "GRANT CREATE ON DATABASE $DB TO $user"
	migrations
	run -0 godwit up --to 1 --url "$(url_as "$user")"
	for what in 'TABLE godwit.godwit_history' 'TABLE godwit.godwit_journal' 'SCHEMA godwit'; do
		db_query "GRANT ALL ON $what TO $user"
		db_query "ALTER $what OWNER TO ${user}_planter"
		db_query "GRANT ALL ON $what TO $user"
		run -77 godwit up --url "$(url_as "$user")"
		assert_contains 'error[GW5001]'
		assert_contains "${user}_planter"
		db_query "ALTER $what OWNER TO $user"
	done
	run -0 godwit up --url "$(url_as "$user")"
	db_query "DROP OWNED BY ${user}_planter, $user"
}

@test "who may not read godwit's tables" {
	local command
	migrations
	run -0 godwit up
	user_new
	db_query "GRANT SELECT ON ALL TABLES IN SCHEMA public TO $DB_USER"
	for command in status plan log verify up; do
		run -77 godwit $command --url "$(url_as "$DB_USER")"
		assert_contains 'error[GW4103]'
		assert_contains godwit
	done
}

@test "their schema is a setting" {
	local schema='Our "history"; DROP'
	migrations
	run -0 godwit up --schema "$schema"
	assert_equal "$(db_query "SELECT count(*) FROM pg_tables WHERE schemaname = '$schema'")" 3
	assert_equal "$(db_query "SELECT count(*) FROM pg_namespace WHERE nspname = 'godwit'")" 0
	run -0 godwit up --schema "$schema"
	assert_contains 'nothing to do'
	run -0 godwit verify --schema "$schema"
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 0
}

@test "an object in a schema of the user's is not taken for the server's own" {
	# Whoever may create functions must not have them run by whoever migrates.
	db_query "CREATE TABLE ran (who text)"
	db_query "CREATE FUNCTION public.mine(anyelement) RETURNS text LANGUAGE plpgsql AS
		'BEGIN INSERT INTO public.ran VALUES (current_user); RETURN 1; END'"
	db_query "CREATE FUNCTION public.count(name) RETURNS bigint LANGUAGE plpgsql AS
		'BEGIN INSERT INTO public.ran VALUES (1); RETURN 1; END'"
	db_query "CREATE FUNCTION public.format(text, name) RETURNS text LANGUAGE plpgsql AS
		'BEGIN INSERT INTO public.ran VALUES (2); RETURN 1; END'"
	db_query "CREATE FUNCTION public.pg_try_advisory_lock(bigint) RETURNS boolean LANGUAGE plpgsql AS
		'BEGIN INSERT INTO public.ran VALUES (3); RETURN false; END'"
	db_query "ALTER DATABASE $DB SET search_path = public, pg_catalog"
	migrations
	run -0 godwit up
	run -0 godwit status
	run -0 godwit verify
	assert_equal "$(db_query 'SELECT count(*) FROM public.ran')" 0
}
