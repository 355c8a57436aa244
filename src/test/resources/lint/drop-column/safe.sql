-- drydock: allow drop column clients.email because nothing reads it since release 42
ALTER TABLE clients DROP COLUMN email;
