-- Everything in a database, in an order in which it can be made: kind, name, why it cannot be copied
-- (NULL: it can), sql_mode and collation of what is made of code, and for events that were given no start the
-- moment that they have in its place. Marks of our own stay behind.
SELECT kind, name, problem, sql_mode, collation, moment FROM (
SELECT TABLE_TYPE AS kind, TABLE_NAME AS name,
       CASE
       WHEN TABLE_TYPE = 'SYSTEM VERSIONED' THEN 'the history of its rows cannot be written'
       WHEN TABLE_TYPE <> 'BASE TABLE' THEN NULL
       WHEN ENGINE IS NULL THEN 'it cannot be read'
       WHEN ENGINE NOT IN ('InnoDB', 'MyISAM', 'Aria', 'MEMORY', 'CSV', 'ARCHIVE', 'BLACKHOLE', 'ROCKSDB')
       THEN CONCAT('its engine ', ENGINE, ' keeps its rows elsewhere')
       END AS problem,
       '' AS sql_mode, NULL AS collation, NULL AS moment, 0 AS place
  FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_COMMENT <> 'mark of godwit'
UNION ALL
SELECT ROUTINE_TYPE, ROUTINE_NAME, NULL, SQL_MODE, COLLATION_CONNECTION, NULL, 0
  FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?
UNION ALL
SELECT 'TRIGGER', TRIGGER_NAME, NULL, SQL_MODE, COLLATION_CONNECTION, NULL, ACTION_ORDER
  FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?
UNION ALL
SELECT 'EVENT', EVENT_NAME, NULL, SQL_MODE, COLLATION_CONNECTION,
       UNIX_TIMESTAMP(CASE STARTS WHEN CREATED THEN CREATED WHEN LAST_ALTERED THEN LAST_ALTERED END), 0
  FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?
) AS object
ORDER BY place, name, kind;
