ALTER TABLE clients DROP CONSTRAINT clients_email_once;
