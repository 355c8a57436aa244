CREATE TABLE clients (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  name text,
  born_on date,
  country text
);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  client_id bigint NOT NULL,
  state text NOT NULL DEFAULT 'open',
  note text,
  total numeric(10, 2),
  shipped_at timestamptz,
  CONSTRAINT orders_shipped_known CHECK (shipped_at IS NOT NULL)
);
CREATE TABLE readings (sensor_id bigint NOT NULL, taken_at timestamptz NOT NULL, value double precision)
  PARTITION BY RANGE (taken_at);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN percentage AS integer;
CREATE SEQUENCE ticket_numbers;
CREATE MATERIALIZED VIEW sales AS SELECT client_id, sum(total) AS total FROM orders GROUP BY client_id;
CREATE UNIQUE INDEX sales_client_idx ON sales (client_id);
