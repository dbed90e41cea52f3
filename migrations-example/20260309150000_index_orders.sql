-- godwit:up
CREATE INDEX orders_by_status ON orders (status, placed_at);

-- godwit:down
-- MariaDB and MySQL want the table, the others refuse it: a comment that only the two execute.
DROP INDEX orders_by_status /*! ON orders */;
