-- The total of an order was added up on every page. Now it is stored, and filled in for the orders
-- that are there. An application in use holds locks: better to give up soon and try again.

-- godwit:up depends=20260119083000 lock_timeout=2s
ALTER TABLE orders ADD COLUMN total_cents bigint NOT NULL DEFAULT 0;

UPDATE orders
SET total_cents = (
	SELECT coalesce(sum(i.quantity * i.unit_price_cents), 0)
	FROM order_items i
	WHERE i.order_id = orders.id
);

-- godwit:down
ALTER TABLE orders DROP COLUMN total_cents;

-- godwit:verify
SELECT count(*) = 0
FROM orders o
WHERE o.total_cents <> (
	SELECT coalesce(sum(i.quantity * i.unit_price_cents), 0)
	FROM order_items i
	WHERE i.order_id = o.id
);
