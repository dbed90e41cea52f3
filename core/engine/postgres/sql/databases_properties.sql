-- The statements that give a new database ($2) what CREATE DATABASE does not take over from another
-- one ($1): owner, rights, settings, comment, limit. In the order in which they are to run.
WITH source AS (
	SELECT oid, datdba, datacl, datconnlimit, pg_catalog.quote_ident($2) AS name
	  FROM pg_catalog.pg_database
	 WHERE datname = $1
)
SELECT statement FROM (
	SELECT 1 AS step, pg_catalog.format('ALTER DATABASE %s OWNER TO %I', name,
	                                    pg_catalog.pg_get_userbyid(datdba)) AS statement
	  FROM source
	 WHERE pg_catalog.pg_get_userbyid(datdba) <> CURRENT_USER
	UNION ALL
	SELECT 2, pg_catalog.format('REVOKE ALL ON DATABASE %s FROM PUBLIC', name)
	  FROM source
	 WHERE datacl IS NOT NULL
	UNION ALL
	SELECT 3, pg_catalog.format('GRANT %s ON DATABASE %s TO %s%s', acl.privilege_type, name,
	                            CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(
	                                 pg_catalog.pg_get_userbyid(acl.grantee)) END,
	                            CASE WHEN acl.is_grantable AND acl.grantee <> datdba
	                                 THEN ' WITH GRANT OPTION' ELSE '' END)
	  FROM source, pg_catalog.aclexplode(datacl) AS acl
	UNION ALL
	SELECT 4, pg_catalog.format('ALTER %s %s SET %I TO %s',
	                            CASE setrole WHEN 0 THEN 'DATABASE'
	                                 ELSE 'ROLE ' || pg_catalog.quote_ident(
	                                      pg_catalog.pg_get_userbyid(setrole)) || ' IN DATABASE' END,
	                            name, pg_catalog.split_part(setting, '=', 1),
	                            CASE WHEN lower(pg_catalog.split_part(setting, '=', 1)) IN
	                                      ('local_preload_libraries', 'search_path',
	                                       'session_preload_libraries', 'temp_tablespaces')
	                                 THEN pg_catalog.substr(setting, strpos(setting, '=') + 1)
	                                 ELSE pg_catalog.quote_literal(
	                                      pg_catalog.substr(setting, strpos(setting, '=') + 1)) END)
	  FROM source
	  JOIN pg_catalog.pg_db_role_setting ON setdatabase = oid,
	       pg_catalog.unnest(setconfig) AS setting
	UNION ALL
	SELECT 5, pg_catalog.format('COMMENT ON DATABASE %s IS %L', name,
	                            pg_catalog.shobj_description(oid, 'pg_database'))
	  FROM source
	 WHERE pg_catalog.shobj_description(oid, 'pg_database') IS NOT NULL
	UNION ALL
	SELECT 6, pg_catalog.format('ALTER DATABASE %s CONNECTION LIMIT %s', name, datconnlimit)
	  FROM source
	 WHERE datconnlimit > -1
) AS statements
ORDER BY step;
