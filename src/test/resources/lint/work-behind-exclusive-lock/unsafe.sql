ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;
UPDATE orders SET note = '' WHERE note IS NULL;
