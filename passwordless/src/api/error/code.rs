use std::fmt;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $wire:literal,)+) => {
        /// The service's `errorCode`, the stable name of a refusal.
        ///
        /// The list is the one that the service really sends, which is not quite the
        /// [documented one](https://docs.passwordless.dev/guide/errors.html). A code that this version does not
        /// know is kept as it came, in [`Other`](ErrorCode::Other).
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)+
            /// A code that this version does not know.
            Other(Box<str>),
        }

        impl ErrorCode {
            /// The code as the service spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $wire,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl From<&str> for ErrorCode {
            fn from(code: &str) -> Self {
                match code {
                    $($wire => Self::$name,)+
                    other => Self::Other(other.into()),
                }
            }
        }
    };
}

error_codes! {
    /// No token was sent.
    MissingToken = "missing_token",
    /// The token is of another kind or another application, or its signing key is gone.
    InvalidToken = "invalid_token",
    /// The token is cut short or garbled.
    InvalidTokenFormat = "invalid_token_format",
    /// The token has expired. The status is 403.
    ExpiredToken = "expired_token",
    /// The registration token names no user.
    MissingUserId = "missing_userid",
    /// The application may not have more users.
    MaxUsersReached = "max_users_reached",
    /// The service does not know the attestation preference.
    InvalidAttestation = "invalid_attestation",
    /// The application's plan does not include attestation.
    AttestationNotSupportedOnPlan = "attestation_not_supported_on_plan",
    /// An alias belongs to another user. The status is 409.
    AliasConflict = "alias_conflict",
    /// The service does not know an option of the registration.
    InvalidArgument = "invalid_argument",
    /// The passkey's registration did not verify.
    InvalidRegistration = "fido2_invalid_registration",
    /// The authenticator's model is not allowed.
    AuthenticatorNotAllowed = "authenticator_not_allowed",
    /// The application allows only certain models, and the registration asked for no attestation.
    AttestationRequired = "attestation_required",
    /// No such passkey in this application.
    UnknownCredential = "unknown_credential",
    /// The passkey's signature did not verify.
    SigninCompleteError = "signin_complete_error",
    /// An application younger than a day may send magic links to its administrators only.
    MagicLinkEmailAdminAddressOnly = "magic_link_email_admin_address_only",
    /// The month's magic links are used up. The status is 429.
    MagicLinkEmailQuotaExceeded = "magic_link_email_quota_exceeded",
    /// Our key lacks a permission. The service sends it as the fragment of `type` only.
    Forbidden = "forbidden",
}

impl ErrorCode {
    /// Reads what the service sent, or nothing where it is not shaped like a code. A code ends in logs, so it
    /// must not be able to break lines there, nor be a token or key that somebody echoed.
    pub(in crate::api) fn read(code: &str) -> Option<Self> {
        const TOKENS: [&str; 3] = ["verify_", "register_", "session_"];
        let shaped = (1..=64).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        let lower = code.to_ascii_lowercase();
        let token = TOKENS.iter().any(|prefix| lower.starts_with(prefix));
        (shaped && !token).then(|| Self::from(code))
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_survives() {
        let code = ErrorCode::read("brand_new").unwrap();
        assert_eq!(code, ErrorCode::Other("brand_new".into()));
        assert_eq!(code.as_str(), "brand_new");
        assert_eq!(ErrorCode::read("expired_token"), Some(ErrorCode::ExpiredToken));
    }

    #[test]
    fn what_is_no_code_is_not_taken_for_one() {
        for text in
            ["", "a b", "line\nbreak", "acme:secret:0123", "verify_k8Qg", "Register_x", &"a".repeat(65)]
        {
            assert_eq!(ErrorCode::read(text), None, "{text:?}");
        }
    }
}
