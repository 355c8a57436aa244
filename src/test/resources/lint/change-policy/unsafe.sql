ALTER POLICY own ON clients USING (false);
