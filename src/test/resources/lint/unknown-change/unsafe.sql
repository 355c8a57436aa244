ALTER TEXT SEARCH DICTIONARY names (StopWords = 'names');
