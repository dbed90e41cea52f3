-- The rows that refer to nothing: table, rowid, referred table, constraint. It runs after each
-- migration, so godwit's own history, which only grows, is left out; and tables without references are
-- passed over, by LIKE where it means any case (PRAGMA case_sensitive_like), as it copies no text.
SELECT broken."table", broken.rowid, broken.parent, broken.fkid
FROM sqlite_master AS tables, pragma_foreign_key_check(tables.name) AS broken
WHERE tables.type = 'table'
    AND CASE WHEN 'a' LIKE 'A' THEN tables.sql LIKE '%references%'
             ELSE instr(lower(tables.sql), 'references') > 0 END
    AND tables.name NOT IN ('godwit_history', 'godwit_journal', 'godwit_lock');
