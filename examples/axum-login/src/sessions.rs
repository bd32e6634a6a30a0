use async_trait::async_trait;
use axum_login::tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use sqlx::SqlitePool;

/// The sessions, in the application's own database. (`tower-sessions-sqlx-store` wants an older sqlx.)
#[derive(Debug, Clone)]
pub(crate) struct Sessions {
    db: SqlitePool,
}

impl Sessions {
    pub(crate) fn new(db: SqlitePool) -> Self {
        Self { db }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let insert = "INSERT INTO sessions (id, data, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        while self.write(insert, record).await? == 0 {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let upsert = "INSERT INTO sessions (id, data, expires_at) VALUES (?, ?, ?) \
                      ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at";
        self.write(upsert, record).await?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let select =
            sqlx::query_scalar("SELECT data FROM sessions WHERE id = ? AND expires_at > unixepoch()");
        let data: Option<String> =
            select.bind(id.to_string()).fetch_optional(&self.db).await.map_err(backend)?;
        data.map(|data| serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string())))
            .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let delete = sqlx::query("DELETE FROM sessions WHERE id = ? OR expires_at <= unixepoch()");
        delete.bind(id.to_string()).execute(&self.db).await.map_err(backend)?;
        Ok(())
    }
}

impl Sessions {
    async fn write(&self, sql: &'static str, record: &Record) -> Result<u64> {
        let data = serde_json::to_string(record).map_err(|error| Error::Encode(error.to_string()))?;
        let write = sqlx::query(sql).bind(record.id.to_string()).bind(data);
        let done =
            write.bind(record.expiry_date.unix_timestamp()).execute(&self.db).await.map_err(backend)?;
        Ok(done.rows_affected())
    }
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
