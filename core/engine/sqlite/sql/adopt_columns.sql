-- The columns of the table of one name: parameter is the name. Columns are those of the other engines.
SELECT NULL, name, 1
FROM pragma_table_info(?)
ORDER BY cid;
