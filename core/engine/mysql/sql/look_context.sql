-- What the looks at objects depend on besides them: the current database.
SELECT HEX(QUOTE(DATABASE()));
