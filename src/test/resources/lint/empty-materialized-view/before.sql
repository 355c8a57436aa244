CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE MATERIALIZED VIEW order_stats AS SELECT count(*) AS n FROM orders;
