//! From changes to rows.

use sqlx::{Connection as _, Sqlite, SqliteConnection, Transaction, query};

use crate::state::{Change, Credential};

/// Writes these changes, all or none.
pub(super) async fn write(connection: &mut SqliteConnection, changes: &[Change]) -> sqlx::Result<()> {
    let mut transaction = connection.begin().await?;
    for change in changes {
        write_one(&mut transaction, change).await?;
    }
    transaction.commit().await
}

async fn write_one(transaction: &mut Transaction<'_, Sqlite>, change: &Change) -> sqlx::Result<()> {
    let to = &mut **transaction;
    match change {
        Change::AppAdded { app, created_at } => {
            query("INSERT INTO app (name, created_at) VALUES ($1, $2)")
                .bind(app)
                .bind(created_at.ticks())
                .execute(to)
                .await?;
        }
        Change::KeyAdded { app, kind, value, scopes, created_at } => {
            query("INSERT INTO key (app, kind, value, scopes, created_at) VALUES ($1, $2, $3, $4, $5)")
                .bind(app)
                .bind(kind.word())
                .bind(value)
                .bind(scopes)
                .bind(created_at.ticks())
                .execute(to)
                .await?;
        }
        Change::TokenKeyAdded { app, key, forget_before } => {
            query("INSERT INTO token_key (app, id, secret, created_at) VALUES ($1, $2, $3, $4)")
                .bind(app)
                .bind(key.id)
                .bind(&key.secret[..])
                .bind(key.created_at.ticks())
                .execute(&mut *to)
                .await?;
            query("DELETE FROM token_key WHERE app = $1 AND created_at < $2")
                .bind(app)
                .bind(forget_before.ticks())
                .execute(to)
                .await?;
        }
        Change::CredentialAdded { app, credential } => insert(to, app, credential).await?,
        Change::CredentialUsed { app, id, r#use } => {
            query(
                "UPDATE credential SET counter = $1, last_used_at = $2, country = $3, device = $4 \
                 WHERE app = $5 AND id = $6",
            )
            .bind(r#use.counter)
            .bind(r#use.at.ticks())
            .bind(&r#use.country)
            .bind(&r#use.device)
            .bind(app)
            .bind(&id[..])
            .execute(to)
            .await?;
        }
        Change::CredentialDeleted { app, id } => {
            query("DELETE FROM credential WHERE app = $1 AND id = $2")
                .bind(app)
                .bind(&id[..])
                .execute(to)
                .await?;
        }
        Change::AliasesReplaced { app, user_id, aliases } => {
            query("DELETE FROM alias WHERE app = $1 AND user_id = $2")
                .bind(app)
                .bind(user_id)
                .execute(&mut *to)
                .await?;
            for alias in aliases {
                query("INSERT INTO alias (app, hash, user_id, plaintext) VALUES ($1, $2, $3, $4)")
                    .bind(app)
                    .bind(&alias.hash)
                    .bind(&alias.user_id)
                    .bind(&alias.plaintext)
                    .execute(&mut *to)
                    .await?;
            }
        }
        Change::UserDeleted { app, user_id } => {
            for statement in [
                "DELETE FROM credential WHERE app = $1 AND user_id = $2",
                "DELETE FROM alias WHERE app = $1 AND user_id = $2",
            ] {
                query(statement).bind(app).bind(user_id).execute(&mut *to).await?;
            }
        }
    }
    Ok(())
}

async fn insert(to: &mut SqliteConnection, app: &str, credential: &Credential) -> sqlx::Result<()> {
    query(
        "INSERT INTO credential (app, id, public_key, user_id, counter, format, aaguid, created_at, last_used_at, \
         rp_id, origin, country, device, nickname, backup_state, backup_eligible, discoverable) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(app)
    .bind(&credential.id[..])
    .bind(&credential.public_key[..])
    .bind(&credential.user_id)
    .bind(credential.counter)
    .bind(&credential.format)
    .bind(&credential.aaguid[..])
    .bind(credential.created_at.ticks())
    .bind(credential.last_used_at.ticks())
    .bind(&credential.rp_id)
    .bind(&credential.origin)
    .bind(&credential.country)
    .bind(&credential.device)
    .bind(&credential.nickname)
    .bind(credential.backup_state)
    .bind(credential.backup_eligible)
    .bind(credential.discoverable)
    .execute(to)
    .await?;
    Ok(())
}
