-- The tables of godwit. Runs inside a transaction, and again without harm. A schema that is there
-- already is used, since creating one takes a right on the database that not everybody has.
SELECT pg_catalog.set_config('godwit.schema_to_create', 'godwit', true);

DO $do$
DECLARE
	schema_name pg_catalog.text := pg_catalog.current_setting('godwit.schema_to_create');
BEGIN
	IF pg_catalog.to_regnamespace(pg_catalog.quote_ident(schema_name)) IS NULL THEN
		EXECUTE pg_catalog.format('CREATE SCHEMA %I AUTHORIZATION CURRENT_USER', schema_name);
		EXECUTE pg_catalog.format('COMMENT ON SCHEMA %I IS %L', schema_name,
			'Schema migrations: what was applied, when, and by whom. Written by godwit.');
	END IF;
END
$do$;

CREATE TABLE IF NOT EXISTS godwit.godwit_history (
	seq pg_catalog.int8 NOT NULL,
	run_id pg_catalog.text,
	event pg_catalog.text NOT NULL,
	version pg_catalog.text,
	name pg_catalog.text,
	kind pg_catalog.text,
	checksum pg_catalog.text,
	checksum_up pg_catalog.text,
	checksum_down pg_catalog.text,
	checksum_tokens pg_catalog.text,
	up_sql pg_catalog.text,
	down_sql pg_catalog.text,
	source pg_catalog.text,
	git_commit pg_catalog.text,
	git_dirty pg_catalog.int8,
	db_user pg_catalog.text,
	os_user pg_catalog.text,
	os_host pg_catalog.text,
	ci_job pg_catalog.text,
	tool_version pg_catalog.text,
	server_version pg_catalog.text,
	reason pg_catalog.text,
	started_at pg_catalog.int8 NOT NULL,
	duration_us pg_catalog.int8,
	statements pg_catalog.int8,
	fingerprint pg_catalog.text,
	detail pg_catalog.text,
	signer pg_catalog.text,
	signature pg_catalog.text,
	prev_hash pg_catalog.text,
	hash pg_catalog.text NOT NULL,
	CONSTRAINT godwit_history_pkey PRIMARY KEY (seq),
	CONSTRAINT godwit_history_hash_key UNIQUE (hash),
	CONSTRAINT godwit_history_one_successor UNIQUE (prev_hash),
	CONSTRAINT godwit_history_predecessor FOREIGN KEY (prev_hash)
		REFERENCES godwit.godwit_history (hash),
	CONSTRAINT godwit_history_one_first
		CHECK ((seq OPERATOR(pg_catalog.=) 0) OPERATOR(pg_catalog.=) (prev_hash IS NULL))
);

CREATE TABLE IF NOT EXISTS godwit.godwit_journal (
	id pg_catalog.int8 GENERATED ALWAYS AS IDENTITY,
	run_id pg_catalog.text NOT NULL,
	version pg_catalog.text NOT NULL,
	direction pg_catalog.text NOT NULL,
	checksum pg_catalog.text NOT NULL,
	statement pg_catalog.int8 NOT NULL,
	state pg_catalog.text NOT NULL,
	connection_id pg_catalog.int8,
	session_start pg_catalog.int8,
	objects pg_catalog.text,
	fingerprint pg_catalog.text,
	at pg_catalog.int8 NOT NULL,
	CONSTRAINT godwit_journal_pkey PRIMARY KEY (id)
);

CREATE TABLE IF NOT EXISTS godwit.godwit_lock (
	name pg_catalog.text,
	owner pg_catalog.text NOT NULL,
	host pg_catalog.text,
	pid pg_catalog.int8,
	epoch pg_catalog.int8 NOT NULL,
	acquired_at pg_catalog.int8 NOT NULL,
	expires_at pg_catalog.int8 NOT NULL,
	CONSTRAINT godwit_lock_pkey PRIMARY KEY (name)
);

COMMENT ON TABLE godwit.godwit_history IS
	'Append-only log of what happened to this database, chained by hashes.';
COMMENT ON COLUMN godwit.godwit_history.seq IS
	'Number of the event, without gaps; 0 is the making of these tables';
COMMENT ON COLUMN godwit.godwit_history.run_id IS 'UUID of the run of godwit that wrote the event';
COMMENT ON COLUMN godwit.godwit_history.event IS
	'What happened: created, applied, reverted, baselined, adopted, accepted, resolved-applied, resolved-reverted, resolved-statement, finished, failed, provisioned, synced, ejected, in-step';
COMMENT ON COLUMN godwit.godwit_history.version IS
	'Version of the migration; NULL for a repeatable one and for events of a whole run';
COMMENT ON COLUMN godwit.godwit_history.name IS 'Name of the migration';
COMMENT ON COLUMN godwit.godwit_history.kind IS 'versioned, repeatable or baseline';
COMMENT ON COLUMN godwit.godwit_history.checksum IS
	'SHA-256 of the file, line ends and byte order mark normalised';
COMMENT ON COLUMN godwit.godwit_history.checksum_up IS 'SHA-256 of its up section';
COMMENT ON COLUMN godwit.godwit_history.checksum_down IS 'SHA-256 of its down section';
COMMENT ON COLUMN godwit.godwit_history.checksum_tokens IS
	'SHA-256 of the tokens of its up section, without comments and blanks';
COMMENT ON COLUMN godwit.godwit_history.up_sql IS
	'Text of the up section before placeholders were expanded; NULL when it was too large';
COMMENT ON COLUMN godwit.godwit_history.down_sql IS 'Text of the down section, likewise';
COMMENT ON COLUMN godwit.godwit_history.source IS 'Where the migrations were read from';
COMMENT ON COLUMN godwit.godwit_history.git_commit IS 'Commit of the source';
COMMENT ON COLUMN godwit.godwit_history.git_dirty IS
	'1 when the work tree differed from that commit';
COMMENT ON COLUMN godwit.godwit_history.db_user IS 'Database user';
COMMENT ON COLUMN godwit.godwit_history.os_user IS 'User who ran godwit';
COMMENT ON COLUMN godwit.godwit_history.os_host IS 'Host on which godwit ran';
COMMENT ON COLUMN godwit.godwit_history.ci_job IS 'CI job in which godwit ran';
COMMENT ON COLUMN godwit.godwit_history.tool_version IS 'Version of godwit';
COMMENT ON COLUMN godwit.godwit_history.server_version IS 'Version of the server';
COMMENT ON COLUMN godwit.godwit_history.reason IS 'Why, as given by the person who ran godwit';
COMMENT ON COLUMN godwit.godwit_history.started_at IS
	'Microseconds since 1970-01-01 UTC: to_timestamp(started_at / 1e6)';
COMMENT ON COLUMN godwit.godwit_history.duration_us IS 'Microseconds, of a whole run';
COMMENT ON COLUMN godwit.godwit_history.statements IS 'How many statements ran';
COMMENT ON COLUMN godwit.godwit_history.fingerprint IS 'Fingerprint of the schema afterwards';
COMMENT ON COLUMN godwit.godwit_history.detail IS 'More about the event, as JSON';
COMMENT ON COLUMN godwit.godwit_history.signer IS 'Name of the key that signed it';
COMMENT ON COLUMN godwit.godwit_history.signature IS 'Ed25519 signature';
COMMENT ON COLUMN godwit.godwit_history.prev_hash IS
	'hash of the event before; NULL for the first one only';
COMMENT ON COLUMN godwit.godwit_history.hash IS
	'SHA-256 of all other columns in their canonical encoding';
COMMENT ON TABLE godwit.godwit_journal IS
	'How far a migration got that cannot run in one transaction; empty between runs.';
COMMENT ON COLUMN godwit.godwit_journal.version IS
	'Version of the migration, or name of a repeatable one';
COMMENT ON COLUMN godwit.godwit_journal.direction IS 'up or down';
COMMENT ON COLUMN godwit.godwit_journal.checksum IS 'SHA-256 of the script that was running';
COMMENT ON COLUMN godwit.godwit_journal.statement IS 'Index of the statement, from 0';
COMMENT ON COLUMN godwit.godwit_journal.state IS
	'intent: the statement is about to run; done: all up to this one are done';
COMMENT ON COLUMN godwit.godwit_journal.connection_id IS 'Process id of the backend that ran it';
COMMENT ON COLUMN godwit.godwit_journal.session_start IS
	'Since when connection_id means that session, in microseconds since 1970-01-01 UTC';
COMMENT ON COLUMN godwit.godwit_journal.objects IS 'What the statement touches, as JSON';
COMMENT ON COLUMN godwit.godwit_journal.fingerprint IS 'Fingerprint of these objects before it';
COMMENT ON COLUMN godwit.godwit_journal.at IS 'Microseconds since 1970-01-01 UTC';
COMMENT ON TABLE godwit.godwit_lock IS
	'Lease of the run lock, for servers whose own locks do not reach every session.';
COMMENT ON COLUMN godwit.godwit_lock.epoch IS 'Grows each time that the lease changes hands';
COMMENT ON COLUMN godwit.godwit_lock.expires_at IS
	'Microseconds since 1970-01-01 UTC, by the clock of the server';
