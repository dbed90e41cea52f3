-- blockers.sql for who is shown the sessions of one user only, and no transactions.
SELECT ID, USER, HOST, COMMAND <> 'Sleep', TIME, NULL
FROM information_schema.PROCESSLIST
WHERE ID <> CONNECTION_ID() AND COMMAND IN ('Query', 'Execute', 'Sleep')
  AND COALESCE(STATE, '') NOT LIKE 'Waiting for %lock%'
ORDER BY TIME DESC
LIMIT 5;
