-- Tables of a database whose rows no ROLLBACK takes back. Parameter: the database (NULL: the current
-- one).
SELECT TABLE_NAME
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_TYPE = 'BASE TABLE'
  AND ENGINE NOT IN (SELECT ENGINE FROM information_schema.ENGINES WHERE TRANSACTIONS = 'YES');
