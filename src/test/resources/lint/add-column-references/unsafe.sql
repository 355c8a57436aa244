ALTER TABLE orders ADD COLUMN client_id bigint REFERENCES clients (id) ON DELETE SET NULL;
