-- What is wrong with our tables, one finding a row. An unprivileged role that plants them before us
-- (with a trigger, say) would have its code run with the rights of whoever migrates; so all that
-- could run code, hide rows or loosen the guards is looked for. Operators are qualified, as an
-- operator of the same name may be planted too.
--
-- Owners matter to those who may write: they have to be the user, a role that the user really is a
-- member of (a superuser passes for a member of every role), a superuser, or the database's owner.
WITH RECURSIVE
space AS (
	SELECT namespace.oid, namespace.nspname, namespace.nspowner, namespace.nspacl
	  FROM pg_catalog.pg_namespace AS namespace
	 WHERE namespace.nspname OPERATOR(pg_catalog.=) 'godwit'
),
ours AS (
	SELECT class.oid, class.relname, class.relkind, class.relpersistence, class.relowner,
	       class.relacl, class.relrowsecurity
	  FROM pg_catalog.pg_class AS class
	  JOIN space ON class.relnamespace OPERATOR(pg_catalog.=) space.oid
	 WHERE class.relname OPERATOR(pg_catalog.=)
	       ANY ('{godwit_history,godwit_journal,godwit_lock}'::pg_catalog.name[])
),
history AS (
	SELECT oid FROM ours WHERE relname OPERATOR(pg_catalog.=) 'godwit_history'
),
-- Membership with neither inheritance nor SET ROLE (PostgreSQL 16) is only the right to grant.
membership AS (
	SELECT members.roleid, members.member
	  FROM pg_catalog.pg_auth_members AS members,
	       pg_catalog.to_jsonb(members) AS options
	 WHERE COALESCE(
	       pg_catalog.jsonb_extract_path_text(options, 'inherit_option')::pg_catalog.bool, true)
	    OR COALESCE(
	       pg_catalog.jsonb_extract_path_text(options, 'set_option')::pg_catalog.bool, true)
),
own_role (oid) AS (
	SELECT oid FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) CURRENT_USER
	UNION
	SELECT membership.roleid
	  FROM membership JOIN own_role ON membership.member OPERATOR(pg_catalog.=) own_role.oid
),
trusted (oid) AS (
	SELECT oid FROM own_role
	UNION
	SELECT oid FROM pg_catalog.pg_roles
	 WHERE rolsuper OR rolname OPERATOR(pg_catalog.=) 'pg_database_owner'
	UNION
	SELECT datdba FROM pg_catalog.pg_database
	 WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
),
owned (what, owner) AS (
	SELECT pg_catalog.format('schema %I', nspname), nspowner FROM space
	UNION ALL
	SELECT pg_catalog.format('%I', relname), relowner FROM ours
),
writer AS (
	SELECT FROM ours WHERE pg_catalog.has_table_privilege(oid, 'INSERT')
	UNION ALL
	SELECT FROM space WHERE pg_catalog.has_schema_privilege(oid, 'CREATE')
),
granted (what, acl) AS (
	SELECT pg_catalog.format('in schema %I', nspname), nspacl FROM space
	UNION ALL
	SELECT pg_catalog.format('on %I', relname), relacl FROM ours
),
expected_column (relation, type, name) AS (
	SELECT lists.relation, lists.type, column_name
	  FROM (VALUES
		('godwit_history', 'pg_catalog.int8'::pg_catalog.regtype,
		 '{seq,git_dirty,started_at,duration_us,statements}'::pg_catalog.text[]),
		('godwit_history', 'pg_catalog.text',
		 '{run_id,event,version,name,kind,checksum,checksum_up,checksum_down,checksum_tokens,
		   up_sql,down_sql,source,git_commit,db_user,os_user,os_host,ci_job,tool_version,
		   server_version,reason,fingerprint,detail,signer,signature,prev_hash,hash}'),
		('godwit_journal', 'pg_catalog.int8',
		 '{id,statement,connection_id,session_start,at}'),
		('godwit_journal', 'pg_catalog.text',
		 '{run_id,version,direction,checksum,state,objects,fingerprint}'),
		('godwit_lock', 'pg_catalog.int8',
		 '{pid,epoch,acquired_at,expires_at}'),
		('godwit_lock', 'pg_catalog.text',
		 '{name,owner,host}')
	       ) AS lists (relation, type, names),
	       pg_catalog.unnest(lists.names) AS column_name
),
actual_column AS (
	SELECT ours.relname::pg_catalog.text AS relation,
	       attribute.attname::pg_catalog.text AS name,
	       attribute.atttypid::pg_catalog.regtype AS type,
	       attribute.atthasdef AS has_default
	  FROM pg_catalog.pg_attribute AS attribute
	  JOIN ours ON attribute.attrelid OPERATOR(pg_catalog.=) ours.oid
	 WHERE ours.relkind OPERATOR(pg_catalog.=) 'r'
	   AND attribute.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2
	   AND NOT attribute.attisdropped
),
expected_guard (type, column_name, definition) AS (
	VALUES ('p'::pg_catalog."char", 'seq'::pg_catalog.name, 'PRIMARY KEY (seq)'),
	       ('u', 'hash', 'UNIQUE (hash)'),
	       ('u', 'prev_hash', 'UNIQUE (prev_hash)'),
	       ('f', 'prev_hash', 'FOREIGN KEY (prev_hash) REFERENCES godwit_history (hash)')
),
actual_guard AS (
	SELECT guard.contype AS type, attribute.attname AS column_name
	  FROM history
	  JOIN pg_catalog.pg_constraint AS guard
	    ON guard.conrelid OPERATOR(pg_catalog.=) history.oid
	  JOIN pg_catalog.pg_attribute AS attribute
	    ON attribute.attrelid OPERATOR(pg_catalog.=) history.oid
	   AND attribute.attnum OPERATOR(pg_catalog.=) guard.conkey[1]
	 WHERE pg_catalog.cardinality(guard.conkey) OPERATOR(pg_catalog.=) 1
	   AND guard.convalidated
	   AND NOT guard.condeferrable
	   AND (guard.contype OPERATOR(pg_catalog.<>) 'f'
	        OR guard.confrelid OPERATOR(pg_catalog.=) history.oid)
),
-- The trigger of guard_on.sql as it is there, to the letter: before UPDATE, DELETE and TRUNCATE (58),
-- always (A), with the function's text, which nobody else can change.
own_guard AS (
	SELECT guard.oid
	  FROM ours
	  JOIN pg_catalog.pg_trigger AS guard ON guard.tgrelid OPERATOR(pg_catalog.=) ours.oid
	  JOIN pg_catalog.pg_proc AS code ON code.oid OPERATOR(pg_catalog.=) guard.tgfoid
	  JOIN pg_catalog.pg_language AS language ON language.oid OPERATOR(pg_catalog.=) code.prolang
	 WHERE ours.relname OPERATOR(pg_catalog.=) 'godwit_history'
	   AND guard.tgname OPERATOR(pg_catalog.=) 'godwit_guard'
	   AND guard.tgtype OPERATOR(pg_catalog.=) 58::pg_catalog.int2
	   AND guard.tgenabled OPERATOR(pg_catalog.=) 'A'
	   AND guard.tgqual IS NULL
	   AND code.pronamespace OPERATOR(pg_catalog.=) (SELECT oid FROM space)
	   AND language.lanname OPERATOR(pg_catalog.=) 'plpgsql'
	   AND NOT code.prosecdef
	   AND code.proconfig IS NULL
	   AND code.prosrc OPERATOR(pg_catalog.=) $guard$BEGIN RAISE EXCEPTION 'rows of godwit_history are never changed' USING ERRCODE = '42501'; END$guard$
	   AND (code.proowner OPERATOR(pg_catalog.=) ours.relowner
	        OR EXISTS (SELECT FROM trusted
	                    WHERE trusted.oid OPERATOR(pg_catalog.=) code.proowner))
),
finding (rank, what) AS (
	SELECT 0, 'absent'
	 WHERE NOT EXISTS (SELECT FROM history)
	UNION ALL
	-- They are made in one transaction: a database where only one is missing is no new one.
	SELECT 1, 'godwit_history is missing'
	 WHERE NOT EXISTS (SELECT FROM history)
	   AND EXISTS (SELECT FROM ours
	                WHERE ours.relname OPERATOR(pg_catalog.=) 'godwit_journal'
	                   OR ours.relname OPERATOR(pg_catalog.=) 'godwit_lock')
	UNION ALL
	SELECT 1, pg_catalog.format('%s is missing', relation.name)
	  FROM (VALUES ('godwit_journal'::pg_catalog.name), ('godwit_lock')) AS relation (name)
	 WHERE EXISTS (SELECT FROM history)
	   AND NOT EXISTS (SELECT FROM ours WHERE ours.relname OPERATOR(pg_catalog.=) relation.name)
	UNION ALL
	SELECT 2, pg_catalog.format('%s is owned by %I', owned.what,
	                            pg_catalog.pg_get_userbyid(owned.owner))
	  FROM owned
	 WHERE EXISTS (SELECT FROM writer)
	   AND NOT EXISTS (SELECT FROM trusted
	                    WHERE trusted.oid OPERATOR(pg_catalog.=) owned.owner)
	UNION ALL
	SELECT 3, pg_catalog.format('everybody (PUBLIC) has %s %s', item.privilege_type, granted.what)
	  FROM granted, pg_catalog.aclexplode(granted.acl) AS item
	 WHERE item.grantee OPERATOR(pg_catalog.=) 0::pg_catalog.oid
	   AND item.privilege_type OPERATOR(pg_catalog.<>) ALL ('{SELECT,USAGE}'::pg_catalog.text[])
	UNION ALL
	SELECT 4, pg_catalog.format('%I is no ordinary table', relname)
	  FROM ours
	 WHERE relkind OPERATOR(pg_catalog.<>) 'r'
	    OR relpersistence OPERATOR(pg_catalog.<>) 'p'
	UNION ALL
	SELECT 5, pg_catalog.format('row security on %I', relname)
	  FROM ours
	 WHERE relrowsecurity
	UNION ALL
	SELECT 6, pg_catalog.format('rule %I on %I', rewrite.rulename, ours.relname)
	  FROM ours
	  JOIN pg_catalog.pg_rewrite AS rewrite
	    ON rewrite.ev_class OPERATOR(pg_catalog.=) ours.oid
	UNION ALL
	SELECT 7, pg_catalog.format('trigger %I on %I', guard.tgname, ours.relname)
	  FROM ours
	  JOIN pg_catalog.pg_trigger AS guard
	    ON guard.tgrelid OPERATOR(pg_catalog.=) ours.oid
	 WHERE NOT guard.tgisinternal
	   AND NOT EXISTS (SELECT FROM own_guard WHERE own_guard.oid OPERATOR(pg_catalog.=) guard.oid)
	UNION ALL
	SELECT 8, pg_catalog.format('a guard of %I is switched off (trigger %I)', ours.relname,
	                            guard.tgname)
	  FROM ours
	  JOIN pg_catalog.pg_trigger AS guard
	    ON guard.tgrelid OPERATOR(pg_catalog.=) ours.oid
	 WHERE guard.tgisinternal
	   AND guard.tgenabled OPERATOR(pg_catalog.<>) 'O'
	UNION ALL
	SELECT 9, pg_catalog.format('%I takes part in inheritance', ours.relname)
	  FROM ours
	 WHERE EXISTS (SELECT FROM pg_catalog.pg_inherits AS inherits
	                WHERE inherits.inhrelid OPERATOR(pg_catalog.=) ours.oid
	                   OR inherits.inhparent OPERATOR(pg_catalog.=) ours.oid)
	UNION ALL
	SELECT 10, pg_catalog.format(
	           CASE WHEN expected.name IS NULL THEN 'unexpected column %I of %I'
	                WHEN actual.name IS NULL THEN 'missing column %I of %I'
	                WHEN actual.has_default THEN 'unexpected default of column %I of %I'
	                ELSE 'wrong type of column %I of %I' END,
	           COALESCE(expected.name, actual.name),
	           COALESCE(expected.relation, actual.relation))
	  FROM (SELECT columns.relation, columns.name, columns.type
	          FROM expected_column AS columns
	          JOIN ours ON ours.relname::pg_catalog.text OPERATOR(pg_catalog.=) columns.relation
	         WHERE ours.relkind OPERATOR(pg_catalog.=) 'r') AS expected
	  FULL JOIN actual_column AS actual
	    ON actual.relation OPERATOR(pg_catalog.=) expected.relation
	   AND actual.name OPERATOR(pg_catalog.=) expected.name
	 WHERE expected.name IS NULL
	    OR actual.name IS NULL
	    OR actual.has_default
	    OR actual.type::pg_catalog.oid OPERATOR(pg_catalog.<>) expected.type::pg_catalog.oid
	UNION ALL
	SELECT 11, pg_catalog.format('the constraint %s of godwit_history is missing',
	                             expected.definition)
	  FROM expected_guard AS expected
	 WHERE EXISTS (SELECT FROM ours WHERE ours.relname OPERATOR(pg_catalog.=) 'godwit_history'
	                                  AND ours.relkind OPERATOR(pg_catalog.=) 'r')
	   AND NOT EXISTS (SELECT FROM actual_guard AS actual
	                    WHERE actual.type OPERATOR(pg_catalog.=) expected.type
	                      AND actual.column_name OPERATOR(pg_catalog.=) expected.column_name)
)
SELECT what FROM finding ORDER BY rank, what;
