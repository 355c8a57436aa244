ALTER TABLE clients ADD COLUMN IF NOT EXISTS long_name text;
