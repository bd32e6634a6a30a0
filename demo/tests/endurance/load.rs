//! What people do until it is over.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use rocket::tokio::time::sleep;
use serde_json::json;

use crate::figures::count;
use crate::place::Place;
use crate::visitor::Visitor;

/// As people who read do, so that the others have their turn.
const REST: Duration = Duration::from_millis(25);

/// Signs in once, and looks at the protected page.
pub(crate) async fn read(place: Arc<Place>, number: usize) {
    let mut reader = Visitor::new(Arc::clone(&place));
    let name = reader.register(&format!("reader{number}")).await;
    while !place.is_over() {
        reader.sees(&name).await;
        sleep(REST).await;
    }
}

/// Registers, looks, signs in, adds and deletes a passkey, signs out, again and again.
pub(crate) async fn do_all(place: Arc<Place>, number: usize) {
    for round in 0.. {
        if place.is_over() {
            return;
        }
        let mut visitor = Visitor::new(Arc::clone(&place));
        for path in ["/", "/account.js", "/nothing-there"] {
            visitor.ask(Method::GET, path, None).await;
        }
        visitor.post("/verify-signin", json!({ "token": "verify_forged" }), 401).await;
        count(&place.figures.refusals);
        let name = visitor.register(&format!("visitor{number}.{round}")).await;
        visitor.sees(&name).await;
        visitor.sign_in().await;
        visitor.add_and_delete().await;
        visitor.sees(&name).await;
        sleep(REST).await;
        let way = if round % 2 == 1 { "/passkeys/sign-out-everywhere" } else { "/passkeys/sign-out" };
        visitor.post(way, json!({}), 204).await;
        count(&place.figures.sign_outs);
        let (status, _) = visitor.ask(Method::GET, "/me", None).await;
        assert!(status == 303 || status == 401, "who signed out is signed in: {status}");
    }
}
