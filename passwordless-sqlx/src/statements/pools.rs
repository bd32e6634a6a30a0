//! The [`Statements`] over a pool, written once for the two types of pool.

use std::{io, time::Duration};

use passwordless::store::{Mark, TokenMarks};
use sqlx::Row;

use super::{
    Answer, Batch, Seen, Spending, Statements, StoreRow, Which, Written, dialect, malformed,
    reading::{self, Reading},
    text,
};
use crate::{
    OpenError, SqlPool, busy,
    clock::micros,
    connection::{Connection, execute, fetch_all},
    migrations,
    parts::{Digest, Parts},
};

/// How long one process waits for its turn to make the tables. SQLite does not wait by itself for another program that
/// writes while the file becomes a write-ahead log: the connection fails at once.
const PATIENCE_AT_START: Duration = Duration::from_secs(30);

// A macro, because generic code over sqlx's databases needs a page of bounds, on every function again.
//
// Each statement reads all its rows, also where there is one at most: SQLite commits when the last was read, and tells
// only then if it could not.
macro_rules! statements {
    ($feature:literal, $pool:ty, cut: $cut:literal, begin: $begin:literal, lock: $lock:literal,
     reading: $reading:expr, bytes: $bytes:expr, spans: $spans:expr, migrations: $migrations:expr) => {
        #[cfg(feature = $feature)]
        const _: () = {
            impl From<$pool> for SqlPool {
                fn from(pool: $pool) -> Self {
                    Self(std::sync::Arc::new(pool))
                }
            }

            impl From<&$pool> for SqlPool {
                fn from(pool: &$pool) -> Self {
                    pool.clone().into()
                }
            }

            const READING: Reading = $reading;

            impl Statements for $pool {
                fn migrate(&self, mark: Mark) -> Answer<'_, (), OpenError> {
                    Box::pin(async move {
                        let begin = || self.begin_with($begin);
                        let begun = busy::until_settled(PATIENCE_AT_START, begin).await;
                        let mut transaction = begun.map_err(OpenError::database)?;
                        sqlx::query($lock).execute(&mut *transaction).await.map_err(OpenError::database)?;
                        migrations::apply(&mut *transaction, $migrations)
                            .await
                            .map_err(OpenError::migration)?;
                        let name = sqlx::query(text::NAME).bind(mark.as_bytes().as_slice());
                        name.execute(&mut *transaction).await.map_err(OpenError::database)?;
                        transaction.commit().await.map_err(OpenError::database)
                    })
                }

                fn version(&self) -> Answer<'_, i64> {
                    Box::pin(async move { sqlx::query_scalar(text::VERSION).fetch_one(self).await })
                }

                fn spend(&self, token: TokenMarks) -> Answer<'_, Option<Spending>> {
                    let credential = token.credential.map(|mark| mark.as_bytes().to_vec());
                    Box::pin(async move {
                        let query = sqlx::query_as(text::SPEND)
                            .bind(token.token.as_bytes().as_slice())
                            .bind(micros(token.until))
                            .bind(credential)
                            .bind(token.user.as_bytes().as_slice())
                            .bind(micros(token.minted_at));
                        let mut connection = Connection::from(self, $cut).await?;
                        let rows = query.fetch_all(connection.get()?).await;
                        connection.give_back(&rows);
                        Ok(rows?.pop())
                    })
                }

                fn end(
                    &self,
                    sql: &'static str,
                    mark: Mark,
                    user: Mark,
                    until: i64,
                ) -> Answer<'_, Option<Written>> {
                    Box::pin(async move {
                        let query = sqlx::query_as(sql)
                            .bind(mark.as_bytes().as_slice())
                            .bind(user.as_bytes().as_slice())
                            .bind(until);
                        let mut connection = Connection::from(self, $cut).await?;
                        let rows = query.fetch_all(connection.get()?).await;
                        connection.give_back(&rows);
                        Ok(rows?.pop())
                    })
                }

                fn collapse(&self, user: Mark, by: Written) -> Answer<'_, ()> {
                    Box::pin(async move {
                        let query = sqlx::query(text::COLLAPSE)
                            .bind(user.as_bytes().as_slice())
                            .bind(by.generation)
                            .bind(by.until);
                        execute(self, $cut, query).await.map(drop)
                    })
                }

                fn store(&self) -> Answer<'_, StoreRow> {
                    Box::pin(async move {
                        let mut connection = Connection::from(self, $cut).await?;
                        let row = sqlx::query(READING.store).fetch_one(connection.get()?).await;
                        // What a server tells that takes no writes may be as old as its replication lags.
                        let row = row.and_then(|row| match row.try_get(3)? {
                            true => Err(sqlx::Error::Io(io::Error::other(READ_ONLY))),
                            false => Ok(row),
                        });
                        match &row {
                            Err(sqlx::Error::Io(_)) => drop(connection),
                            _ => connection.give_back(&row),
                        }
                        let row = row?;
                        let mark = mark(row.try_get(1)?)?;
                        let seen = Seen {
                            rows: row.try_get(4)?,
                            latest: row.try_get(5)?,
                            server: row.try_get(6)?,
                            connected_at: row.try_get(7)?,
                        };
                        Ok(StoreRow { micros: row.try_get(0)?, mark, revoked_until: row.try_get(2)?, seen })
                    })
                }

                fn renew(&self, sql: &'static str, mark: Mark) -> Answer<'_, ()> {
                    Box::pin(async move {
                        let query = sqlx::query(sql).bind(mark.as_bytes().as_slice());
                        execute(self, $cut, query).await.map(drop)
                    })
                }

                fn revoked(&self, which: Which) -> Answer<'_, Batch> {
                    Box::pin(async move {
                        let query = match which {
                            Which::Since(time) => sqlx::query(READING.since).bind(time),
                            Which::Unseen(rows) => sqlx::query(READING.unseen).bind(rows),
                            Which::Parts(parts, range) => {
                                let [from, to] = parts.bounds(range);
                                sqlx::query(READING.part).bind(from).bind(to)
                            }
                        };
                        let mut connection = Connection::from(self, $cut).await?;
                        let row = query.fetch_one(connection.get()?).await;
                        connection.give_back(&row);
                        let row = row?;
                        let single = (row.try_get(0)?, $bytes(&row, 1)?);
                        Batch::new(single, (row.try_get(2)?, $bytes(&row, 3)?)).ok_or_else(malformed)
                    })
                }

                fn count(&self) -> Answer<'_, [i64; 2]> {
                    Box::pin(async move {
                        let mut connection = Connection::from(self, $cut).await?;
                        let row = sqlx::query(reading::COUNT).fetch_one(connection.get()?).await;
                        connection.give_back(&row);
                        let row = row?;
                        Ok([row.try_get(0)?, row.try_get(1)?])
                    })
                }

                fn digests(&self, parts: Parts, since: i64) -> Answer<'_, Vec<Digest>> {
                    Box::pin(async move {
                        let mut digests = vec![Digest::default(); parts.len()];
                        for dialect::Span { range, number } in $spans(parts) {
                            let [from, to] = parts.bounds(range);
                            let query = sqlx::query(READING.digests).bind(from).bind(to);
                            let query = query.bind(since).bind(number);
                            for row in fetch_all(self, $cut, query).await? {
                                let part = usize::try_from(row.try_get::<i64, _>(0)?);
                                let digest = part.ok().and_then(|part| digests.get_mut(part));
                                *digest.ok_or_else(malformed)? = Digest {
                                    ends: row.try_get(1)?,
                                    minutes: row.try_get(2)?,
                                    generations: row.try_get(3)?,
                                };
                            }
                        }
                        Ok(digests)
                    })
                }

                fn lease(&self, user: Mark, lease: Mark, micros: i64) -> Answer<'_, bool> {
                    Box::pin(async move {
                        let query = sqlx::query(text::LEASE)
                            .bind(user.as_bytes().as_slice())
                            .bind(lease.as_bytes().as_slice())
                            .bind(micros);
                        Ok(!fetch_all(self, $cut, query).await?.is_empty())
                    })
                }

                fn release(&self, user: Mark, lease: Mark) -> Answer<'_, ()> {
                    Box::pin(async move {
                        let query = sqlx::query(text::RELEASE)
                            .bind(user.as_bytes().as_slice())
                            .bind(lease.as_bytes().as_slice());
                        execute(self, $cut, query).await.map(drop)
                    })
                }

                fn passkeys(&self, user: Mark) -> Answer<'_, Vec<Mark>> {
                    Box::pin(async move {
                        let query = sqlx::query(text::PASSKEYS).bind(user.as_bytes().as_slice());
                        fetch_all(self, $cut, query).await?.iter().map(|row| mark(row.try_get(0)?)).collect()
                    })
                }

                fn add_passkey(&self, user: Mark, passkey: Mark) -> Answer<'_, bool> {
                    Box::pin(async move {
                        let query = sqlx::query(text::ADD_PASSKEY)
                            .bind(user.as_bytes().as_slice())
                            .bind(passkey.as_bytes().as_slice());
                        Ok(!fetch_all(self, $cut, query).await?.is_empty())
                    })
                }

                fn forget_passkeys(&self, user: Mark, mark: Mark) -> Answer<'_, ()> {
                    Box::pin(async move {
                        let query = sqlx::query(text::FORGET_PASSKEYS)
                            .bind(user.as_bytes().as_slice())
                            .bind(mark.as_bytes().as_slice());
                        execute(self, $cut, query).await.map(drop)
                    })
                }

                fn forget(&self, sql: &'static str, before: i64) -> Answer<'_, ()> {
                    Box::pin(async move {
                        let query = sqlx::query(sql).bind(before);
                        execute(self, $cut, query).await.map(drop)
                    })
                }

                fn sweep(&self, sql: &'static str, before: i64, rows: i64) -> Answer<'_, u64> {
                    Box::pin(async move {
                        let query = sqlx::query(sql).bind(before).bind(rows);
                        execute(self, $cut, query).await.map(|swept| swept.rows_affected())
                    })
                }
            }
        };
    };
}

// SQLite upgrades a reading transaction to a writing one only if nobody wrote in between, so it starts as one, and
// then needs no other lock.
statements!(
    "sqlite", sqlx::SqlitePool, cut: false, begin: "BEGIN IMMEDIATE", lock: "SELECT 1",
    reading: reading::SQLITE, bytes: dialect::from_hex, spans: dialect::one_by_one, migrations: migrations::SQLITE
);
// The number is this crate's own, so that the application's migrations do not wait for ours.
statements!(
    "postgres", sqlx::PgPool, cut: true, begin: "BEGIN", lock: "SELECT pg_advisory_xact_lock(5190283746152)",
    reading: reading::POSTGRES, bytes: dialect::bytes, spans: dialect::at_once, migrations: migrations::POSTGRES
);

const READ_ONLY: &str = "this server of the database takes no writes; the pool must lead to the primary";

pub(super) fn mark(bytes: &[u8]) -> sqlx::Result<Mark> {
    bytes.try_into().map(Mark::from_bytes).map_err(|_| malformed())
}
