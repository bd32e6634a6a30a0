-- The one thing that SQLite and Postgres spell differently. The start of the statement lies before its snapshot and
-- before its commit, and what is read in overlapping windows relies on that.
CREATE VIEW passwordless_now AS
SELECT CAST(CEIL(EXTRACT(EPOCH FROM statement_timestamp()) * 1000000) AS BIGINT) AS micros;
