//! Where a person goes on after signing in: to a page of ours, whatever the request said.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in a query; slashes too, so that the path can be read.
const IN_QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The path and query of a page of ours, to go on to after signing in.
///
/// `Display` writes it as the value of a query's member.
///
/// ```
/// use passwordless::refusal::Next;
///
/// assert!(Next::local("/orders?page=2").is_some());
/// assert!(Next::local("/.//evil.example").is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next<'a>(&'a str);

impl<'a> Next<'a> {
    /// The page that the script which asks was loaded by, if it is one of these origins.
    pub fn of_page(page: &'a str, origins: &[String]) -> Option<Self> {
        let rest = origins.iter().find_map(|origin| {
            let rest = page.strip_prefix(origin.as_str())?;
            // `https://app.example.evil.example` begins with `https://app.example`, too.
            rest.starts_with('/').then_some(rest)
        })?;
        Self::local(rest.split('#').next()?)
    }

    /// A reference that every browser resolves within the origin, or nothing.
    ///
    /// Browsers read `\` as `/` and drop control characters, and `//evil.example` is another host. Two slashes are
    /// refused anywhere in the path: whoever resolves `/.//evil.example` by itself is left with them in front.
    pub fn local(text: &'a str) -> Option<Self> {
        let path = text.split(['?', '#']).next()?;
        let is_plain = !text.contains(|c: char| c == '\\' || c.is_control() || !c.is_ascii());
        (path.starts_with('/') && !path.contains("//") && is_plain).then_some(Self(text))
    }

    /// The path and query themselves, to redirect to.
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

/// As the value of a query's member.
impl fmt::Display for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        utf8_percent_encode(self.0, IN_QUERY).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_ours_is_next() {
        for local in ["/", "/orders?page=2", "/a/b.html?u=https://other.example//x", "/a/../b", "/%2f%2fevil"]
        {
            assert_eq!(Next::local(local), Some(Next(local)));
        }
        for elsewhere in [
            "",
            "me",
            "*",
            "elsewhere.example:443",
            "//evil.example",
            "//evil.example/me",
            "/.//evil.example/me",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/.//evil.example",
            "/%2e//evil.example",
            "/a/..//evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: a=b",
            "/ä",
        ] {
            assert_eq!(Next::local(elsewhere), None, "{elsewhere:?}");
        }
    }

    #[test]
    fn the_page_of_a_script_counts_only_if_it_is_ours() {
        let origins = ["https://app.example", "http://localhost:4000"].map(str::to_owned);
        let next = |page| Next::of_page(page, &origins).map(Next::as_str);
        assert_eq!(next("https://app.example/orders?page=2#top"), Some("/orders?page=2"));
        assert_eq!(next("http://localhost:4000/"), Some("/"));
        for elsewhere in [
            "https://app.example.evil.example/",
            "https://app.example@evil.example/",
            "https://app.example:444/",
            "http://localhost:40001/",
            "https://evil.example/https://app.example/",
            "https://app.example//evil.example",
            "https://app.example",
        ] {
            assert_eq!(next(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_query_holds_it_whole() {
        assert_eq!(Next("/a?b=c&d=#\"<").to_string(), "/a%3Fb%3Dc%26d%3D%23%22%3C");
    }
}
