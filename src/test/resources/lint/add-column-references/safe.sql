ALTER TABLE orders ADD COLUMN client_id bigint;
ALTER TABLE orders ADD CONSTRAINT orders_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients (id) NOT VALID;
