-- Whether there is such an event: NULL when there is not. Parameters: database (NULL: the current
-- one), event.
SELECT MAX('event')
FROM information_schema.EVENTS
WHERE EVENT_SCHEMA = COALESCE(?, DATABASE()) AND EVENT_NAME = ?;
