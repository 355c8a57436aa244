CREATE TYPE state AS ENUM ('new');
ALTER TYPE state RENAME VALUE 'new' TO 'fresh';
