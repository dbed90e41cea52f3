-- Nothing is wrong with what metadata_create.sql has made; what was there, the reply to it says.
SELECT 'unsure' FROM DUAL WHERE FALSE;
