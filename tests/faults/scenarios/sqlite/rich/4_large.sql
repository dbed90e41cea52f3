CREATE TABLE large (id integer PRIMARY KEY, body blob);
WITH RECURSIVE g (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 60)
	INSERT INTO large SELECT i, zeroblob(5000) FROM g;
UPDATE counters SET n = n + 1;
DELETE FROM large WHERE id > 2;
