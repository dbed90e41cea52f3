-- The events of a database: name, definer as SQL, 'awake', 'asleep' or 'off', and how their text is read. The mark of
-- what was put to sleep has a column for each of them, so that it can be read where there is none.
SELECT event.EVENT_NAME,
       CONCAT(QUOTE(LEFT(event.DEFINER, CHAR_LENGTH(event.DEFINER) - LOCATE('@', REVERSE(event.DEFINER)))),
              '@', QUOTE(SUBSTRING_INDEX(event.DEFINER, '@', -1))),
       CASE WHEN event.STATUS = 'ENABLED' THEN 'awake'
            WHEN noted.COLUMN_NAME IS NOT NULL THEN 'asleep' ELSE 'off' END,
       event.CHARACTER_SET_CLIENT, event.COLLATION_CONNECTION
  FROM information_schema.EVENTS AS event
  LEFT JOIN information_schema.COLUMNS AS noted
    ON noted.TABLE_SCHEMA = event.EVENT_SCHEMA AND noted.TABLE_NAME = 'godwit_asleep' AND
       noted.COLUMN_NAME = event.EVENT_NAME
 WHERE event.EVENT_SCHEMA = ?
 ORDER BY event.EVENT_NAME;
