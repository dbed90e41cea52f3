-- version, user, database, connection
SELECT VERSION(), CURRENT_USER(), DATABASE(), CONNECTION_ID();
