//! Where links are sent to a user who lost every passkey: pending until the user has read a mail there.

use std::time::{Duration, SystemTime};

use super::{Database, seconds};
use crate::users::Address;

/// So many mails a user may ask for in an hour, whosever addresses they name.
const MAILS_OF_ONE: i64 = 5;

/// So many mails are sent to one address in a day, whoever asks for them.
const MAILS_TO_ONE: i64 = 10;

/// So many such mails are sent in a day: the others are for those who lost their passkeys.
const MAILS_IN_ALL: i64 = 200;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What became of the wish for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// It is pending, and a mail is to be sent.
    Mail,
    /// It is pending. So many mails were sent today, there or in all, that no further one is sent now.
    Silent,
    /// The user has confirmed it before.
    Confirmed,
    /// The user has asked for too many mails.
    TooOften,
}

/// What became of a link that was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// The address counts.
    Done,
    /// The user has no pending address for which this link was made.
    Unknown,
    /// Another user has confirmed the address.
    Taken,
}

impl Database {
    /// Makes the address pending for a user, under an id for its link. The answer tells nothing of other users: whether
    /// one of them has the address is found out when it is confirmed, by somebody who reads its mail.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn want_address(
        &self,
        user_id: &str,
        address: &Address,
        pending_id: &str,
        now: SystemTime,
    ) -> sqlx::Result<Wish> {
        let since = now.checked_sub(HOUR).map_or(0, seconds);
        let has_it = sqlx::query(
            "UPDATE users SET pending_email = NULL, pending_id = NULL WHERE user_id = $1 AND email = $2",
        );
        let has_it = has_it.bind(user_id).bind(address.as_str()).execute(&self.pool).await?;
        if has_it.rows_affected() > 0 {
            return Ok(Wish::Confirmed);
        }
        let noted = sqlx::query(
            "UPDATE users SET pending_email = $1, pending_id = $2,
                 mails = CASE WHEN mails_since > $3 THEN mails + 1 ELSE 1 END,
                 mails_since = CASE WHEN mails_since > $3 THEN mails_since ELSE $4 END
             WHERE user_id = $5 AND (mails < $6 OR mails_since <= $3)",
        )
        .bind(address.as_str())
        .bind(pending_id)
        .bind(since)
        .bind(seconds(now))
        .bind(user_id)
        .bind(MAILS_OF_ONE)
        .execute(&self.pool)
        .await?;
        if noted.rows_affected() == 0 {
            return Ok(Wish::TooOften);
        }
        Ok(if self.count_mail(address, now).await? { Wish::Mail } else { Wish::Silent })
    }

    /// Counts a mail to an address, unless enough were sent there today, or in all.
    async fn count_mail(&self, address: &Address, now: SystemTime) -> sqlx::Result<bool> {
        let since = now.checked_sub(DAY).map_or(0, seconds);
        sqlx::query("DELETE FROM address_mails WHERE sent_at <= $1").bind(since).execute(&self.pool).await?;
        let counted = sqlx::query(
            "INSERT INTO address_mails (address, sent_at) SELECT $1, CAST($2 AS BIGINT)
             WHERE (SELECT COUNT(*) FROM address_mails WHERE address = $1) < $3
               AND (SELECT COUNT(*) FROM address_mails) < $4",
        );
        let counted = counted.bind(address.as_str()).bind(seconds(now));
        let counted = counted.bind(MAILS_TO_ONE).bind(MAILS_IN_ALL).execute(&self.pool).await?;
        let is_counted = counted.rows_affected() == 1;
        if !is_counted {
            tracing::warn!(
                "sent no mail that confirms an address: the address, or all together, had enough today"
            );
        }
        Ok(is_counted)
    }

    /// Sends no link for the user anywhere from now on.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn remove_address(&self, user_id: &str) -> sqlx::Result<()> {
        let removed =
            "UPDATE users SET email = NULL, pending_email = NULL, pending_id = NULL WHERE user_id = $1";
        sqlx::query(removed).bind(user_id).execute(&self.pool).await?;
        Ok(())
    }

    /// Makes the user's pending address count, if this is the id for its link. Of two users who confirm one address, the
    /// unique index decides who was first.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn confirm_address(
        &self,
        user_id: &str,
        pending_id: &str,
    ) -> sqlx::Result<Confirmation> {
        let confirmed = sqlx::query(
            "UPDATE users SET email = pending_email, pending_email = NULL, pending_id = NULL
             WHERE user_id = $1 AND pending_id = $2",
        );
        match confirmed.bind(user_id).bind(pending_id).execute(&self.pool).await {
            Ok(done) if done.rows_affected() == 1 => Ok(Confirmation::Done),
            Ok(_) => Ok(Confirmation::Unknown),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(Confirmation::Taken),
            Err(error) => Err(error),
        }
    }
}
