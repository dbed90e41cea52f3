-- The columns of ordinary tables: a virtual one cannot be asked when its module is not there.
SELECT list.name, info.cid, info.name, info.type, info."notnull", info.dflt_value, info.pk, info.hidden
FROM pragma_table_list AS list, pragma_table_xinfo(list.name) AS info
WHERE list.schema = 'main' AND list.type = 'table' AND list.name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY list.name, info.cid;
