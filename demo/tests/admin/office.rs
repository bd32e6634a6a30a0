//! A demo with an administrator.

use passwordless::api::ErrorCode;
use passwordless_emulator::Emulator;
use rocket::http::{Accept, ContentType, Header, Status};
use rocket::local::asynchronous::LocalResponse;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::place::Place;
use crate::support::{Demo, ORIGIN, Person, body};

/// Another origin of the same site.
pub(crate) const NEIGHBOUR: &str = "http://neighbour.localhost:4001";

pub(crate) struct Office<'p> {
    place: &'p Place,
    pub(crate) demo: Demo,
    /// The administrator, who has just used a passkey.
    pub(crate) root: Person,
    pub(crate) root_id: String,
}

/// How somebody asks for something.
#[derive(Clone, Copy)]
pub(crate) enum By {
    Page,
    Program,
}

impl<'p> Office<'p> {
    pub(crate) async fn open(place: &'p Place) -> Self {
        let office = Self::open_stale(place).await;
        office.step_up().await;
        office
    }

    /// The administrator is signed in, and has not confirmed anything.
    pub(crate) async fn open_stale(place: &'p Place) -> Self {
        let demo = place.instance().await;
        let mut root = place.person();
        let root_id = id(&root.register(&demo, "root").await);
        demo.end().await;
        let demo = instance(place, &root_id).await;
        let browser = place.emulator.browser(ORIGIN).purpose("step-up");
        std::mem::swap(&mut *browser.passkey(), &mut *root.browser().passkey());
        root.browser = Some(browser);
        Self { place, demo, root, root_id }
    }

    /// Ends the demo and starts it anew.
    pub(crate) async fn reopen(self) -> Self {
        let Self { place, demo, root, root_id } = self;
        demo.end().await;
        Self { place, demo: instance(place, &root_id).await, root, root_id }
    }

    pub(crate) async fn step_up(&self) {
        let token = self.root.browser().sign_in().await.unwrap();
        let answer = self.root.post(&self.demo, "/passkeys/step-up/step-up", json!({ "token": token })).await;
        assert_eq!(answer.status(), Status::Ok);
    }

    /// Somebody who is signed in, and no administrator.
    pub(crate) async fn register(&self, name: &str) -> (Person, String) {
        let person = self.place.person();
        let user_id = id(&person.register(&self.demo, name).await);
        (person, user_id)
    }

    /// The administrator sends a form.
    pub(crate) async fn send(&self, by: By, path: &str, fields: &[(&str, &str)]) -> LocalResponse<'_> {
        self.send_as(&self.root, by, path, fields).await
    }

    pub(crate) async fn send_as(
        &self,
        person: &Person,
        by: By,
        path: &str,
        fields: &[(&str, &str)],
    ) -> LocalResponse<'_> {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.demo.client.post(path.to_owned()).header(ContentType::Form).body(form);
        let request = match by {
            By::Page => request.header(Header::new("Sec-Fetch-Mode", "navigate")),
            By::Program => request.header(Accept::JSON),
        };
        person.send(request.header(Header::new("Origin", ORIGIN))).await
    }

    /// The administrator opens a page.
    pub(crate) async fn look(&self, path: &str) -> String {
        let answer = self.visit(path).await;
        assert_eq!(answer.status(), Status::Ok, "{path}");
        text(answer).await
    }

    pub(crate) async fn visit(&self, path: &str) -> LocalResponse<'_> {
        self.visit_as(&self.root, path).await
    }

    pub(crate) async fn visit_as(&self, person: &Person, path: &str) -> LocalResponse<'_> {
        let request = self.demo.client.get(path.to_owned());
        person.send(request.header(Header::new("Sec-Fetch-Mode", "navigate"))).await
    }

    /// Makes a user, and says the id.
    pub(crate) async fn create(&self, name: &str) -> String {
        let answer = self.send(By::Program, "/admin/users", &[("name", name)]).await;
        assert_eq!(answer.status(), Status::Created);
        id(&body(answer).await)
    }

    pub(crate) async fn rename(&self, user_id: &str, seen: &str, name: &str) -> LocalResponse<'_> {
        let path = format!("/admin/users/{user_id}/rename");
        self.send(By::Program, &path, &[("seen", seen), ("name", name)]).await
    }

    pub(crate) async fn delete(&self, user_id: &str) -> LocalResponse<'_> {
        self.send(By::Program, &format!("/admin/users/{user_id}/delete"), &[]).await
    }

    pub(crate) fn emulator(&self) -> &Emulator {
        &self.place.emulator
    }

    /// How many passkeys and aliases the service has of a user.
    pub(crate) async fn at_the_service(&self, user_id: &str) -> (usize, usize) {
        let client = &self.demo.application().client;
        (client.credentials(user_id).await.unwrap().len(), client.aliases(user_id).await.unwrap().len())
    }

    /// Whether somebody has the alias: nobody else can be given it then.
    pub(crate) async fn is_alias(&self, alias: &str) -> bool {
        let client = &self.demo.application().client;
        let tried = client.set_aliases("somebody else", [alias]).await;
        client.set_aliases("somebody else", Vec::<String>::new()).await.unwrap();
        tried.is_err_and(|error| error.code() == Some(&ErrorCode::AliasConflict))
    }
}

/// An instance with an administrator, and with pages of another origin that may use the account's routes.
async fn instance(place: &Place, root_id: &str) -> Demo {
    let mut settings = place.settings().to_vec();
    settings.extend([("ADMIN", root_id), ("CORS_ORIGINS", NEIGHBOUR)]);
    Demo::told(&settings).await
}

pub(crate) fn id(account: &Value) -> String {
    account["userId"].as_str().unwrap().to_owned()
}

/// A page, with slashes as people read them.
pub(crate) async fn text(answer: LocalResponse<'_>) -> String {
    answer.into_string().await.unwrap().replace("&#x2F;", "/")
}
