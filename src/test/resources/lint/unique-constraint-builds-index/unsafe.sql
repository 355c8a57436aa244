ALTER TABLE clients ADD UNIQUE (tenant, email);
