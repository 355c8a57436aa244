MERGE INTO clients c USING (VALUES (1, 'x')) v(id, email) ON c.id = v.id WHEN NOT MATCHED THEN INSERT (id, email) VALUES (v.id, v.email);
