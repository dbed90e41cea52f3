-- What is sold. The author is a plain column here; 20260302100000 makes a table of it.

-- godwit:up
CREATE TABLE categories (
	id bigint NOT NULL PRIMARY KEY,
	slug varchar(60) NOT NULL,
	title varchar(100) NOT NULL,
	CONSTRAINT categories_slug_key UNIQUE (slug)
);

CREATE TABLE books (
	id bigint NOT NULL PRIMARY KEY,
	isbn char(13) NOT NULL,
	title varchar(300) NOT NULL,
	category_id bigint NOT NULL,
	price_cents integer NOT NULL,
	published_on date NULL,
	author varchar(200) NOT NULL DEFAULT '',
	CONSTRAINT books_isbn_key UNIQUE (isbn),
	CONSTRAINT books_price_positive CHECK (price_cents > 0),
	CONSTRAINT books_category FOREIGN KEY (category_id) REFERENCES categories (id)
);

CREATE INDEX books_by_title ON books (title);

-- godwit:down
DROP TABLE books;
DROP TABLE categories;
