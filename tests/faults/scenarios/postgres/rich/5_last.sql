-- godwit:up lock_timeout=5s
UPDATE counters SET n = n + 1;
REFRESH MATERIALIZED VIEW prices;
TRUNCATE parts;
INSERT INTO parts SELECT n, 'north' FROM counters;
DROP INDEX items_by_price;
