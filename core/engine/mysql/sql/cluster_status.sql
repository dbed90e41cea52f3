-- What a Galera node says about itself; there is a row only for what it knows.
SHOW STATUS
WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status', 'wsrep_gcomm_uuid');
