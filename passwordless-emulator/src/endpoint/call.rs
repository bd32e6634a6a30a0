//! A call: a request whose key was good, and what its endpoint does with it.

use http::{HeaderMap, header::USER_AGENT};

use crate::{
    answer::{Answer, Problem},
    device,
    json::Object,
    state::{Application, Changes, State},
    token,
    vault::Vault,
    webauthn,
};

/// A request that has come so far: its key was good and its body, if it needs one, was read.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) vault: &'a Vault,
    pub(crate) app: &'a str,
    /// The last four characters of the key.
    pub(crate) key_id: &'a str,
    /// What the path says where its pattern has braces.
    pub(crate) path_params: [&'a str; 2],
    pub(crate) headers: &'a HeaderMap,
    pub(crate) query: &'a str,
    pub(crate) body: &'a str,
}

/// What a handler answers.
pub(crate) type Outcome = Result<Answer, Problem>;

impl<'a> Call<'a> {
    pub(super) fn json(&self) -> Result<Object<'a>, Problem> {
        Ok(Object::parse(self.body)?)
    }

    /// Looks at the caller's application.
    pub(super) fn look<T>(
        &self,
        look: impl FnOnce(&Application) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.vault.read(|state| look(application(state, self.app)?))
    }

    /// Opens a token of the caller's application.
    pub(super) fn open<P: token::Payload>(&self, token: Option<&str>) -> Result<P, Problem> {
        self.look(|application| application.token_keys().open(token))
    }

    /// Changes the caller's application.
    pub(super) async fn change<T>(
        &self,
        change: impl FnOnce(&mut Application, &mut Changes) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.vault.write(|state, changes| change(application_mut(state, self.app)?, changes)).await
    }

    /// Seals a token of the caller's application, and does what else is to be done at that moment.
    pub(super) async fn seal<P: token::Payload>(&self, payload: &P) -> Result<String, Problem> {
        let now = self.vault.now();
        let current = self.look(|application| Ok(application.token_keys().is_current(now)))?;
        if !current {
            self.change(|application, changes| {
                application.rotate_token_keys(now, changes);
                Ok(())
            })
            .await?;
        }
        self.look(|application| application.token_keys().seal(payload))
    }

    /// Where the request comes from: device and country.
    pub(super) fn whereabouts(&self) -> Result<(String, String), Problem> {
        let Some(agent) = self.headers.get(USER_AGENT) else {
            // The service answers 500.
            return Err(Problem::invalid("userAgent", "The header User-Agent is required."));
        };
        let country = self.headers.get("cf-ipcountry").map(|value| String::from_utf8_lossy(value.as_bytes()));
        let device = device::describe(&String::from_utf8_lossy(agent.as_bytes()));
        Ok((device, country.unwrap_or_default().into_owned()))
    }
}

fn application<'a>(state: &'a State, app: &str) -> Result<&'a Application, Problem> {
    state.application(app).ok_or_else(|| Problem::internal("The key's application is gone."))
}

fn application_mut<'a>(state: &'a mut State, app: &str) -> Result<&'a mut Application, Problem> {
    state.application_mut(app).ok_or_else(|| Problem::internal("The key's application is gone."))
}

/// The origin that the four public calls need.
pub(super) fn origin(body: &Object<'_>) -> Result<Option<String>, Problem> {
    Ok(body.string("origin")?.filter(|origin| !origin.is_empty()))
}

/// The service falls over an origin that is no absolute URI, and answers 500.
pub(super) fn require_url(origin: &str) -> Result<(), Problem> {
    if webauthn::is_absolute(origin) {
        return Ok(());
    }
    Err(Problem::invalid("origin", "The Origin field must be an absolute URI, such as https://example.com."))
}

pub(super) fn require_origin(origin: Option<String>) -> Result<String, Problem> {
    origin.ok_or_else(|| Problem::uncoded("The origin is required."))
}
