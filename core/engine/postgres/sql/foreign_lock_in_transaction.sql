-- Another tool's lock, for the transaction: whether we have it now. $1: its number.
SELECT pg_catalog.pg_try_advisory_xact_lock($1::pg_catalog.int8);
