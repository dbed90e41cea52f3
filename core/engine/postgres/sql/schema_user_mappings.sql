-- User mappings.
SELECT 'pg_user_mapping'::regclass::oid || '.' || m.umid || '.0', NULL, NULL, m.usename, ' SERVER ' || quote_ident(m.srvname)
FROM pg_user_mappings AS m
ORDER BY 4, 5;
