-- The run lock, for as long as the session lives. $1: its key.
SELECT pg_catalog.pg_try_advisory_lock($1::pg_catalog.int8);
