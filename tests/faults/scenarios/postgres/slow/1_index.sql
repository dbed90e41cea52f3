UPDATE slow SET n = n + 1;
CREATE INDEX CONCURRENTLY slow_slowly ON slow (slowly(id));
UPDATE slow SET n = n + 1;
