ALTER TABLE orders ADD COLUMN discount integer;
ALTER TABLE orders ADD CONSTRAINT orders_discount_check CHECK (discount BETWEEN 0 AND 100) NOT VALID;
