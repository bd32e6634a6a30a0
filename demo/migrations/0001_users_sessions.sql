-- Written so that SQLite and Postgres both take it.

CREATE TABLE users (
    user_id TEXT PRIMARY KEY,
    -- As the person wrote it.
    name TEXT NOT NULL,
    -- In lower case: two people cannot be Alice and alice. Also the alias at the service.
    name_key TEXT NOT NULL UNIQUE,
    -- False until the service has acknowledged the alias; the next sign-in tries again.
    alias_known BOOLEAN NOT NULL DEFAULT FALSE,
    -- Times are seconds since 1970, UTC.
    created_at BIGINT NOT NULL
);

-- The passkeys that we saw being registered. The service knows others: a registration that was begun and never shown
-- to us, by whoever sat at the browser then.
CREATE TABLE passkeys (
    credential_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE
);

CREATE TABLE sessions (
    -- A hash of what the cookie holds, so that a copy of this file signs nobody in.
    session_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE INDEX sessions_by_user ON sessions (user_id, created_at);

-- Tokens that counted once and must not count again before they expire.
CREATE TABLE spent_tokens (
    token_id TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

CREATE INDEX spent_tokens_by_end ON spent_tokens (expires_at);

-- The key that seals cookies, so that a restart signs nobody out.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);
