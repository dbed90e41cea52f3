-- Whether there is a database of this name ($1).
SELECT true FROM pg_catalog.pg_database WHERE datname = $1;
