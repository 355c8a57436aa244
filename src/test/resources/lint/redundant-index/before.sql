CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint, day date);
CREATE INDEX orders_client_day_idx ON orders (client_id, day);
