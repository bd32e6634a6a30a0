-- The known passkeys: those whose registration was finished here, and those that were taken in. A row whose mark is its
-- user's says that something is known of the user. No sweep takes them.
CREATE TABLE passwordless_passkeys (
    user_mark BYTEA NOT NULL,
    mark BYTEA NOT NULL,
    PRIMARY KEY (user_mark, mark)
);
