use serde::Serialize;

/// Whether the authenticator should prove its model.
///
/// [WebAuthn: attestation conveyance](https://www.w3.org/TR/webauthn-3/#enum-attestation-convey)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Attestation {
    /// No proof; the default of the service.
    None,
    /// The proof as the authenticator made it. Not in every plan of the service.
    Direct,
    /// A proof that the browser may have anonymised. Not in every plan of the service.
    Indirect,
}

/// Which authenticators may be used.
///
/// [WebAuthn: authenticator attachment](https://www.w3.org/TR/webauthn-3/#enum-attachment)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AuthenticatorType {
    /// Any; the default of the service.
    Any,
    /// The one that is built into the user's device.
    Platform,
    /// One that moves between devices, such as a security key.
    CrossPlatform,
}

/// Whether the authenticator must verify its user, by PIN or fingerprint, say.
///
/// [WebAuthn: user verification](https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UserVerification {
    /// Where it can; the default of the service.
    Preferred,
    /// Always, or the registration fails.
    Required,
    /// The authenticator should not verify its user.
    Discouraged,
}

/// What the browser should offer first. The first hint overrides [`AuthenticatorType`].
///
/// [WebAuthn: hints](https://www.w3.org/TR/webauthn-3/#enum-hints)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Hint {
    /// A security key.
    SecurityKey,
    /// The device that the browser runs on.
    ClientDevice,
    /// Another device, such as a phone.
    Hybrid,
}
