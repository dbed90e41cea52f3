-- The tables of this file that have one of some names, in any case of letters: parameter is the names, with
-- commas between.
SELECT 'main', name
FROM main.sqlite_schema
WHERE type = 'table'
  AND instr(',' || lower(?) || ',', ',' || lower(name) || ',') != 0;
