//! What is asked at which route, with which credentials, and what the answer must be.

use Credential::*;
use Expected::*;
use Route::*;

/// A route: a path that takes `GET` and `POST`, and answers with the id of whom it let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// For who is signed in.
    Session,
    /// For everybody; answers `nobody` where nobody is signed in.
    Maybe,
    /// For who confirmed the purpose `step-up` with a passkey.
    Fresh,
    /// For who presents a token of the service.
    Token,
}

impl Route {
    pub(crate) fn path(self) -> &'static str {
        match self {
            Session => "/session",
            Maybe => "/maybe",
            Fresh => "/fresh",
            Token => "/token",
        }
    }
}

/// What the request presents. The user is `alice` unless the name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credential {
    Nothing,
    Cookie,
    SteppedUpCookie,
    ForgedCookie,
    GarbledCookie,
    CookieOfAnotherKey,
    CookieUnderAnotherName,
    BearerAsCookie,
    ExpiredCookie,
    SignedOutCookie,
    SignedOutEverywhereCookie,
    TwoCookies,
    Bearer,
    ForgedBearer,
    CookieAsBearer,
    EmptyBearer,
    UnknownBearer,
    TwoBearers,
    SignedOutBearer,
    BearerOfBobAndCookie,
    ForgedBearerAndCookie,
    BasicAndCookie,
    VerifyToken,
    SpentToken,
    ForgedToken,
    TokenOfAnotherOrigin,
    RegistrationToken,
    GeneratedToken,
    TokenFromBeforeSignOutEverywhere,
    TokenAndCookie,
    SpentTokenAndCookie,
    TwoTokens,
}

/// What the answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// 200, with this body.
    User(&'static str),
    /// This status and this code.
    Refused(u16, &'static str),
}

/// One row.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) method: &'static str,
    pub(crate) route: Route,
    pub(crate) credential: Credential,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) expected: Expected,
}

const fn get(route: Route, credential: Credential, expected: Expected) -> Case {
    Case { method: "GET", route, credential, headers: &[], expected }
}

const fn post(
    route: Route,
    credential: Credential,
    headers: &'static [(&'static str, &'static str)],
    expected: Expected,
) -> Case {
    Case { method: "POST", route, credential, headers, expected }
}

const fn handshake(
    credential: Credential,
    headers: &'static [(&'static str, &'static str)],
    expected: Expected,
) -> Case {
    Case { method: "GET", route: Session, credential, headers, expected }
}

const MISSING: Expected = Refused(401, "sign_in_required");
const INVALID: Expected = Refused(401, "invalid_credential");
const AMBIGUOUS: Expected = Refused(400, "ambiguous_credentials");
const CROSS_SITE: Expected = Refused(403, "cross_site_request");
const STEP_UP: Expected = Refused(401, "step_up_required");
const ALICE: Expected = User("alice");
const NOBODY: Expected = User("nobody");

const OURS: &[(&str, &str)] = &[("origin", super::world::ORIGIN)];

const OURS_BY_WEBSOCKET: &[(&str, &str)] =
    &[("upgrade", "websocket"), ("sec-fetch-mode", "websocket"), ("origin", super::world::ORIGIN)];
const WEBSOCKET_OF_A_SIBLING: &[(&str, &str)] =
    &[("upgrade", "websocket"), ("origin", "http://evil.localhost:4000"), ("sec-fetch-site", "same-site")];

pub(crate) const TABLE: &[Case] = &[
    // Cookies: a bad one counts as none.
    get(Session, Nothing, MISSING),
    get(Session, Cookie, ALICE),
    get(Session, ForgedCookie, MISSING),
    get(Session, GarbledCookie, MISSING),
    get(Session, CookieOfAnotherKey, MISSING),
    get(Session, CookieUnderAnotherName, MISSING),
    get(Session, BearerAsCookie, MISSING),
    get(Session, ExpiredCookie, MISSING),
    get(Session, SignedOutCookie, MISSING),
    get(Session, SignedOutEverywhereCookie, MISSING),
    get(Session, TwoCookies, AMBIGUOUS),
    // Bearers: a bad one is an error, and an explicit one beats the cookie.
    get(Session, Bearer, ALICE),
    get(Session, ForgedBearer, INVALID),
    get(Session, CookieAsBearer, INVALID),
    get(Session, EmptyBearer, INVALID),
    get(Session, UnknownBearer, INVALID),
    get(Session, SignedOutBearer, INVALID),
    get(Session, TwoBearers, AMBIGUOUS),
    get(Session, BearerOfBobAndCookie, User("bob")),
    get(Session, ForgedBearerAndCookie, INVALID),
    get(Session, BasicAndCookie, ALICE),
    // A token is no session.
    get(Session, VerifyToken, INVALID),
    get(Session, TokenAndCookie, INVALID),
    // Who need not be signed in is let in, but not with what is wrong.
    get(Maybe, Nothing, NOBODY),
    get(Maybe, Cookie, ALICE),
    get(Maybe, ForgedCookie, NOBODY),
    get(Maybe, SignedOutCookie, NOBODY),
    get(Maybe, TwoCookies, AMBIGUOUS),
    get(Maybe, Bearer, ALICE),
    get(Maybe, ForgedBearer, INVALID),
    post(Maybe, Nothing, &[], NOBODY),
    post(Maybe, Nothing, &[("origin", "https://evil.example")], NOBODY),
    post(Maybe, Cookie, &[("origin", "https://evil.example")], CROSS_SITE),
    // Changes by cookie: only from our own pages.
    post(Session, Cookie, &[], CROSS_SITE),
    post(Session, Cookie, OURS, ALICE),
    post(Session, Cookie, &[("sec-fetch-site", "same-origin")], ALICE),
    post(Session, Cookie, &[("sec-fetch-site", "same-site")], CROSS_SITE),
    post(Session, Cookie, &[("sec-fetch-site", "none")], CROSS_SITE),
    post(Session, Cookie, &[("origin", "https://evil.example")], CROSS_SITE),
    post(Session, Cookie, &[("origin", "null")], CROSS_SITE),
    post(Session, Cookie, &[("origin", "http://localhost:4000.evil.example")], CROSS_SITE),
    post(
        Session,
        Cookie,
        &[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")],
        CROSS_SITE,
    ),
    post(
        Session,
        Cookie,
        &[("origin", super::world::ORIGIN), ("origin", "https://evil.example")],
        CROSS_SITE,
    ),
    post(Session, ForgedCookie, OURS, MISSING),
    post(Session, Nothing, &[], MISSING),
    post(Session, Bearer, &[("origin", "https://evil.example")], ALICE),
    post(Session, BearerOfBobAndCookie, &[("origin", "https://evil.example")], User("bob")),
    // A WebSocket reads and writes, so its handshake, a GET, counts as a change.
    handshake(Cookie, OURS_BY_WEBSOCKET, ALICE),
    handshake(Cookie, WEBSOCKET_OF_A_SIBLING, CROSS_SITE),
    handshake(Cookie, &[("upgrade", "WebSocket")], CROSS_SITE),
    handshake(Cookie, &[("sec-fetch-mode", "websocket"), ("origin", "https://evil.example")], CROSS_SITE),
    handshake(Bearer, WEBSOCKET_OF_A_SIBLING, ALICE),
    handshake(Cookie, &[("upgrade", "h2c")], ALICE),
    handshake(Nothing, WEBSOCKET_OF_A_SIBLING, MISSING),
    // A page that sends no referrer: no other page can say `same-origin`.
    post(Session, Cookie, &[("origin", "null"), ("sec-fetch-site", "same-origin")], ALICE),
    post(Session, Cookie, &[("origin", "null"), ("sec-fetch-site", "cross-site")], CROSS_SITE),
    // Step-up.
    get(Fresh, Nothing, MISSING),
    get(Fresh, Cookie, STEP_UP),
    get(Fresh, Bearer, STEP_UP),
    get(Fresh, SteppedUpCookie, ALICE),
    get(Fresh, VerifyToken, INVALID),
    post(Fresh, SteppedUpCookie, &[], CROSS_SITE),
    // Tokens: once, of our pages, of passkeys.
    get(Token, VerifyToken, ALICE),
    get(Token, SpentToken, Refused(401, "token_already_used")),
    get(Token, ForgedToken, INVALID),
    get(Token, UnknownBearer, INVALID),
    get(Token, TokenOfAnotherOrigin, Refused(403, "origin_denied")),
    get(Token, RegistrationToken, Refused(403, "token_kind_denied")),
    get(Token, GeneratedToken, Refused(403, "token_kind_denied")),
    get(Token, TokenFromBeforeSignOutEverywhere, Refused(401, "token_revoked")),
    get(Token, TwoTokens, AMBIGUOUS),
    get(Token, TokenAndCookie, ALICE),
    get(Token, SpentTokenAndCookie, Refused(401, "token_already_used")),
    get(Token, Nothing, MISSING),
    post(Token, VerifyToken, &[("origin", "https://evil.example")], ALICE),
];
