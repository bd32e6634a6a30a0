-- A generation says in which store a session began. Those of before are of none, so they have ended.
ALTER TABLE sign_ins DROP COLUMN generation;
ALTER TABLE sign_ins ADD COLUMN generation TEXT NOT NULL DEFAULT '00000000000000000000000000000000-0';
