-- What earlier runs left unfinished.
SELECT id, run_id, version, direction, checksum, statement, state, connection_id, session_start,
       objects, fingerprint, at
  FROM godwit.godwit_journal
 ORDER BY id;
