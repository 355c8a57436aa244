CREATE TABLE orders (id bigint NOT NULL);
CREATE UNIQUE INDEX orders_id ON orders (id);
