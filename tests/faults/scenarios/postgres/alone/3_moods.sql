ALTER TYPE mood ADD VALUE 'wild';
VACUUM things;
UPDATE counters SET n = n + 1 WHERE id = 1;
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'tired' BEFORE 'wild';
