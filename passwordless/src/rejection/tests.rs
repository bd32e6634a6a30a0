use serde_json::{Value, json};

use super::*;
use crate::{Denial, DenialKind, Error, Purpose, Token, api::InvalidToken, store::StoreError};

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

fn all() -> Vec<Rejection> {
    let denial = |kind| Rejection::from(Denial::new(kind, "sesame".to_owned()));
    vec![
        Rejection::missing(),
        Rejection::of(Fixed::SignInAgain),
        Rejection::invalid(),
        Rejection::step_up_required::<Pay>(),
        Rejection::ambiguous(),
        Rejection::denied(),
        Rejection::cross_site(),
        Rejection::overloaded(),
        Rejection::unavailable(),
        Rejection::misconfigured(),
        denial(DenialKind::Age),
        denial(DenialKind::Replay),
        denial(DenialKind::Revoked),
        denial(DenialKind::Origin),
        denial(DenialKind::RelyingParty),
        denial(DenialKind::Kind),
        denial(DenialKind::Purpose),
        denial(DenialKind::User),
        denial(DenialKind::Passkey),
        denial(DenialKind::Clock),
        Rejection::of(Fixed::NoRegistration),
        Rejection::of(Fixed::UnknownUser),
        Rejection::of(Fixed::UserLimit),
        Rejection::of(Fixed::InvalidLink),
        Rejection::of(Fixed::NotFound),
        Rejection::of(Fixed::UnknownPasskey),
        Rejection::of(Fixed::UnknownSignIn),
        Rejection::of(Fixed::WrongMethod),
        Rejection::name_taken(),
        Rejection::of(Fixed::OtherUser),
        Rejection::of(Fixed::OtherBrowser),
        Rejection::of(Fixed::LastPasskey),
        Rejection::of(Fixed::Unconfirmed),
        Rejection::of(Fixed::TooLarge),
        Rejection::of(Fixed::FormTooLarge),
        Rejection::of(Fixed::InvalidForm),
        Rejection::of(Fixed::NotJson),
        Rejection::too_many(),
        Rejection::malformed("That is not what this address takes."),
        Rejection::invalid_name("Choose a name first."),
    ]
}

#[test]
fn status_and_code_are_stable() {
    let table: Vec<_> = all().iter().map(|rejection| (rejection.status(), rejection.code())).collect();
    assert_eq!(
        table,
        [
            (401, "sign_in_required"),
            (401, "sign_in_again"),
            (401, "invalid_credential"),
            (401, "step_up_required"),
            (400, "ambiguous_credentials"),
            (403, "denied"),
            (403, "cross_site_request"),
            (503, "overloaded"),
            (503, "unavailable"),
            (500, "misconfigured"),
            (401, "token_expired"),
            (401, "token_already_used"),
            (401, "token_revoked"),
            (403, "origin_denied"),
            (403, "relying_party_denied"),
            (403, "token_kind_denied"),
            (403, "purpose_denied"),
            (403, "user_denied"),
            (403, "unregistered_passkey"),
            (503, "clock_wrong"),
            (403, "no_registration"),
            (403, "unknown_user"),
            (403, "user_limit_reached"),
            (403, "invalid_link"),
            (404, "not_found"),
            (404, "unknown_passkey"),
            (404, "unknown_sign_in"),
            (405, "wrong_method"),
            (409, "name_taken"),
            (409, "other_user"),
            (409, "other_browser_needed"),
            (409, "last_passkey"),
            (409, "confirmation_required"),
            (413, "body_too_large"),
            (413, "form_too_large"),
            (422, "invalid_form"),
            (415, "json_required"),
            (429, "too_many_requests"),
            (400, "malformed_request"),
            (400, "invalid_name"),
        ]
    );
}

#[test]
fn every_401_names_a_scheme_and_every_503_a_time() {
    for rejection in all() {
        let headers: Vec<_> = rejection.headers().collect();
        let has = |name| headers.iter().any(|(header, _)| *header == name);
        assert!(has("cache-control"));
        let status = rejection.status();
        let says_how = status == 401 || rejection.kind() == RejectionKind::Ambiguous;
        assert_eq!(has("www-authenticate"), says_how, "{rejection:?}");
        assert_eq!(has("retry-after"), status == 503, "{rejection:?}");
    }
    let step_up = Rejection::step_up_required::<Pay>().www_authenticate();
    assert_eq!(step_up.as_deref(), Some(r#"Bearer error="insufficient_user_authentication", max_age="300""#));
    let wait = Rejection::unavailable().retry_after(Duration::from_millis(1_001));
    assert_eq!(wait.retry_after_seconds(), Some(2));
}

#[test]
fn the_body_is_a_problem_document() {
    let body = Rejection::step_up_required::<Pay>().body();
    assert_eq!(
        serde_json::from_str::<Value>(&body).unwrap(),
        json!({
            "type": "about:blank", "title": "Unauthorized", "status": 401, "code": "step_up_required",
            "detail": "Confirm with a passkey first.", "purpose": "pay", "max_age": 300
        })
    );
    for rejection in all() {
        let body: Value = serde_json::from_str(&rejection.body()).unwrap();
        assert_eq!(body["status"], rejection.status());
        assert_eq!(body["code"], rejection.code());
    }
}

#[test]
fn every_reason_that_is_told_in_the_same_words_is_in_the_table() {
    for fixed in Fixed::ALL {
        assert!(all().contains(&Rejection::of(*fixed)), "{fixed:?}");
    }
}

#[test]
fn an_applications_own_refusal_is_one_of_4xx_and_of_the_kind_that_its_status_means() {
    let own = |status| Rejection::new(status, "own", "Ours alone.");
    let kinds = [
        (400, RejectionKind::Malformed),
        (401, RejectionKind::Missing),
        (402, RejectionKind::Denied),
        (403, RejectionKind::Denied),
        (404, RejectionKind::NotFound),
        (409, RejectionKind::Conflict),
        (422, RejectionKind::Malformed),
        (429, RejectionKind::TooMany),
    ];
    for (status, kind) in kinds {
        assert_eq!((own(status).status(), own(status).kind()), (status, kind));
        assert_eq!(own(status).www_authenticate().is_some(), status == 401);
    }
    for status in [0, 200, 303, 500, 503, 999] {
        assert_eq!(own(status).status(), 400);
    }
}

#[test]
fn a_rejection_is_no_larger_than_it_was() {
    assert!(size_of::<Rejection>() <= 48, "{}", size_of::<Rejection>());
}

#[test]
fn nothing_of_the_cause_is_repeated() {
    let refused: InvalidToken = Token::new("sesame").unwrap_err();
    let causes = [
        Rejection::from(Error::from(refused)),
        Rejection::from(Error::config("sesame")),
        Rejection::from(StoreError::unavailable("sesame")),
        Rejection::from(StoreError::full()),
    ];
    let expected =
        [(401, "invalid_credential"), (503, "unavailable"), (503, "unavailable"), (503, "overloaded")];
    let (refused, config) = (Error::from(Token::new("sesame").unwrap_err()), Error::config("sesame"));
    assert_eq!([Rejection::from(&refused), Rejection::from(&config)], causes[..2]);
    for (rejection, expected) in causes.into_iter().zip(expected) {
        assert_eq!((rejection.status(), rejection.code()), expected);
    }
    for rejection in causes.into_iter().chain(all()) {
        let headers: Vec<_> = rejection.headers().collect();
        let shown = format!("{rejection} {rejection:?} {} {headers:?}", rejection.body());
        assert!(!shown.contains("sesame"), "{shown}");
    }
}
