//! From rows to the state.

use serde::de::DeserializeOwned;
use sqlx::{Row as _, SqliteConnection, query, sqlite::SqliteRow};

use crate::{
    clock::Moment,
    state::{Alias, ApiKey, Application, AuthenticatorRule, Changes, Credential, KeyKind, Settings, State},
    token::TokenKey,
};

/// Loads everything.
pub(super) async fn load(connection: &mut SqliteConnection) -> sqlx::Result<State> {
    let mut state = State::default();
    let ignored = &mut Changes::ignored();
    for row in query("SELECT * FROM app").fetch_all(&mut *connection).await? {
        let settings = settings(&row)?;
        state.found(row.try_get("name")?, || settings, ignored);
    }
    for row in query("SELECT * FROM key ORDER BY created_at, rowid").fetch_all(&mut *connection).await? {
        let key = key(&row)?;
        application(&mut state, &row)?.add_key(key, ignored);
    }
    for row in query("SELECT * FROM token_key ORDER BY created_at, rowid").fetch_all(&mut *connection).await?
    {
        let key = token_key(&row)?;
        application(&mut state, &row)?.restore_token_key(key);
    }
    for row in query("SELECT * FROM credential ORDER BY rowid").fetch_all(&mut *connection).await? {
        let credential = credential(&row)?;
        application(&mut state, &row)?.add_credential(credential, ignored);
    }
    let rows = query("SELECT * FROM alias ORDER BY app, user_id, rowid").fetch_all(&mut *connection).await?;
    for of_one_user in rows.chunk_by(|one, next| same(one, next, "app") && same(one, next, "user_id")) {
        let Some(first) = of_one_user.first() else { continue };
        let aliases = of_one_user.iter().map(alias).collect::<sqlx::Result<_>>()?;
        application(&mut state, first)?.put_aliases(first.try_get("user_id")?, aliases);
    }
    for row in query("SELECT * FROM configuration").fetch_all(&mut *connection).await? {
        application(&mut state, &row)?.put_configuration(contents(&row, "contents")?, ignored);
    }
    for row in query("SELECT * FROM authenticator").fetch_all(&mut *connection).await? {
        let rule = rule(&row)?;
        application(&mut state, &row)?.put_rule(rule, ignored);
    }
    for row in query("SELECT * FROM event ORDER BY id").fetch_all(&mut *connection).await? {
        application(&mut state, &row)?.put_event(contents(&row, "contents")?, ignored);
    }
    for row in query("SELECT * FROM mail ORDER BY id").fetch_all(&mut *connection).await? {
        application(&mut state, &row)?.send(contents(&row, "contents")?, ignored);
    }
    Ok(state)
}

/// The application that a row belongs to.
fn application<'a>(state: &'a mut State, row: &SqliteRow) -> sqlx::Result<&'a mut Application> {
    let app: &str = row.try_get("app")?;
    state.application_mut(app).ok_or_else(|| sqlx::Error::Decode("a row belongs to no application".into()))
}

/// The settings of an application; of one from before there were any, those of a configured one.
fn settings(row: &SqliteRow) -> sqlx::Result<Settings> {
    if row.try_get::<Option<&str>, _>("settings")?.is_some() {
        return contents(row, "settings");
    }
    Ok(Settings::established(moment(row, "created_at")?))
}

/// What a column holds as JSON.
fn contents<T: DeserializeOwned>(row: &SqliteRow, column: &str) -> sqlx::Result<T> {
    serde_json::from_str(row.try_get(column)?).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

fn rule(row: &SqliteRow) -> sqlx::Result<AuthenticatorRule> {
    Ok(AuthenticatorRule {
        aaguid: fixed(row, "aaguid")?,
        is_allowed: row.try_get("is_allowed")?,
        created_at: moment(row, "created_at")?,
    })
}

fn same(one: &SqliteRow, other: &SqliteRow, column: &str) -> bool {
    let text = |row: &SqliteRow| row.try_get::<String, _>(column).ok();
    text(one) == text(other)
}

fn key(row: &SqliteRow) -> sqlx::Result<ApiKey> {
    let kind = match row.try_get("kind")? {
        "secret" => KeyKind::Secret,
        _ => KeyKind::Public,
    };
    let mut key = ApiKey::new(kind, row.try_get("value")?, moment(row, "created_at")?);
    key.scopes = row.try_get("scopes")?;
    key.locked = row.try_get("locked")?;
    key.last_locked_at = row.try_get::<Option<i64>, _>("last_locked_at")?.map(Moment::from_ticks);
    Ok(key)
}

fn token_key(row: &SqliteRow) -> sqlx::Result<TokenKey> {
    Ok(TokenKey {
        id: row.try_get("id")?,
        secret: fixed(row, "secret")?,
        created_at: moment(row, "created_at")?,
    })
}

fn credential(row: &SqliteRow) -> sqlx::Result<Credential> {
    Ok(Credential {
        id: row.try_get("id")?,
        public_key: row.try_get("public_key")?,
        user_id: row.try_get("user_id")?,
        counter: row.try_get("counter")?,
        format: row.try_get("format")?,
        aaguid: fixed(row, "aaguid")?,
        created_at: moment(row, "created_at")?,
        last_used_at: moment(row, "last_used_at")?,
        rp_id: row.try_get("rp_id")?,
        origin: row.try_get("origin")?,
        country: row.try_get("country")?,
        device: row.try_get("device")?,
        nickname: row.try_get("nickname")?,
        backup_state: row.try_get("backup_state")?,
        backup_eligible: row.try_get("backup_eligible")?,
        discoverable: row.try_get("discoverable")?,
    })
}

fn alias(row: &SqliteRow) -> sqlx::Result<Alias> {
    Ok(Alias {
        hash: row.try_get("hash")?,
        user_id: row.try_get("user_id")?,
        plaintext: row.try_get("plaintext")?,
    })
}

fn moment(row: &SqliteRow, column: &str) -> sqlx::Result<Moment> {
    row.try_get(column).map(Moment::from_ticks)
}

fn fixed<const N: usize>(row: &SqliteRow, column: &str) -> sqlx::Result<[u8; N]> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map_err(|_| sqlx::Error::Decode(format!("{column} is not {N} bytes long").into()))
}
