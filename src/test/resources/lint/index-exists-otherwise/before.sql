CREATE TABLE orders (id bigint PRIMARY KEY, day date, client_id bigint);
CREATE INDEX orders_day_idx ON orders (day);
