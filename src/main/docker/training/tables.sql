-- What the recorded starts find in the database.
CREATE TABLE start_customers (
  id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL DEFAULT 'nobody' -- as it is shown
);

CREATE TABLE start_orders (
  id          bigserial PRIMARY KEY,
  customer_id bigint,
  total       integer CHECK (total >= 0),
  code        varchar(40),
  note        text
);

CREATE INDEX ON start_orders (customer_id);
CREATE VIEW start_totals AS SELECT customer_id, sum(total) AS total FROM start_orders GROUP BY customer_id;

INSERT INTO start_customers (name) SELECT 'c' || n FROM generate_series(1, 100) n;
INSERT INTO start_orders (customer_id, total, code) SELECT 1 + n % 100, n, 'k' || n FROM generate_series(1, 20000) n;
