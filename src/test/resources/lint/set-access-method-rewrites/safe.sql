CREATE TABLE orders_columnar (id bigint PRIMARY KEY) USING columnar;
