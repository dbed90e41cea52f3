-- godwit:up depends=20260112090000,20260114101500
CREATE TABLE orders (
	id bigint NOT NULL PRIMARY KEY,
	organisation_id bigint NOT NULL,
	customer_id bigint NOT NULL,
	status varchar(20) NOT NULL DEFAULT 'open',
	placed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	paid_at timestamp NULL,
	CONSTRAINT orders_status_known CHECK (status IN ('open', 'paid', 'sent', 'cancelled')),
	CONSTRAINT orders_paid_has_time CHECK (status IN ('open', 'cancelled') OR paid_at IS NOT NULL),
	CONSTRAINT orders_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id),
	CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES users (id)
);

CREATE TABLE order_items (
	order_id bigint NOT NULL,
	line_no integer NOT NULL,
	book_id bigint NOT NULL,
	quantity integer NOT NULL,
	unit_price_cents integer NOT NULL,
	PRIMARY KEY (order_id, line_no),
	CONSTRAINT order_items_quantity_positive CHECK (quantity > 0),
	CONSTRAINT order_items_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
	CONSTRAINT order_items_book FOREIGN KEY (book_id) REFERENCES books (id)
);

-- godwit:down
DROP TABLE order_items;
DROP TABLE orders;
