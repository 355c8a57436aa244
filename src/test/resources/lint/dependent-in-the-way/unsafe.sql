-- drydock: allow drop column notes.day because nobody asks for it any more
ALTER TABLE notes DROP COLUMN day;
