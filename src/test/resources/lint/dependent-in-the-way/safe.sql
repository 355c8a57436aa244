-- drydock: allow drop view notes_a_day because it read notes.day
-- drydock: allow drop column notes.day because nobody asks for it any more
DROP VIEW notes_a_day;
ALTER TABLE notes DROP COLUMN day;
