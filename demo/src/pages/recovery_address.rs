//! Where a user who lost every passkey gets a link: first wished for, then confirmed by whoever reads its mail.

use std::time::{Duration, SystemTime};

use passwordless::api::{MagicLink, TokenKind};
use passwordless::{StepUp, Token};
use passwordless_rocket::{Fresh, Rejection};
use rocket::form::{Form, FromForm};
use rocket::http::Status;
use rocket::{State, get, post};
use rocket_dyn_templates::{Template, context};
use uuid::Uuid;

use crate::chain::Chain;
use crate::database::{Confirmation, Wish};
use crate::passkeys::User;
use crate::request::Problem;
use crate::state::Application;
use crate::users::Address;

/// How long the link in the mail can be followed.
const LIFE: Duration = Duration::from_secs(3600);

/// Where that link leads. The service puts the token in, behind `#`, where no log sees it.
const PAGE: &str = "/recovery-address#$TOKEN";

/// What the form on the account's page says.
#[derive(Debug, FromForm)]
pub(super) struct Wanted<'r> {
    /// Empty to have none.
    email: &'r str,
}

/// Asks for another address, or for none. That decides who may come into the account, so that a passkey has to confirm
/// it. The answer is the same whether or not another user has the address.
#[post("/recovery-address", data = "<form>")]
pub(super) async fn want(
    user: User,
    _confirmed: Fresh<StepUp>,
    form: Form<Wanted<'_>>,
    application: &State<Application>,
) -> Result<Status, Problem> {
    user.is_shown()?;
    let user_id = user.session.user_id();
    let typed = form.email.trim();
    if typed.is_empty() {
        application.database.remove_address(user_id).await?;
        return Ok(Status::NoContent);
    }
    let address = Address::new(typed).ok_or_else(|| {
        let words = "That is not an e-mail address, such as pat@example.com.";
        Problem::new(Status::BadRequest, "invalid_address", words)
    })?;
    let pending_id = Uuid::new_v4().to_string();
    match application.database.want_address(user_id, &address, &pending_id, SystemTime::now()).await? {
        Wish::Mail => send(application, &address, pending_id).await?,
        Wish::Silent | Wish::Confirmed => {}
        Wish::TooOften => {
            let words = "Too many mails were asked for with your account. Try again in an hour.";
            return Err(Problem::new(Status::TooManyRequests, "too_many_mails", words));
        }
    }
    Ok(Status::NoContent)
}

/// The token of the link is made for an id that is no user's: whoever else reads the mail can do nothing with it.
async fn send(application: &Application, address: &Address, pending_id: String) -> Result<(), Problem> {
    let template = format!("{}{PAGE}", application.origin());
    let link = MagicLink::new(pending_id, address.as_str(), template).time_to_live(LIFE);
    application.client.send_magic_link(&link).await.map_err(|error| {
        tracing::warn!(error = %Chain(&error), "the service has not sent the mail that confirms an address");
        let words = "The mail with the link could not be sent. Please try again in a minute.";
        Problem::new(Status::ServiceUnavailable, "mail_not_sent", words)
    })
}

/// Where the link leads. Opening the page does nothing: mail programs and scanners open links, too.
#[get("/recovery-address")]
pub(super) fn page(user: User, application: &State<Application>) -> Template {
    let (name, pending) = (&user.account.name, &user.account.pending_email);
    let user_id = user.session.user_id();
    let page = context! { title: "Confirm your address", user_id, name, pending, site: application.site() };
    Template::render("recovery_address", page)
}

/// What the page's script sends.
#[derive(Debug, FromForm)]
pub(super) struct Followed<'r> {
    token: &'r str,
}

/// Makes the pending address of the signed-in user count: the token shows that its mail is read, the session that it is
/// read by the user.
#[post("/recovery-address/confirm", data = "<form>")]
pub(super) async fn confirm(
    user: User,
    form: Form<Followed<'_>>,
    application: &State<Application>,
) -> Result<Status, Problem> {
    user.is_shown()?;
    let token: Token = form.token.parse().map_err(|_| invalid_link())?;
    let verified = application.client.verify(&token).await.map_err(|error| {
        let rejection = Rejection::from(passwordless::Rejection::from(error));
        if rejection.status() < 500 { invalid_link() } else { rejection.into() }
    })?;
    if verified.kind() != TokenKind::MagicLink {
        return Err(invalid_link());
    }
    let user_id = user.session.user_id();
    match application.database.confirm_address(user_id, verified.user_id()).await? {
        Confirmation::Done => {
            tracing::info!(user_id, "a user confirmed an address for recovery");
            Ok(Status::NoContent)
        }
        Confirmation::Unknown => Err(invalid_link()),
        Confirmation::Taken => {
            let words =
                "Another account has this address already. Remove it there first, or use another one here.";
            Err(Problem::new(Status::Conflict, "address_taken", words))
        }
    }
}

fn invalid_link() -> Problem {
    let words = "This link does not work for your account: it was made for another one, it is too old, or it was used \
                 already. Ask for a new one on your account’s page.";
    Problem::new(Status::Forbidden, "invalid_link", words)
}
