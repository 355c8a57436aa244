CREATE TABLE orders (id bigint PRIMARY KEY, client_id integer REFERENCES clients (id));
