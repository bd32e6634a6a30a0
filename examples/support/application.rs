//! An application with passwords and passkeys, as its people and its attackers see it, whichever way it takes.

use std::{
    collections::BTreeSet,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use passwordless::{Client, Passwordless, SessionKey, SingleProcess};
use passwordless_emulator::{Emulator, testing::Browser};
use serde_json::{Value, json};

use crate::visitor::{ORIGIN, Page, Visitor};

pub(crate) const PASSWORD: &str = "correct+horse+battery";

/// At which routes an application takes passkeys.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Routes {
    /// Those of the crates, below `/passkeys`.
    Ours,
    /// Its own, which take the service's tokens.
    Own,
}

/// Makes the session of a visitor one whose user proved something an hour ago.
pub(crate) type Age = Box<dyn Fn(Visitor) -> Pin<Box<dyn Future<Output = Visitor>>>>;

pub(crate) struct Application {
    pub(crate) url: String,
    pub(crate) routes: Routes,
    pub(crate) emulator: Emulator,
    pub(crate) store: Arc<SingleProcess>,
    /// That of the sessions, where they are ours.
    pub(crate) key: SessionKey,
    /// Whether a sign-out ends the session at the server, and not only in the browser. A private cookie of the
    /// application's own is good until it expires, with passkeys as without them.
    pub(crate) ends_at_the_server: bool,
    pub(crate) age: Age,
}

/// The store of a process that runs for two hours.
pub(crate) fn store() -> Arc<SingleProcess> {
    Arc::new(SingleProcess::started_at(SystemTime::now() - Duration::from_secs(2 * 60 * 60)))
}

fn client(emulator: &Emulator) -> Client {
    Client::builder(emulator.api_secret().parse().unwrap()).url(emulator.url()).build().unwrap()
}

/// Exchanges a session of ours for one that the same user opened by the password an hour ago.
pub(crate) fn older_sessions_of_ours(
    emulator: &Emulator,
    store: &Arc<SingleProcess>,
    key: &SessionKey,
) -> Age {
    let builder = Passwordless::builder(client(emulator), [ORIGIN]).store(Arc::clone(store));
    let passwordless = builder.key(key.clone()).build().unwrap();
    Box::new(move |mut visitor| {
        let passwordless = passwordless.clone();
        Box::pin(async move {
            let user = visitor.get("/passkeys/session").await.json()["userId"].as_str().unwrap().to_owned();
            let then = SystemTime::now() - Duration::from_secs(60 * 60);
            let session = passwordless.sign_in_known(&user, None, then).await.unwrap();
            let cookie = passwordless.gate().set_cookie(&session, then).unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            visitor.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
            visitor
        })
    })
}

impl Application {
    /// Somebody new, signed in by the form of the sign-up.
    pub(crate) async fn newcomer(&self, name: &str) -> Visitor {
        let mut visitor = Visitor::new(&self.url);
        let form = format!("name={name}&email={name}%40example.com&password={PASSWORD}&terms=true");
        assert_eq!(visitor.form("/sign-up", &form).await.location, "/account");
        visitor
    }

    /// Signs this browser in by the password.
    pub(crate) async fn by_password(&self, name: &str) -> Visitor {
        let mut visitor = Visitor::new(&self.url);
        let form = format!("email={name}%40example.com&password={PASSWORD}");
        assert_eq!(visitor.form("/login", &form).await.location, "/account");
        visitor
    }

    /// The session of somebody who typed the password an hour ago.
    pub(crate) async fn an_hour_ago(&self, name: &str) -> Visitor {
        (self.age)(self.by_password(name).await).await
    }

    pub(crate) fn device(&self) -> Browser {
        self.emulator.browser(ORIGIN)
    }

    pub(crate) async fn begin(&self, visitor: &mut Visitor) -> Page {
        let path = match self.routes {
            Routes::Ours => "/passkeys/passkeys",
            Routes::Own => "/account/passkeys",
        };
        visitor.json(path, json!({})).await
    }

    pub(crate) async fn complete(&self, visitor: &mut Visitor, token: &str) -> Page {
        match self.routes {
            Routes::Ours => visitor.json("/passkeys/passkeys/complete", json!({ "token": token })).await,
            Routes::Own => visitor.bearer("/account/passkeys/added", token).await,
        }
    }

    /// Adds a passkey on a device of its own.
    pub(crate) async fn add(&self, visitor: &mut Visitor) -> Browser {
        let begun = self.begin(visitor).await;
        assert_eq!(begun.status, 200, "{}", begun.text);
        let device = self.device();
        let token = device.register(begun.json()["token"].as_str().unwrap()).await.unwrap();
        let added = self.complete(visitor, &token).await;
        assert!([200, 201, 204].contains(&added.status), "{}", added.text);
        device
    }

    pub(crate) async fn sign_in(&self, visitor: &mut Visitor, token: &str) -> Page {
        match self.routes {
            Routes::Ours => visitor.json("/passkeys/sign-in", json!({ "token": token })).await,
            Routes::Own => visitor.bearer("/login/passkey", token).await,
        }
    }

    /// Signs a browser in by a passkey.
    pub(crate) async fn by_passkey(&self, device: &Browser) -> Visitor {
        let mut visitor = Visitor::new(&self.url);
        let answer = self.sign_in(&mut visitor, &device.sign_in().await.unwrap()).await;
        assert!([200, 204].contains(&answer.status), "{}", answer.text);
        visitor
    }

    pub(crate) async fn confirm(&self, visitor: &mut Visitor, token: &str) -> Page {
        match self.routes {
            Routes::Ours => visitor.json("/passkeys/step-up/step-up", json!({ "token": token })).await,
            Routes::Own => visitor.bearer("/account/confirm", token).await,
        }
    }

    /// The ids of the passkeys that the account page lists.
    pub(crate) async fn passkeys(&self, visitor: &mut Visitor) -> Vec<String> {
        let path = match self.routes {
            Routes::Ours => "/passkeys/passkeys",
            Routes::Own => "/account/passkeys",
        };
        let page = visitor.get(path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let id = |passkey: &Value| passkey["id"].as_str().unwrap().to_owned();
        page.json()["passkeys"].as_array().unwrap().iter().map(id).collect()
    }

    pub(crate) async fn delete(&self, visitor: &mut Visitor, id: &str) -> Page {
        match self.routes {
            Routes::Ours => visitor.delete(&format!("/passkeys/passkeys/{id}")).await,
            Routes::Own => visitor.json(&format!("/account/passkeys/{id}/delete"), json!({})).await,
        }
    }

    /// Who has passkeys, or had some, by the ids that the service knows them by.
    pub(crate) async fn users_of_the_service(&self) -> BTreeSet<String> {
        client(&self.emulator).users().await.unwrap().iter().map(|user| user.user_id().to_owned()).collect()
    }
}

/// Whether this browser sees the account page.
pub(crate) async fn is_in(visitor: &mut Visitor) -> bool {
    visitor.get("/account").await.status == 200
}
