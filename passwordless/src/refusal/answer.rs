//! From a refusal to the answer.

use std::sync::OnceLock;

use super::{Dialect, Refusal, grpc, page::page};
use crate::{Rejection, answer::Answer};

impl Refusal<'_> {
    /// The answer, in the dialect of the client.
    pub fn answer(&self) -> Answer {
        match self.dialect() {
            Dialect::Grpc => grpc::answer(&self.rejection),
            Dialect::Page => self.for_a_person(),
            Dialect::Htmx => match self.sign_in_page() {
                Some(page) => self.problem().header("hx-redirect", page),
                None => self.problem(),
            },
            Dialect::Json => self.problem(),
        }
    }

    fn for_a_person(&self) -> Answer {
        match self.sign_in_page() {
            Some(page) => Answer::empty(303).header("location", page).header("vary", Dialect::VARY),
            None => negotiated(&self.rejection, "text/html; charset=utf-8").with_body(page(&self.rejection)),
        }
    }

    fn problem(&self) -> Answer {
        static MISSING: OnceLock<Answer> = OnceLock::new();
        let problem = || negotiated(&self.rejection, Rejection::MEDIA_TYPE).with_body(self.rejection.body());
        // Most refusals are this one, and to share its headers costs less than to write them.
        match self.rejection == Rejection::missing() {
            true => MISSING.get_or_init(problem).lend(),
            false => problem(),
        }
    }
}

fn negotiated(rejection: &Rejection, media_type: &'static str) -> Answer {
    Answer::new(rejection.status(), rejection.headers())
        .header("content-type", media_type)
        .header("vary", Dialect::VARY)
}
