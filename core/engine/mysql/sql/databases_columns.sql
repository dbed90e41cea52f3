-- The columns of a database's tables that rows are written with. Marks of our own stay behind.
SELECT content.TABLE_NAME, content.COLUMN_NAME
  FROM information_schema.COLUMNS AS content
  JOIN information_schema.TABLES AS whole
    ON whole.TABLE_SCHEMA = content.TABLE_SCHEMA AND whole.TABLE_NAME = content.TABLE_NAME
 WHERE content.TABLE_SCHEMA = ?
   AND whole.TABLE_TYPE = 'BASE TABLE'
   AND whole.TABLE_COMMENT <> 'mark of godwit'
   AND COALESCE(content.GENERATION_EXPRESSION, '') = ''
 ORDER BY content.TABLE_NAME, content.ORDINAL_POSITION;
