//! Files of the program: kept by browsers, and small on the way.

use std::io::Read;

use flate2::read::GzDecoder;
use rocket::http::{Header, Status};
use rocket::local::asynchronous::LocalResponse;

use crate::served::Served;

const FILES: [&str; 6] = [
    "/passkeys/passwordless.js",
    "/page.js",
    "/client-register.js",
    "/client-signin.js",
    "/style.css",
    "/favicon.svg",
];

async fn ask<'c>(served: &'c Served, path: &'static str, codings: &'static str) -> LocalResponse<'c> {
    served.client.get(path).header(Header::new("Accept-Encoding", codings)).dispatch().await
}

fn header<'r>(answer: &'r LocalResponse<'_>, name: &str) -> Option<&'r str> {
    answer.headers().get_one(name)
}

#[rocket::async_test]
async fn each_browser_gets_the_coding_that_it_takes_and_the_same_file() {
    let served = Served::start(&[]).await;
    for path in FILES {
        let plain = ask(&served, path, "identity").await;
        assert_eq!(header(&plain, "Content-Encoding"), None, "{path}");
        let plain = plain.into_bytes().await.unwrap();
        // Twice: the second time it is there already.
        for _ in 0..2 {
            let answer = ask(&served, path, "gzip, deflate, br").await;
            assert_eq!(header(&answer, "Content-Encoding"), Some("br"), "{path}");
            let mut opened = Vec::new();
            let coded = answer.into_bytes().await.unwrap();
            brotli::Decompressor::new(coded.as_slice(), 4096).read_to_end(&mut opened).unwrap();
            assert_eq!(opened, plain, "{path}");

            let answer = ask(&served, path, "gzip, br;q=0").await;
            assert_eq!(header(&answer, "Content-Encoding"), Some("gzip"), "{path}");
            let mut opened = Vec::new();
            let coded = answer.into_bytes().await.unwrap();
            assert!(coded.len() < plain.len() || plain.len() < 300, "{path}: {}", coded.len());
            GzDecoder::new(coded.as_slice()).read_to_end(&mut opened).unwrap();
            assert_eq!(opened, plain, "{path}");
        }
    }
}

#[rocket::async_test]
async fn what_a_browser_has_is_not_sent_again_in_any_coding() {
    let served = Served::start(&[]).await;
    for path in FILES {
        for codings in ["identity", "gzip", "br"] {
            let first = ask(&served, path, codings).await;
            assert!(first.headers().get("Vary").any(|value| value.contains("Accept-Encoding")), "{path}");
            assert_eq!(header(&first, "Cache-Control"), Some("no-cache"), "{path}");
            let tag = header(&first, "ETag").unwrap().to_owned();
            assert_eq!(tag.starts_with("W/"), codings != "identity", "{path}");
            let again = served.client.get(path).header(Header::new("Accept-Encoding", codings));
            let again = again.header(Header::new("If-None-Match", tag.clone())).dispatch().await;
            assert_eq!(again.status(), Status::NotModified, "{path} {codings}");
            assert_eq!(header(&again, "ETag"), Some(tag.as_str()));
            assert!(again.into_bytes().await.is_none_or(|body| body.is_empty()));
        }
    }
}

#[rocket::async_test]
async fn pages_are_not_compressed_since_they_hold_what_is_one_persons() {
    let served = Served::start(&[]).await;
    for path in ["/", "/nowhere", "/health"] {
        let answer = ask(&served, path, "gzip, br").await;
        assert_eq!(header(&answer, "Content-Encoding"), None, "{path}");
    }
}
