ALTER TABLE orders ADD CONSTRAINT orders_client_fkey FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE;
