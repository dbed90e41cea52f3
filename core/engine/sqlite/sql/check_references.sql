-- The rows that refer to nothing: table, rowid, referred table, constraint. It runs after each
-- migration, so only tables whose references that one can have broken are looked through (a function of
-- the connection, see references.c); and godwit's own history, which only grows, is left out.
SELECT broken."table", broken.rowid, broken.parent, broken.fkid
FROM sqlite_master AS tables, pragma_foreign_key_check(tables.name) AS broken
WHERE tables.type = 'table'
    AND godwit_references_in_doubt(tables.name, tables.sql)
    AND tables.name NOT IN ('godwit_history', 'godwit_journal', 'godwit_lock');
