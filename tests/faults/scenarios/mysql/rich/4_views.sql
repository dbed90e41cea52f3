CREATE VIEW cheap AS SELECT id, title FROM items WHERE price < 2;
INSERT INTO log SELECT concat('cheap ', count(*)) FROM cheap;
CREATE OR REPLACE VIEW cheap AS SELECT id, title, price FROM items WHERE price < 3;
UPDATE counters SET n = n + 1;
EXECUTE IMMEDIATE 'CREATE TABLE made (id int PRIMARY KEY)';
INSERT INTO made VALUES (1), (2);
EXECUTE IMMEDIATE 'UPDATE counters SET n = n + 7';
BEGIN NOT ATOMIC
	INSERT INTO log VALUES ('compound');
	UPDATE counters SET n = n + 3 WHERE id = 1;
END;
