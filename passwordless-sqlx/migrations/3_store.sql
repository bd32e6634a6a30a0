-- One row: which store this is. Sessions name it, so those of another store, and those from before it was renewed, have
-- ended here.
CREATE TABLE passwordless_store (
    one SMALLINT NOT NULL PRIMARY KEY CHECK (one = 1),
    mark BYTEA NOT NULL,
    -- Revocations that ended at this time or earlier may be forgotten. A clock that shows an earlier time was wrong when
    -- they were, so every session ends.
    revoked_until BIGINT NOT NULL,
    -- Since when it is that store. Tokens that were made before could have been spent in another.
    since BIGINT NOT NULL
);

CREATE INDEX passwordless_revocations_of_passkeys ON passwordless_revocations (user_mark) WHERE kind = 2;
