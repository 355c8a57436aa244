CREATE TABLE bookings (id bigint PRIMARY KEY, booked date, day date, CHECK (day >= booked));
