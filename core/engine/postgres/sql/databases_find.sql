-- The databases whose names begin with $1.
SELECT datname FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, $1);
