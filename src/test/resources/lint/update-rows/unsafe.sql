UPDATE clients SET email = lower(email);
