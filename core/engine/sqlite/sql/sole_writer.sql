-- What shows whether somebody else wrote meanwhile: the last event, and the last note and its run.
SELECT (SELECT max(seq) FROM godwit_history),
       (SELECT max(id) FROM godwit_journal),
       (SELECT run_id FROM godwit_journal ORDER BY id DESC LIMIT 1);
