//! The guards of Rocket, asked as the table says.

use passwordless_rocket::{Fresh, MaybeSession, Passwordless, Session, VerifiedUser};
use rocket::{
    Config, Route,
    config::LogLevel,
    get,
    http::{Header, Method},
    local::asynchronous::Client,
    post, routes,
};

use super::{
    run::{Answer, Application, run},
    world::{ORIGIN, StepUp, World},
};

macro_rules! guarded {
    ($method:ident) => {
        pub(super) mod $method {
            use super::*;

            #[$method("/session")]
            pub(crate) fn session(session: Session) -> String {
                session.user_id().to_owned()
            }

            #[$method("/maybe")]
            pub(crate) fn maybe(session: MaybeSession) -> String {
                session.as_ref().map_or_else(|| "nobody".to_owned(), |session| session.user_id().to_owned())
            }

            #[$method("/fresh")]
            pub(crate) fn fresh(session: Fresh<StepUp>) -> String {
                session.user_id().to_owned()
            }

            /// The same token for two guards of one handler.
            #[$method("/token")]
            pub(crate) fn token(user: VerifiedUser, again: VerifiedUser) -> String {
                assert_eq!(user.token_id(), again.token_id());
                user.user_id().to_owned()
            }

            pub(crate) fn routes() -> Vec<Route> {
                routes![session, maybe, fresh, token]
            }
        }
    };
}

mod guarded {
    use super::*;

    guarded!(get);
    guarded!(post);
}

impl Application for Client {
    async fn ask(&self, method: &str, path: &str, headers: &[(&str, String)]) -> Answer {
        let method: Method = method.parse().unwrap();
        let mut request = self.req(method, path.to_owned());
        for (name, value) in headers {
            request.add_header(Header::new((*name).to_owned(), value.clone()));
        }
        let response = request.dispatch().await;
        let headers = response.headers().iter();
        Answer {
            status: response.status().code,
            headers: headers
                .map(|header| (header.name().as_str().to_lowercase(), header.value().to_owned()))
                .collect(),
            body: response.into_string().await.unwrap_or_default(),
        }
    }
}

#[tokio::test]
async fn guards_answer_as_the_table_says() {
    let world = World::new().await;
    let fairing = Passwordless::fairing().client(world.client.clone()).origins([ORIGIN]);
    let fairing = fairing.key(world.key.clone()).store(world.store.clone()).sign_in_page("/sign-in");
    let rocket = rocket::custom(Config { log_level: LogLevel::Off, ..Config::debug_default() });
    let rocket =
        rocket.attach(fairing).mount("/", guarded::get::routes()).mount("/", guarded::post::routes());
    run(&world, &Client::untracked(rocket).await.unwrap()).await;
}
