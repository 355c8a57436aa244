ALTER TABLE clients ADD COLUMN phone text;
