CREATE INDEX CONCURRENTLY ON things (a, c);
INSERT INTO counters SELECT max(id) + 1, 7 FROM counters;
CREATE INDEX CONCURRENTLY ON things (lower(b));
