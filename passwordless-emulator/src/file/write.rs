//! From changes to rows.

use serde::Serialize;
use sqlx::{Connection as _, Sqlite, SqliteConnection, Transaction, query};

use crate::clock::Moment;
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
        Change::Cleared => {
            query("DELETE FROM app").execute(to).await?;
        }
        Change::AppSet { app, settings } => {
            query(
                "INSERT INTO app (name, created_at, settings) VALUES ($1, $2, $3) \
                 ON CONFLICT (name) DO UPDATE SET settings = excluded.settings",
            )
            .bind(app)
            .bind(settings.created_at.ticks())
            .bind(json(settings)?)
            .execute(to)
            .await?;
        }
        Change::AppDeleted { app } => {
            query("DELETE FROM app WHERE name = $1").bind(app).execute(to).await?;
        }
        Change::KeySet { app, key } => {
            query(
                "INSERT INTO key (app, kind, value, scopes, locked, created_at, last_locked_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (app, kind, value) \
                 DO UPDATE SET locked = excluded.locked, last_locked_at = excluded.last_locked_at",
            )
            .bind(app)
            .bind(key.kind.word())
            .bind(key.value())
            .bind(key.scopes)
            .bind(key.locked)
            .bind(key.created_at.ticks())
            .bind(key.last_locked_at.map(Moment::ticks))
            .execute(to)
            .await?;
        }
        Change::KeyDeleted { app, kind, value } => {
            query("DELETE FROM key WHERE app = $1 AND kind = $2 AND value = $3")
                .bind(app)
                .bind(kind.word())
                .bind(value)
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
        Change::ConfigurationSet { app, configuration } => {
            query("INSERT OR REPLACE INTO configuration (app, purpose, contents) VALUES ($1, $2, $3)")
                .bind(app)
                .bind(&configuration.purpose)
                .bind(json(configuration)?)
                .execute(to)
                .await?;
        }
        Change::ConfigurationDeleted { app, purpose } => {
            query("DELETE FROM configuration WHERE app = $1 AND purpose = $2")
                .bind(app)
                .bind(purpose)
                .execute(to)
                .await?;
        }
        Change::RuleSet { app, rule } => {
            query(
                "INSERT OR REPLACE INTO authenticator (app, aaguid, is_allowed, created_at) \
                 VALUES ($1, $2, $3, $4)",
            )
            .bind(app)
            .bind(&rule.aaguid[..])
            .bind(rule.is_allowed)
            .bind(rule.created_at.ticks())
            .execute(to)
            .await?;
        }
        Change::RuleDeleted { app, aaguid } => {
            query("DELETE FROM authenticator WHERE app = $1 AND aaguid = $2")
                .bind(app)
                .bind(&aaguid[..])
                .execute(to)
                .await?;
        }
        Change::EventAdded { app, event } => {
            query("INSERT INTO event (app, contents) VALUES ($1, $2)")
                .bind(app)
                .bind(json(event)?)
                .execute(to)
                .await?;
        }
        Change::MailSent { app, mail } => {
            query("INSERT INTO mail (app, contents) VALUES ($1, $2)")
                .bind(app)
                .bind(json(mail)?)
                .execute(to)
                .await?;
        }
        Change::OutboxCleared { app } => {
            query("DELETE FROM mail WHERE app = $1").bind(app).execute(to).await?;
        }
    }
    Ok(())
}

/// A value as JSON.
fn json(value: &impl Serialize) -> sqlx::Result<String> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
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
