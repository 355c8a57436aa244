ALTER TABLE orders ADD CONSTRAINT orders_total_not_null NOT NULL total NOT VALID;
