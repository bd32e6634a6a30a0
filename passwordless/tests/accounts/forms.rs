//! What a sign-up form holds beside the name, on its way from the page to the application.

use std::sync::{Arc, Mutex};

use passwordless::{
    Rejection,
    accounts::{AccountsBuilder, FormErrors, Newcomer, SignUpForms},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{Db, Site, Visitor, code, read, refused};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SignUp {
    email: String,
    terms: Option<String>,
}

fn pats() -> SignUp {
    SignUp { email: "pat@example.com".to_owned(), terms: Some("on".to_owned()) }
}

/// The application's sentences.
struct Forms;

impl SignUpForms for Forms {
    type Form = SignUp;

    async fn check(&self, name: &str, form: &SignUp) -> Result<(), FormErrors> {
        if name == "outage" {
            return Err(Rejection::unavailable().into());
        }
        let mut errors = FormErrors::new();
        if !form.email.contains('@') {
            errors.add("email", "That is no e-mail address.");
            errors.add("email", "Of a second sentence nobody hears.");
        }
        if form.terms.is_none() {
            errors.add("terms", "Accept the terms first.");
        }
        errors.into_result()
    }
}

type Accepted = Arc<Mutex<Vec<SignUp>>>;

/// An application that keeps the forms of those whom it accepted.
fn site() -> (Site, Accepted) {
    let accepted = Accepted::default();
    let kept = Arc::clone(&accepted);
    let accept = Box::new(move |newcomer: &Newcomer| {
        kept.lock().unwrap().push(newcomer.form()?);
        Ok(())
    });
    let db = Db { accept: Some(accept), ..Db::default() };
    (Site::with(|builder| builder.newcomers(db).sign_up_forms(Forms)), accepted)
}

async fn begin(visitor: &mut Visitor, site: &Site, body: Value) -> passwordless::accounts::Answer {
    visitor.ask(&site.account, "POST", "/register", body).await
}

async fn make_passkey(visitor: &mut Visitor, site: &Site, name: &str, form: Value) -> String {
    let answer = begin(visitor, site, json!({ "name": name, "form": form })).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    visitor.browser.register(read(&answer)["token"].as_str().unwrap()).await.unwrap()
}

async fn complete(visitor: &mut Visitor, site: &Site, body: Value) -> passwordless::accounts::Answer {
    visitor.ask(&site.account, "POST", "/register/complete", body).await
}

#[tokio::test]
async fn a_form_is_checked_before_the_passkey_and_handed_over_after_it() {
    let (site, accepted) = site();
    let mut pat = site.visitor();
    let form = json!({ "email": "pat@example.com", "terms": "on", "submit": "not of the form" });
    let token = make_passkey(&mut pat, &site, "pat", form).await;
    assert!(accepted.lock().unwrap().is_empty());
    assert_eq!(complete(&mut pat, &site, json!({ "token": token })).await.status(), 201);
    assert_eq!(*accepted.lock().unwrap(), [pats()]);
    assert_eq!(pat.cookies.keys().collect::<Vec<_>>(), ["passwordless"], "the form is gone from the browser");
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_told_by_field_in_the_applications_sentences() {
    let (site, _) = site();
    let mut pat = site.visitor();
    let answer = begin(&mut pat, &site, json!({ "name": "pat", "form": { "email": "pat" } })).await;
    assert_eq!(refused(&answer), code(422, "invalid_form"));
    let problem = read(&answer);
    let errors = json!({ "email": "That is no e-mail address.", "terms": "Accept the terms first." });
    assert_eq!(problem["errors"], errors);
    assert_eq!(problem["detail"], "That is no e-mail address. Accept the terms first.");
    assert!(pat.cookies.is_empty());

    let form = json!({ "email": "a@b", "terms": "on" });
    let answer = begin(&mut pat, &site, json!({ "name": "outage", "form": form })).await;
    assert_eq!(refused(&answer), code(503, "unavailable"), "an outage says nothing about the form");
}

#[tokio::test]
async fn nobody_reads_a_form_in_the_browser_or_changes_it_there() {
    let (site, accepted) = site();
    let mut pat = site.visitor();
    let token = make_passkey(&mut pat, &site, "pat", json!(pats())).await;
    let sealed = pat.cookies["passwordless-newcomer"].clone();
    for shown in ["pat", "example", "email", "terms"] {
        assert!(!sealed.contains(shown), "{sealed}");
    }
    for place in [0, 20, sealed.len() / 2, sealed.len() - 1] {
        let mut forged = sealed.clone();
        forged.replace_range(place..=place, if &sealed[place..=place] == "A" { "B" } else { "A" });
        pat.cookies.insert("passwordless-newcomer".to_owned(), forged);
        let answer = complete(&mut pat, &site, json!({ "token": token })).await;
        assert_eq!(refused(&answer), code(403, "no_registration"));
    }
    pat.cookies.insert("passwordless-newcomer".to_owned(), sealed);
    // What the page says at the end is not what was checked.
    let changed = json!({ "token": token, "form": { "email": "mallory@example.com", "terms": "on" } });
    assert_eq!(complete(&mut pat, &site, changed).await.status(), 201);
    assert_eq!(*accepted.lock().unwrap(), [pats()]);
}

#[tokio::test]
async fn a_form_goes_with_the_registration_for_which_it_was_filled_in() {
    let (site, accepted) = site();
    let (mut pat, mut mallory) = (site.visitor(), site.visitor());
    let first = make_passkey(&mut pat, &site, "pat", json!(pats())).await;
    let form = json!({ "email": "mallory@example.com", "terms": "on" });
    make_passkey(&mut mallory, &site, "mallory", form.clone()).await;
    let pats_cookie = pat.cookies["passwordless-newcomer"].clone();
    // Another browser's, or that of another registration of this one.
    pat.cookies.extend(mallory.cookies.clone());
    let answer = complete(&mut pat, &site, json!({ "token": first })).await;
    assert_eq!(refused(&answer), code(403, "no_registration"));
    let mut later = site.visitor();
    make_passkey(&mut later, &site, "pat", form).await;
    pat.cookies.extend(later.cookies);
    let answer = complete(&mut pat, &site, json!({ "token": first })).await;
    assert_eq!(refused(&answer), code(403, "no_registration"));
    assert!(accepted.lock().unwrap().is_empty());

    pat.cookies.insert("passwordless-newcomer".to_owned(), pats_cookie);
    assert_eq!(complete(&mut pat, &site, json!({ "token": first })).await.status(), 201);
    assert_eq!(*accepted.lock().unwrap(), [pats()]);
}

#[tokio::test]
async fn a_form_of_another_shape_is_refused_and_not_quoted() {
    let (site, _) = site();
    let mut pat = site.visitor();
    for form in
        [json!("sesame"), json!(["sesame"]), json!({ "email": 5 }), json!({ "mail": "sesame" }), json!(null)]
    {
        let answer = begin(&mut pat, &site, json!({ "name": "pat", "form": form })).await;
        assert_eq!(refused(&answer), code(400, "malformed_request"), "{form}");
        assert!(!answer.body().contains("sesame"), "{}", answer.body());
    }
    let answer = begin(&mut pat, &site, json!({ "name": "pat" })).await;
    assert_eq!(refused(&answer), code(400, "malformed_request"));
    assert!(pat.cookies.is_empty());
}

#[tokio::test]
async fn the_longest_form_fits_beside_the_longest_name_and_a_longer_one_is_refused() {
    let (site, accepted) = site();
    let mut pat = site.visitor();
    let empty = serde_json::to_string(&SignUp { email: "@".to_owned(), ..pats() }).unwrap().len();
    let email = |length: usize| format!("@{}", "x".repeat(length - empty));
    let name = "\u{1f511}".repeat(64);
    let form = json!({ "email": email(2049), "terms": "on" });
    let answer = begin(&mut pat, &site, json!({ "name": name, "form": form })).await;
    assert_eq!(refused(&answer), code(413, "form_too_large"));
    assert!(pat.cookies.is_empty());

    let token = make_passkey(&mut pat, &site, &name, json!({ "email": email(2048), "terms": "on" })).await;
    assert!(pat.cookies["passwordless-newcomer"].len() < 4000);
    assert_eq!(complete(&mut pat, &site, json!({ "token": token })).await.status(), 201);
    assert_eq!(accepted.lock().unwrap()[0].email, email(2048));
}

#[tokio::test]
async fn a_form_that_nobody_takes_is_refused() {
    let site = Site::new();
    let answer = begin(&mut site.visitor(), &site, json!({ "name": "pat", "form": { "terms": "on" } })).await;
    assert_eq!(refused(&answer), code(400, "malformed_request"));
    assert!(read(&answer)["detail"].as_str().unwrap().contains("`form`"));
}

/// A site whose hook asks for the form as a text.
fn asking_for_text(change: impl FnOnce(AccountsBuilder) -> AccountsBuilder) -> Site {
    let accept = Box::new(|newcomer: &Newcomer| newcomer.form::<String>().map(drop));
    Site::with(|builder| change(builder.newcomers(Db { accept: Some(accept), ..Db::default() })))
}

#[tokio::test]
async fn a_form_that_is_asked_for_as_another_type_opens_no_account() {
    let site = asking_for_text(|builder| builder.sign_up_forms(Forms));
    let mut pat = site.visitor();
    let token = make_passkey(&mut pat, &site, "pat", json!(pats())).await;
    let answer = complete(&mut pat, &site, json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(403, "no_registration"));
    assert!(pat.browser.sign_in().await.is_err(), "the passkey of nobody is deleted");

    let site = asking_for_text(|builder| builder);
    let mut pat = site.visitor();
    let token = pat.make_passkey(&site, "pat").await;
    let answer = complete(&mut pat, &site, json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(500, "misconfigured"));
    assert!(!pat.is_signed_in(&site).await);
}

#[tokio::test]
async fn no_form_is_shown_where_a_newcomer_is() {
    let shown = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&shown);
    let accept = Box::new(move |newcomer: &Newcomer| {
        *seen.lock().unwrap() = format!("{newcomer:?} {newcomer:#?}");
        Ok(())
    });
    let db = Db { accept: Some(accept), ..Db::default() };
    let site = Site::with(|builder| builder.newcomers(db).sign_up_forms(Forms));
    let mut pat = site.visitor();
    let token = make_passkey(&mut pat, &site, "pat", json!(pats())).await;
    assert_eq!(complete(&mut pat, &site, json!({ "token": token })).await.status(), 201);
    let shown = shown.lock().unwrap();
    assert!(shown.contains("Newcomer") && !shown.contains("example.com"), "{shown}");
}
