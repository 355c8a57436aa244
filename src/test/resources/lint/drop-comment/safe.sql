COMMENT ON TABLE clients IS 'people';
