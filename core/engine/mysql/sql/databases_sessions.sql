-- Whose default database it is, one line each. Needs the PROCESS privilege to see other users'.
SELECT CONCAT('session ', ID, ' of ', USER, '@', HOST, ', ',
              IF(COMMAND = 'Sleep', 'idle', 'in a statement'), ' for ', TIME, ' s')
  FROM information_schema.PROCESSLIST
 WHERE DB = ? AND ID <> CONNECTION_ID()
 ORDER BY ID;
