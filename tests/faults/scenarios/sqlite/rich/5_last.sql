UPDATE counters SET n = n + 1;
DROP INDEX items_by_price;
CREATE UNIQUE INDEX items_by_title ON items (title, id);
INSERT INTO log SELECT 'sum ' || sum(n) FROM counters;
