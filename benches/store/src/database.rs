use std::path::Path;

use passwordless_sqlx::SqlPool;
use sqlx::{
    AnyConnection, AssertSqlSafe, Connection,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};

use crate::Outcome;

/// A database with the store's tables, or one that gets them.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite(String),
    Postgres(String),
}

impl From<&str> for Database {
    fn from(url: &str) -> Self {
        match url.starts_with("postgres:") {
            true => Self::Postgres(url.to_owned()),
            false => Self::Sqlite(url.to_owned()),
        }
    }
}

impl Database {
    pub(crate) fn in_folder(folder: &Path, number: i64) -> Outcome<Self> {
        let file = folder.join(format!("store-{number}.sqlite"));
        Ok(Self::Sqlite(format!("sqlite:{}", file.to_str().ok_or("the folder has no name in UTF-8")?)))
    }

    /// How many connections write at once. SQLite lets one write at a time, and who waits is not told when it may.
    pub(crate) fn writers(&self) -> u32 {
        match self {
            Self::Sqlite(_) => 2,
            Self::Postgres(_) => 16,
        }
    }

    pub(crate) fn url(&self) -> &str {
        let (Self::Sqlite(url) | Self::Postgres(url)) = self;
        url
    }

    pub(crate) async fn pool(&self, connections: u32) -> Outcome<SqlPool> {
        Ok(match self {
            Self::Sqlite(url) => {
                let options: SqliteConnectOptions = url.parse()?;
                let options = options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
                SqlitePoolOptions::new().max_connections(connections).connect_with(options).await?.into()
            }
            Self::Postgres(url) => {
                PgPoolOptions::new().max_connections(connections).connect(url).await?.into()
            }
        })
    }

    pub(crate) async fn run(&self, sql: String) -> Outcome {
        let mut connection = AnyConnection::connect(self.url()).await?;
        // One by one: together they are a transaction, in which Postgres does not vacuum.
        for statement in sql.split(';') {
            sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await?;
        }
        connection.close().await?;
        Ok(())
    }

    /// Writes so many revocations, of which one in ten is a user's, to be remembered for `seconds` and up to a day more.
    pub(crate) async fn fill(&self, rows: i64, seconds: i64) -> Outcome {
        let columns = "passwordless_revocations (mark, user_mark, kind, generation, revoked_at, until_at";
        let values = format!(
            "CASE n % 10 WHEN 0 THEN 0 ELSE 1 END, n, micros - 1000000000, micros + CAST(1000000 AS BIGINT) * ({seconds} + n % 86400)"
        );
        self.run(match self {
            Self::Sqlite(_) => format!(
                "INSERT INTO {columns}, turn) WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < \
                 {rows}) SELECT RANDOMBLOB(16), RANDOMBLOB(16), {values}, n FROM n, passwordless_now WHERE {rows} > 0 \
                 ORDER BY 1; ANALYZE"
            ),
            Self::Postgres(_) => format!(
                "INSERT INTO {columns}) SELECT decode(md5('m' || {seconds} || n), 'hex'), decode(md5('u' || n), 'hex'), \
                 {values} FROM generate_series(1, {rows}) AS n, passwordless_now; VACUUM ANALYZE passwordless_revocations"
            ),
        })
        .await
    }

    /// Writes so many spent tokens that ended two hours ago.
    pub(crate) async fn fill_spent(&self, rows: i64) -> Outcome {
        self.run(match self {
            Self::Sqlite(_) => format!(
                "INSERT INTO passwordless_spent WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < \
                 {rows}) SELECT RANDOMBLOB(16), micros - 7200000000 - n FROM n, passwordless_now ORDER BY 1"
            ),
            Self::Postgres(_) => format!(
                "INSERT INTO passwordless_spent SELECT decode(md5('t' || n), 'hex'), micros - 7200000000 - n FROM \
                 generate_series(1, {rows}) AS n, passwordless_now"
            ),
        })
        .await
    }
}
