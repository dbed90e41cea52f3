-- Whether the table has the trigger: NULL when it has not. Triggers are listed to who may make them.
-- Parameters: database (NULL: the current one), trigger, table.
SELECT MAX('trigger')
FROM information_schema.TRIGGERS
WHERE EVENT_OBJECT_SCHEMA = COALESCE(?, DATABASE()) AND TRIGGER_NAME = ?
  AND EVENT_OBJECT_TABLE = ?;
