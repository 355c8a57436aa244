CREATE TABLE bookings (id bigint PRIMARY KEY, day date CHECK (day >= CURRENT_DATE));
