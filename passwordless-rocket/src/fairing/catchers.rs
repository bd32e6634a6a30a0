use rocket::{
    Build, Catcher, Request, Rocket,
    catcher::{Handler, Result},
    http::Status,
};

use crate::{request::Cache, respond};

/// The statuses of refusals.
const CODES: [u16; 6] = [400, 401, 403, 429, 500, 503];

/// A catcher for each status of a refusal that the application does not catch itself. Two of a status at one base
/// collide.
pub(super) fn missing(rocket: &Rocket<Build>) -> Vec<Catcher> {
    let is_caught =
        |code: u16| rocket.catchers().any(|catcher| at_root(catcher) && catcher.code == Some(code));
    let catcher = |code: u16| {
        let mut catcher = Catcher::new(code, Render);
        catcher.name = Some("passwordless: refusal".into());
        catcher
    };
    CODES.into_iter().filter(|code| !is_caught(*code)).map(catcher).collect()
}

fn at_root(catcher: &Catcher) -> bool {
    catcher.base.path() == "/"
}

#[derive(Clone)]
struct Render;

#[rocket::async_trait]
impl Handler for Render {
    async fn handle<'r>(&self, status: Status, request: &'r Request<'_>) -> Result<'r> {
        match Cache::of(request).refused() {
            Some(rejection) if rejection.status() == status.code => Ok(respond::refusal(rejection, request)),
            // Not ours: as if this catcher were not there.
            _ => match request.rocket().catchers().find(|catcher| at_root(catcher) && catcher.code.is_none())
            {
                Some(default) => default.handler.handle(status, request).await,
                None => Catcher::default().handler.handle(status, request).await,
            },
        }
    }
}
