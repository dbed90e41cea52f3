-- Rows that every installation has: the categories, and the first books.

-- godwit:up
INSERT INTO categories (id, slug, title) VALUES
	(1, 'birds', 'Birds'),
	(2, 'travel', 'Travel; maps and atlases'),
	(3, 'databases', 'Databases');

INSERT INTO books (id, isbn, title, author, category_id, price_cents, published_on) VALUES
	(1, '9780000000018', 'The Long Flight of the Godwit', 'A. Wader', 1, 2490, '2019-04-01'),
	(2, '9780000000025', 'Waders of the Pacific', 'A. Wader', 1, 3900, '2021-09-15'),
	(3, '9780000000032', 'An Atlas of Mudflats', 'M. Shore', 2, 5500, NULL),
	(4, '9780000000049', 'It''s All Just Rows', 'J. Index', 3, 2900, '2023-01-20');

-- godwit:down
DELETE FROM books WHERE id BETWEEN 1 AND 4;
DELETE FROM categories WHERE id BETWEEN 1 AND 3;
