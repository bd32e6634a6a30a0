//! What holds over each database.

use std::time::{Duration, Instant};

use demo::Settings;
use rocket::futures::future::join_all;
use rocket::http::Status;
use serde_json::json;
use sqlx::query_scalar;
use tempfile::TempDir;

use crate::place::Place;
use crate::program::{demo, free_port, until};
use crate::support::{Demo, form, refusal, refused, step_up};

pub(crate) async fn people_register_at_one_and_sign_in_at_another(place: &Place) {
    let [one, other] = place.instances().await;
    let alice = place.person();
    let made = alice.register(&one, "Alice").await;
    assert!(alice.me(&other).await.unwrap().contains("Alice"), "both have the key of the cookies");
    let token = alice.browser().sign_in_with_alias("alice").await.unwrap();
    let answer = alice.sign_in(&other, &token).await;
    assert_eq!(answer.status(), Status::Ok);
    assert!(alice.me(&one).await.unwrap().contains("Alice"));

    let mut database = place.connect().await;
    let listed: i64 = query_scalar("SELECT COUNT(*) FROM passwordless_sign_ins WHERE user_id = $1")
        .bind(made["userId"].as_str().unwrap())
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(listed, 2, "the registration and the sign-in");
}

pub(crate) async fn a_restart_signs_nobody_out(place: &Place) {
    let alice = place.person();
    let before = place.instance().await;
    alice.register(&before, "alice").await;
    before.end().await;
    let after = place.instance().await;
    assert!(alice.me(&after).await.unwrap().contains("alice"));
}

pub(crate) async fn of_many_who_want_a_name_at_several_instances_one_has_it(place: &Place) {
    let instances: [Demo; 3] = place.instances().await;
    let mut waiting = Vec::new();
    for instance in instances.iter().cycle().take(15) {
        let person = place.person();
        let token = person.ceremony(instance, "alice").await;
        waiting.push((person, instance, token));
    }
    let finish = waiting.iter().map(async |(person, instance, token)| {
        person.post(instance, "/complete-registration", json!({ "token": token })).await.status().code
    });
    let mut statuses = join_all(finish).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201);
    assert_eq!(statuses[1..], [409; 14]);
    assert_eq!(instances[0].application().client.users().await.unwrap().len(), 1);
}

pub(crate) async fn a_token_counts_once_over_all_instances(place: &Place) {
    let instances: [Demo; 3] = place.instances().await;
    let alice = place.person();
    alice.register(&instances[0], "alice").await;
    let token = alice.browser().sign_in().await.unwrap();
    let thieves: Vec<_> = (0..15).map(|_| place.person()).collect();
    let all = thieves.iter().zip(instances.iter().cycle());
    let shown = all.map(async |(thief, instance)| thief.sign_in(instance, &token).await.status().code);
    let mut statuses = join_all(shown).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert_eq!(statuses[1..], [401; 14]);
    let newest = place.instance().await;
    let again = alice.sign_in(&newest, &token).await;
    assert_eq!(refusal(again).await, refused(401, "token_already_used"));
}

pub(crate) async fn a_sign_out_at_one_is_refused_by_the_others(place: &Place) {
    let [one, other] = place.instances().await;
    for everywhere in [false, true] {
        let alice = place.person();
        alice.register(&one, if everywhere { "alice" } else { "bob" }).await;
        let thief = place.person();
        *thief.cookies.borrow_mut() = alice.cookies.borrow().clone();
        assert!(thief.me(&other).await.is_some());
        match everywhere {
            false => alice.sign_out(&one).await,
            true => {
                let answer = alice.post(&one, "/passkeys/sign-out-everywhere", json!({})).await;
                assert!(answer.status().class().is_success(), "{}", answer.status());
            }
        }
        let ended = Instant::now();
        assert!(thief.me(&one).await.is_none());
        loop {
            let asked = ended.elapsed();
            if thief.me(&other).await.is_none() {
                break;
            }
            assert!(asked < Duration::from_secs(2), "a session was accepted for two seconds");
        }
    }
}

pub(crate) async fn an_address_belongs_to_one_user(place: &Place) {
    let instance = place.instance().await;
    let mut users = Vec::new();
    for name in ["alice", "bob"] {
        let mut person = place.person();
        person.register(&instance, name).await;
        step_up(&mut person, &instance).await;
        let send =
            async |path: &str, fields: &str| form(&person, &instance, path.to_owned(), fields).await.status();
        assert_eq!(send("/recovery-address", "email=Both@example.com").await.code, 204);
        let link = place.emulator.outbox().last().unwrap().link().to_owned();
        users.push((person, link.split_once('#').unwrap().1.to_owned()));
    }
    let confirm = users.iter().map(async |(person, token)| {
        form(person, &instance, "/recovery-address/confirm".to_owned(), &format!("token={token}"))
            .await
            .status()
            .code
    });
    let mut statuses = join_all(confirm).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409], "one of two who confirm one address has it");
}

pub(crate) async fn a_list_at_one_knows_what_ended_at_another(place: &Place) {
    let [one, other] = place.instances().await;
    let alice = place.person();
    alice.register(&one, "alice").await;
    let phone = place.person();
    let token = alice.browser().sign_in().await.unwrap();
    phone.sign_in(&one, &token).await;
    assert!(alice.me(&one).await.unwrap().contains("data-state=\"active\""));
    phone.post(&other, "/passkeys/sign-out", json!({})).await;
    // What one instance heard, the others hear in a moment.
    let started = Instant::now();
    while !alice.me(&one).await.unwrap().contains("data-state=\"ended\"") {
        assert!(started.elapsed() < Duration::from_secs(30), "the list never learned of it");
        rocket::tokio::task::yield_now().await;
    }
}

pub(crate) async fn programs_that_start_at_once_make_the_tables_together(place: &Place) {
    let variables: Vec<_> =
        place.settings().iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let start = || {
        let variables = variables.clone();
        rocket::tokio::task::spawn_blocking(move || {
            let (folder, port) = (TempDir::new().unwrap(), free_port().to_string());
            let mut told: Vec<_> = variables.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            told.push(("PORT", &port));
            drop(until(demo(&folder, &told), "open http://localhost"));
        })
    };
    for ended in join_all([start(), start(), start(), start()]).await {
        ended.unwrap();
    }
}

pub(crate) async fn a_database_of_a_newer_version_is_refused(place: &Place) {
    place.instance().await.end().await;
    let mut database = place.connect().await;
    let newer = "UPDATE _sqlx_migrations SET version = 9001 WHERE version = 1";
    sqlx::query(newer).execute(&mut database).await.unwrap();
    let folder = TempDir::new().unwrap();
    let mut told: Vec<_> = place.settings().into();
    told.push(("DATA_DIR", folder.path().to_str().unwrap()));
    let settings =
        Settings::read(|name| told.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()));
    let error = demo::rocket(settings.unwrap()).await.unwrap_err();
    let said = demo::Chain(&error).to_string();
    assert!(said.contains("newer than this one") && said.contains("9001"), "{said}");
}
