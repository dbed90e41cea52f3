DROP VIEW cheap;
ALTER TABLE items RENAME COLUMN name TO title;
ALTER TABLE items ADD COLUMN quantity int NOT NULL DEFAULT 1;
UPDATE items SET quantity = quantity + price;
DELETE FROM items WHERE id BETWEEN 100 AND 300;
PRAGMA user_version = 7;
INSERT INTO log SELECT 'items ' || count(*) FROM items;
