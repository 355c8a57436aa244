CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE person (id bigint PRIMARY KEY, mood mood);
