CREATE TYPE state AS ENUM ('new');
DROP TYPE state;
