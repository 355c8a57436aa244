ALTER TABLE clients ALTER COLUMN id SET (n_distinct = -1);
