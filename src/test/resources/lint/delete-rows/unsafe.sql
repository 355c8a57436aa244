DELETE FROM clients WHERE email = '';
