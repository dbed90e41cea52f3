-- Only the variables that this server has are in the result.
SHOW VARIABLES
WHERE Variable_name IN ('read_only', 'super_read_only', 'innodb_read_only', 'wsrep_on',
                        'max_allowed_packet', 'default_storage_engine', 'log_bin');
