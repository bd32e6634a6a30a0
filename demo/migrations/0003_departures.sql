-- Who was deleted here, and what the service has been told of it. A row goes when nothing can come back.
CREATE TABLE departures (
    user_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    left_at BIGINT NOT NULL,
    -- When the service last said that it has deleted the user; null while it has not.
    acknowledged_at BIGINT
);
