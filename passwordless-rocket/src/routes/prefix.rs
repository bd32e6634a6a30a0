use crate::launch_error::LaunchError;

/// The path below which the account's routes are mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prefix(String);

impl Prefix {
    /// Takes a path that Rocket can mount at, and that is written in one way only.
    pub(crate) fn new(text: &str) -> Result<Self, LaunchError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        let is_segment =
            |text: &str| !text.is_empty() && !matches!(text, "." | "..") && text.bytes().all(plain);
        let is_path =
            text.strip_prefix('/').is_some_and(|rest| rest.is_empty() || rest.split('/').all(is_segment));
        if is_path {
            return Ok(Self(text.to_owned()));
        }
        Err(LaunchError::new(format!(
            "`passwordless.prefix` is {text:?}, which is no path to mount routes at; write it like \"/passkeys\", of \
             letters, digits, `-`, `.`, `_` and `~`, without a slash at the end"
        )))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below the prefix.
    pub(crate) fn below<'a>(&self, path: &'a str) -> &'a str {
        if self.0 == "/" { path } else { path.strip_prefix(self.as_str()).unwrap_or(path) }
    }
}

#[cfg(test)]
mod tests {
    use super::Prefix;

    #[test]
    fn a_prefix_is_a_plain_path() {
        for good in ["/", "/passkeys", "/auth/passkeys", "/v1.0/~me"] {
            assert_eq!(Prefix::new(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "passkeys",
            "/passkeys/",
            "//passkeys",
            "/<any>",
            "/a?b",
            "/a#b",
            "/a/../b",
            "/ä",
            "/a b",
            "/%61",
        ] {
            let error = Prefix::new(bad).unwrap_err().to_string();
            assert!(error.contains("passwordless.prefix"), "{error}");
        }
    }

    #[test]
    fn the_account_sees_what_is_below() {
        let below = |prefix, path| Prefix::new(prefix).unwrap().below(path).to_owned();
        assert_eq!(below("/passkeys", "/passkeys/passkeys/complete"), "/passkeys/complete");
        assert_eq!(below("/", "/passkeys/complete"), "/passkeys/complete");
    }
}
