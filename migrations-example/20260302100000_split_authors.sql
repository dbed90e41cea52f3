-- A book may have several authors: the column becomes two tables. One transaction on PostgreSQL and
-- SQLite; on MariaDB and MySQL, where DDL commits by itself, godwit keeps a journal of the steps.

-- godwit:up depends=20260114101500
CREATE TABLE authors (
	id bigint NOT NULL PRIMARY KEY,
	name varchar(200) NOT NULL,
	CONSTRAINT authors_name_key UNIQUE (name)
);

CREATE TABLE book_authors (
	book_id bigint NOT NULL,
	author_id bigint NOT NULL,
	PRIMARY KEY (book_id, author_id),
	CONSTRAINT book_authors_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,
	CONSTRAINT book_authors_author FOREIGN KEY (author_id) REFERENCES authors (id)
);

INSERT INTO authors (id, name)
SELECT min(id), author FROM books GROUP BY author;

INSERT INTO book_authors (book_id, author_id)
SELECT b.id, a.id FROM books b JOIN authors a ON a.name = b.author;

ALTER TABLE books DROP COLUMN author;

-- godwit:down
ALTER TABLE books ADD COLUMN author varchar(200) NOT NULL DEFAULT '';

-- Of several authors the first by name is kept: that is all the old column can hold.
UPDATE books
SET author = coalesce((
	SELECT min(a.name)
	FROM authors a JOIN book_authors ba ON ba.author_id = a.id
	WHERE ba.book_id = books.id
), '');

DROP TABLE book_authors;
DROP TABLE authors;

-- godwit:verify
SELECT count(*) = 0
FROM books b
WHERE NOT EXISTS (SELECT 1 FROM book_authors ba WHERE ba.book_id = b.id);
