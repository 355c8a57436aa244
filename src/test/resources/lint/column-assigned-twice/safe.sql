UPDATE orders SET note = 'b' WHERE note IS NULL;
