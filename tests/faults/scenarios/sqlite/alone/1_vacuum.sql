WITH RECURSIVE g (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 200)
	INSERT INTO bulk SELECT i, printf('%.100c', 'x') FROM g;
UPDATE counters SET n = n + 1;
DELETE FROM bulk WHERE id % 4 <> 0;
VACUUM;
UPDATE counters SET n = n + 1;
