-- The rows that refer to nothing: table, rowid, referred table, constraint. It runs after each
-- migration, so godwit's own history, which only grows, is left out.
SELECT broken."table", broken.rowid, broken.parent, broken.fkid
FROM sqlite_master AS tables, pragma_foreign_key_check(tables.name) AS broken
WHERE tables.type = 'table' AND instr(lower(tables.sql), 'references') > 0
    AND tables.name NOT IN ('godwit_history', 'godwit_journal', 'godwit_lock');
