ALTER TABLE clients RENAME COLUMN name TO title;
