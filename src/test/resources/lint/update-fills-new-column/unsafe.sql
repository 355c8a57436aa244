ALTER TABLE orders ADD COLUMN gross numeric;
UPDATE orders SET gross = net * 1.19;
