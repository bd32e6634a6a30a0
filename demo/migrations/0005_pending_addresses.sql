-- An address counts when a link that was sent to it has been followed in a session of its user. Until then it is pending,
-- several users may have it, and no other link is sent there.
ALTER TABLE users ADD COLUMN pending_email TEXT;
-- For whom the service makes that link: a random id that is no user's, so that the link opens no account.
ALTER TABLE users ADD COLUMN pending_id TEXT;
-- How many such mails the user has asked for, and since when they are counted.
ALTER TABLE users ADD COLUMN mails BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN mails_since BIGINT NOT NULL DEFAULT 0;

CREATE INDEX users_by_pending_email ON users (pending_email);

-- Nobody has confirmed the addresses that are there.
UPDATE users SET pending_email = email, email = NULL;

ALTER TABLE departures RENAME TO deletions;
