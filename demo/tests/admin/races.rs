//! Two at once.

use rocket::futures::future::join_all;

use crate::office::{By, Office};
use crate::place::Place;

pub(crate) async fn of_many_who_want_a_name_one_has_it(place: &Place) {
    let office = Office::open(place).await;
    let wishes = (0..20).map(|number| {
        let office = &office;
        async move {
            let (name, email) = (["Popular", "POPULAR"][number % 2], format!("{number}@example.com"));
            let fields = [("name", name), ("email", email.as_str())];
            office.send(By::Program, "/admin/users", &fields).await.status().code
        }
    });
    let mut statuses = join_all(wishes).await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (201, &[409; 19][..]));
    assert!(office.look("/admin?q=popular").await.contains("count\">1<"));
}

pub(crate) async fn of_many_renames_of_what_was_seen_one_counts(place: &Place) {
    let office = Office::open(place).await;
    let (_, alice_id) = office.register("alice").await;
    let renames = (0..20).map(|number| {
        let (office, alice_id) = (&office, &alice_id);
        async move {
            let name = format!("alice{number}");
            (office.rename(alice_id, "alice", &name).await.status().code, name)
        }
    });
    let mut outcomes = join_all(renames).await;
    outcomes.sort();
    let statuses: Vec<_> = outcomes.iter().map(|(status, _)| *status).collect();
    assert_eq!((statuses[0], &statuses[1..]), (200, &[409; 19][..]));
    assert!(
        office
            .look(&format!("/admin/users/{alice_id}"))
            .await
            .contains(&format!("<h1>{}</h1>", outcomes[0].1))
    );
    assert!(office.is_alias(&outcomes[0].1).await);
}

pub(crate) async fn of_many_users_who_are_to_have_a_name_one_gets_it(place: &Place) {
    let office = Office::open(place).await;
    let users: Vec<String> = join_all((0..10).map(|n| {
        let office = &office;
        async move { office.create(&format!("user{n}")).await }
    }))
    .await;
    let renames = users.iter().enumerate().map(|(number, user_id)| {
        let office = &office;
        async move { office.rename(user_id, &format!("user{number}"), "Wanted").await.status().code }
    });
    let mut statuses = join_all(renames).await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (200, &[409; 9][..]));
}

pub(crate) async fn renames_in_a_row_leave_the_service_with_the_last_name(place: &Place) {
    let office = Office::open(place).await;
    let (_, alice_id) = office.register("alice").await;
    let mut seen = "alice".to_owned();
    for round in 0..5 {
        // The second goes on from the first as soon as that has counted, while the service is still told of it.
        let (first, second) = (format!("first{round}"), format!("second{round}"));
        let ((), ()) = rocket::tokio::join!(
            async { assert_eq!(office.rename(&alice_id, &seen, &first).await.status().code, 200) },
            async { while office.rename(&alice_id, &first, &second).await.status().code != 200 {} }
        );
        assert!(office.is_alias(&second).await && !office.is_alias(&first).await);
        seen = second;
    }
}

pub(crate) async fn a_user_who_is_deleted_and_renamed_at_once_is_gone(place: &Place) {
    let office = Office::open(place).await;
    let (alice, alice_id) = office.register("alice").await;
    let token = alice.browser().sign_in().await.unwrap();
    let (deleted, again, renamed, _) = rocket::tokio::join!(
        office.delete(&alice_id),
        office.delete(&alice_id),
        office.rename(&alice_id, "alice", "alicia"),
        alice.sign_in(&office.demo, &token),
    );
    assert_eq!((deleted.status().code, again.status().code), (200, 200));
    assert!([200, 404, 409].contains(&renamed.status().code), "{}", renamed.status());
    assert_eq!(alice.me(&office.demo).await, None);
    assert_eq!(office.at_the_service(&alice_id).await.0, 0);
    assert!(office.look("/admin").await.contains("count\">1<"));
}
