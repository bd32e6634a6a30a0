//! Where to go after signing in.

use url::Url;

/// A page of ours, whatever a link to the sign-in page asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Next(String);

impl Next {
    /// The page that the query asks for if it lies at our origin, else the account page.
    pub(crate) fn from_query(asked: Option<&str>, origin: &Url) -> Self {
        Self(asked.and_then(|asked| local(asked, origin)).unwrap_or_else(|| "/me".to_owned()))
    }

    /// The path and the query.
    pub(crate) fn into_path(self) -> String {
        self.0
    }
}

fn local(asked: &str, origin: &Url) -> Option<String> {
    // Browsers read `\` as `/` and drop control characters, so `/\evil.example` would leave us.
    if !asked.starts_with('/') || asked.contains(|c: char| c == '\\' || c.is_control()) {
        return None;
    }
    let url = origin.join(asked).ok().filter(|url| url.origin() == origin.origin())?;
    let path = &url[url::Position::BeforePath..];
    // What is handed out is read once more, by a browser: `/.//evil.example` was ours before its dots were resolved,
    // and is another's after. And Rocket must be able to write it into a header.
    let same = origin.join(path).is_ok_and(|again| again == url);
    (same && rocket::http::uri::Reference::parse(path).is_ok()).then(|| path.to_owned())
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
            "/.//evil.example/x",
            "/x/..//evil.example",
            "/%2e//evil.example",
            "//evil.example/..//",
            "/a|b",
        ] {
            assert_eq!(next(asked), "/me", "{asked:?}");
        }
        assert_eq!(Next::from_query(None, &origin).into_path(), "/me");
    }
}
