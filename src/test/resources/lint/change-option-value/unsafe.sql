ALTER TABLE clients SET (fillfactor = 90);
