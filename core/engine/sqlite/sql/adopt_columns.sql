-- The columns of tables of one name, in any case of letters and in all databases that are attached:
-- parameter is the name. Columns are those of the other engines.
SELECT t.schema, c.name, t.schema = 'main', t.name
FROM pragma_table_list AS t, pragma_table_info(t.name, t.schema) AS c
WHERE t.type = 'table' AND t.name = ? COLLATE NOCASE
ORDER BY t.schema, t.name, c.cid;
