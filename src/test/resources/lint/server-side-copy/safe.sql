CREATE TABLE orders_copy AS SELECT id, total FROM orders;
