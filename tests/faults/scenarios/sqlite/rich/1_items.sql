-- godwit:up
CREATE TABLE items (id integer PRIMARY KEY, name text NOT NULL, price int CHECK (price >= 0));
WITH RECURSIVE g (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 500)
	INSERT INTO items SELECT i, 'item ' || i, i % 7 FROM g;
UPDATE counters SET n = n + 1;
INSERT INTO log VALUES ('items');
CREATE INDEX items_by_price ON items (price) WHERE price > 3;
-- godwit:down
DROP TABLE items;
-- godwit:verify
SELECT count(*) = 500 FROM items;
