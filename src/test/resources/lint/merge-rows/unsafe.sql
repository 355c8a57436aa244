MERGE INTO clients c USING (VALUES (1, 'x')) v(id, email) ON c.id = v.id WHEN MATCHED THEN UPDATE SET email = v.email;
