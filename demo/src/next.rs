//! Where to go after signing in.

use url::Url;

/// A page of ours, whatever a link to the sign-in page asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Next(String);

impl Next {
    /// The page that the query asks for if it lies at our origin, else the account page.
    pub(crate) fn from_query(asked: Option<&str>, origin: &Url) -> Self {
        let path = asked.filter(|path| {
            // Browsers read `\` as `/` and drop control characters, so `/\evil.example` would leave us.
            path.starts_with('/') && !path.contains(|c: char| c == '\\' || c.is_control())
        });
        let url = path.and_then(|path| origin.join(path).ok()).filter(|url| url.origin() == origin.origin());
        Self(url.map_or_else(|| "/me".to_owned(), |url| url[url::Position::BeforePath..].to_owned()))
    }

    /// The path and the query.
    pub(crate) fn into_path(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_follow_a_sign_in() {
        let origin = Url::parse("https://app.example").unwrap();
        let next = |asked| Next::from_query(Some(asked), &origin).into_path();
        assert_eq!(next("/orders?page=2"), "/orders?page=2");
        for asked in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "me",
            "",
        ] {
            assert_eq!(next(asked), "/me", "{asked:?}");
        }
        assert_eq!(Next::from_query(None, &origin).into_path(), "/me");
    }
}
