-- The service knows users by a random id beside ours: with the public key anybody may ask it about an id, and would count
-- 1, 2, 3. SQLite adds no column with such a default, so the table is made anew; in Postgres it is one line:
-- ALTER TABLE users ADD COLUMN passkey_user text NOT NULL UNIQUE DEFAULT encode(gen_random_bytes(16), 'hex');
CREATE TABLE users_with_passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    terms_accepted_at INTEGER NOT NULL,
    passkey_user TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16))))
);
INSERT INTO users_with_passkeys (id, email, name, password_hash, terms_accepted_at)
    SELECT id, email, name, password_hash, terms_accepted_at FROM users;
DROP TABLE users;
ALTER TABLE users_with_passkeys RENAME TO users;
