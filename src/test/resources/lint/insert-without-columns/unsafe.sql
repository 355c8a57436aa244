INSERT INTO states VALUES (1, 'open');
