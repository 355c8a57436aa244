ALTER TABLE orders ALTER COLUMN body SET (n_distinct = 200);
