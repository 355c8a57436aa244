DROP TRIGGER audit ON clients;
