-- The columns of the table of one name, in any case of letters: parameter is the name. Columns are those of
-- the other engines.
SELECT NULL, c.name, 1, t.name
FROM sqlite_master AS t, pragma_table_info(t.name) AS c
WHERE t.type = 'table' AND t.name = ? COLLATE NOCASE
ORDER BY t.name, c.cid;
