//! Who has an account. Here names in memory, by user id; in production, use your database.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use passwordless::{
    Rejection,
    accounts::{KnownUser, Newcomer, Newcomers, Users},
};

#[derive(Debug, Default)]
pub(crate) struct Names(Mutex<HashMap<String, String>>);

impl Users for Names {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        let names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(names.get(user_id).map(KnownUser::named))
    }
}

impl Newcomers for Names {
    async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.values().any(|name| name.to_lowercase() == newcomer.alias()) {
            return Err(Rejection::name_taken());
        }
        names.insert(newcomer.user_id().to_owned(), newcomer.name().to_owned());
        Ok(())
    }
}
