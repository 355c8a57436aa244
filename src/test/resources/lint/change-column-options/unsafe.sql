ALTER TABLE orders ALTER COLUMN body RESET (n_distinct);
