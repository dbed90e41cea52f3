CREATE FUNCTION count_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE counters SET n = n + 1 WHERE id = 3;
	RETURN new;
END
$$;
CREATE TRIGGER items_counted AFTER INSERT ON items FOR EACH ROW EXECUTE FUNCTION count_item();
INSERT INTO items VALUES (1001, 'counted', 1, 'large');
DO $$
DECLARE
	i int;
BEGIN
	FOR i IN 1..5 LOOP
		INSERT INTO log VALUES ('loop ' || i);
	END LOOP;
END
$$;
CREATE MATERIALIZED VIEW prices AS SELECT price, count(*) AS items FROM items GROUP BY price;
COMMENT ON TABLE items IS 'for sale';
