CREATE UNIQUE INDEX CONCURRENTLY clients_tenant_email_key ON clients (tenant, email);
ALTER TABLE clients ADD CONSTRAINT clients_tenant_email_key UNIQUE USING INDEX clients_tenant_email_key;
