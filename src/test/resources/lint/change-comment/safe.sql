COMMENT ON TABLE clients IS '@omit';
COMMENT ON COLUMN clients.id IS 'Who calls.';
