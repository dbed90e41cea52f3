-- NULL, which is no word. A session that is killed finds nothing in any table from then on, and yet what
-- it is about to insert may be committed: where this finds nothing the number is out of range, in every
-- sql_mode, and the statement fails.
SELECT NULLIF(9223372036854775807 - (COALESCE((SELECT COUNT(*) FROM information_schema.SCHEMATA
                                               WHERE SCHEMA_NAME = 'information_schema'), 0) - 1),
              9223372036854775807);
