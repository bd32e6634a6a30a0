//! Asks everything in the table, and says at once whatever was answered otherwise.

use std::{fmt::Write as _, future::Future};

use super::{
    table::{Case, Expected, TABLE},
    world::World,
};

/// Who answers: one framework, one way of guarding.
pub(crate) trait Application {
    fn ask(&self, method: &str, path: &str, headers: &[(&str, String)]) -> impl Future<Output = Answer>;
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    fn code(&self) -> Option<String> {
        let body: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        Some(body["code"].as_str()?.to_owned())
    }
}

pub(crate) async fn run(world: &World, application: &impl Application) {
    let mut wrong = String::new();
    for case in TABLE {
        let mut headers = world.headers(case.credential).await;
        headers.extend(case.headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let answer = application.ask(case.method, case.route.path(), &headers).await;
        for complaint in complaints(case, &headers, &answer) {
            let Case { method, route, credential, headers, expected } = case;
            let status = answer.status;
            writeln!(
                wrong,
                "{method} {route:?} {credential:?} {headers:?}: {complaint}; {status} {:?} is no {expected:?}",
                answer.body
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn complaints(case: &Case, sent: &[(&str, String)], answer: &Answer) -> Vec<&'static str> {
    let mut complaints = Vec::new();
    let mut must = |holds: bool, complaint| {
        if !holds {
            complaints.push(complaint);
        }
    };
    match case.expected {
        Expected::User(user) => {
            must(answer.status == 200, "status");
            must(answer.body == user, "user");
        }
        Expected::Refused(status, code) => {
            must(answer.status == status, "status");
            must(answer.code().as_deref() == Some(code), "code");
            must(answer.header("content-type") == Some("application/problem+json"), "content type");
            must(answer.header("cache-control") == Some("no-store"), "cached");
            must(answer.header("www-authenticate").is_some() == matches!(status, 400 | 401), "challenge");
        }
    }
    let cookies: Vec<_> = answer.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
    must(cookies.iter().all(|(_, value)| value.contains("=; Max-Age=0;")), "sets a session");
    must(cookies.len() <= 1, "sets two cookies");
    let shown = format!("{answer:?}");
    for (name, value) in sent.iter().filter(|(name, _)| matches!(*name, "cookie" | "authorization")) {
        let secret = value.rsplit(['=', ' ']).find(|part| part.len() > 8);
        must(
            secret.is_none_or(|secret| !shown.contains(secret)),
            if *name == "cookie" { "shows a cookie" } else { "shows a bearer" },
        );
    }
    complaints
}
