-- What is wrong with our tables right behind metadata_create.sql, in its transaction. What this transaction
-- made nobody else has seen yet, so nobody can have planted anything in it; only default privileges can
-- have granted something. Where it did not make all of it, metadata_check.sql has to tell.
WITH made (by, acl) AS (
	SELECT namespace.xmin, namespace.nspacl
	  FROM pg_catalog.pg_namespace AS namespace
	 WHERE namespace.nspname OPERATOR(pg_catalog.=) 'godwit'
	UNION ALL
	SELECT class.xmin, class.relacl
	  FROM pg_catalog.pg_namespace AS namespace
	  JOIN pg_catalog.pg_class AS class
	    ON class.relnamespace OPERATOR(pg_catalog.=) namespace.oid
	 WHERE namespace.nspname OPERATOR(pg_catalog.=) 'godwit'
	   AND class.relname OPERATOR(pg_catalog.=)
	       ANY ('{godwit_history,godwit_journal,godwit_lock}'::pg_catalog.name[])
)
SELECT 'unsure'
 WHERE (SELECT pg_catalog.count(*)
          FROM made
         WHERE acl IS NULL
           AND by::pg_catalog.text::pg_catalog.int8 OPERATOR(pg_catalog.=)
               (pg_catalog.txid_current() OPERATOR(pg_catalog.&) 4294967295))
       OPERATOR(pg_catalog.<>) 4;
