-- The tables of godwit. Each statement may run again without harm; each commits by itself. The history
-- comes last: where it is, the others are, and where it is not, all are made (again).
CREATE TABLE IF NOT EXISTS godwit_journal (
	id BIGINT NOT NULL AUTO_INCREMENT,
	run_id VARCHAR(64) NOT NULL,
	version VARCHAR(255) NOT NULL
		COMMENT 'Version of the migration, or name of a repeatable one',
	direction VARCHAR(8) NOT NULL
		COMMENT 'up or down',
	checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		COMMENT 'SHA-256 of the script that was running',
	statement BIGINT NOT NULL
		COMMENT 'Index of the statement, from 0',
	state VARCHAR(8) NOT NULL
		COMMENT 'intent: the statement is about to run; done: all up to this one are done',
	connection_id BIGINT
		COMMENT 'Connection that ran it',
	session_start BIGINT
		COMMENT 'Since when connection_id means that session, in microseconds since 1970-01-01 UTC',
	objects LONGTEXT
		COMMENT 'What the statement touches, as JSON',
	fingerprint LONGTEXT
		COMMENT 'Fingerprint of these objects before it',
	at BIGINT NOT NULL
		COMMENT 'Microseconds since 1970-01-01 UTC',
	PRIMARY KEY (id)
)
ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
COMMENT = 'How far a migration got that commits statement by statement; empty between runs.';

CREATE TABLE IF NOT EXISTS godwit_lock (
	name VARCHAR(255) NOT NULL,
	owner VARCHAR(255) NOT NULL,
	host TEXT,
	pid BIGINT,
	epoch BIGINT NOT NULL
		COMMENT 'Grows when the lease changes hands; that of a fence, with each write',
	acquired_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
		COMMENT 'Microseconds since 1970-01-01 UTC, by the clock of the server',
	PRIMARY KEY (name)
)
ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
COMMENT = 'Lease of the run lock, for servers whose own locks do not reach every session.';

CREATE TABLE IF NOT EXISTS godwit_history (
	seq BIGINT NOT NULL
		COMMENT 'Number of the event, without gaps; 0 is the making of these tables',
	run_id VARCHAR(64)
		COMMENT 'UUID of the run of godwit that wrote the event',
	event VARCHAR(32) NOT NULL
		COMMENT 'What happened: created, applied, reverted, baselined, ...',
	version VARCHAR(255)
		COMMENT 'Version of the migration; NULL for a repeatable one and for events of a whole run',
	name TEXT
		COMMENT 'Name of the migration',
	kind VARCHAR(32)
		COMMENT 'versioned, repeatable or baseline',
	checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin
		COMMENT 'SHA-256 of the file, line ends and byte order mark normalised',
	checksum_up CHAR(64) CHARACTER SET ascii COLLATE ascii_bin
		COMMENT 'SHA-256 of its up section',
	checksum_down CHAR(64) CHARACTER SET ascii COLLATE ascii_bin
		COMMENT 'SHA-256 of its down section',
	checksum_tokens CHAR(64) CHARACTER SET ascii COLLATE ascii_bin
		COMMENT 'SHA-256 of the tokens of its up section',
	up_sql LONGTEXT
		COMMENT 'Up section before placeholders were expanded; NULL when it was too large',
	down_sql LONGTEXT
		COMMENT 'Down section, likewise',
	source TEXT
		COMMENT 'Where the migrations were read from',
	git_commit VARCHAR(255)
		COMMENT 'Commit of the source',
	git_dirty BIGINT
		COMMENT '1 when the work tree differed from that commit',
	db_user TEXT
		COMMENT 'Database user',
	os_user TEXT
		COMMENT 'User who ran godwit',
	os_host TEXT
		COMMENT 'Host on which godwit ran',
	ci_job TEXT
		COMMENT 'CI job in which godwit ran',
	tool_version VARCHAR(64)
		COMMENT 'Version of godwit',
	server_version VARCHAR(255)
		COMMENT 'Version of the server',
	reason TEXT
		COMMENT 'Why, as given by the person who ran godwit',
	started_at BIGINT NOT NULL
		COMMENT 'Microseconds since 1970-01-01 UTC: FROM_UNIXTIME(started_at / 1000000)',
	duration_us BIGINT
		COMMENT 'Microseconds, of a whole run',
	statements BIGINT
		COMMENT 'How many statements ran',
	fingerprint VARCHAR(255)
		COMMENT 'Fingerprint of the schema afterwards',
	detail LONGTEXT
		COMMENT 'More about the event, as JSON',
	signer TEXT
		COMMENT 'Name of the key that signed it',
	signature TEXT
		COMMENT 'Ed25519 signature',
	prev_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin
		COMMENT 'hash of the event before; NULL for the first one only',
	hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		COMMENT 'SHA-256 of all other columns in their canonical encoding',
	PRIMARY KEY (seq),
	CONSTRAINT godwit_history_hash_key UNIQUE (hash),
	CONSTRAINT godwit_history_one_successor UNIQUE (prev_hash),
	CONSTRAINT godwit_history_predecessor FOREIGN KEY (prev_hash)
		REFERENCES godwit_history (hash),
	CONSTRAINT godwit_history_one_first CHECK ((seq = 0) = (prev_hash IS NULL))
)
ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
COMMENT = 'Append-only log of what happened to this database, chained by hashes.';
