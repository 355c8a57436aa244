ALTER TABLE clients RESET (fillfactor);
