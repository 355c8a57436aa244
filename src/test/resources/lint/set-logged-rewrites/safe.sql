CREATE TABLE imports_logged (id bigint PRIMARY KEY, line text);
