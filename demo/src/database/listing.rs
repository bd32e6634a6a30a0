//! All users, a page at a time, for the administrator.

use std::time::SystemTime;

use sqlx::AssertSqlSafe;

use super::rows::from_row;
use super::{Database, plain, time};

/// So many users are on a page.
const SHOWN: usize = 20;

/// What is longer is nobody's name or address, and SQLite takes no pattern that is much longer.
const LONGEST: usize = 200;

/// Where a page begins, in the order of the names.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    /// After the user with this name.
    After(&'a str),
    /// Before the user with this name.
    Before(&'a str),
}

/// A user in the list.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) user_id: String,
    pub(crate) name: String,
    /// The name by which the list is ordered.
    pub(crate) name_key: String,
    pub(crate) email: Option<String>,
    created_at: i64,
    last_sign_in: Option<i64>,
}

from_row!(Listed { user_id, name, name_key, email, created_at, last_sign_in });

impl Listed {
    pub(crate) fn created_at(&self) -> SystemTime {
        time(self.created_at)
    }

    /// When the user last signed in, if it is not too long ago to be known.
    pub(crate) fn last_sign_in(&self) -> Option<SystemTime> {
        self.last_sign_in.map(time)
    }
}

/// Some users, and whether there are more.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) users: Vec<Listed>,
    pub(crate) has_previous: bool,
    pub(crate) has_next: bool,
}

/// What a row of the list shows. The sign-ins are in the crate's table, which counts microseconds.
const COLUMNS: &str = "user_id, name, name_key, email, created_at, \
     (SELECT MAX(began_at) / 1000000 FROM passwordless_sign_ins AS listed WHERE listed.user_id = users.user_id) AS last_sign_in";

/// Who is found: all of whose name or address has the text in it.
const FOUND: &str = r"(name_key LIKE $1 ESCAPE '\' OR COALESCE(email, '') LIKE $1 ESCAPE '\')";

impl Database {
    /// How many users are found.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn count_users(&self, searched: &str) -> sqlx::Result<i64> {
        // The text is made of constants only.
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM users WHERE {FOUND}"));
        sqlx::query_scalar(sql).bind(pattern(searched)).fetch_one(&self.pool).await
    }

    /// A page of those who are found. It is found by a name and not by a number, so that nobody is missed or seen
    /// twice when others come and go meanwhile.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn list_users(&self, searched: &str, place: Place<'_>) -> sqlx::Result<Listing> {
        let (from, comparison, order) = match place {
            Place::After(name) => (name, ">", "ASC"),
            Place::Before(name) => (name, "<", "DESC"),
        };
        let sql = AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM users WHERE {FOUND} AND name_key {comparison} $2 ORDER BY name_key {order} LIMIT $3"
        ));
        let from = plain(from).to_lowercase();
        // One more than is shown tells whether there is another page.
        let query = sqlx::query_as(sql).bind(pattern(searched)).bind(&from);
        let mut users: Vec<Listed> =
            query.bind(i64::try_from(SHOWN + 1).unwrap_or(i64::MAX)).fetch_all(&self.pool).await?;
        let has_more = users.len() > SHOWN;
        users.truncate(SHOWN);
        let (has_previous, has_next) = match place {
            Place::After(_) => (!from.is_empty(), has_more),
            Place::Before(_) => (has_more, true),
        };
        if matches!(place, Place::Before(_)) {
            users.reverse();
        }
        Ok(Listing { users, has_previous, has_next })
    }

    /// One user, as the list has them.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn listed(&self, user_id: &str) -> sqlx::Result<Option<Listed>> {
        let sql = AssertSqlSafe(format!("SELECT {COLUMNS} FROM users WHERE user_id = $1"));
        sqlx::query_as(sql).bind(plain(user_id)).fetch_optional(&self.pool).await
    }
}

/// For `LIKE`: the text anywhere, with every sign meaning itself.
fn pattern(searched: &str) -> String {
    let mut pattern = String::from("%");
    for c in plain(searched.trim()).to_lowercase().chars().take(LONGEST) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "%"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_is_text_and_no_pattern() {
        assert_eq!(pattern(" Al_ice%\\ "), r"%al\_ice\%\\%");
        assert_eq!(pattern(""), "%%");
        assert_eq!(pattern(&"x".repeat(100_000)).len(), LONGEST + 2);
        assert!(!pattern("a\0b").contains('\0'));
    }
}
