-- What CREATE DATABASE says to make one that is like the database: character set, collation, and a
-- comment where the server has any.
SELECT CONCAT(' CHARACTER SET ', DEFAULT_CHARACTER_SET_NAME,
              ' COLLATE ', DEFAULT_COLLATION_NAME)
  FROM information_schema.SCHEMATA
 WHERE SCHEMA_NAME = ?;
