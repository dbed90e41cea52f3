CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int PRIMARY KEY, item int NOT NULL REFERENCES items (id), paid boolean);
INSERT INTO shop.orders SELECT id * 10, id, id % 2 = 0 FROM items WHERE id <= 50;
UPDATE items SET price = price + 1 WHERE id IN (SELECT item FROM shop.orders);
COPY log (what) FROM STDIN;
copied once
copied twice
\.
UPDATE counters SET n = n * 2 + 1 WHERE id = 2;
ALTER TABLE shop.orders ADD COLUMN note text DEFAULT 'none', ADD CONSTRAINT paid_or_not CHECK (paid IS NOT NULL) NOT VALID;
ALTER TABLE shop.orders VALIDATE CONSTRAINT paid_or_not;
