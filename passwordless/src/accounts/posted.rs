//! The bodies that the routes take.

use serde::Deserialize;
use serde_json::Value;

use super::{Accounts, Request};
use crate::{
    Token,
    rejection::{Fixed, Rejection},
    rules::Form,
};

/// What pages post. Each route takes what it needs, and asks for it.
#[derive(Default, Deserialize)]
pub(super) struct Posted {
    token: Option<String>,
    /// The vendor's examples call it `username`.
    #[serde(alias = "username")]
    name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) link: Option<String>,
    /// What a sign-up form holds beside the name.
    pub(super) form: Option<Value>,
    #[serde(default)]
    pub(super) confirmed: bool,
    /// Whether the browser can make passkeys, where it says so.
    pub(super) passkeys: Option<bool>,
    /// How the session is handed out.
    #[serde(default)]
    pub(super) session: Form,
}

impl Posted {
    /// Reads the body, and makes sure of who sent it.
    pub(super) fn read(account: &Accounts, request: &Request<'_>) -> Result<Self, Rejection> {
        if request.is_safe() {
            return Ok(Self::default());
        }
        if !request.presented.is_a_programs() {
            account.gate().check_same_origin(&request.presented)?;
        }
        let posted = parse(request)?;
        // No browser sends a bearer by itself, and who asks for one is given no cookie.
        // What an own session goes by is not known, so there it is asked about each request.
        let is_harmless =
            request.own.is_none() && (request.presented.has_bearer() || posted.session == Form::Bearer);
        if request.presented.is_a_programs() && !is_harmless {
            account.gate().check_same_origin(&request.presented)?;
        }
        Ok(posted)
    }

    pub(super) fn token(&self) -> Result<Token, Rejection> {
        let token =
            self.token.as_deref().ok_or(Rejection::malformed("The body lacks the member `token`."))?;
        Ok(Token::try_from(token)?)
    }

    pub(super) fn name(&self) -> Result<&str, Rejection> {
        self.name.as_deref().ok_or(Rejection::malformed("The body lacks the member `name`."))
    }
}

fn parse(request: &Request<'_>) -> Result<Posted, Rejection> {
    if request.body.len() > Accounts::MAX_BODY {
        return Err(Rejection::of(Fixed::TooLarge));
    }
    match request.content_type {
        Some(content_type) if is_json(content_type) => {}
        None if request.body.is_empty() => {}
        _ => return Err(Rejection::of(Fixed::NotJson)),
    }
    if request.body.is_empty() {
        return Ok(Posted::default());
    }
    // The parser's own message quotes the body.
    serde_json::from_slice(request.body)
        .map_err(|_| Rejection::malformed("The body is not the JSON object that this address takes."))
}

fn is_json(content_type: &[u8]) -> bool {
    let media_type = content_type.split(|byte| *byte == b';').next().unwrap_or_default();
    media_type.trim_ascii().eq_ignore_ascii_case(b"application/json")
}
