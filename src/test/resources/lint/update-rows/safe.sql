ALTER TABLE clients ADD COLUMN lower_email text;
UPDATE clients SET lower_email = lower(email) WHERE id < 100;
