-- A file keeps neither owners nor times.
SELECT NULL, NULL WHERE ?1 IS NOT NULL AND ?2 IS NULL
