ALTER TABLE orders ADD COLUMN gross numeric DEFAULT 0;
