//! Statements that go to the database together: each trip to its thread costs more than most statements.

use serde::Serialize;
use sqlx::{
    Arguments as _, AssertSqlSafe, Encode, Sqlite, SqliteConnection, Type, query_with,
    sqlite::SqliteArguments,
};

/// The most statements in one trip. Longer scripts would keep as many prepared ones.
const MOST: usize = 32;

/// Statements, the values for their places, and how far a transaction has come.
#[derive(Default)]
pub(super) struct Script {
    sql: String,
    arguments: SqliteArguments,
    statements: usize,
    begun: bool,
    /// The first value that could not be written; nothing is sent then.
    failure: Option<sqlx::Error>,
}

impl Script {
    /// Adds a statement of our own, whose places are question marks.
    pub(super) fn add(&mut self, statement: &'static str) -> &mut Self {
        self.sql.push_str(statement);
        self.sql.push(';');
        self.statements += 1;
        self
    }

    /// Fills the next place.
    pub(super) fn bind<'t, T: Encode<'t, Sqlite> + Type<Sqlite>>(&mut self, value: T) -> &mut Self {
        if let Err(error) = self.arguments.add(value) {
            self.failure.get_or_insert(sqlx::Error::Encode(error));
        }
        self
    }

    /// Fills the next place with a value as JSON.
    pub(super) fn bind_json(&mut self, value: &impl Serialize) -> &mut Self {
        match serde_json::to_string(value) {
            Ok(json) => self.bind(json),
            Err(error) => {
                self.failure.get_or_insert(sqlx::Error::Encode(Box::new(error)));
                self
            }
        }
    }

    /// Sends what there is, if it is much already.
    pub(super) async fn flush(&mut self, to: &mut SqliteConnection) -> sqlx::Result<()> {
        if self.statements < MOST {
            return Ok(());
        }
        let begin = if self.begun { "" } else { "BEGIN;" };
        self.begun = true;
        self.send(to, begin, "").await
    }

    /// Sends what is left: all of it happens, or nothing.
    pub(super) async fn commit(mut self, to: &mut SqliteConnection) -> sqlx::Result<()> {
        match (self.begun, self.statements) {
            (false, 0) => Ok(()),
            // One statement is its own transaction.
            (false, 1) => self.send(to, "", "").await,
            (false, _) => self.send(to, "BEGIN;", "COMMIT").await,
            (true, _) => self.send(to, "", "COMMIT").await,
        }
    }

    async fn send(&mut self, to: &mut SqliteConnection, begin: &str, end: &str) -> sqlx::Result<()> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let sql = format!("{begin}{}{end}", std::mem::take(&mut self.sql));
        self.statements = 0;
        // Made of our own statements only; values travel apart.
        query_with(AssertSqlSafe(sql), std::mem::take(&mut self.arguments)).execute(to).await.map(|_| ())
    }
}
