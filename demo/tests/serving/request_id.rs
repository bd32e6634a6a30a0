//! Each answer carries a number, and so do the log and what a person sees of an error.

use rocket::http::{Accept, Header, Status};
use serde_json::Value;

use crate::program::Program;
use crate::served::Served;

const GIVEN: &str = "req-0123456789abcdef_A.b";

#[rocket::async_test]
async fn every_answer_has_a_fresh_number() {
    let served = Served::start(&[]).await;
    let mut seen = std::collections::HashSet::new();
    for uri in ["/", "/", "/style.css", "/nowhere", "/me"] {
        let answer =
            served.visit("192.0.2.7", uri).header(Header::new("X-Request-Id", GIVEN)).dispatch().await;
        let id = answer.headers().get_one("X-Request-Id").unwrap().to_owned();
        assert_eq!(id.len(), 36, "{id}");
        assert_eq!(answer.headers().get("X-Request-Id").count(), 1);
        assert!(seen.insert(id), "{uri}");
    }
}

#[rocket::async_test]
async fn a_proxys_number_is_taken_over_if_it_is_plain() {
    let served = Served::start(&[("TRUSTED_PROXIES", "10.0.0.0/8")]).await;
    let id = async |peer: &str, given: &str| {
        let request = served.visit(peer, "/").header(Header::new("X-Request-Id", given.to_owned()));
        request.dispatch().await.headers().get_one("X-Request-Id").unwrap().to_owned()
    };
    assert_eq!(id("10.0.0.1", GIVEN).await, GIVEN);
    assert_ne!(id("192.0.2.7", GIVEN).await, GIVEN);
    for odd in ["", "a b", "a\tb", "<script>", "a=b", "\"", "é", &"a".repeat(65)] {
        assert_eq!(id("10.0.0.1", odd).await.len(), 36, "{odd:?}");
    }
}

#[rocket::async_test]
async fn people_and_programs_are_told_the_number_of_an_error() {
    let served = Served::start(&[]).await;
    let answer = served.visit("192.0.2.7", "/nowhere").dispatch().await;
    let id = answer.headers().get_one("X-Request-Id").unwrap().to_owned();
    assert!(answer.into_string().await.unwrap().contains(&format!("<code id=\"request-id\">{id}</code>")));

    let answer = served.client.get("/nowhere").header(Accept::JSON).dispatch().await;
    assert_eq!(answer.status(), Status::NotFound);
    let id = answer.headers().get_one("X-Request-Id").unwrap().to_owned();
    assert_eq!(answer.into_json::<Value>().await.unwrap()["request_id"], id);
}

#[test]
fn the_log_has_the_same_number() {
    let mut program = Program::start(&[]);
    let answer = program.get("/nowhere", &[]);
    let id =
        answer.lines().find_map(|line| line.to_lowercase().strip_prefix("x-request-id: ").map(str::to_owned));
    let line = program.said_until("path=/nowhere");
    assert!(line.contains(&format!(" id={}", id.unwrap())), "{line}");
}
