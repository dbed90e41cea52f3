-- Whether the database ($1) is a template that nobody can connect to.
SELECT datistemplate AND NOT datallowconn FROM pg_catalog.pg_database WHERE datname = $1;
