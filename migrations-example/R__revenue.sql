-- godwit:up
DROP VIEW IF EXISTS revenue;

CREATE VIEW revenue AS
SELECT
	g.slug AS organisation,
	count(o.id) AS orders_paid,
	coalesce(sum(o.total_cents), 0) AS total_cents
FROM organisations g
LEFT JOIN orders o ON o.organisation_id = g.id AND o.status IN ('paid', 'sent')
GROUP BY g.slug;

-- godwit:down
DROP VIEW revenue;

-- godwit:verify
SELECT coalesce(min(total_cents), 0) >= 0 FROM revenue;
