-- drydock: allow drop constraint orders.orders_note_check because the code checks it now
ALTER TABLE orders DROP CONSTRAINT orders_note_check;
