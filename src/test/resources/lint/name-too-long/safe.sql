CREATE INDEX CONCURRENTLY IF NOT EXISTS appointments_phone_idx ON appointments (phone);
