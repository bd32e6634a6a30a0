use super::RejectionKind;

/// Declares the reasons as one table: the kind and the status, the code for programs, the sentence for people.
macro_rules! reasons {
    ($($reason:ident: $kind:ident $status:literal $code:literal $sentence:literal,)+) => {
        /// A reason that is told in the same words each time.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fixed {
            $($reason,)+
        }

        impl Fixed {
            /// All of them, in the order of their numbers.
            pub(super) const ALL: &'static [Self] = &[$(Self::$reason,)+];

            pub(super) const fn kind(self) -> RejectionKind {
                match self {
                    $(Self::$reason => RejectionKind::$kind,)+
                }
            }

            pub(super) const fn status(self) -> u16 {
                match self {
                    $(Self::$reason => $status,)+
                }
            }

            pub(super) const fn code(self) -> &'static str {
                match self {
                    $(Self::$reason => $code,)+
                }
            }

            pub(super) const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$reason => $sentence,)+
                }
            }
        }
    };
}

reasons! {
    Missing: Missing 401 "sign_in_required" "Sign in first.",
    SignInAgain: Missing 401 "sign_in_again"
        "Sign in again first. Your account has no passkey yet that could confirm this.",
    Invalid: Invalid 401 "invalid_credential" "The credential is not valid. Sign in again.",
    Age: Invalid 401 "token_expired" "The sign-in took too long. Sign in again.",
    Replay: Invalid 401 "token_already_used" "The sign-in was used already. Sign in again.",
    Revoked: Invalid 401 "token_revoked" "The sign-in was ended. Sign in again.",
    Ambiguous: Ambiguous 400 "ambiguous_credentials"
        "The request carries two credentials of one kind. Send one.",
    Denied: Denied 403 "denied" "This site does not allow it. Ask those who run it.",
    Origin: Denied 403 "origin_denied"
        "The passkey was used at an address that this site does not allow. Open the site by its usual one, and try again.",
    RelyingParty: Denied 403 "relying_party_denied" "The passkey is for another site. Use one of this site.",
    Kind: Denied 403 "token_kind_denied" "This was made for another step. Please start again.",
    Purpose: Denied 403 "purpose_denied" "The passkey confirmed something else. Please confirm again.",
    User: Denied 403 "user_denied" "The passkey is another user's. Use one of yours.",
    UnregisteredPasskey: Denied 403 "unregistered_passkey"
        "This passkey was not added here, or was deleted. Use another of yours, or recover your account.",
    CrossSite: Denied 403 "cross_site_request"
        "The request did not come from a page of this site. Open the site itself, and try again.",
    NoRegistration: Denied 403 "no_registration"
        "This browser has not started that registration, or it took too long. Please start again.",
    UnknownUser: Denied 403 "unknown_user" "This passkey belongs to no account here. Register first.",
    UserLimit: Denied 403 "user_limit_reached"
        "No more people can register here for now. Tell those who run this site.",
    InvalidLink: Denied 403 "invalid_link" "This link is not valid. Ask for a new one.",
    NotFound: NotFound 404 "not_found" "There is nothing here.",
    UnknownPasskey: NotFound 404 "unknown_passkey" "You have no such passkey. It may be deleted already: load the page again.",
    UnknownSignIn: NotFound 404 "unknown_sign_in" "You have no such sign-in. It may have ended already: load the page again.",
    WrongMethod: Malformed 405 "wrong_method" "This address does not take such a request.",
    NameTaken: Conflict 409 "name_taken" "That name is taken. Choose another, or sign in if it is yours.",
    OtherUser: Conflict 409 "other_user"
        "Another account is signed in in this browser now, so nothing was changed. Load the page again to see whose it is.",
    LastPasskey: Conflict 409 "last_passkey" "This is your last passkey. Add another before you delete it.",
    OtherBrowser: Conflict 409 "other_browser_needed"
        "This browser cannot make passkeys, and the link still works: open it in another browser.",
    Unconfirmed: Conflict 409 "confirmation_required"
        "The link was asked for in another browser. Confirm that the account is yours.",
    FormTooLarge: Malformed 413 "form_too_large" "The form holds too much. Shorten what you wrote.",
    TooLarge: Malformed 413 "body_too_large" "The request is too large.",
    InvalidForm: Malformed 422 "invalid_form" "The form is not filled in as it has to be.",
    NotJson: Malformed 415 "json_required" "The request must be JSON, and say so in its Content-Type.",
    TooMany: TooMany 429 "too_many_requests" "That was asked too often. Try again later.",
    Overloaded: Overloaded 503 "overloaded" "Too much is asked at once. Try again in a moment.",
    Unavailable: Unavailable 503 "unavailable" "This does not work right now. Try again in a moment.",
    Clock: Unavailable 503 "clock_wrong"
        "The clock of this site is wrong, so nobody can sign in. It is not your fault. Tell those who run it.",
    Misconfigured: Misconfigured 500 "misconfigured" "Something is set up wrongly on this site. Tell those who run it.",
}

impl Fixed {
    /// Whether it decides something about a user, and nobody logged it when it was found.
    ///
    /// The rules log their own denials, with what was seen and what is allowed.
    pub(super) fn is_unlogged_decision(self) -> bool {
        matches!(
            self,
            Self::NoRegistration
                | Self::UnknownUser
                | Self::InvalidLink
                | Self::UnknownPasskey
                | Self::UnknownSignIn
                | Self::NameTaken
                | Self::OtherUser
                | Self::LastPasskey
                | Self::Unconfirmed
                | Self::TooMany
        )
    }
}
