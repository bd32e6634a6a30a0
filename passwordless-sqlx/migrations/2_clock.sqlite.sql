-- The one thing that SQLite and Postgres spell differently. SQLite knows the millisecond only, and answers with its
-- end: a sign-out everywhere must not spare a token that was made earlier in the same millisecond.
CREATE VIEW passwordless_now AS
SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000 + 999 AS micros;
