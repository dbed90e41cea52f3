-- Foreign keys, a column a row.
SELECT list.name, reference.id, reference.seq, reference."table", reference."from", reference."to"
FROM pragma_table_list AS list, pragma_foreign_key_list(list.name) AS reference
WHERE list.schema = 'main' AND list.type = 'table' AND list.name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY list.name, reference.id, reference.seq;
