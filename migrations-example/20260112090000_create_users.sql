-- A bookshop platform: people, the organisations that sell books, and who works for which.
-- Everything in this folder is SQL that PostgreSQL, MariaDB, MySQL and SQLite all understand.

-- godwit:up
CREATE TABLE users (
	id bigint NOT NULL PRIMARY KEY,
	email varchar(320) NOT NULL,
	full_name varchar(200) NOT NULL,
	active boolean NOT NULL DEFAULT TRUE,
	created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT users_email_key UNIQUE (email)
);

CREATE TABLE organisations (
	id bigint NOT NULL PRIMARY KEY,
	slug varchar(60) NOT NULL,
	title varchar(200) NOT NULL,
	created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT organisations_slug_key UNIQUE (slug)
);

CREATE TABLE memberships (
	organisation_id bigint NOT NULL,
	user_id bigint NOT NULL,
	role varchar(20) NOT NULL DEFAULT 'clerk',
	since timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (organisation_id, user_id),
	CONSTRAINT memberships_role_known CHECK (role IN ('owner', 'manager', 'clerk')),
	CONSTRAINT memberships_organisation FOREIGN KEY (organisation_id)
		REFERENCES organisations (id) ON DELETE CASCADE,
	CONSTRAINT memberships_user FOREIGN KEY (user_id)
		REFERENCES users (id) ON DELETE CASCADE
);

-- godwit:down
DROP TABLE memberships;
DROP TABLE organisations;
DROP TABLE users;

-- godwit:verify
-- Nobody is left alone: an organisation has an owner. (`godwit verify` asks again later, so a
-- verify section states what stays true, not what is true on the first day.)
SELECT count(*) = 0
FROM organisations o
WHERE NOT EXISTS (
	SELECT 1 FROM memberships m WHERE m.organisation_id = o.id AND m.role = 'owner'
);
