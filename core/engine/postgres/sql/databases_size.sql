-- How large the database ($1) is, in bytes.
SELECT pg_catalog.pg_database_size(oid) FROM pg_catalog.pg_database WHERE datname = $1;
