-- version, user, database, connection, seconds since 1970-01-01
SELECT VERSION(), CURRENT_USER(), DATABASE(), CONNECTION_ID(), UNIX_TIMESTAMP();
