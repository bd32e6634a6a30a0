-- Written so that SQLite and Postgres both take it. Times are seconds since 1970, UTC.

CREATE TABLE users (
    -- Chosen by the server, at random; the passkeys at the service belong to it.
    user_id TEXT PRIMARY KEY,
    -- As the person wrote it.
    name TEXT NOT NULL,
    -- In lower case: two people cannot be Alice and alice. Also the alias at the service.
    name_key TEXT NOT NULL UNIQUE,
    -- False until the service has acknowledged the alias; the next sign-in tries again.
    alias_known BOOLEAN NOT NULL DEFAULT FALSE,
    -- Where to send a link if all passkeys are lost; in lower case.
    email TEXT UNIQUE,
    created_at BIGINT NOT NULL
);

-- What people see of their own sign-ins. Whether a session still counts is the crate's to say; its tables stand beside.
CREATE TABLE sign_ins (
    -- By which the crate ends the session; nobody can sign in with it.
    session_mark TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    began_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- What the browser said it is, and where it was.
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX sign_ins_by_user ON sign_ins (user_id, began_at);
CREATE INDEX sign_ins_by_age ON sign_ins (began_at);

-- The key that seals cookies, so that a restart signs nobody out and all instances have the same.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);
