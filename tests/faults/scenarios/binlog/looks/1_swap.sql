RENAME TABLE one TO spare, two TO one, spare TO two;
UPDATE counters SET n = n + 1;
RENAME TABLE one TO spare, two TO one, spare TO two;
RENAME TABLE one TO spare, two TO one, spare TO two;
