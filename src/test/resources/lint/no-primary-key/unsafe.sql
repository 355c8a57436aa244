CREATE TABLE IF NOT EXISTS notes (body text);
