-- godwit:up lock_timeout=2s
ALTER TABLE users RENAME COLUMN full_name TO display_name;

-- godwit:down
ALTER TABLE users RENAME COLUMN display_name TO full_name;
