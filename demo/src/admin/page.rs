use std::time::SystemTime;

use passwordless::Purpose;
use passwordless::StepUp;
use rocket::http::Status;
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use serde_json::Value;

use super::guard::Admin;
use super::outcome::AdminError;
use super::view::View;
use crate::database::Listed;
use crate::request::Problem;
use crate::state::Application;
use crate::timestamp::Timestamp;

/// What the administrator sees: a page, with what was just done, or what was not done and why.
pub(super) struct AdminPage<'a> {
    application: &'a Application,
    admin: &'a Admin,
    view: &'a View,
    said: Option<Said>,
    typed: Value,
}

/// A sentence on top of the page.
#[derive(Serialize)]
struct Said {
    words: String,
    state: &'static str,
    /// The field that it is about.
    field: Option<&'static str>,
}

/// A user on the page.
#[derive(Serialize)]
struct Row {
    path: String,
    user_id: String,
    name: String,
    email: Option<String>,
    created_at: Timestamp,
    last_sign_in: Option<Timestamp>,
    is_admin: bool,
}

impl<'a> AdminPage<'a> {
    pub(super) fn new(application: &'a Application, admin: &'a Admin, view: &'a View) -> Self {
        Self { application, admin, view, said: None, typed: Value::Null }
    }

    /// What the address says was just done, on the page of this user or on the list.
    fn say_what_was_done(&mut self, name: Option<&str>) {
        let Some(deed) = self.view.done().filter(|_| self.said.is_none()) else { return };
        let state = if deed.is_partial() { "error" } else { "done" };
        self.said = Some(Said { words: deed.words(name), state, field: None });
    }

    /// Why something was not done, and what was typed.
    pub(super) fn with(mut self, error: AdminError, typed: Value) -> Self {
        self.said = Some(Said { words: error.words(), state: "error", field: error.field() });
        self.typed = typed;
        self
    }

    /// The list.
    pub(super) async fn users(mut self) -> Result<Template, Problem> {
        self.say_what_was_done(None);
        let (view, database) = (self.view.going_on(), &self.application.database);
        let listing = database.list_users(view.searched(), view.place()).await?;
        let total = database.count_users(view.searched()).await?;
        let previous = listing.users.first().filter(|_| listing.has_previous);
        let next = listing.users.last().filter(|_| listing.has_next);
        let (previous, next) = (
            previous.map(|user| view.before(&user.name_key).path()),
            next.map(|user| view.after(&user.name_key).path()),
        );
        let deletions = database.open_deletions().await?;
        let page = context! {
            title: "Users",
            site: self.application.site(),
            fresh_for: self.fresh_for(),
            users: listing.users.into_iter().map(|user| self.row(user, &view)).collect::<Vec<_>>(),
            searched: view.searched(),
            query: view.query(),
            said: self.said, typed: self.typed,
            total, previous, next, deletions,
        };
        Ok(Template::render("admin", page))
    }

    /// One user.
    pub(super) async fn user(mut self, user_id: &str) -> Result<Template, Problem> {
        let Some(user) = self.application.database.listed(user_id).await? else {
            // Deleted, but the list still has something to do.
            return if self.said.is_some() { self.users().await } else { Err(Problem::of(Status::NotFound)) };
        };
        self.say_what_was_done(Some(&user.name));
        let view = self.view.going_on();
        let page = context! {
            title: user.name.clone(),
            site: self.application.site(),
            fresh_for: self.fresh_for(),
            user: self.row(user, &view),
            back: view.path(),
            query: view.query(),
            said: self.said, typed: self.typed,
        };
        Ok(Template::render("admin_user", page))
    }

    fn row(&self, user: Listed, view: &View) -> Row {
        Row {
            path: view.path_to(&user.user_id),
            created_at: user.created_at().into(),
            last_sign_in: user.last_sign_in().map(Timestamp::from),
            is_admin: user.user_id == self.admin.user.session.user_id(),
            user_id: user.user_id,
            name: user.name,
            email: user.email,
        }
    }

    /// For how many seconds the administrator need not use a passkey again.
    fn fresh_for(&self) -> u64 {
        let Some((StepUp::NAME, at)) = self.admin.user.session.stepped_up() else { return 0 };
        let age = SystemTime::now().duration_since(at).unwrap_or_default();
        StepUp::MAX_AGE.saturating_sub(age).as_secs()
    }
}
