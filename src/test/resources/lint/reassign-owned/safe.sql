GRANT reporting TO ann;
