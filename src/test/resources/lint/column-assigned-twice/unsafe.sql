UPDATE orders SET note = 'a', note = 'b' WHERE note IS NULL;
