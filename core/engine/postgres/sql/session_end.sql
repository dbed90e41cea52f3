-- Ends another session. $1: its backend's process id.
SELECT pg_catalog.pg_terminate_backend($1::pg_catalog.int4);
