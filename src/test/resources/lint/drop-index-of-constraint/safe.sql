-- drydock: allow drop constraint orders.orders_number_key because numbers repeat from now on
ALTER TABLE orders DROP CONSTRAINT orders_number_key;
