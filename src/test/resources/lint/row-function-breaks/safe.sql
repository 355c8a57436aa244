-- drydock: allow replace function named(text) because it gives back all columns now
ALTER TABLE clients ADD COLUMN IF NOT EXISTS email text;
CREATE OR REPLACE FUNCTION named(wanted text) RETURNS SETOF clients LANGUAGE sql STABLE AS $$
  SELECT c.* FROM clients c WHERE c.name = wanted
$$;
