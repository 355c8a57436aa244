ALTER TABLE orders VALIDATE CONSTRAINT orders_shipped_known;
ALTER TABLE orders ALTER COLUMN note SET STATISTICS 500;
CREATE STATISTICS orders_state_client ON state, client_id FROM orders;
