-- The databases that we may see: name, owner (there is none), note, size, sessions that we may see.
SELECT place.SCHEMA_NAME, NULL,
       (SELECT CASE mark.TABLE_NAME WHEN 'godwit_template' THEN 'template'
                                    WHEN 'godwit_unfinished' THEN 'unfinished copy' END
          FROM information_schema.TABLES AS mark
         WHERE mark.TABLE_SCHEMA = place.SCHEMA_NAME AND mark.TABLE_COMMENT = 'mark of godwit' AND
               mark.TABLE_NAME <> 'godwit_asleep'
         LIMIT 1),
       (SELECT COALESCE(SUM(content.DATA_LENGTH + content.INDEX_LENGTH), 0)
          FROM information_schema.TABLES AS content
         WHERE content.TABLE_SCHEMA = place.SCHEMA_NAME),
       (SELECT COUNT(*) FROM information_schema.PROCESSLIST AS thread
         WHERE thread.DB = place.SCHEMA_NAME AND thread.ID <> CONNECTION_ID())
  FROM information_schema.SCHEMATA AS place
 ORDER BY place.SCHEMA_NAME;
