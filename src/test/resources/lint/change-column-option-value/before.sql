CREATE TABLE clients (id bigint PRIMARY KEY, city text);
ALTER TABLE clients ALTER COLUMN city SET (n_distinct = 500);
