CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (client_id bigint CONSTRAINT orders_client REFERENCES clients NOT ENFORCED);
