ALTER TABLE clients SET SCHEMA archive;
