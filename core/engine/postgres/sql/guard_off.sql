-- Takes the guard of the history away.
SELECT pg_catalog.set_config('client_min_messages', 'warning', true);

DROP TRIGGER IF EXISTS godwit_guard ON godwit.godwit_history;

DROP FUNCTION IF EXISTS godwit.godwit_guard();
