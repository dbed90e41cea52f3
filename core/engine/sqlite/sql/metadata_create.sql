-- The tables of godwit. Each statement may run again without harm. Not STRICT: that needs 3.37.
CREATE TABLE IF NOT EXISTS godwit_history ( -- append-only log, chained by hashes
	seq INTEGER PRIMARY KEY,
	run_id TEXT,
	event TEXT NOT NULL,
	version TEXT,
	name TEXT,
	kind TEXT,
	checksum TEXT,
	checksum_up TEXT,
	checksum_down TEXT,
	checksum_tokens TEXT,
	up_sql TEXT,
	down_sql TEXT,
	source TEXT,
	git_commit TEXT,
	git_dirty INTEGER,
	db_user TEXT,
	os_user TEXT,
	os_host TEXT,
	ci_job TEXT,
	tool_version TEXT,
	server_version TEXT,
	reason TEXT,
	started_at INTEGER NOT NULL,
	duration_us INTEGER,
	statements INTEGER,
	fingerprint TEXT,
	detail TEXT,
	signer TEXT,
	signature TEXT,
	prev_hash TEXT,
	hash TEXT NOT NULL,
	CONSTRAINT godwit_history_hash_key UNIQUE (hash),
	CONSTRAINT godwit_history_one_successor UNIQUE (prev_hash),
	CONSTRAINT godwit_history_predecessor FOREIGN KEY (prev_hash)
		REFERENCES godwit_history (hash),
	CONSTRAINT godwit_history_one_first CHECK ((seq = 0) = (prev_hash IS NULL))
);

CREATE TABLE IF NOT EXISTS godwit_journal ( -- how far a script got that is no transaction
	id INTEGER PRIMARY KEY,
	run_id TEXT NOT NULL,
	version TEXT NOT NULL,
	direction TEXT NOT NULL,
	checksum TEXT NOT NULL,
	statement INTEGER NOT NULL,
	state TEXT NOT NULL,
	connection_id INTEGER,
	session_start INTEGER,
	objects TEXT,
	fingerprint TEXT,
	at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS godwit_lock ( -- lease of the run lock
	name TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	host TEXT,
	pid INTEGER,
	epoch INTEGER NOT NULL,
	acquired_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
);
