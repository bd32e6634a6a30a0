use super::open_names::open_names;

open_names! {
    /// What happened, by the service's name for it.
    ///
    /// A name that this version does not know is kept as it came, in [`Other`](EventKind::Other).
    EventKind {
        /// A registration token was made.
        RegisterTokenCreated = "ApiAuthUserRegistered",
        /// A browser began to register a passkey.
        RegistrationBegan = "ApiAuthPasskeyRegistrationBegan",
        /// A passkey was registered.
        RegistrationCompleted = "ApiAuthPasskeyRegistrationCompleted",
        /// An API secret was used that is not valid.
        InvalidSecretUsed = "ApiAuthInvalidSecretKeyUsed",
        /// A public key was used that is not valid.
        InvalidPublicKeyUsed = "ApiAuthInvalidPublicKeyUsed",
        /// An API secret was used that is locked.
        LockedSecretUsed = "ApiAuthDisabledSecretKeyUsed",
        /// A public key was used that is locked.
        LockedPublicKeyUsed = "ApiAuthDisabledPublicKeyUsed",
        /// A user's aliases were set.
        AliasesSet = "ApiUserSetAliases",
        /// A passkey was deleted.
        CredentialDeleted = "ApiUserDeleteCredential",
        /// A browser began to sign somebody in.
        SignInBegan = "ApiUserSignInBegan",
        /// A browser signed somebody in.
        SignInCompleted = "ApiUserSignInCompleted",
        /// A token was verified.
        SignInVerified = "ApiUserSignInVerified",
        /// A user was deleted.
        UserDeleted = "ApiUserDeleted",
        /// A token was generated without a passkey.
        TokenGenerated = "ApiUserSigninTokenCreated",
        /// A magic link was made.
        MagicLinkCreated = "ApiUserMagicLinkCreated",
        /// The application shall be deleted.
        AppMarkedForDeletion = "ApiManagementAppMarkedForDeletion",
        /// The application shall not be deleted after all.
        AppDeletionCancelled = "ApiManagementAppDeletionCancelled",
        /// The application was made.
        AppCreated = "ApiManagementAppCreated",
        /// All keys of the application were locked.
        AppFrozen = "ApiManagementAppFrozen",
        /// All keys of the application were unlocked.
        AppUnfrozen = "ApiManagementAppUnfrozen",
        /// Models of authenticators were put on a list. The service says so of either list.
        AuthenticatorsListed = "ApiAuthenticatorsAllowlisted",
        /// Models of authenticators were blocked.
        AuthenticatorsBlocked = "ApiAuthenticatorsBlacklisted",
        /// Models of authenticators were taken off their lists.
        AuthenticatorsDelisted = "ApiAuthenticatorsDelisted",
        /// A sign-in configuration was added.
        AuthConfigCreated = "ApiAuthenticationConfigurationCreated",
        /// A sign-in configuration was changed.
        AuthConfigUpdated = "ApiAuthenticationConfigurationUpdated",
        /// A sign-in configuration was deleted.
        AuthConfigDeleted = "ApiAuthenticationConfigurationDeleted",
        /// A key was made.
        KeyCreated = "AdminApiKeyCreated",
        /// A key was deleted.
        KeyDeleted = "AdminApiKeyDeleted",
        /// A key was locked.
        KeyLocked = "AdminApiKeyLocked",
        /// A key was unlocked.
        KeyUnlocked = "AdminApiKeyUnlocked",
        /// The keys were listed.
        KeysListed = "AdminApiKeysEnumerated",
        /// Generated tokens were switched on.
        GeneratedTokensEnabled = "AdminGenerateSignInTokenEndpointEnabled",
        /// Generated tokens were switched off.
        GeneratedTokensDisabled = "AdminGenerateSignInTokenEndpointDisabled",
        /// Magic links were switched on.
        MagicLinksEnabled = "AdminMagicLinksEnabled",
        /// Magic links were switched off.
        MagicLinksDisabled = "AdminMagicLinksDisabled",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_whether_it_is_known_or_not() {
        for name in ["ApiUserSignInVerified", "AdminMagicLinksDisabled", "ApiUserTeleported", ""] {
            assert_eq!(EventKind::from(name).as_str(), name);
        }
        assert_eq!(EventKind::from("ApiUserDeleted"), EventKind::UserDeleted);
        assert_eq!(EventKind::from("ApiUserTeleported"), EventKind::Other("ApiUserTeleported".into()));
    }
}
