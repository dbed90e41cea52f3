-- As look_trigger.sql, when the table is not known: opens all tables of the database.
SELECT MAX('trigger')
FROM information_schema.TRIGGERS
WHERE EVENT_OBJECT_SCHEMA = COALESCE(?, DATABASE()) AND TRIGGER_NAME = ?;
