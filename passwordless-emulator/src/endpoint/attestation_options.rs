//! The options that a page hands to `navigator.credentials.create`.

use serde::Serialize;

use crate::{answer::Problem, state::Application, token::Registration, webauthn::Algorithm};

/// The hints of WebAuthn, in the order of their numbers at the service.
pub(super) const HINTS: [&str; 3] = ["security-key", "client-device", "hybrid"];

/// Members in the service's order; optional ones are left out, since Chromium refuses nulls.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreationOptions<'a> {
    pub(super) rp: RelyingParty<'a>,
    pub(super) user: User<'a>,
    pub(super) challenge: &'a str,
    pub(super) pub_key_cred_params: [Parameters; 10],
    pub(super) timeout: u32,
    pub(super) attestation: &'a str,
    pub(super) attestation_formats: [&'static str; 0],
    pub(super) authenticator_selection: Selection,
    pub(super) hints: &'a [String],
    pub(super) exclude_credentials: Vec<Descriptor>,
    pub(super) extensions: Extensions,
}

#[derive(Debug, Serialize)]
pub(super) struct RelyingParty<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) name: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User<'a> {
    pub(super) name: &'a str,
    pub(super) id: String,
    pub(super) display_name: &'a str,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Parameters {
    #[serde(rename = "type")]
    kind: &'static str,
    alg: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Selection {
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_attachment: Option<&'static str>,
    resident_key: &'static str,
    require_resident_key: bool,
    pub(super) user_verification: &'static str,
}

/// A credential, as both ceremonies name it.
#[derive(Debug, Serialize)]
pub(super) struct Descriptor {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extensions {
    cred_props: bool,
}

impl Descriptor {
    pub(super) fn new(id: String) -> Self {
        Self { kind: "public-key", id }
    }
}

impl Extensions {
    pub(super) const REQUESTED: Self = Self { cred_props: true };
}

/// The ten algorithms, in the service's order.
pub(super) fn parameters() -> [Parameters; 10] {
    Algorithm::OFFERED.map(|algorithm| Parameters { kind: "public-key", alg: algorithm.number() })
}

/// `none` in any case, or one of the other two exactly, which the application must have been allowed.
pub(super) fn check_attestation(application: &Application, attestation: Option<&str>) -> Result<(), Problem> {
    match attestation.unwrap_or_default() {
        "" => Ok(()),
        none if none.eq_ignore_ascii_case("none") => Ok(()),
        "direct" | "indirect" if application.settings().features.allow_attestation => Ok(()),
        "direct" | "indirect" => {
            let title = "This application may ask for the attestation none only.";
            Err(Problem::bad_request("attestation_not_supported_on_plan", title))
        }
        _ => {
            let title = "The attestation must be none, direct or indirect.";
            Err(Problem::bad_request("invalid_attestation", title))
        }
    }
}

/// What kind of authenticator is asked for. The first hint, if there is one, beats the type.
pub(super) fn selection(registration: &Registration) -> Result<Selection, Problem> {
    let asked = attachment(registration.authenticator_type.as_deref())?;
    let user_verification = user_verification(registration.user_verification.as_deref())?;
    let Some(hints) = &registration.hints else { return Err(invalid("The hints may not be null.")) };
    let hinted = hints.first().map(|hint| match hint.as_str() {
        "client-device" => "platform",
        _ => "cross-platform",
    });
    Ok(Selection {
        authenticator_attachment: hinted.or(asked),
        resident_key: if registration.discoverable { "required" } else { "discouraged" },
        require_resident_key: registration.discoverable,
        user_verification,
    })
}

fn attachment(kind: Option<&str>) -> Result<Option<&'static str>, Problem> {
    match kind.unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "any" => Ok(None),
        "platform" | "0" => Ok(Some("platform")),
        "cross-platform" | "crossplatform" | "1" => Ok(Some("cross-platform")),
        _ => Err(invalid("The authenticator type must be any, platform or cross-platform.")),
    }
}

fn user_verification(requirement: Option<&str>) -> Result<&'static str, Problem> {
    match requirement.unwrap_or_default().to_ascii_lowercase().as_str() {
        "required" | "0" => Ok("required"),
        "preferred" | "1" => Ok("preferred"),
        "discouraged" | "2" => Ok("discouraged"),
        _ => Err(invalid("The user verification must be required, preferred or discouraged.")),
    }
}

fn invalid(title: &'static str) -> Problem {
    Problem::bad_request("invalid_argument", title)
}
