CREATE PROCEDURE add_items(first int, many int)
BEGIN
	DECLARE i int DEFAULT 0;
	WHILE i < many DO
		INSERT INTO items (id, title, price) VALUES (first + i, 'added', 1);
		SET i = i + 1;
	END WHILE;
END;
CREATE TRIGGER items_counted AFTER INSERT ON items FOR EACH ROW
	UPDATE counters SET n = n + 1 WHERE id = 3;
CALL add_items(1000, 3);
UPDATE counters SET n = n * 2;
CREATE FUNCTION twice(i int) RETURNS int DETERMINISTIC RETURN i * 2;
INSERT INTO log SELECT concat('twice ', twice(max(id))) FROM items;
DROP TRIGGER items_counted;
