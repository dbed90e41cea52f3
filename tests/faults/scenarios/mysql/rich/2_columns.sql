ALTER TABLE items ADD COLUMN quantity int NOT NULL DEFAULT 1, ALGORITHM=COPY;
UPDATE items SET quantity = quantity + 1 WHERE id <= 50;
UPDATE items SET quantity = quantity * 3 WHERE id <= 10;
ALTER TABLE items RENAME COLUMN name TO title;
INSERT INTO log SELECT concat('sum ', sum(quantity)) FROM items;
CREATE INDEX items_by_title ON items (title);
ALTER TABLE items MODIFY title varchar(60) NOT NULL;
