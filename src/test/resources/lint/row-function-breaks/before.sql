CREATE TABLE clients (id bigint PRIMARY KEY, name text);
CREATE FUNCTION named(wanted text) RETURNS SETOF clients LANGUAGE sql STABLE AS $$
  SELECT id, name FROM clients WHERE name = wanted
$$;
