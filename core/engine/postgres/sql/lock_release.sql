-- Gives the run lock back. $1: its key.
SELECT pg_catalog.pg_advisory_unlock($1::pg_catalog.int8);
