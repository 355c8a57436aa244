ALTER TABLE clients OWNER TO reporting;
