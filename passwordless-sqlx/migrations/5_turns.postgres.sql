-- In which transaction a revocation was written. A look reads those that the look before it could not see, each once.
ALTER TABLE passwordless_revocations ADD COLUMN turn xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE INDEX passwordless_revocations_by_turn ON passwordless_revocations (turn);

CREATE VIEW passwordless_turn AS SELECT pg_current_xact_id() AS turn;
