-- Verifies the hash chain of a godwit history in PostgreSQL 12 and later, with nothing but SQL:
--
--	psql -XAtq -f verify.postgres.sql DATABASE     prints the rows that do not fit; silent when all do
SET client_encoding = 'UTF8';
WITH columns (place, name) AS (
	SELECT ordinality, name FROM unnest('{seq,run_id,event,version,name,kind,checksum,checksum_up,
		checksum_down,checksum_tokens,up_sql,down_sql,source,git_commit,git_dirty,db_user,os_user,
		os_host,ci_job,tool_version,server_version,reason,started_at,duration_us,statements,
		fingerprint,detail,signer,signature,prev_hash}'::text[]) WITH ORDINALITY AS list (name)
), history AS MATERIALIZED (
	SELECT seq, hash, prev_hash, to_jsonb(rows) AS cells FROM godwit.godwit_history AS rows
), encoded AS (
	SELECT history.seq, history.hash, history.prev_hash,
	       'godwit-history-1' || chr(10) || (
		SELECT string_agg(columns.name || ':' ||
		       coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-') || chr(10),
		       '' ORDER BY columns.place)
		  FROM columns, LATERAL (SELECT history.cells ->> columns.name) AS cell (value)
	       ) AS text,
	       lag(history.seq, 1, -1::bigint) OVER past + 1 AS expected,
	       lag(history.hash) OVER past AS before
	  FROM history
	WINDOW past AS (ORDER BY history.seq)
), hashed AS (
	SELECT *, encode(sha256(convert_to(text, 'UTF8')), 'hex') AS actual FROM encoded
)
SELECT 'row ' || seq || ': ' || CASE
	WHEN seq <> expected THEN 'row ' || expected || ' should be here'
	WHEN actual <> hash THEN 'the hash of its content is ' || actual
	ELSE 'it does not follow the row before' END
  FROM hashed
 WHERE seq <> expected OR actual <> hash OR prev_hash IS DISTINCT FROM before
 ORDER BY seq;
