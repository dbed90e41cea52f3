CREATE FUNCTION slowly(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_sleep(0.01);
	RETURN i % 5;
END
$$;
CREATE TABLE slow (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO slow SELECT g, 0 FROM generate_series(1, 10) g;
