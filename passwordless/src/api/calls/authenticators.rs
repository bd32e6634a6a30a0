use std::{collections::BTreeSet, time::SystemTime};

use serde::{Deserialize, Serialize};

use crate::api::{
    client::Client, endpoint::Endpoint, error::Error, exchange::Call, wire::date_time, words::Aaguid,
};

/// One of the two lists of models. While both are empty, every model may be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthenticatorList {
    /// Models that may be registered. Unless it is empty, all others may not.
    Allowed,
    /// Models that may not be registered.
    Blocked,
}

impl AuthenticatorList {
    fn is_allowed(self) -> bool {
        matches!(self, Self::Allowed)
    }
}

/// A model on a list.
///
/// It is serialized as the service writes it.
///
/// [API page](https://docs.passwordless.dev/guide/api.html)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedAuthenticator {
    #[serde(rename = "aaGuid")]
    aaguid: Aaguid,
    #[serde(with = "date_time")]
    created_at: SystemTime,
}

impl ListedAuthenticator {
    /// The model.
    pub fn aaguid(&self) -> Aaguid {
        self.aaguid
    }

    /// When it was put on a list.
    pub fn created_at(&self) -> SystemTime {
        self.created_at
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Addition<'a> {
    #[serde(rename = "aaGuids")]
    aaguids: &'a [Aaguid],
    is_allowed: bool,
}

#[derive(Serialize)]
struct Removal<'a> {
    #[serde(rename = "aaGuids")]
    aaguids: &'a [Aaguid],
}

/// The models without duplicates, in the order given.
fn distinct(aaguids: impl IntoIterator<Item = Aaguid>) -> Result<Vec<Aaguid>, Error> {
    let mut seen = BTreeSet::new();
    let distinct: Vec<_> = aaguids.into_iter().filter(|aaguid| seen.insert(*aaguid)).collect();
    if distinct.is_empty() {
        Err(Error::input("`aaguids` is empty; name at least one"))
    } else {
        Ok(distinct)
    }
}

impl Client {
    /// The models on a list.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html)
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`], among them
    /// [`ErrorCode::AttestationNotSupportedOnPlan`](crate::api::ErrorCode::AttestationNotSupportedOnPlan) with the
    /// status 403.
    pub async fn authenticators(&self, list: AuthenticatorList) -> Result<Vec<ListedAuthenticator>, Error> {
        let allowed = list.is_allowed().to_string();
        self.json(Call::new(Endpoint::AUTHENTICATORS).query("isAllowed", allowed)).await
    }

    /// Puts models on a list, and takes them off the other one.
    ///
    /// Passkeys that are there already stay and work, whatever their model.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when there are none; otherwise as for
    /// [`authenticators`](Client::authenticators). A model that the FIDO Metadata Service does not know is a 400
    /// without a code, and then none is put on the list.
    pub async fn add_authenticators(
        &self,
        list: AuthenticatorList,
        aaguids: impl IntoIterator<Item = Aaguid>,
    ) -> Result<(), Error> {
        let addition = Addition { aaguids: &distinct(aaguids)?, is_allowed: list.is_allowed() };
        self.nothing(Call::new(Endpoint::ADD_AUTHENTICATORS).body(&addition)?).await
    }

    /// Takes models off the list that they are on. No error for those that are on none.
    ///
    /// Taking the last one off the list of those that are allowed allows every model that is not blocked.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when there are none; otherwise as for
    /// [`authenticators`](Client::authenticators).
    pub async fn remove_authenticators(
        &self,
        aaguids: impl IntoIterator<Item = Aaguid>,
    ) -> Result<(), Error> {
        let removal = Removal { aaguids: &distinct(aaguids)? };
        self.nothing(Call::new(Endpoint::REMOVE_AUTHENTICATORS).body(&removal)?).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_named_once_and_at_least_one_is() {
        let [one, two] = [1, 2].map(|byte| Aaguid::from_bytes([byte; 16]));
        assert_eq!(distinct([two, one, two]).unwrap(), [two, one]);
        assert!(distinct([]).is_err());
    }
}
