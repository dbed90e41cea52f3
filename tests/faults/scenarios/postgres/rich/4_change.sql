-- godwit:up
ALTER TABLE items RENAME COLUMN name TO title;
ALTER TABLE shop.orders ALTER COLUMN note TYPE varchar(50);
DELETE FROM shop.orders WHERE id > 400;
INSERT INTO log SELECT 'deleted ' || (50 - count(*)) FROM shop.orders;
BEGIN;
UPDATE counters SET n = n + 100;
COMMIT;
UPDATE counters SET n = n + 1000;
CREATE TABLE parts (id int, region text) PARTITION BY LIST (region);
CREATE TABLE parts_north PARTITION OF parts FOR VALUES IN ('north');
INSERT INTO parts VALUES (1, 'north');
-- godwit:verify
SELECT count(*) = 1 FROM parts;
