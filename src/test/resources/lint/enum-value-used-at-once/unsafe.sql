ALTER TYPE mood ADD VALUE IF NOT EXISTS 'curious' AFTER 'happy';
INSERT INTO person (id, mood) VALUES (1, 'curious');
