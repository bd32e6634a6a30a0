//! The calls of the API, one file each.

mod admin;
mod alias;
mod assertion_options;
mod attestation_options;
mod authenticators;
mod configurations;
mod credentials;
mod description;
mod events;
mod generate_token;
mod health;
mod logging;
mod magic_links;
mod metadata;
mod own_features;
mod register_begin;
mod register_complete;
mod register_token;
mod reports;
mod signin_begin;
mod signin_complete;
mod signin_verify;
mod users;
mod validation;

use http::HeaderMap;
use http::header::USER_AGENT;

use crate::http::{Answer, Endpoint, Problem};
use crate::json::Object;
use crate::state::{Account, State, Vault};
use crate::{device, token};

/// A request that has come so far: its key was good and its body, if it needs one, was read.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) vault: &'a Vault,
    pub(crate) app: &'a str,
    /// The last four characters of the key.
    pub(crate) key_id: &'a str,
    /// What the path says where its pattern has braces.
    pub(crate) places: [&'a str; 2],
    pub(crate) headers: &'a HeaderMap,
    pub(crate) query: &'a str,
    pub(crate) body: &'a str,
}

type Outcome = Result<Answer, Problem>;

pub(crate) use logging::log_refusal;

/// Answers a call.
pub(crate) async fn answer(endpoint: Endpoint, call: &Call<'_>) -> Outcome {
    match endpoint {
        Endpoint::RegisterToken => register_token::answer(call).await,
        Endpoint::RegisterBegin => register_begin::answer(call).await,
        Endpoint::RegisterComplete => register_complete::answer(call).await,
        Endpoint::SigninBegin => signin_begin::answer(call).await,
        Endpoint::SigninComplete => signin_complete::answer(call).await,
        Endpoint::SigninVerify => signin_verify::answer(call).await,
        Endpoint::GenerateToken => generate_token::answer(call).await,
        Endpoint::AliasSet => alias::set(call).await,
        Endpoint::AliasList => alias::list(call),
        Endpoint::CredentialsListByQuery => credentials::list_by_query(call),
        Endpoint::CredentialsListByBody => credentials::list_by_body(call),
        Endpoint::CredentialsDelete => credentials::delete(call).await,
        Endpoint::UsersList => users::list(call),
        Endpoint::UsersCount => users::count(call),
        Endpoint::UsersDelete => users::delete(call).await,
        Endpoint::MagicLinksSend => magic_links::send(call).await,
        Endpoint::ConfigurationsList => configurations::list(call),
        Endpoint::ConfigurationsAdd => configurations::add(call).await,
        Endpoint::ConfigurationsUpdate => configurations::update(call).await,
        Endpoint::ConfigurationsDelete => configurations::delete(call).await,
        Endpoint::AuthenticatorsList => authenticators::list(call),
        Endpoint::AuthenticatorsAdd => authenticators::add(call).await,
        Endpoint::AuthenticatorsRemove => authenticators::remove(call).await,
        Endpoint::OwnFeatures => own_features::change(call).await,
        Endpoint::Events => events::list(call),
        Endpoint::ReportCredentials | Endpoint::ReportUsers => reports::empty(call),
        Endpoint::AppAvailable => admin::available(call),
        Endpoint::AppCreate => admin::create(call).await,
        Endpoint::AppFreeze => admin::freeze(call).await,
        Endpoint::AppUnfreeze => admin::unfreeze(call).await,
        Endpoint::PublicKeyCreate => admin::create_public(call).await,
        Endpoint::SecretKeyCreate => admin::create_secret(call).await,
        Endpoint::KeysList => admin::list_keys(call).await,
        Endpoint::KeyLock => admin::lock(call).await,
        Endpoint::KeyUnlock => admin::unlock(call).await,
        Endpoint::KeyDelete => admin::delete_key(call).await,
        Endpoint::FeaturesRead => Ok(admin::read_features(call)),
        Endpoint::FeaturesSet => admin::set_features(call).await,
        Endpoint::AppCanDelete => admin::can_delete(call),
        Endpoint::AppMarkDelete => admin::mark(call).await,
        Endpoint::AppCancelDelete => admin::cancel(call).await,
        Endpoint::AppDelete => admin::delete(call).await,
        Endpoint::AppsPendingDeletion => Ok(admin::pending(call)),
        Endpoint::MetadataAttestationTypes | Endpoint::MetadataCertificationStatuses => Ok(metadata::none()),
        Endpoint::MetadataEntries => metadata::entries(call),
        Endpoint::HealthMail => Ok(health::mail()),
        Endpoint::HealthThrowApi => Err(health::throw_api()),
        Endpoint::HealthThrowException => Err(health::throw_exception()),
        Endpoint::Swagger => Ok(description::page()),
        Endpoint::SwaggerDocument => Ok(description::document()),
        Endpoint::Favicon => Ok(description::icon()),
        Endpoint::Humans => Ok(description::humans()),
        Endpoint::Security => Ok(description::security()),
        Endpoint::Stylesheet => Ok(description::stylesheet()),
        Endpoint::HealthHttp => Ok(health::http()),
        Endpoint::HealthStorage => Ok(health::storage(call)),
        Endpoint::HealthVersion => Ok(health::version()),
        Endpoint::Root => Ok(health::root()),
    }
}

impl<'a> Call<'a> {
    fn json(&self) -> Result<Object<'a>, Problem> {
        Ok(Object::parse(self.body)?)
    }

    /// Looks at the caller's application.
    fn look<T>(&self, look: impl FnOnce(&Account) -> Result<T, Problem>) -> Result<T, Problem> {
        self.vault.read(|state| look(account(state, self.app)?))
    }

    /// Opens a token of the caller's application.
    fn open<P: token::Payload>(&self, token: Option<&str>) -> Result<P, Problem> {
        self.look(|account| account.token_keys().open(token))
    }

    /// Changes the caller's application.
    async fn change<T>(
        &self,
        change: impl FnOnce(&mut Account, &mut crate::state::Changes) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.vault.write(|state, changes| change(account_mut(state, self.app)?, changes)).await
    }

    /// Seals a token of the caller's application, and does what else is to be done at that moment.
    async fn seal<P: token::Payload>(&self, payload: &P) -> Result<String, Problem> {
        let now = self.vault.now();
        let current = self.look(|account| Ok(account.token_keys().is_current(now)))?;
        if !current {
            self.change(|account, changes| {
                account.rotate_token_keys(now, changes);
                Ok(())
            })
            .await?;
        }
        self.look(|account| account.token_keys().seal(payload))
    }

    /// Where the request comes from: device and country.
    fn whereabouts(&self) -> Result<(String, String), Problem> {
        let Some(agent) = self.headers.get(USER_AGENT) else {
            // The service answers 500.
            return Err(Problem::invalid("userAgent", "The header User-Agent is required."));
        };
        let country = self.headers.get("cf-ipcountry").map(|value| String::from_utf8_lossy(value.as_bytes()));
        let device = device::describe(&String::from_utf8_lossy(agent.as_bytes()));
        Ok((device, country.unwrap_or_default().into_owned()))
    }
}

fn account<'a>(state: &'a State, app: &str) -> Result<&'a Account, Problem> {
    state.account(app).ok_or_else(|| Problem::internal("The key's application is gone."))
}

fn account_mut<'a>(state: &'a mut State, app: &str) -> Result<&'a mut Account, Problem> {
    state.account_mut(app).ok_or_else(|| Problem::internal("The key's application is gone."))
}

/// The origin that the four public calls need.
fn origin(body: &Object<'_>) -> Result<Option<String>, Problem> {
    Ok(body.string("origin")?.filter(|origin| !origin.is_empty()))
}

fn require_origin(origin: Option<String>) -> Result<String, Problem> {
    origin.ok_or_else(|| Problem::uncoded("The origin is required."))
}
