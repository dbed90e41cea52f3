-- The tables of this database that have one of some names: parameter is the names, with commas between.
-- No table is opened for it; those that one has no right to are not there.
SELECT TABLE_SCHEMA, TABLE_NAME
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE()
  AND FIND_IN_SET(TABLE_NAME, ?);
