UPDATE things SET mood = 'wild' WHERE id % 3 = 0;
REINDEX INDEX CONCURRENTLY things_a;
UPDATE counters SET n = n + 1;
REINDEX TABLE CONCURRENTLY things;
