ALTER TABLE orders DROP CONSTRAINT orders_client_id_fkey;
