//! Documents at addresses that are agreed on, by which browsers, password managers and devices learn about a site's
//! passkeys. Each is off until it is told what to say.
//!
//! | Document | Read by | Says |
//! |---|---|---|
//! | `/.well-known/passkey-endpoints` | password managers | where users make passkeys, and where they manage them ([W3C](https://www.w3.org/TR/passkey-endpoints-1/)) |
//! | `/.well-known/webauthn` | browsers | which other sites of yours use this site's passkeys ([WebAuthn, 5.11](https://www.w3.org/TR/webauthn-3/#sctn-related-origins)) |
//! | `/.well-known/assetlinks.json` | Android | which applications do ([Digital Asset Links](https://developer.android.com/identity/credential-manager/prerequisites)) |
//! | `/.well-known/apple-app-site-association` | iOS, macOS | which applications do ([associated domains](https://developer.apple.com/documentation/xcode/supporting-associated-domains)) |
//!
//! They are served at the root of the relying party's host, as JSON, without a redirect, to be kept for an hour.

mod check;
mod documents;

use std::collections::BTreeMap;

pub use check::android_origin;
pub use documents::Documents;

use crate::Error;

/// What the documents are to say. Returned by [`WellKnown::new`], and handed to
/// [`PasswordlessBuilder::well_known`](crate::PasswordlessBuilder::well_known).
///
/// ```
/// use passwordless::well_known::WellKnown;
///
/// let fingerprint = "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";
/// let documents = WellKnown::new()
///     .passkey_endpoints("https://app.example/account#add", "https://app.example/account")
///     .related_origins(["https://app.example", "https://app.example.co.uk"])
///     .android_app("example.app", fingerprint)
///     .ios_app("A1B2C3D4E5", "example.app")
///     .build()?;
/// let answer = documents.answer("/.well-known/apple-app-site-association").unwrap();
/// assert_eq!(answer.body(), r#"{"webcredentials":{"apps":["A1B2C3D4E5.example.app"]}}"#);
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct WellKnown {
    endpoints: Option<(String, String)>,
    origins: Option<Vec<String>>,
    /// The fingerprints of the certificates, by package.
    android: BTreeMap<String, Vec<String>>,
    ios: Vec<(String, String)>,
}

impl WellKnown {
    /// No document.
    pub fn new() -> Self {
        Self::default()
    }

    /// The pages on which a user of the site makes a passkey, and manages them: addresses of a page that begin with
    /// `https://`. Password managers lead people there.
    pub fn passkey_endpoints(mut self, enroll: impl Into<String>, manage: impl Into<String>) -> Self {
        self.endpoints = Some((enroll.into(), manage.into()));
        self
    }

    /// The origins of the pages on which passkeys of this relying party may be used though their host is another, such
    /// as `https://app.example.co.uk`. Browsers look at five different names at least, without their suffixes: put the
    /// important ones first.
    ///
    /// Those pages name the relying party: `new Account({ rpId: 'app.example' })`. Allow their origins, too.
    pub fn related_origins<I>(mut self, origins: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.origins = Some(origins.into_iter().map(Into::into).collect());
        self
    }

    /// An application of Android that may use the site's passkeys: its package, such as `com.example.app`, and the
    /// SHA-256 fingerprint of the certificate that signs it, as `keytool -list -v` and the Play console write it. May be
    /// called for each application and for each certificate.
    ///
    /// Allow the application's origin, too, which [`android_origin`] makes of the fingerprint. An application whose site
    /// serves `assetlinks.json` for other purposes adds `delegate_permission/common.get_login_creds` there, and leaves
    /// this out.
    pub fn android_app(mut self, package: impl Into<String>, fingerprint: impl Into<String>) -> Self {
        self.android.entry(package.into()).or_default().push(fingerprint.into());
        self
    }

    /// An application of iOS or macOS that may use the site's passkeys: the team's id, of ten letters and digits, and
    /// the bundle's, such as `com.example.app`. May be called for each.
    pub fn ios_app(mut self, team: impl Into<String>, bundle: impl Into<String>) -> Self {
        self.ios.push((team.into(), bundle.into()));
        self
    }

    /// Checks it all, and writes the documents.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) with a sentence that says what was given and how to write it.
    pub fn build(self) -> Result<Documents, Error> {
        let mut documents = Documents::default();
        if let Some((enroll, manage)) = self.endpoints {
            documents.add_endpoints(&check::page(&enroll)?, &check::page(&manage)?);
        }
        if let Some(origins) = self.origins {
            documents.add_origins(&check::origins(&origins)?);
        }
        if !self.android.is_empty() {
            documents.add_android(&check::android(self.android)?);
        }
        if !self.ios.is_empty() {
            documents.add_ios(&check::ios(&self.ios)?);
        }
        Ok(documents)
    }
}

#[cfg(test)]
mod tests;
