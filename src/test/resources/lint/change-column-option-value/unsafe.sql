ALTER TABLE clients ALTER COLUMN city SET (n_distinct = 40);
