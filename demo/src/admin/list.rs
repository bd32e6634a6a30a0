use rocket::{State, get};
use rocket_dyn_templates::Template;

use super::guard::Admin;
use super::page::AdminPage;
use super::view::View;
use crate::request::Problem;
use crate::state::Application;

/// Everybody, a page at a time.
#[get("/admin?<view..>")]
pub(super) async fn users(
    admin: Admin,
    view: View,
    application: &State<Application>,
) -> Result<Template, Problem> {
    AdminPage::new(application, &admin, &view).users().await
}

/// One user, and what can be done.
#[get("/admin/users/<user_id>?<view..>")]
pub(super) async fn user(
    admin: Admin,
    user_id: &str,
    view: View,
    application: &State<Application>,
) -> Result<Template, Problem> {
    AdminPage::new(application, &admin, &view).user(user_id).await
}
