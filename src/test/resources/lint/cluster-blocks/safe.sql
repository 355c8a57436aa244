ALTER TABLE orders CLUSTER ON orders_day_idx;
