-- Who did what: the application writes a row for each change, and never takes one back.

-- godwit:up
CREATE TABLE audit_trail (
	id bigint NOT NULL PRIMARY KEY,
	happened_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	user_id bigint NULL,
	action varchar(40) NOT NULL,
	subject varchar(40) NOT NULL,
	subject_id bigint NOT NULL,
	detail text NULL,
	CONSTRAINT audit_trail_user FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX audit_trail_by_subject ON audit_trail (subject, subject_id, happened_at);

-- godwit:down
DROP TABLE audit_trail;
