ALTER TABLE clients ALTER COLUMN name TYPE varchar(200);
