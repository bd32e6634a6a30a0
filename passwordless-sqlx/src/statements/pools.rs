//! The [`Statements`] over a pool, written once for the two types of pool.

use std::{io, time::Duration};

use futures_util::TryStreamExt;
use passwordless::store::{Mark, TokenMarks};
use sqlx::Row;
use tokio::time::timeout;

use super::{Answer, Note, Revoked, Spending, Statements, StoreRow, Written, slow, text};
use crate::{OpenError, SqlPool, clock::micros, connection::Connection, migrations};

// A macro, because generic code over sqlx's databases needs a page of bounds, on every function again.
//
// Each statement reads all its rows, also where there is one at most: SQLite commits when the last was read, and tells
// only then if it could not.
macro_rules! statements {
    ($feature:literal, $pool:ty, cut: $cut:literal, begin: $begin:literal, lock: $lock:literal,
     store: $store:expr, $clock:expr) => {
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

            impl Statements for $pool {
                fn migrate(&self, mark: Mark) -> Answer<'_, (), OpenError> {
                    Box::pin(async move {
                        let mut transaction = self.begin_with($begin).await.map_err(OpenError::database)?;
                        sqlx::query($lock).execute(&mut *transaction).await.map_err(OpenError::database)?;
                        migrations::apply(&mut *transaction, $clock).await.map_err(OpenError::migration)?;
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
                        let mut connection = Connection::from(self, $cut).await?;
                        let deleted = query.execute(connection.get()?).await;
                        connection.give_back(&deleted);
                        deleted.map(drop)
                    })
                }

                fn store(&self) -> Answer<'_, StoreRow> {
                    Box::pin(async move {
                        let mut connection = Connection::from(self, $cut).await?;
                        let row = sqlx::query($store).fetch_one(connection.get()?).await;
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
                        Ok(StoreRow { micros: row.try_get(0)?, mark, revoked_until: row.try_get(2)? })
                    })
                }

                fn renew(&self, sql: &'static str, mark: Mark) -> Answer<'_, ()> {
                    Box::pin(async move {
                        let query = sqlx::query(sql).bind(mark.as_bytes().as_slice());
                        let mut connection = Connection::from(self, $cut).await?;
                        let renewed = query.execute(connection.get()?).await;
                        connection.give_back(&renewed);
                        renewed.map(drop)
                    })
                }

                fn revoked_since<'a>(
                    &'a self,
                    since: i64,
                    patience: Duration,
                    note: Note<'a>,
                ) -> Answer<'a, ()> {
                    Box::pin(async move {
                        let connect = timeout(patience, Connection::from(self, $cut)).await;
                        let mut connection = connect.map_err(|_| slow())??;
                        {
                            let mut rows =
                                sqlx::query(text::REVOKED_SINCE).bind(since).fetch(connection.get()?);
                            // A row that does not come in time leaves the connection to be cut.
                            while let Some(row) =
                                timeout(patience, rows.try_next()).await.map_err(|_| slow())??
                            {
                                let generation = u64::try_from(row.try_get::<i64, _>(2)?);
                                note(Revoked {
                                    is_user: row.try_get::<i16, _>(0)? == 0,
                                    mark: mark(row.try_get(1)?)?,
                                    generation: generation.map_err(|_| malformed())?,
                                    until: row.try_get(3)?,
                                });
                            }
                        }
                        connection.give_back(&Ok(()));
                        Ok(())
                    })
                }

                fn lease(&self, user: Mark, lease: Mark, micros: i64) -> Answer<'_, bool> {
                    Box::pin(async move {
                        let query = sqlx::query(text::LEASE)
                            .bind(user.as_bytes().as_slice())
                            .bind(lease.as_bytes().as_slice())
                            .bind(micros);
                        let mut connection = Connection::from(self, $cut).await?;
                        let rows = query.fetch_all(connection.get()?).await;
                        connection.give_back(&rows);
                        Ok(!rows?.is_empty())
                    })
                }

                fn release(&self, user: Mark, lease: Mark) -> Answer<'_, ()> {
                    Box::pin(async move {
                        let query = sqlx::query(text::RELEASE)
                            .bind(user.as_bytes().as_slice())
                            .bind(lease.as_bytes().as_slice());
                        let mut connection = Connection::from(self, $cut).await?;
                        let deleted = query.execute(connection.get()?).await;
                        connection.give_back(&deleted);
                        deleted.map(drop)
                    })
                }

                fn passkeys(&self, user: Mark) -> Answer<'_, Vec<Mark>> {
                    Box::pin(async move {
                        let query = sqlx::query(text::PASSKEYS).bind(user.as_bytes().as_slice());
                        let mut connection = Connection::from(self, $cut).await?;
                        let rows = query.fetch_all(connection.get()?).await;
                        connection.give_back(&rows);
                        rows?.iter().map(|row| mark(row.try_get(0)?)).collect()
                    })
                }

                fn add_passkey(&self, user: Mark, passkey: Mark) -> Answer<'_, bool> {
                    Box::pin(async move {
                        let query = sqlx::query(text::ADD_PASSKEY)
                            .bind(user.as_bytes().as_slice())
                            .bind(passkey.as_bytes().as_slice());
                        let mut connection = Connection::from(self, $cut).await?;
                        let rows = query.fetch_all(connection.get()?).await;
                        connection.give_back(&rows);
                        Ok(!rows?.is_empty())
                    })
                }

                fn forget_passkeys(&self, user: Mark, mark: Mark) -> Answer<'_, ()> {
                    Box::pin(async move {
                        let query = sqlx::query(text::FORGET_PASSKEYS)
                            .bind(user.as_bytes().as_slice())
                            .bind(mark.as_bytes().as_slice());
                        let mut connection = Connection::from(self, $cut).await?;
                        let deleted = query.execute(connection.get()?).await;
                        connection.give_back(&deleted);
                        deleted.map(drop)
                    })
                }

                fn sweep(&self, sql: &'static str, before: i64) -> Answer<'_, u64> {
                    Box::pin(async move {
                        let query = sqlx::query(sql).bind(before);
                        let mut connection = Connection::from(self, $cut).await?;
                        let swept = query.execute(connection.get()?).await;
                        connection.give_back(&swept);
                        swept.map(|swept| swept.rows_affected())
                    })
                }
            }
        };
    };
}

// SQLite upgrades a reading transaction to a writing one only if nobody wrote in between, so it starts as one, and
// then needs no other lock.
statements!("sqlite", sqlx::SqlitePool, cut: false, begin: "BEGIN IMMEDIATE", lock: "SELECT 1", store: text::SQLITE_STORE,
    migrations::SQLITE_CLOCK);
// The number is this crate's own, so that the application's migrations do not wait for ours.
statements!(
    "postgres", sqlx::PgPool, cut: true, begin: "BEGIN", lock: "SELECT pg_advisory_xact_lock(5190283746152)",
    store: text::POSTGRES_STORE, migrations::POSTGRES_CLOCK
);

const READ_ONLY: &str = "this server of the database takes no writes; the pool must lead to the primary";

fn mark(bytes: &[u8]) -> sqlx::Result<Mark> {
    bytes.try_into().map(Mark::from_bytes).map_err(|_| malformed())
}

fn malformed() -> sqlx::Error {
    sqlx::Error::Decode("a table of passwordless-sqlx holds a row that this crate did not write".into())
}
