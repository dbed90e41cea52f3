-- Whether our tables are there, and as metadata_check wants them, as far as a glance can tell: each
-- connection begins with it, and it takes a fraction of the time. No row: they are as they should be.
-- 'absent': there is not even their schema. 'unsure': metadata_check has to tell, as something is wrong, or
-- right in a rarer way (with the guard, or as tables of another role that may be trusted).
WITH ours AS (
	SELECT class.oid, class.relname, class.relowner, class.relacl, namespace.oid AS space,
	       namespace.nspowner, namespace.nspacl,
	       class.relkind OPERATOR(pg_catalog.=) 'r'
	       AND class.relpersistence OPERATOR(pg_catalog.=) 'p'
	       AND NOT (class.relrowsecurity OR class.relhasrules OR class.relhassubclass) AS is_plain
	  FROM pg_catalog.pg_namespace AS namespace
	  JOIN pg_catalog.pg_class AS class
	    ON class.relnamespace OPERATOR(pg_catalog.=) namespace.oid
	 WHERE namespace.nspname OPERATOR(pg_catalog.=) 'godwit'
	   AND class.relname OPERATOR(pg_catalog.=)
	       ANY ('{godwit_history,godwit_journal,godwit_lock}'::pg_catalog.name[])
),
actual_columns AS (
	SELECT ours.relname, attribute.atttypid AS type,
	       pg_catalog.string_agg(
	               pg_catalog.concat(attribute.attname,
	                                 CASE WHEN attribute.atthasdef
	                                        OR attribute.attinhcount OPERATOR(pg_catalog.>) 0
	                                      THEN '!' END),
	               ',' ORDER BY attribute.attname) AS names
	  FROM ours
	  JOIN pg_catalog.pg_attribute AS attribute
	    ON attribute.attrelid OPERATOR(pg_catalog.=) ours.oid
	 WHERE attribute.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2
	   AND NOT attribute.attisdropped
	 GROUP BY ours.relname, attribute.atttypid
),
actual_guards AS (
	SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', guard.contype, attribute.attname), ','
	                             ORDER BY guard.contype, attribute.attname) AS list
	  FROM ours
	  JOIN pg_catalog.pg_constraint AS guard
	    ON guard.conrelid OPERATOR(pg_catalog.=) ours.oid
	  JOIN pg_catalog.pg_attribute AS attribute
	    ON attribute.attrelid OPERATOR(pg_catalog.=) ours.oid
	   AND attribute.attnum OPERATOR(pg_catalog.=) ALL (guard.conkey)
	 WHERE ours.relname OPERATOR(pg_catalog.=) 'godwit_history'
	   AND guard.contype OPERATOR(pg_catalog.=) ANY ('{p,u,f}'::pg_catalog."char"[])
	   AND guard.convalidated
	   AND NOT guard.condeferrable
	   AND (guard.contype OPERATOR(pg_catalog.<>) 'f'
	        OR guard.confrelid OPERATOR(pg_catalog.=) ours.oid)
)
SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_namespace
                          WHERE nspname OPERATOR(pg_catalog.=) 'godwit')
            THEN 'unsure' ELSE 'absent' END
 WHERE ((SELECT pg_catalog.count(*) OPERATOR(pg_catalog.=) 3
            AND pg_catalog.bool_and(is_plain)
            AND (pg_catalog.bool_and(
                 relowner OPERATOR(pg_catalog.=) nspowner
                 AND pg_catalog.pg_get_userbyid(relowner) OPERATOR(pg_catalog.=) CURRENT_USER)
                 OR NOT pg_catalog.bool_or(pg_catalog.has_table_privilege(oid, 'INSERT')
                                           OR pg_catalog.has_schema_privilege(space, 'CREATE')))
           FROM ours)
        AND (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', relname, type, names), ';'
                                          ORDER BY relname, type) OPERATOR(pg_catalog.=)
                    'godwit_history 20 duration_us,git_dirty,seq,started_at,statements;'
                    'godwit_history 25 checksum,checksum_down,checksum_tokens,checksum_up,ci_job,'
                    'db_user,detail,down_sql,event,fingerprint,git_commit,hash,kind,name,os_host,'
                    'os_user,prev_hash,reason,run_id,server_version,signature,signer,source,'
                    'tool_version,up_sql,version;'
                    'godwit_journal 20 at,connection_id,id,session_start,statement;'
                    'godwit_journal 25 checksum,direction,fingerprint,objects,run_id,state,'
                    'version;'
                    'godwit_lock 20 acquired_at,epoch,expires_at,pid;'
                    'godwit_lock 25 host,name,owner'
               FROM actual_columns)
        AND (SELECT list OPERATOR(pg_catalog.=) 'f prev_hash,p seq,u hash,u prev_hash'
               FROM actual_guards)
        AND NOT EXISTS (SELECT
                          FROM ours
                          JOIN pg_catalog.pg_trigger AS guard
                            ON guard.tgrelid OPERATOR(pg_catalog.=) ours.oid
                         WHERE NOT guard.tgisinternal
                            OR guard.tgenabled OPERATOR(pg_catalog.<>) 'O')
        AND NOT EXISTS (SELECT
                          FROM ours
                          JOIN pg_catalog.pg_inherits AS inherits
                            ON inherits.inhrelid OPERATOR(pg_catalog.=) ours.oid)
        AND NOT EXISTS (SELECT
                          FROM ours,
                               pg_catalog.aclexplode(ours.relacl OPERATOR(pg_catalog.||)
                                                     ours.nspacl) AS item
                         WHERE item.grantee OPERATOR(pg_catalog.=) 0::pg_catalog.oid
                           AND item.privilege_type OPERATOR(pg_catalog.<>)
                               ALL ('{SELECT,USAGE}'::pg_catalog.text[])))
       IS NOT TRUE;
