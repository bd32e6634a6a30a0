//! What the administrator types, and how it is answered.

use rocket::http::Status;

use crate::office::{By, Office, id, text};
use crate::place::Place;
use crate::support::{body, refusal, refused};

pub(crate) async fn a_new_user_is_shown_and_known_by_name(place: &Place) {
    let office = Office::open(place).await;
    let fields = [("name", " Zoe "), ("email", " Zoe@Example.com ")];
    let answer = office.send(By::Page, "/admin/users?q=o", &fields).await;
    assert_eq!(answer.status(), Status::SeeOther);
    let path = answer.headers().get_one("Location").unwrap().to_owned();
    let page = office.look(&path).await;
    assert!(page.contains("Zoe has an account now") && page.contains("zoe@example.com"), "{page}");
    assert!(path.ends_with("?q=o&done=created"), "{path}");
    for link in page
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
        .split(['"', '\''])
        .filter(|part| part.starts_with("/admin"))
    {
        assert!(!link.contains("done="), "no link of the page says it again: {link}");
    }
    let user_id = path.strip_prefix("/admin/users/").unwrap().split('?').next().unwrap();
    assert_eq!(office.at_the_service(user_id).await, (0, 1), "the service knows the alias");
}

pub(crate) async fn what_cannot_be_is_said_beside_what_was_typed(place: &Place) {
    let office = Office::open(place).await;
    let fields = [("name", "Alice"), ("email", "alice@example.com")];
    assert_eq!(office.send(By::Program, "/admin/users", &fields).await.status(), Status::Created);
    let bob = office.create("bob").await;
    let long = "a".repeat(65);
    for (name, email, status, code, field) in [
        ("aLICE", "new@example.com", 409, "name_taken", "name"),
        ("carol", "ALICE@example.com", 409, "address_taken", "email"),
        ("", "", 400, "invalid_name", "name"),
        ("<b>x</b>", "", 400, "invalid_name", "name"),
        ("\u{430}dmin", "", 400, "invalid_name", "name"),
        ("a\0b", "", 400, "invalid_name", "name"),
        (long.as_str(), "", 400, "invalid_name", "name"),
        ("carol", "no address", 400, "invalid_address", "email"),
        ("carol", "a\0@b", 400, "invalid_address", "email"),
    ] {
        let fields = [("name", name), ("email", email)];
        let answer = office.send(By::Program, "/admin/users", &fields).await;
        assert_eq!(refusal(answer).await, refused(status, code), "{name} {email}");
        let answer = office.send(By::Page, "/admin/users", &fields).await;
        assert_eq!(answer.status().code, status, "{name} {email}");
        let page = text(answer).await;
        let escaped = name.replace('<', "&lt;").replace('>', "&gt;");
        assert!(page.contains(&format!("value=\"{escaped}\"")) || name.contains('\0'), "{name}: {page}");
        assert!(!page.contains("<b>x"), "{page}");
        let described = format!("{field}-error\" aria-invalid=\"true\" autofocus");
        assert!(page.contains(&described) && page.contains(&format!("id=\"{field}-error\"")), "{page}");
        if field == "name" {
            let answer = office.rename(&bob, "bob", name).await;
            assert_eq!(refusal(answer).await, refused(status, code), "{name}");
        }
    }
    assert_eq!(office.send(By::Program, "/admin/users", &[]).await.status().code, 422);
    let everybody = office.look("/admin").await;
    assert!(everybody.contains("count\">3<"), "{everybody}");
}

pub(crate) async fn a_rename_reaches_the_user_and_the_service(place: &Place) {
    let office = Office::open(place).await;
    let (alice, alice_id) = office.register("alice").await;
    let path = format!("/admin/users/{alice_id}/rename");
    let answer = office.send(By::Page, &path, &[("seen", "alice"), ("name", "Alicia")]).await;
    assert_eq!(answer.status(), Status::SeeOther);
    let page = office.look(answer.headers().get_one("Location").unwrap()).await;
    assert!(page.contains("The user is called Alicia now."), "{page}");
    assert!(alice.me(&office.demo).await.unwrap().contains("Alicia"));
    assert!(office.is_alias("alicia").await && !office.is_alias("alice").await);
    // The old name is free.
    let (_, other) = office.register("Alice").await;
    assert_ne!(other, alice_id);
}

pub(crate) async fn a_rename_over_another_is_refused_with_both_names(place: &Place) {
    let office = Office::open(place).await;
    let user_id = office.create("first").await;
    assert_eq!(office.rename(&user_id, "first", "second").await.status(), Status::Ok);
    let answer = office.rename(&user_id, "first", "third").await;
    assert_eq!(refusal(answer).await, refused(409, "changed_meanwhile"));
    let path = format!("/admin/users/{user_id}/rename");
    let answer = office.send(By::Page, &path, &[("seen", "first"), ("name", "third")]).await;
    assert_eq!(answer.status(), Status::Conflict);
    let page = text(answer).await;
    assert!(page.contains("name=\"seen\" value=\"second\"") && page.contains("value=\"third\""), "{page}");
}

pub(crate) async fn an_alias_that_the_service_did_not_hear_of_is_told_later(place: &Place) {
    let office = Office::open(place).await;
    let (alice, alice_id) = office.register("alice").await;
    office.emulator().fault(passwordless_emulator::control::Fault::status("/alias", 503).lasting());
    assert_eq!(office.rename(&alice_id, "alice", "alicia").await.status(), Status::Ok);
    office.emulator().clear_faults();
    assert!(!office.is_alias("alicia").await);
    let token = alice.browser().sign_in().await.unwrap();
    let signed_in = body(alice.sign_in(&office.demo, &token).await).await;
    assert_eq!((id(&signed_in), signed_in["name"].as_str()), (alice_id, Some("alicia")));
    assert!(office.is_alias("alicia").await);
}

/// The address can be anybody's: a link on another site, or a cookie of a sub-domain.
pub(crate) async fn no_address_and_no_cookie_puts_words_into_the_administrators_page(place: &Place) {
    let office = Office::open(place).await;
    for done in ["All+users+were+exported.", "%3Cb%3E", "%C3%A9", "created2"] {
        let page = office.look(&format!("/admin?done={done}")).await;
        assert!(page.contains("You manage everybody’s accounts here."), "{done}: {page}");
    }
    for flash in
        ["1:\u{e9}", "7:successAll users were exported. Call us to undo.", "", ":", "99999999999999999999:x"]
    {
        office.root.cookies.borrow_mut().insert("_flash".to_owned(), flash.to_owned());
        let answer = office.look("/admin").await;
        assert!(answer.contains("You manage everybody’s accounts here."), "{flash}: {answer}");
    }
}
