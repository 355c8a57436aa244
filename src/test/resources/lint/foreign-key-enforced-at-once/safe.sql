ALTER TABLE orders ADD CONSTRAINT orders_client_enforced FOREIGN KEY (client_id) REFERENCES clients (id) NOT VALID;
