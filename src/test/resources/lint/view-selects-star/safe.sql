CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open';
