-- Events of the current database. One that was given no start has the moment when it was created or
-- altered: that is none of its own. Those of a copy that are asleep are enabled where they are copied from. Intervals of several numbers have their quotes already.
SELECT EVENT_NAME, DEFINER, NULLIF(SQL_MODE, @@sql_mode),
       CONCAT_WS(' ', IF(EVENT_TYPE = 'ONE TIME', CONCAT('AT ''', EXECUTE_AT, ''''),
                         CONCAT('EVERY ', INTERVAL_VALUE, ' ', INTERVAL_FIELD)),
                 IF(STARTS IN (CREATED, LAST_ALTERED), NULL, CONCAT('STARTS ''', STARTS, '''')),
                 CONCAT('ENDS ''', ENDS, '''')),
       CONCAT('ON COMPLETION ', ON_COMPLETION),
       CASE WHEN STATUS = 'ENABLED' OR EVENT_NAME IN (
                 SELECT COLUMN_NAME FROM information_schema.COLUMNS
                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_asleep') THEN 'ENABLE'
            WHEN STATUS = 'DISABLED' THEN 'DISABLE' ELSE 'DISABLE ON SLAVE' END,
       NULLIF(EVENT_COMMENT, '')
FROM information_schema.EVENTS
WHERE EVENT_SCHEMA = DATABASE()
ORDER BY CAST(EVENT_NAME AS BINARY);
