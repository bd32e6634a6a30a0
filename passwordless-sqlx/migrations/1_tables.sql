-- Written so that SQLite and Postgres both take it. Times are microseconds since 1970, by this database's clock unless
-- it says otherwise. Marks are sixteen bytes from which nothing can be told about the user, token or passkey.

CREATE TABLE passwordless_spent (
    token BYTEA NOT NULL PRIMARY KEY,
    -- By the clock of whoever made the token.
    until_at BIGINT NOT NULL
);

CREATE INDEX passwordless_spent_by_end ON passwordless_spent (until_at);

-- One row: spent tokens that ended at this time or earlier may be forgotten, so no such token is accepted any more.
CREATE TABLE passwordless_forgotten (
    spent_until BIGINT NOT NULL
);

INSERT INTO passwordless_forgotten (spent_until) VALUES (0);

CREATE TABLE passwordless_revocations (
    mark BYTEA NOT NULL PRIMARY KEY,
    user_mark BYTEA NOT NULL,
    -- What ended: 0 a user's sessions and tokens, 1 a session, 2 a passkey.
    kind SMALLINT NOT NULL,
    -- Of a user: sessions with a lower one have ended. Of the others: the user's when the row was made.
    generation BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    -- After this nothing that the row concerns can be alive.
    until_at BIGINT NOT NULL
);

CREATE INDEX passwordless_revocations_by_time ON passwordless_revocations (revoked_at);
CREATE INDEX passwordless_revocations_by_end ON passwordless_revocations (until_at);
CREATE INDEX passwordless_revocations_of_sessions ON passwordless_revocations (user_mark) WHERE kind = 1;
CREATE INDEX passwordless_revocations_by_generation ON passwordless_revocations (generation) WHERE kind = 0;

CREATE TABLE passwordless_leases (
    user_mark BYTEA NOT NULL PRIMARY KEY,
    lease BYTEA NOT NULL,
    until_at BIGINT NOT NULL
);
