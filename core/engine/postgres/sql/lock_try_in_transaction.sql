-- The run lock, for as long as the transaction lives: behind a pooler. $1: its key.
SELECT pg_catalog.pg_try_advisory_xact_lock($1::pg_catalog.int8);
