-- Repeatable: runs again, after the versioned migrations, whenever this file changes. So it has to
-- put up with the view being there already.

-- godwit:up
DROP VIEW IF EXISTS order_overview;

CREATE VIEW order_overview AS
SELECT
	o.id,
	g.slug AS organisation,
	u.display_name AS customer,
	o.status,
	o.placed_at,
	o.total_cents,
	(SELECT count(*) FROM order_items i WHERE i.order_id = o.id) AS lines_count
FROM orders o
JOIN organisations g ON g.id = o.organisation_id
JOIN users u ON u.id = o.customer_id;

-- godwit:down
DROP VIEW order_overview;
