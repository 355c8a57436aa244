ALTER TABLE clients ALTER COLUMN full_name SET EXPRESSION AS (upper(name));
