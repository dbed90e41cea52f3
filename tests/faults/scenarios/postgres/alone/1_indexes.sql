UPDATE counters SET n = n + 1;
CREATE INDEX CONCURRENTLY things_a ON things (a);
UPDATE counters SET n = n + 10;
CREATE UNIQUE INDEX CONCURRENTLY things_b ON things (b);
CREATE INDEX CONCURRENTLY IF NOT EXISTS things_c ON things (c) WHERE c > 100;
