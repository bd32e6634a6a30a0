//! From rows to the state.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection, query};

use crate::clock::Moment;
use crate::state::{Alias, ApiKey, Changes, Credential, KeyKind, State};
use crate::token::TokenKey;

/// Loads everything.
pub(super) async fn load(connection: &mut SqliteConnection) -> sqlx::Result<State> {
    let mut state = State::default();
    for row in query("SELECT name FROM app").fetch_all(&mut *connection).await? {
        state.found(row.try_get("name")?);
    }
    for row in query("SELECT * FROM key ORDER BY created_at, rowid").fetch_all(&mut *connection).await? {
        let key = key(&row)?;
        state.found(row.try_get("app")?).add_key(key, &mut Changes::ignored());
    }
    for row in query("SELECT * FROM token_key ORDER BY created_at, rowid").fetch_all(&mut *connection).await?
    {
        let key = token_key(&row)?;
        state.found(row.try_get("app")?).restore_token_key(key);
    }
    for row in query("SELECT * FROM credential ORDER BY rowid").fetch_all(&mut *connection).await? {
        let credential = credential(&row)?;
        state.found(row.try_get("app")?).add_credential(credential, &mut Changes::ignored());
    }
    let rows = query("SELECT * FROM alias ORDER BY app, user_id, rowid").fetch_all(&mut *connection).await?;
    for of_one_user in rows.chunk_by(|one, next| same(one, next, "app") && same(one, next, "user_id")) {
        let Some(first) = of_one_user.first() else { continue };
        let aliases = of_one_user.iter().map(alias).collect::<sqlx::Result<_>>()?;
        state.found(first.try_get("app")?).put_aliases(first.try_get("user_id")?, aliases);
    }
    Ok(state)
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
    let (scopes, locked) = (row.try_get("scopes")?, row.try_get("locked")?);
    Ok(ApiKey::restored(kind, row.try_get("value")?, scopes, locked, moment(row, "created_at")?))
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
