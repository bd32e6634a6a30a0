//! What visitors do until it is over.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rocket::futures::future::join_all;
use rocket::tokio::time::sleep;
use serde_json::json;

use crate::cluster::Cluster;
use crate::tally::count;
use crate::tokens;
use crate::visitor::Visitor;

/// Signs in once, and looks at the protected page.
pub(crate) async fn read(cluster: Arc<Cluster>, number: usize) {
    let mut reader = Visitor::new(Arc::clone(&cluster));
    let name = reader.register(&format!("reader{number}")).await;
    while !cluster.is_over() {
        reader.sees(&name).await;
        // As a person who reads does, so that the others have their turn.
        sleep(Duration::from_millis(10)).await;
    }
}

/// Registers, signs in, looks, signs out, again and again.
pub(crate) async fn do_all(cluster: Arc<Cluster>, number: usize) {
    for round in 0.. {
        if cluster.is_over() {
            return;
        }
        let mut visitor = Visitor::new(Arc::clone(&cluster));
        let name = visitor.register(&format!("v{number}.{round}")).await;
        for _ in 0..3 {
            visitor.sees(&name).await;
            // Whoever lost the answer may be signed in without a cookie, and signs in again.
            while !tokens::sign_in(&mut visitor).await {}
            visitor.sees(&name).await;
        }
        sign_out(&mut visitor, round % 2 == 1).await;
    }
}

/// Signs out through nginx; then all instances refuse the cookie, each within two seconds.
async fn sign_out(visitor: &mut Visitor, everywhere: bool) {
    let cluster = Arc::clone(&visitor.cluster);
    let before = visitor.cookies.clone();
    let path = if everywhere { "/passkeys/sign-out-everywhere" } else { "/passkeys/sign-out" };
    for attempt in 0.. {
        visitor.cookies.clone_from(&before);
        let Ok(answer) = visitor.post(path, json!({})).await else { continue };
        // The attempt before may have ended the session though its answer was lost.
        let ended = answer.status.is_success() || (attempt > 0 && answer.status == 401);
        assert!(ended, "{} {}", answer.status, answer.text);
        break;
    }
    let ended = Instant::now();
    visitor.cookies = before;
    let addresses: Vec<String> = cluster.addresses().collect();
    join_all(addresses.iter().map(async |address| {
        loop {
            let asked = ended.elapsed();
            if visitor.is_let_in(address).await != Some(true) {
                break;
            }
            cluster.tally.let_in(asked);
            sleep(Duration::from_millis(20)).await;
        }
    }))
    .await;
    count(&cluster.tally.sign_outs);
}
