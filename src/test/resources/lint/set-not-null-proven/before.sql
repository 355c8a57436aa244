CREATE TABLE orders (id bigint PRIMARY KEY, due_on date);
ALTER TABLE orders ADD CONSTRAINT orders_due_on_not_null CHECK (due_on IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_due_on_not_null;
