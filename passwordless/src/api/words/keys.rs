use std::{env, fmt, str::FromStr};

use crate::api::error::Error;

/// The application's private key, `<app>:secret:<hex>`: whoever holds it can sign in as anybody.
///
/// `Debug` shows the application's id only; there is no `Display`, and [`expose`](ApiSecret::expose) is the one
/// way to its text.
///
/// ```
/// use passwordless::ApiSecret;
///
/// let secret: ApiSecret = "acme:secret:a679563b331846c79c20b114a4f56d02".parse()?;
/// assert_eq!(format!("{secret:?}"), "ApiSecret(acme:secret:..)");
///
/// let error = ApiSecret::new("acme:public:2e728aa5986f4ba8b073a5b28a939795").unwrap_err();
/// assert!(error.to_string().contains("this is a public key; the secret has `:secret:` in it"));
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Clone)]
pub struct ApiSecret(Box<str>);

/// The application's public key, `<app>:public:<hex>`, which its pages need.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(Box<str>);

macro_rules! key {
    ($name:ident, $variable:literal, $marker:literal, $other_marker:literal, $wrong_kind:literal) => {
        impl $name {
            #[doc = concat!("Checks that this is a key with `", $marker, "` in it. Blanks around it are dropped.")]
            ///
            /// # Errors
            ///
            /// [`ErrorKind::Config`](crate::ErrorKind::Config), with a sentence that says what was given instead.
            pub fn new(key: impl Into<String>) -> Result<Self, Error> {
                let key: String = key.into();
                let key = key.trim();
                match wrong(key, $marker, $other_marker, $wrong_kind) {
                    None => Ok(Self(key.into())),
                    Some(what) => Err(Error::config(format!(concat!(stringify!($name), ": {}"), what))),
                }
            }

            #[doc = concat!("Reads the environment variable `", $variable, "`.")]
            ///
            /// # Errors
            ///
            /// [`ErrorKind::Config`](crate::ErrorKind::Config) when it is not set, or holds something else.
            pub fn from_env() -> Result<Self, Error> {
                Self::from_variable(env::var($variable).ok())
            }

            pub(in crate::api) fn from_variable(value: Option<String>) -> Result<Self, Error> {
                let value = value.filter(|value| !value.trim().is_empty()).ok_or_else(|| {
                    Error::config(concat!(
                        "the environment variable ", $variable, " is not set; \
                         the admin console shows the key when it is created"
                    ))
                })?;
                let wrong = concat!("the environment variable ", $variable, " holds no usable key");
                Self::new(value).map_err(|error| Error::config(wrong).with_source(error))
            }

            /// The key itself, in clear text.
            pub fn expose(&self) -> &str {
                &self.0
            }

            /// The id of the application that the key belongs to. Not secret.
            pub fn app_id(&self) -> &str {
                self.0.split(':').next().unwrap_or_default()
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(key: &str) -> Result<Self, Error> {
                Self::new(key)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(key: String) -> Result<Self, Error> {
                Self::new(key)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Error;

            fn try_from(key: &str) -> Result<Self, Error> {
                Self::new(key)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({}", $marker, "..)"), self.app_id())
            }
        }
    };
}

key!(
    ApiSecret,
    "API_SECRET",
    ":secret:",
    ":public:",
    "this is a public key; the secret has `:secret:` in it"
);
key!(
    ApiKey,
    "API_KEY",
    ":public:",
    ":secret:",
    "this is a secret, which must never reach a page; the public key has `:public:` in it"
);

/// What is wrong with a key, in words that repeat none of it.
fn wrong(key: &str, marker: &str, other_marker: &str, wrong_kind: &'static str) -> Option<&'static str> {
    if key.is_empty() {
        return Some("the key is empty");
    }
    let lower = key.to_ascii_lowercase();
    if ["verify_", "register_", "session_"].iter().any(|prefix| lower.starts_with(prefix)) {
        return Some("this is a token of a browser, not a key of the application");
    }
    if key.contains("**") {
        return Some("this is the masked form that the admin console shows; the key itself has no asterisks");
    }
    let Some((app, rest)) = key.split_once(marker) else {
        let known = key.contains(other_marker);
        return Some(if known {
            wrong_kind
        } else {
            "this is not a key; keys look like `<app>:secret:<hex>`"
        });
    };
    // The service cuts at the first colon; a second one in front of the marker would be another application.
    let usable = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && b != b':');
    (!usable(app) || !usable(rest)).then_some("the key is cut short or holds a blank; copy it again in full")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "acme:secret:a679563b331846c79c20b114a4f56d02";
    const PUBLIC: &str = "acme:public:2e728aa5986f4ba8b073a5b28a939795";

    #[test]
    fn the_right_keys_are_taken() {
        assert_eq!(ApiSecret::new(SECRET).unwrap().expose(), SECRET);
        assert_eq!(ApiSecret::new(format!(" {SECRET}\n")).unwrap().expose(), SECRET);
        assert_eq!(PUBLIC.parse::<ApiKey>().unwrap().app_id(), "acme");
    }

    #[test]
    fn the_wrong_kind_is_named() {
        let sentence = |key: &str| ApiSecret::new(key).unwrap_err().to_string();
        assert!(sentence(PUBLIC).contains("public key"));
        assert!(sentence("verify_k8Qg").contains("token"));
        assert!(sentence("Register_k8Qg").contains("token"));
        assert!(sentence("").contains("empty"));
        assert!(sentence("acme:secret:****************************6d02").contains("masked"));
        assert!(sentence("hello").contains("not a key"));
        for key in ["acme:secret:", ":secret:abc", "acme:secret:a b", "acme:secret:a\r\nX: y", "a:b:secret:c"]
        {
            assert!(sentence(key).contains("cut short"), "{key:?}");
        }
        assert!(ApiKey::new(SECRET).unwrap_err().to_string().contains("must never reach a page"));
    }

    #[test]
    fn neither_keys_nor_refusals_print_the_key() {
        let shown = format!("{0:?} {0:#?}", ApiSecret::new(SECRET).unwrap());
        assert!(!shown.contains("a679"), "{shown}");
        for key in ["sesame", "sesame:public:sesame", "verify_sesame", "acme:secret:sesame sesame"] {
            let error = ApiSecret::from_variable(Some(key.to_owned())).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("sesame"), "{error:?}");
        }
    }

    #[test]
    fn a_missing_variable_is_named() {
        for value in [None, Some(String::new()), Some(" ".to_owned())] {
            assert!(ApiSecret::from_variable(value).unwrap_err().to_string().contains("API_SECRET"));
        }
    }
}
