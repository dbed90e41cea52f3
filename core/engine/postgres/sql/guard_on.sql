-- Forbids everybody to change rows of the history, also in sessions that other triggers do not fire
-- in. metadata_check knows it by this very text.
SELECT pg_catalog.set_config('client_min_messages', 'warning', true);

CREATE OR REPLACE FUNCTION godwit.godwit_guard() RETURNS pg_catalog.trigger LANGUAGE plpgsql AS
$guard$BEGIN RAISE EXCEPTION 'rows of godwit_history are never changed' USING ERRCODE = '42501'; END$guard$;

DROP TRIGGER IF EXISTS godwit_guard ON godwit.godwit_history;

CREATE TRIGGER godwit_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON godwit.godwit_history
	FOR EACH STATEMENT EXECUTE FUNCTION godwit.godwit_guard();

ALTER TABLE godwit.godwit_history ENABLE ALWAYS TRIGGER godwit_guard;
