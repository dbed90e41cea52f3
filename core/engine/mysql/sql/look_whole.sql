-- NULL, which is no word. A session that is killed finds nothing in any table from then on, and yet what
-- it is about to insert may be committed: where this finds nothing the number is out of range, in every
-- sql_mode, and the statement fails. The empty part of a name that each server has for itself makes it one
-- that MIXED replication sends as a row: replicas have other looks.
SELECT NULLIF(9223372036854775807 - (COALESCE((SELECT COUNT(*) FROM information_schema.SCHEMATA
                                               WHERE SCHEMA_NAME = 'information_schema'), 0) - 1)
              - LENGTH(LEFT(@@hostname, 0)),
              9223372036854775807);
