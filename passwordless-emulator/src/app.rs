//! An application: its name and its two keys.

use std::fmt;

use crate::{error::StartError, random};

/// The application of the service's own Development server, whose keys everybody knows.
const DEVELOPMENT: (&str, &str, &str) =
    ("test", "test:secret:a679563b331846c79c20b114a4f56d02", "test:public:2e728aa5986f4ba8b073a5b28a939795");

/// An application of the service, with a secret key for a backend and a public key for browsers.
///
/// Only for tests: the name must begin with `test` or `demo`, so that no production key ends up here.
///
/// ```
/// use passwordless_emulator::App;
///
/// let app = App::new("demo")?
///     .secret("demo:secret:a679563b331846c79c20b114a4f56d02")?
///     .public("demo:public:2e728aa5986f4ba8b073a5b28a939795")?;
/// assert_eq!(app.name(), "demo");
/// assert!(App::new("acme").is_err());
/// # Ok::<(), passwordless_emulator::StartError>(())
/// ```
#[derive(Clone)]
pub struct App {
    name: String,
    secret: Option<String>,
    public: Option<String>,
}

impl App {
    /// An application with this name; keys that are not given are generated, or read from the data file.
    ///
    /// # Errors
    ///
    /// [`StartError::AppName`] where the name does not begin with `test` or `demo` and is 3 to 62 lower-case letters
    /// and digits.
    pub fn new(name: impl Into<String>) -> Result<Self, StartError> {
        let app = Self::named(name);
        app.check()?;
        Ok(app)
    }

    /// The same as [`App::new`], but a wrong name is reported by [`Builder::start`](crate::Builder::start).
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), secret: None, public: None }
    }

    /// Gives the application this secret key, `NAME:secret:` and 32 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`StartError::Key`] if the key does not look so or belongs to another application.
    pub fn secret(mut self, key: impl Into<String>) -> Result<Self, StartError> {
        let key = key.into();
        self.check_key("secret", &key)?;
        self.secret = Some(key);
        Ok(self)
    }

    /// Gives the application this public key, `NAME:public:` and 32 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`StartError::Key`] if the key does not look so or belongs to another application.
    pub fn public(mut self, key: impl Into<String>) -> Result<Self, StartError> {
        let key = key.into();
        self.check_key("public", &key)?;
        self.public = Some(key);
        Ok(self)
    }

    /// The application's name, the first part of its keys.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same application with these keys, which were checked or made here.
    pub(crate) fn with_keys(self, secret: String, public: String) -> Self {
        Self { secret: Some(secret), public: Some(public), ..self }
    }

    pub(crate) fn development() -> Self {
        let (name, secret, public) = DEVELOPMENT;
        Self { name: name.into(), secret: Some(secret.into()), public: Some(public.into()) }
    }

    pub(crate) fn secret_key(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    pub(crate) fn public_key(&self) -> Option<&str> {
        self.public.as_deref()
    }

    /// A new key of this application, of the given kind.
    pub(crate) fn generate(&self, kind: &str) -> String {
        format!("{}:{kind}:{}", self.name, random::key_part())
    }

    pub(crate) fn check(&self) -> Result<(), StartError> {
        let for_tests = self.name.starts_with("test") || self.name.starts_with("demo");
        let well_formed = (3..=62).contains(&self.name.len())
            && self.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if for_tests && well_formed { Ok(()) } else { Err(StartError::AppName { name: self.name.clone() }) }
    }

    fn check_key(&self, kind: &'static str, key: &str) -> Result<(), StartError> {
        let wrong = |reason| Err(StartError::Key { app: self.name.clone(), kind, reason });
        let mut parts = key.split(':');
        let (app, given, digits, rest) = (parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(app), Some(given), Some(digits), None) = (app, given, digits, rest) else {
            return wrong("does not have three parts");
        };
        if given != kind {
            return wrong("is a key of another kind");
        }
        if app != self.name {
            return wrong("belongs to another application");
        }
        let hexadecimal = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if digits.len() != 32 || !hexadecimal {
            return wrong("does not end in 32 hexadecimal digits");
        }
        Ok(())
    }
}

/// Never shows a key.
impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "demo:secret:a679563b331846c79c20b114a4f56d02";

    #[test]
    fn only_names_for_tests_are_accepted() {
        for name in ["test", "demo", "testsuite7", "demoshop"] {
            assert!(App::new(name).is_ok(), "{name}");
        }
        for name in ["acme", "te", "", "test-app", "Test", "mytest", "demo:x"] {
            assert!(App::new(name).is_err(), "{name}");
        }
    }

    #[test]
    fn keys_of_another_kind_or_application_are_refused_without_being_repeated() {
        let app = App::named("demo");
        assert!(app.clone().secret(SECRET).is_ok());
        for key in [
            "",
            "x",
            "demo:public:a679563b331846c79c20b114a4f56d02",
            "test:secret:a679563b331846c79c20b114a4f56d02",
            "demo:secret:a679563b331846c79c20b114a4f56d0",
            "demo:secret:A679563B331846C79C20B114A4F56D02",
            "demo:secret:a679563b331846c79c20b114a4f56d02:x",
        ] {
            let error = app.clone().secret(key).unwrap_err().to_string();
            assert!(!error.contains("a4f56d0"), "{error}");
        }
        let shown = format!("{:?}", app.secret(SECRET).unwrap());
        assert!(!shown.contains("a679"), "{shown}");
    }

    #[test]
    fn generated_keys_pass_their_own_check() {
        let app = App::named("demo");
        let (secret, public) = (app.generate("secret"), app.generate("public"));
        assert!(app.secret(secret).unwrap().public(public).is_ok());
    }
}
