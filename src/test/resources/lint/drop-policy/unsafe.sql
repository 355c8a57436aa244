DROP POLICY own ON clients;
