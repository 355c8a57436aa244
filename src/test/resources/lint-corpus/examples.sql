-- What the rules' examples without a before.sql are about, with rows in it: FixesIT runs them on it.
CREATE TABLE clients (id bigint PRIMARY KEY, tenant integer NOT NULL, email text);
INSERT INTO clients SELECT n, n % 3, 'c' || n || '@example.org' FROM generate_series(1, 40) n;
CREATE INDEX clients_name ON clients (email);
CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint, total numeric NOT NULL DEFAULT 0, state text, day date);
INSERT INTO orders SELECT n, 1 + n % 40, n * 1.5, 'new', date '2024-01-01' + n FROM generate_series(1, 60) n;
CREATE TABLE events (id bigint, at timestamptz);
INSERT INTO events SELECT n, timestamptz '2024-01-01 00:00Z' FROM generate_series(1, 20) n;
CREATE MATERIALIZED VIEW sales_by_day AS SELECT day, sum(total) AS total FROM orders GROUP BY day;
CREATE UNIQUE INDEX sales_by_day_day_idx ON sales_by_day (day);
