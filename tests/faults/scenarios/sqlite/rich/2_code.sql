CREATE TRIGGER items_counted AFTER INSERT ON items BEGIN
	UPDATE counters SET n = n + 1 WHERE id = 3;
	INSERT INTO log VALUES ('counted ' || new.id);
END;
INSERT INTO items VALUES (1001, 'counted', 1), (1002, 'counted', 2);
CREATE VIEW cheap AS SELECT id, name FROM items WHERE price < 2;
UPDATE counters SET n = n * 2 + 1 WHERE id = 2;
