CREATE TABLE app (
    name       TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE key (
    app        TEXT NOT NULL REFERENCES app (name) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    value      TEXT NOT NULL,
    scopes     INTEGER NOT NULL,
    locked     INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (app, kind, value)
) STRICT;

CREATE TABLE token_key (
    app        TEXT NOT NULL REFERENCES app (name) ON DELETE CASCADE,
    id         INTEGER NOT NULL,
    secret     BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (app, id)
) STRICT;

CREATE TABLE credential (
    app             TEXT NOT NULL REFERENCES app (name) ON DELETE CASCADE,
    id              BLOB NOT NULL,
    public_key      BLOB NOT NULL,
    user_id         TEXT NOT NULL,
    counter         INTEGER NOT NULL,
    format          TEXT NOT NULL,
    aaguid          BLOB NOT NULL,
    created_at      INTEGER NOT NULL,
    last_used_at    INTEGER NOT NULL,
    rp_id           TEXT NOT NULL,
    origin          TEXT NOT NULL,
    country         TEXT NOT NULL,
    device          TEXT NOT NULL,
    nickname        TEXT,
    backup_state    INTEGER NOT NULL,
    backup_eligible INTEGER NOT NULL,
    discoverable    INTEGER,
    PRIMARY KEY (app, id)
) STRICT;

CREATE INDEX credential_user ON credential (app, user_id);

CREATE TABLE alias (
    app       TEXT NOT NULL REFERENCES app (name) ON DELETE CASCADE,
    hash      TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    plaintext TEXT,
    PRIMARY KEY (app, hash)
) STRICT;

CREATE INDEX alias_user ON alias (app, user_id);
