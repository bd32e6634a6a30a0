//! From changes to rows.

use sqlx::SqliteConnection;

use super::script::Script;
use crate::{
    clock::Moment,
    state::{Change, Credential},
};

/// Writes these changes, all or none.
pub(super) async fn write(connection: &mut SqliteConnection, changes: &[Change]) -> sqlx::Result<()> {
    let mut script = Script::default();
    for change in changes {
        add(&mut script, change);
        script.flush(connection).await?;
    }
    script.commit(connection).await
}

fn add(script: &mut Script, change: &Change) {
    match change {
        Change::Cleared => {
            script.add("DELETE FROM app");
        }
        Change::AppSet { app, settings } => {
            script
                .add(
                    "INSERT INTO app (name, created_at, settings) VALUES (?, ?, ?) \
                 ON CONFLICT (name) DO UPDATE SET settings = excluded.settings",
                )
                .bind(app)
                .bind(settings.created_at.ticks())
                .bind_json(settings);
        }
        Change::AppDeleted { app } => {
            script.add("DELETE FROM app WHERE name = ?").bind(app);
        }
        Change::KeySet { app, key } => {
            script
                .add(
                    "INSERT INTO key (app, kind, value, scopes, locked, created_at, last_locked_at) \
                 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (app, kind, value) \
                 DO UPDATE SET locked = excluded.locked, last_locked_at = excluded.last_locked_at",
                )
                .bind(app)
                .bind(key.kind.word())
                .bind(key.value())
                .bind(key.scopes)
                .bind(key.locked)
                .bind(key.created_at.ticks())
                .bind(key.last_locked_at.map(Moment::ticks));
        }
        Change::KeyDeleted { app, kind, value } => {
            script
                .add("DELETE FROM key WHERE app = ? AND kind = ? AND value = ?")
                .bind(app)
                .bind(kind.word())
                .bind(value);
        }
        Change::TokenKeyAdded { app, key, forget_before } => {
            script
                .add("INSERT INTO token_key (app, id, secret, created_at) VALUES (?, ?, ?, ?)")
                .bind(app)
                .bind(key.id)
                .bind(&key.secret[..])
                .bind(key.created_at.ticks());
            script
                .add("DELETE FROM token_key WHERE app = ? AND created_at < ?")
                .bind(app)
                .bind(forget_before.ticks());
        }
        Change::CredentialAdded { app, credential } => insert(script, app, credential),
        Change::CredentialUsed { app, id, r#use } => {
            script
                .add(
                    "UPDATE credential SET counter = ?, last_used_at = ?, country = ?, device = ? \
                 WHERE app = ? AND id = ?",
                )
                .bind(r#use.counter)
                .bind(r#use.at.ticks())
                .bind(&r#use.country)
                .bind(&r#use.device)
                .bind(app)
                .bind(&id[..]);
        }
        Change::CredentialDeleted { app, id } => {
            script.add("DELETE FROM credential WHERE app = ? AND id = ?").bind(app).bind(&id[..]);
        }
        Change::AliasesReplaced { app, user_id, aliases } => {
            script.add("DELETE FROM alias WHERE app = ? AND user_id = ?").bind(app).bind(user_id);
            for alias in aliases {
                script
                    .add("INSERT INTO alias (app, hash, user_id, plaintext) VALUES (?, ?, ?, ?)")
                    .bind(app)
                    .bind(&alias.hash)
                    .bind(&alias.user_id)
                    .bind(&alias.plaintext);
            }
        }
        Change::UserDeleted { app, user_id } => {
            for statement in [
                "DELETE FROM credential WHERE app = ? AND user_id = ?",
                "DELETE FROM alias WHERE app = ? AND user_id = ?",
            ] {
                script.add(statement).bind(app).bind(user_id);
            }
        }
        Change::ConfigurationSet { app, configuration } => {
            script
                .add("INSERT OR REPLACE INTO configuration (app, purpose, contents) VALUES (?, ?, ?)")
                .bind(app)
                .bind(&configuration.purpose)
                .bind_json(configuration);
        }
        Change::ConfigurationDeleted { app, purpose } => {
            script.add("DELETE FROM configuration WHERE app = ? AND purpose = ?").bind(app).bind(purpose);
        }
        Change::RuleSet { app, rule } => {
            script
                .add(
                    "INSERT OR REPLACE INTO authenticator (app, aaguid, is_allowed, created_at) \
                 VALUES (?, ?, ?, ?)",
                )
                .bind(app)
                .bind(&rule.aaguid[..])
                .bind(rule.is_allowed)
                .bind(rule.created_at.ticks());
        }
        Change::RuleDeleted { app, aaguid } => {
            script.add("DELETE FROM authenticator WHERE app = ? AND aaguid = ?").bind(app).bind(&aaguid[..]);
        }
        Change::EventAdded { app, event } => {
            script.add("INSERT INTO event (app, contents) VALUES (?, ?)").bind(app).bind_json(event);
        }
        Change::MailSent { app, mail } => {
            script.add("INSERT INTO mail (app, contents) VALUES (?, ?)").bind(app).bind_json(mail);
        }
        Change::OutboxCleared { app } => {
            script.add("DELETE FROM mail WHERE app = ?").bind(app);
        }
    }
}

fn insert(script: &mut Script, app: &str, credential: &Credential) {
    script
        .add(
        "INSERT INTO credential (app, id, public_key, user_id, counter, format, aaguid, created_at, last_used_at, \
         rp_id, origin, country, device, nickname, backup_state, backup_eligible, discoverable) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    .bind(credential.discoverable);
}
