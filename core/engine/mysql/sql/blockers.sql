-- Sessions that may hold locks, the oldest transactions first: id, user, host, whether it is in a
-- statement, seconds since it is, seconds since its transaction began (NULL: none). Needs the PROCESS
-- privilege. Those who wait for a lock themselves are left out. trx_started is in the time zone of
-- the system.
SELECT thread.ID, thread.USER, thread.HOST, thread.COMMAND <> 'Sleep', thread.TIME,
       TIMESTAMPDIFF(SECOND, trx.trx_started,
                     CONVERT_TZ(NOW(), @@SESSION.time_zone, 'SYSTEM')) AS age
FROM information_schema.PROCESSLIST AS thread
LEFT JOIN information_schema.INNODB_TRX AS trx ON trx.trx_mysql_thread_id = thread.ID
WHERE thread.ID <> CONNECTION_ID()
  AND (trx.trx_id IS NOT NULL OR thread.COMMAND IN ('Query', 'Execute'))
  AND COALESCE(thread.STATE, '') NOT LIKE 'Waiting for %lock%'
ORDER BY age IS NULL, age DESC, thread.TIME DESC
LIMIT 5;
