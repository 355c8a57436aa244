ALTER TABLE orders ADD COLUMN discount integer CHECK (discount BETWEEN 0 AND 100);
