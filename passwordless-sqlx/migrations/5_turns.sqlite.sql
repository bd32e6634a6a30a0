-- SQLite writes one transaction after the other, so a number that grows says in which order. A look reads what is later
-- than the last that the look before it saw. It grows with the clock, so that it does not fall when the latest rows
-- are deleted.
--
-- The rows stand in the order of their marks, not beside an index of them: they are read part by part, and compared part
-- by part with what a process knows.
CREATE TABLE passwordless_revocations_in_order (
    mark BYTEA NOT NULL PRIMARY KEY,
    user_mark BYTEA NOT NULL,
    kind SMALLINT NOT NULL,
    generation BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    turn BIGINT NOT NULL
) WITHOUT ROWID;

INSERT INTO passwordless_revocations_in_order
SELECT mark, user_mark, kind, generation, revoked_at, until_at, revoked_at FROM passwordless_revocations ORDER BY mark;

DROP TABLE passwordless_revocations;

ALTER TABLE passwordless_revocations_in_order RENAME TO passwordless_revocations;

CREATE INDEX passwordless_revocations_by_time ON passwordless_revocations (revoked_at);
CREATE INDEX passwordless_revocations_by_end ON passwordless_revocations (until_at);
CREATE INDEX passwordless_revocations_of_sessions ON passwordless_revocations (user_mark) WHERE kind = 1;
CREATE INDEX passwordless_revocations_of_passkeys ON passwordless_revocations (user_mark) WHERE kind = 2;
CREATE INDEX passwordless_revocations_by_generation ON passwordless_revocations (generation) WHERE kind = 0;
CREATE INDEX passwordless_revocations_by_turn ON passwordless_revocations (turn);

CREATE VIEW passwordless_turn AS
SELECT MAX(n.micros, 1 + COALESCE((SELECT MAX(turn) FROM passwordless_revocations), 0)) AS turn FROM passwordless_now AS n;
