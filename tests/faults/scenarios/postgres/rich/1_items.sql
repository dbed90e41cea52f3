-- godwit:up
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, price int CHECK (price >= 0), size size);
INSERT INTO items SELECT g, 'item ' || g, g % 7, 'small' FROM generate_series(1, 200) g;
UPDATE counters SET n = n + 1;
INSERT INTO log VALUES ('items');
CREATE INDEX items_by_price ON items (price) WHERE price > 3;
-- godwit:down
DROP TABLE items;
DROP TYPE size;
-- godwit:verify
SELECT count(*) = 200 FROM items;
