-- godwit:up
CREATE TABLE items (id int PRIMARY KEY, name varchar(40) NOT NULL, price int);
INSERT INTO items SELECT seq, concat('item ', seq), seq % 7 FROM seq_1_to_200;
UPDATE counters SET n = n + 1;
ALTER TABLE items ADD INDEX (price);
INSERT INTO log VALUES ('indexed');
UPDATE counters SET n = n + 10 WHERE id = 2;
ALTER TABLE items ADD CHECK (price >= 0);
ALTER TABLE items ADD CHECK (price < 1000);
-- godwit:down
DROP TABLE items;
-- godwit:verify
SELECT count(*) = 200 FROM items;
