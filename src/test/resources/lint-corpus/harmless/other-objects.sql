CREATE TYPE size AS ENUM ('s', 'm', 'l');
CREATE TYPE address AS (street text, city text);
CREATE DOMAIN share AS numeric CHECK (VALUE BETWEEN 0 AND 1);
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy' AFTER 'ok';
CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.seen_at := now();
  RETURN NEW;
END
$$;
CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seen_at timestamptz, size size);
CREATE TRIGGER visits_touch BEFORE UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TYPE size ADD VALUE 'xl' AFTER 'l';
INSERT INTO clients (email, name) VALUES ('a@example.com', 'A');
INSERT INTO clients (email, name) VALUES ('b@example.com', 'B') ON CONFLICT DO NOTHING;
INSERT INTO visits (seen_at) SELECT shipped_at FROM orders;
SELECT count(*) FROM orders;
SELECT id FROM clients WHERE email = 'a@example.com';
CREATE SEQUENCE visit_numbers START WITH 1000;
ALTER SEQUENCE visit_numbers OWNED BY visits.id;
SET LOCAL lock_timeout = '2s';
CREATE VIEW recent_visits AS SELECT id, seen_at FROM visits;
CREATE OR REPLACE VIEW recent_visits AS SELECT id, seen_at, size FROM visits;
DROP VIEW recent_visits;
DROP FUNCTION twice(bigint);
