CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint REFERENCES clients (id));
