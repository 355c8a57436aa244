CREATE TABLE orders_on_fast (id bigint PRIMARY KEY) TABLESPACE fast;
