VACUUM (ANALYZE) orders;
ANALYZE orders;
ANALYZE clients (email);
