use std::sync::LazyLock;

use axum::response::Html;
use serde::Serialize;
use tera::{Context, Tera};

use super::users::User;
use crate::error::Error;

static PAGES: LazyLock<Result<Tera, tera::Error>> = LazyLock::new(|| {
    let mut pages = Tera::default();
    pages.autoescape_on(vec![""]);
    pages.add_raw_templates([
        ("base", include_str!("../../../templates/passwords/base.html.tera")),
        ("home", include_str!("../../../templates/passwords/home.html.tera")),
        ("sign_up", include_str!("../../../templates/passwords/sign_up.html.tera")),
        ("login", include_str!("../../../templates/own_routes/login.html.tera")),
        ("account", include_str!("../../../templates/own_routes/account.html.tera")),
    ])?;
    Ok(pages)
});

#[derive(Serialize)]
struct Page<'a> {
    user: Option<&'a User>,
    error: Option<&'a str>,
}

/// A page, for this user where somebody is logged in, with what went wrong.
pub(crate) fn render(name: &str, user: Option<&User>, error: Option<&str>) -> Result<Html<String>, Error> {
    let pages = PAGES.as_ref().map_err(ToString::to_string)?;
    Ok(Html(pages.render(name, &Context::from_serialize(Page { user, error })?)?))
}
