//! Who comes in.

use rocket::http::{Accept, ContentType, Header, Status};

use crate::office::{By, NEIGHBOUR, Office, text};
use crate::place::Place;
use crate::support::{Demo, ORIGIN, refusal, refused};

const FIELDS: [(&str, &str); 2] = [("name", "eve"), ("seen", "root")];

/// What changes something, about this user.
fn changes(user_id: &str) -> [String; 3] {
    let of = |action| format!("/admin/users/{user_id}/{action}");
    ["/admin/users".to_owned(), of("rename"), of("delete")]
}

pub(crate) async fn other_users_find_nothing(place: &Place) {
    let office = Office::open(place).await;
    let (alice, alice_id) = office.register("alice").await;
    let nowhere = text(office.visit_as(&alice, "/nowhere").await).await;
    for user_id in [&office.root_id, &alice_id] {
        let page = format!("/admin/users/{user_id}");
        for path in changes(user_id) {
            let answer = office.send_as(&alice, By::Program, &path, &FIELDS).await;
            assert_eq!(refusal(answer).await, refused(404, "not_found"), "{path}");
            let answer = office.send_as(&alice, By::Page, &path, &FIELDS).await;
            assert_eq!(answer.status(), Status::NotFound, "{path}");
        }
        for path in ["/admin", "/admin?q=a&after=a", &page] {
            let answer = office.visit_as(&alice, path).await;
            assert_eq!(answer.status(), Status::NotFound, "{path}");
            // But for the number of the request, it is the page of any address where nothing is.
            let (found, other) = (text(answer).await, nowhere.clone());
            let cut = |page: &str| page.split("request-id").next().unwrap().to_owned();
            assert_eq!(cut(&found), cut(&other), "{path}");
        }
    }
    let everybody = office.look("/admin").await;
    assert!(everybody.contains(">root<") && everybody.contains(">alice<") && !everybody.contains(">eve<"));
}

pub(crate) async fn nobody_has_to_sign_in_first(place: &Place) {
    let office = Office::open(place).await;
    let nobody = place.person();
    for path in changes(&office.root_id) {
        let answer = office.send_as(&nobody, By::Program, &path, &FIELDS).await;
        assert_eq!(refusal(answer).await.0, 401, "{path}");
        // The form of somebody whose session has ended.
        let answer = office.send_as(&nobody, By::Page, &path, &FIELDS).await;
        assert_eq!(answer.status(), Status::SeeOther, "{path}");
        assert_eq!(answer.headers().get_one("Location"), Some("/admin"));
    }
    let answer = office.visit_as(&nobody, "/admin?q=a").await;
    assert_eq!(answer.status(), Status::SeeOther);
    assert_eq!(answer.headers().get_one("Location"), Some("/?next=/admin%3Fq%3Da"));
    let answer = office.demo.client.get("/admin").header(Accept::JSON).dispatch().await;
    assert_eq!(refusal(answer).await, refused(401, "sign_in_required"));
}

pub(crate) async fn without_the_setting_there_is_no_such_page(place: &Place) {
    let demo = place.instance().await;
    let (alice, nobody) = (place.person(), place.person());
    let made = alice.register(&demo, "alice").await;
    for person in [&alice, &nobody] {
        let pages = ["/admin".to_owned(), format!("/admin/users/{}", made["userId"].as_str().unwrap())];
        for path in pages {
            let request = demo.client.get(path).header(Header::new("Sec-Fetch-Mode", "navigate"));
            assert_eq!(person.send(request).await.status(), Status::NotFound);
        }
        for path in changes("x") {
            let request =
                demo.client.post(path).header(ContentType::Form).header(Header::new("Origin", ORIGIN));
            assert_eq!(person.send(request.body("name=eve&seen=x")).await.status(), Status::NotFound);
        }
    }
}

pub(crate) async fn a_name_makes_no_administrator(place: &Place) {
    let demo = place.instance().await;
    let eve = place.person();
    eve.register(&demo, "root").await;
    demo.end().await;
    let mut settings = place.settings().to_vec();
    settings.push(("ADMIN", "root"));
    let demo = Demo::told(&settings).await;
    let request = demo.client.get("/admin").header(Header::new("Sec-Fetch-Mode", "navigate"));
    assert_eq!(eve.send(request).await.status(), Status::NotFound);
}

pub(crate) async fn another_site_changes_nothing(place: &Place) {
    let office = Office::open(place).await;
    let (_, alice_id) = office.register("alice").await;
    for path in changes(&alice_id) {
        for foreign in [
            Header::new("Origin", "https://evil.example"),
            Header::new("Origin", "null"),
            Header::new("Origin", NEIGHBOUR),
            Header::new("Sec-Fetch-Site", "cross-site"),
            Header::new("Sec-Fetch-Site", "same-site"),
        ] {
            let request = office.demo.client.post(path.clone()).header(ContentType::Form).header(foreign);
            let answer = office.root.send(request.body("name=eve&seen=alice")).await;
            assert_eq!(refusal(answer).await.0, 403, "{path}");
        }
        // No header at all: a browser sends one with every form.
        let request = office.demo.client.post(path.clone()).header(ContentType::Form);
        let answer = office.root.send(request.body("name=eve&seen=alice")).await;
        assert_eq!(answer.status(), Status::Forbidden, "{path}");
    }
    let everybody = office.look("/admin").await;
    assert!(everybody.contains(">alice<") && !everybody.contains(">eve<"));
}

pub(crate) async fn changes_need_a_passkey_and_what_was_typed_stays(place: &Place) {
    let office = Office::open_stale(place).await;
    let (_, alice_id) = office.register("alice").await;
    for path in changes(&alice_id) {
        let fields = [("name", "typed-name"), ("email", "typed@example.com"), ("seen", "alice")];
        let answer = office.send(By::Program, &path, &fields).await;
        assert_eq!(refusal(answer).await, refused(401, "step_up_required"), "{path}");
        let answer = office.send(By::Page, &path, &fields).await;
        assert_eq!(answer.status(), Status::Unauthorized, "{path}");
        let page = text(answer).await;
        assert!(page.contains("needs your passkey first"), "{path}: {page}");
        assert!(path.ends_with("delete") || page.contains("value=\"typed-name\""), "{path}: {page}");
        assert!(!path.ends_with("/users") || page.contains("value=\"typed@example.com\""), "{path}: {page}");
    }
    let everybody = office.look("/admin").await;
    assert!(everybody.contains(">alice<") && !everybody.contains("typed"));
    office.step_up().await;
    assert_eq!(office.rename(&alice_id, "alice", "Alice2").await.status(), Status::Ok);
}
