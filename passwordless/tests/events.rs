//! The page of events promises names: each is in the sources, and each of the sources' is on the page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{collections::BTreeSet, fs, path::Path};

const CRATES: [&str; 4] = ["passwordless", "passwordless-sqlx", "passwordless-tower", "passwordless-rocket"];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Every text `passwordless.name` behind `before`.
fn names(text: &str, before: &str) -> BTreeSet<String> {
    let is_of_name = |c: char| c.is_ascii_lowercase() || c == '_';
    text.split(&format!("{before}passwordless."))
        .skip(1)
        .map(|rest| rest.chars().take_while(|&c| is_of_name(c)).collect())
        .collect()
}

fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_page_of_events_names_each_event_and_no_other() {
    let mut code = String::new();
    CRATES.iter().for_each(|name| sources(&root().join(name).join("src"), &mut code));
    let logged = names(&code, "target: \"");
    let promised = names(&fs::read_to_string(root().join("docs/events.md")).unwrap(), "| `");
    assert!(logged.len() > 40, "{logged:?}");
    let missing: Vec<_> = logged.difference(&promised).collect();
    let gone: Vec<_> = promised.difference(&logged).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not on the page: {missing:?}; nowhere logged: {gone:?}");
}

#[test]
fn each_event_of_the_libraries_has_a_name() {
    for name in CRATES {
        let mut code = String::new();
        sources(&root().join(name).join("src"), &mut code);
        for level in ["debug", "info", "warn", "error"] {
            for event in code.split(&format!("tracing::{level}!(")).skip(1) {
                let event = event.trim_start();
                assert!(
                    event.starts_with("target: \"passwordless."),
                    "{name}: {}",
                    &event[..event.len().min(120)]
                );
            }
        }
    }
}
