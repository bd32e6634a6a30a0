-- What people see of their own sign-ins. Whether a session still counts, the revocations say. Times are microseconds
-- since 1970.
CREATE TABLE passwordless_sign_ins (
    session_mark BYTEA PRIMARY KEY,
    user_id TEXT NOT NULL,
    -- The passkey that opened it, if one did.
    credential_mark BYTEA,
    generation TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Where it was, and what the browser said it is.
    address TEXT,
    user_agent TEXT
);

CREATE INDEX passwordless_sign_ins_by_user ON passwordless_sign_ins (user_id, began_at);
CREATE INDEX passwordless_sign_ins_by_end ON passwordless_sign_ins (expires_at);
