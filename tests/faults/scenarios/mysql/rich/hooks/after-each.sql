UPDATE counters SET n = n + 10 WHERE id = 1;
