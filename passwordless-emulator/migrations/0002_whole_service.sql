-- Null in the rows of a file that was made before there were settings.
ALTER TABLE app ADD COLUMN settings TEXT;

ALTER TABLE key ADD COLUMN last_locked_at INTEGER;

CREATE TABLE configuration (
    app      TEXT NOT NULL REFERENCES app (name) ON DELETE CASCADE,
    purpose  TEXT NOT NULL,
    contents TEXT NOT NULL,
    PRIMARY KEY (app, purpose)
) STRICT;

CREATE TABLE authenticator (
    app        TEXT NOT NULL REFERENCES app (name) ON DELETE CASCADE,
    aaguid     BLOB NOT NULL,
    is_allowed INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (app, aaguid)
) STRICT;

CREATE TABLE event (
    id       INTEGER PRIMARY KEY,
    app      TEXT NOT NULL REFERENCES app (name) ON DELETE CASCADE,
    contents TEXT NOT NULL
) STRICT;

CREATE TABLE mail (
    id       INTEGER PRIMARY KEY,
    app      TEXT NOT NULL REFERENCES app (name) ON DELETE CASCADE,
    contents TEXT NOT NULL
) STRICT;
