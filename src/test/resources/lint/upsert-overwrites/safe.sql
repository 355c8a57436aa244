INSERT INTO clients (id, email) VALUES (1, 'a') ON CONFLICT (id) DO NOTHING;
