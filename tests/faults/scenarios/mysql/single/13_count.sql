UPDATE counters SET n = n * 3;
