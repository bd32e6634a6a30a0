//! Parameters of the query string.

use url::form_urlencoded;

/// The value of a parameter, its name in any case; several values are joined by commas, as in the service.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.into_owned())
        .reduce(|all, next| format!("{all},{next}"))
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn names_match_in_any_case_and_values_are_decoded() {
        assert_eq!(parameter("userid=a%2Bb%20c%26d", "userId").as_deref(), Some("a+b c&d"));
        assert_eq!(parameter("x=1&USERID=", "userId").as_deref(), Some(""));
        assert_eq!(parameter("userId=a&userid=b", "userId").as_deref(), Some("a,b"));
        assert_eq!(parameter("", "userId"), None);
    }
}
