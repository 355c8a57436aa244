COMMENT ON TABLE clients IS 'Who calls.';
