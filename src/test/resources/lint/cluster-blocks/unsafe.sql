CLUSTER orders USING orders_day_idx;
