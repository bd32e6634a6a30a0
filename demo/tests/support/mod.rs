//! The demo in a test: a fresh database, the emulator, browsers with passkeys and cookies.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "every test file uses its own part of this, and a test may unwrap"
)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use demo::{Application, Settings};
use passwordless_emulator::Emulator;
use passwordless_emulator::testing::Browser;
use rocket::http::{Accept, ContentType, Header, Status};
use rocket::local::asynchronous::{Client, LocalRequest, LocalResponse};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Where the demo believes people meet it.
pub(crate) const ORIGIN: &str = "http://localhost:4000";

/// A running demo.
pub(crate) struct Demo {
    pub client: Client,
    folder: TempDir,
}

impl Demo {
    /// With the emulator, in an empty folder.
    pub(crate) async fn start() -> Self {
        Self::with(None).await
    }

    /// With the service at an address, by a key that ends in these digits.
    pub(crate) async fn with(service: Option<(&str, &str)>) -> Self {
        let folder = TempDir::new().unwrap();
        let client = launch(settings(folder.path(), service)).await;
        Self { client, folder }
    }

    /// One of several instances, with these variables and an empty folder.
    pub(crate) async fn told(variables: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let settings = Settings::read(|name| match name {
            "DATA_DIR" => Some(folder.path().to_str().unwrap().to_owned()),
            name => variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
        });
        Self { client: launch(settings.unwrap()).await, folder }
    }

    /// Ends the demo.
    pub(crate) async fn end(self) {
        self.client.terminate().await;
    }

    /// Ends the demo and starts it anew on the same files.
    pub(crate) async fn restart(self) -> Self {
        let Self { client, folder } = self;
        client.terminate().await;
        let client = launch(settings(folder.path(), None)).await;
        Self { client, folder }
    }

    /// The address of the database of users.
    pub(crate) fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("users-demo.sqlite").display())
    }

    pub(crate) fn application(&self) -> &Application {
        self.client.rocket().state().unwrap()
    }

    pub(crate) fn emulator(&self) -> Arc<Emulator> {
        self.application().emulator.clone().unwrap()
    }
}

/// Somebody with a browser: its cookies, and a software passkey.
pub(crate) struct Person {
    pub browser: Option<Browser>,
    pub cookies: RefCell<BTreeMap<String, String>>,
}

impl Person {
    /// At the demo's page.
    pub(crate) fn at(demo: &Demo) -> Self {
        Self::on(demo, ORIGIN)
    }

    /// At a page of another origin.
    pub(crate) fn on(demo: &Demo, origin: &str) -> Self {
        let browser = demo.application().emulator.as_ref().map(|emulator| emulator.browser(origin));
        Self { browser, cookies: RefCell::default() }
    }

    pub(crate) fn browser(&self) -> &Browser {
        self.browser.as_ref().unwrap()
    }

    /// Sends a request with this person's cookies, and keeps those of the answer.
    pub(crate) async fn send<'d>(&self, mut request: LocalRequest<'d>) -> LocalResponse<'d> {
        for (name, value) in self.cookies.borrow().iter() {
            request = request.cookie((name.clone(), value.clone()));
        }
        let answer = request.dispatch().await;
        for cookie in answer.cookies().iter() {
            let mut cookies = self.cookies.borrow_mut();
            match cookie.value() {
                "" => cookies.remove(cookie.name()),
                value => cookies.insert(cookie.name().to_owned(), value.to_owned()),
            };
        }
        answer
    }

    /// Posts JSON as the demo's own page does.
    pub(crate) async fn post<'d>(
        &self,
        demo: &'d Demo,
        path: &'static str,
        body: Value,
    ) -> LocalResponse<'d> {
        let request = demo.client.post(path).header(ContentType::JSON).header(Header::new("Origin", ORIGIN));
        self.send(request.body(body.to_string())).await
    }

    /// The registration token for a newcomer who wants a name.
    pub(crate) async fn permission(&self, demo: &Demo, name: &str) -> String {
        let answer = self.post(demo, "/create-token", json!({ "username": name })).await;
        assert_eq!(answer.status(), Status::Ok);
        body(answer).await["token"].as_str().unwrap().to_owned()
    }

    /// Makes a passkey for a newcomer; nothing has come of it yet.
    pub(crate) async fn ceremony(&self, demo: &Demo, name: &str) -> String {
        self.browser().register(&self.permission(demo, name).await).await.unwrap()
    }

    /// Registers from the first request to the last, and is signed in then.
    pub(crate) async fn register(&self, demo: &Demo, name: &str) -> Value {
        let token = self.ceremony(demo, name).await;
        let answer = self.post(demo, "/complete-registration", json!({ "token": token })).await;
        assert_eq!(answer.status(), Status::Created);
        body(answer).await
    }

    /// Brings a token to the sign-in route.
    pub(crate) async fn sign_in<'d>(&self, demo: &'d Demo, token: &str) -> LocalResponse<'d> {
        self.post(demo, "/verify-signin", json!({ "token": token })).await
    }

    /// What the protected page says, if it lets this person in.
    pub(crate) async fn me(&self, demo: &Demo) -> Option<String> {
        let answer =
            self.send(demo.client.get("/me").header(Header::new("Sec-Fetch-Mode", "navigate"))).await;
        match answer.status() {
            Status::Ok => answer.into_string().await,
            status => {
                assert_eq!(status, Status::SeeOther);
                None
            }
        }
    }

    pub(crate) async fn sign_out(&self, demo: &Demo) {
        let answer = self.send(demo.client.post("/sign-out").header(Header::new("Origin", ORIGIN))).await;
        assert_eq!(answer.status(), Status::SeeOther);
    }
}

/// Sends a form as a browser does from one of our own pages.
pub(crate) async fn form<'d>(
    person: &Person,
    demo: &'d Demo,
    path: String,
    fields: &str,
) -> LocalResponse<'d> {
    let request = demo.client.post(path).header(ContentType::Form).header(Accept::JSON);
    person.send(request.header(Header::new("Origin", ORIGIN)).body(fields)).await
}

/// Uses the passkey once more, so that what needs it is let through.
pub(crate) async fn step_up(person: &mut Person, demo: &Demo) {
    person.browser = person.browser.take().map(|browser| browser.purpose("step-up"));
    let token = person.browser().sign_in().await.unwrap();
    let answer = person.post(demo, "/passkeys/step-up/step-up", json!({ "token": token })).await;
    assert_eq!(answer.status(), Status::Ok);
}

/// Settings for a demo whose files lie in a folder, which meets a service at this address, or else the emulator.
pub(crate) fn settings(folder: &Path, service: Option<(&str, &str)>) -> Settings {
    let hex = service.map(|(_, hex)| hex).unwrap_or_default();
    let variables = match service {
        None => BTreeMap::from([("EMULATOR", "1".to_owned())]),
        Some((url, _)) => BTreeMap::from([
            ("API_URL", url.to_owned()),
            ("API_SECRET", format!("test:secret:{hex}")),
            ("API_KEY", format!("test:public:{hex}")),
        ]),
    };
    Settings::read(|name| match name {
        "DATA_DIR" => Some(folder.to_str().unwrap().to_owned()),
        name => variables.get(name).cloned(),
    })
    .unwrap()
}

async fn launch(settings: Settings) -> Client {
    Client::untracked(demo::rocket(settings).await.unwrap()).await.unwrap()
}

/// The JSON of an answer.
pub(crate) async fn body(answer: LocalResponse<'_>) -> Value {
    answer.into_json().await.unwrap()
}

/// Status and code of a refusal, after looking whether it is a proper problem document.
pub(crate) async fn refusal(answer: LocalResponse<'_>) -> (u16, String) {
    let status = answer.status().code;
    assert_eq!(answer.headers().get_one("Content-Type"), Some("application/problem+json"));
    assert_eq!(answer.headers().get_one("Cache-Control"), Some("no-store"));
    let problem = body(answer).await;
    assert_eq!(problem["status"], status);
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10));
    (status, problem["code"].as_str().unwrap().to_owned())
}

/// What `refusal` is compared with.
pub(crate) fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
