-- With the session's mark, all that the crate is asked about a sign-in: whether it has ended, however it did.
ALTER TABLE sign_ins ADD COLUMN credential_mark TEXT;
ALTER TABLE sign_ins ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
