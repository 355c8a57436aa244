CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_client_idx ON orders (client_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_state_idx ON orders (state) WHERE state = 'open';
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS clients_email_idx ON clients (lower(email));
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total >= 0) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_client_fkey FOREIGN KEY (client_id) REFERENCES clients (id) NOT VALID;
REINDEX INDEX CONCURRENTLY sales_client_idx;
