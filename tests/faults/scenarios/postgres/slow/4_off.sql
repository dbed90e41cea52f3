-- godwit:up transaction=off
UPDATE slow SET n = n + 1 WHERE slowly(n) >= 0;
INSERT INTO checked SELECT max(id) + 1 FROM checked;
REINDEX INDEX CONCURRENTLY slow_slowly;
