-- What a start is recorded with: plain statements, most of which get their safe forms.
CREATE TABLE start_payments (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES start_orders (id),
  paid_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS start_payments_order ON start_payments (order_id);
COMMENT ON TABLE start_payments IS 'what came in';

ALTER TABLE start_orders ADD COLUMN paid boolean NOT NULL DEFAULT false;
ALTER TABLE start_orders ADD COLUMN token uuid DEFAULT gen_random_uuid();
CREATE INDEX start_orders_total ON start_orders (total);
CREATE INDEX CONCURRENTLY start_orders_paid ON start_orders (paid) WHERE NOT paid;
ALTER TABLE start_orders ADD CONSTRAINT start_orders_customer FOREIGN KEY (customer_id) REFERENCES start_customers (id);
ALTER TABLE start_orders ADD CONSTRAINT start_orders_small CHECK (total < 1000000);
ALTER TABLE start_orders ADD CONSTRAINT start_orders_code UNIQUE (code);
ALTER TABLE start_orders ALTER COLUMN total SET NOT NULL;

-- drydock: backfill in batches of 5000
UPDATE start_orders SET note = 'none' WHERE note IS NULL;

CREATE FUNCTION start_total(customer bigint) RETURNS bigint LANGUAGE sql STABLE
  AS $$ SELECT sum(total) FROM start_orders WHERE customer_id = customer $$;
CREATE VIEW start_open AS SELECT id, customer_id, total FROM start_orders WHERE NOT paid;
INSERT INTO start_customers (name) VALUES ('last');
