//! A deleted user has nothing left, whatever fails on the way.

use std::time::{Duration, Instant};

use passwordless_emulator::control::Fault;
use rocket::http::Status;
use serde_json::json;

use crate::office::{By, Office, text};
use crate::place::Place;
use crate::support::{Person, body, refusal, refused};

/// Whether somebody's passkey and session are of no use at the demo.
async fn is_out(office: &Office<'_>, person: &Person) -> bool {
    let session = person.cookies.borrow().clone();
    let list = person.send(office.demo.client.get("/passkeys/passkeys")).await.status();
    *person.cookies.borrow_mut() = session;
    person.me(&office.demo).await.is_none() && list == Status::Unauthorized
}

pub(crate) async fn a_deleted_user_is_out_at_once_and_gone_at_the_service(place: &Place) {
    let office = Office::open(place).await;
    let (alice, alice_id) = office.register("alice").await;
    let (bob, bob_id) = office.register("bob").await;
    let token = alice.browser().sign_in().await.unwrap();
    assert!(!is_out(&office, &alice).await);
    assert_eq!(office.at_the_service(&alice_id).await, (1, 1));

    assert_eq!(
        body(office.delete(&alice_id).await).await,
        json!({ "userId": alice_id, "passkeys": "deleted" })
    );
    assert!(is_out(&office, &alice).await);
    assert_eq!(office.at_the_service(&alice_id).await, (0, 0));
    let answer = alice.sign_in(&office.demo, &token).await;
    assert!([401, 403].contains(&answer.status().code), "a token from before: {}", answer.status());
    alice.browser().sign_in().await.unwrap_err();

    assert!(!is_out(&office, &bob).await);
    assert_eq!(office.at_the_service(&bob_id).await, (1, 1));
    let (_, again) = office.register("alice").await;
    assert_ne!(again, alice_id, "the name is free, and whoever takes it is somebody else");
    assert_eq!(office.delete(&alice_id).await.status(), Status::Ok, "asked again, it does no harm");
    assert_eq!(office.at_the_service(&again).await, (1, 1));
}

pub(crate) async fn the_administrator_cannot_delete_themself(place: &Place) {
    let office = Office::open(place).await;
    assert_eq!(refusal(office.delete(&office.root_id).await).await, refused(409, "own_account"));
    let page = office.look(&format!("/admin/users/{}", office.root_id)).await;
    assert!(!page.contains("/delete"), "{page}");
    assert_eq!(office.at_the_service(&office.root_id).await, (1, 1));
}

pub(crate) async fn a_service_that_is_down_leaves_nothing_usable_and_is_asked_again(place: &Place) {
    let office = Office::open(place).await;
    let (alice, alice_id) = office.register("alice").await;
    office.emulator().fault(Fault::status("/users/delete", 503).lasting());
    let answer = office.delete(&alice_id).await;
    assert_eq!(answer.status(), Status::Accepted);
    assert_eq!(body(answer).await["passkeys"], "pending");
    assert!(is_out(&office, &alice).await);
    assert_eq!(office.at_the_service(&alice_id).await, (1, 0), "the passkey is still there, and no name");
    // The passkey still works at the service, and opens nothing here.
    let token = alice.browser().sign_in().await.unwrap();
    assert_eq!(refusal(alice.sign_in(&office.demo, &token).await).await, refused(403, "unknown_user"));

    let page = office.look("/admin").await;
    assert!(page.contains("Not deleted everywhere yet") && page.contains(&alice_id), "{page}");
    let path = format!("/admin/users/{alice_id}/delete");
    let answer = office.send(By::Page, &path, &[]).await;
    let page = office.look(answer.headers().get_one("Location").unwrap()).await;
    assert!(page.contains("may still keep the passkeys"), "{page}");
    office.emulator().clear_faults();
    let answer = office.send(By::Page, &path, &[]).await;
    let page = office.look(answer.headers().get_one("Location").unwrap()).await;
    assert!(page.contains("with all passkeys") && !page.contains("Not deleted everywhere"), "{page}");
    assert_eq!(office.at_the_service(&alice_id).await, (0, 0));
}

pub(crate) async fn what_was_begun_is_finished_by_itself(place: &Place) {
    let office = Office::open(place).await;
    let (_, alice_id) = office.register("alice").await;
    office.emulator().fault(Fault::cut("/users/delete").lasting());
    assert_eq!(office.delete(&alice_id).await.status(), Status::Accepted);
    office.emulator().clear_faults();
    let office = office.reopen().await;
    let started = Instant::now();
    while office.at_the_service(&alice_id).await != (0, 0) {
        assert!(started.elapsed() < Duration::from_secs(20), "nobody finished it");
        rocket::tokio::task::yield_now().await;
    }
}

pub(crate) async fn a_stale_form_for_somebody_who_has_gone_shows_the_list(place: &Place) {
    let office = Office::open_stale(place).await;
    let answer = office.send(By::Page, "/admin/users/gone/delete", &[]).await;
    assert_eq!(answer.status(), Status::Unauthorized);
    assert!(text(answer).await.contains("Everybody"));
}
