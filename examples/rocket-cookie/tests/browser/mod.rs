//! A browser as far as these tests need one: it keeps cookies, and sends forms.

#![allow(clippy::unwrap_used)] // a test that fails here says where

use example_rocket_cookie::{Db, passwords::rocket};
use rocket::{
    Config,
    http::{ContentType, Status},
    local::asynchronous::{Client, LocalResponse},
};

/// The form of somebody who signs up.
pub(crate) const PAT: &str = "name=Pat&email=pat%40example.com&password=correct+horse+battery&terms=true";

pub(crate) struct Browser(Client);

pub(crate) struct Page {
    pub(crate) status: Status,
    pub(crate) location: String,
    pub(crate) text: String,
}

impl Browser {
    /// A browser before an application of its own, with an empty database.
    pub(crate) async fn new() -> Self {
        Self(Client::tracked(rocket(Config::figment(), Db::open(":memory:").unwrap())).await.unwrap())
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        Page::read(self.0.get(path).dispatch().await).await
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Page {
        Page::read(self.0.post(path).header(ContentType::Form).body(form).dispatch().await).await
    }
}

impl Page {
    async fn read(response: LocalResponse<'_>) -> Self {
        let status = response.status();
        let location = response.headers().get_one("Location").unwrap_or_default().to_owned();
        Self { status, location, text: response.into_string().await.unwrap_or_default() }
    }
}
