-- A shop to look at, for `-e dev` and `-e test` only: skipped everywhere else.

-- godwit:up env=dev,test
INSERT INTO users (id, email, display_name) VALUES
	(1, 'olive@example.org', 'Olive Owner'),
	(2, 'carl@example.org', 'Carl Customer');

INSERT INTO organisations (id, slug, title) VALUES (1, 'estuary-books', 'Estuary Books');
INSERT INTO memberships (organisation_id, user_id, role) VALUES (1, 1, 'owner');

INSERT INTO orders (id, organisation_id, customer_id, status, paid_at, total_cents) VALUES
	(1, 1, 2, 'paid', CURRENT_TIMESTAMP, 8880),
	(2, 1, 2, 'open', NULL, 5500);

INSERT INTO order_items (order_id, line_no, book_id, quantity, unit_price_cents) VALUES
	(1, 1, 1, 2, 2490),
	(1, 2, 2, 1, 3900),
	(2, 1, 3, 1, 5500);

INSERT INTO audit_trail (id, user_id, action, subject, subject_id) VALUES
	(1, 2, 'placed', 'order', 1),
	(2, 2, 'paid', 'order', 1),
	(3, 2, 'placed', 'order', 2);

-- godwit:down
DELETE FROM audit_trail WHERE id BETWEEN 1 AND 3;
DELETE FROM order_items WHERE order_id IN (1, 2);
DELETE FROM orders WHERE id IN (1, 2);
DELETE FROM memberships WHERE organisation_id = 1;
DELETE FROM organisations WHERE id = 1;
DELETE FROM users WHERE id IN (1, 2);
