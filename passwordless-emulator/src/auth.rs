//! Who may come in: the key of a request, and what to say when it is not enough.

use http::{HeaderMap, HeaderValue};

use crate::http::Problem;
use crate::state::{KeyKind, State};

/// What a key may do; each kind of key has two of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Public: the two registration calls.
    Register,
    /// Public: the two sign-in calls.
    Login,
    /// Secret: registration tokens.
    TokenRegister,
    /// Secret: verifying and generating sign-in tokens.
    TokenVerify,
}

impl Scope {
    /// One bit of a key's scopes; each kind of key has its own two.
    pub(crate) const fn bit(self) -> u8 {
        match self {
            Self::Register | Self::TokenRegister => 1,
            Self::Login | Self::TokenVerify => 2,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Login => "login",
            Self::TokenRegister => "token_register",
            Self::TokenVerify => "token_verify",
        }
    }
}

/// What an endpoint asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// No key.
    Open,
    /// A key of this kind, with this scope if one is named.
    Key(KeyKind, Option<Scope>),
}

impl Door {
    pub(crate) const SECRET: Self = Self::Key(KeyKind::Secret, None);
    pub(crate) const SECRET_REGISTER: Self = Self::Key(KeyKind::Secret, Some(Scope::TokenRegister));
    pub(crate) const SECRET_VERIFY: Self = Self::Key(KeyKind::Secret, Some(Scope::TokenVerify));
    pub(crate) const PUBLIC_REGISTER: Self = Self::Key(KeyKind::Public, Some(Scope::Register));
    pub(crate) const PUBLIC_LOGIN: Self = Self::Key(KeyKind::Public, Some(Scope::Login));
}

/// The application whose key the request carries.
pub(crate) fn admit(state: &State, door: Door, headers: &HeaderMap) -> Result<String, Problem> {
    let Door::Key(kind, scope) = door else { return Ok(String::new()) };
    let mut values = headers.get_all(kind.header()).iter();
    let Some(first) = values.next() else {
        return Err(refusal(kind, None, headers.contains_key(kind.other().header())));
    };
    let key = text(first);
    let Some((app, key)) = state.find_key(kind, &key).filter(|(_, key)| !key.locked) else {
        return Err(refusal(kind, Some(&key), false));
    };
    if let Some(scope) = scope.filter(|scope| key.scopes & scope.bit() == 0) {
        return Err(Problem::lacking_scope(scope.name()));
    }
    // The service falls over these two, and answers 500.
    if values.next().is_some() {
        return Err(Problem::malformed(format!("The header {} came more than once.", kind.header())));
    }
    let other = headers.get(kind.other().header()).map(text);
    if other.is_some_and(|other| !kind.other().looks_like(&other)) {
        let header = kind.other().header();
        return Err(Problem::malformed(format!(
            "The header {header} came along and is not a key; send one key."
        )));
    }
    Ok(app.to_owned())
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).trim().to_owned()
}

/// Says what is wrong with the key, in the service's order of guesses.
fn refusal(kind: KeyKind, given: Option<&str>, other_given: bool) -> Problem {
    let (header, other) = (kind.header(), kind.other());
    let title = format!("This call needs a header {header} with a valid key.");
    let detail = match given {
        Some(value) if value.starts_with("verify_") => {
            format!("The header {header} holds a verify token; it takes a key.")
        }
        Some(value) if value.starts_with("register_") => {
            format!("The header {header} holds a register token; it takes a key.")
        }
        Some(value) if value.contains(&format!(":{}:", other.word())) => {
            format!("The header {header} holds a {} key; it takes the {} one.", other.word(), kind.word())
        }
        Some(value) if !value.contains(kind.word()) => {
            let start: String = value.chars().take(10).collect();
            format!("The header {header} holds no key that is known here: '{start}'.")
        }
        Some(_) => format!("The key in the header {header} is not valid."),
        None if other_given => {
            format!("The header {} was sent; this call takes {header}.", other.header())
        }
        None => title.clone(),
    };
    Problem::unauthorized(header, title, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::App;
    use crate::clock::Clock;
    use crate::state::{ApiKey, Changes};

    const SECRET: &str = "test:secret:a679563b331846c79c20b114a4f56d02";

    fn ask(door: Door, headers: &[(&'static str, &str)]) -> Result<String, serde_json::Value> {
        let mut state = State::default();
        state.configure(&App::development(), Clock.now(), &mut Changes::ignored());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        admit(&state, door, &map).map_err(|problem| problem.to_json())
    }

    #[test]
    fn a_good_key_names_its_application() {
        assert_eq!(ask(Door::SECRET, &[("ApiSecret", SECRET)]).unwrap(), "test");
        assert_eq!(ask(Door::SECRET, &[("apisecret", &format!("{SECRET} "))]).unwrap(), "test");
    }

    #[test]
    fn every_refusal_guesses_what_went_wrong() {
        let detail = |headers: &[(&'static str, &str)]| {
            let problem = ask(Door::SECRET_VERIFY, headers).unwrap_err();
            assert_eq!(problem["status"], 401);
            assert!(problem.get("errorCode").is_none());
            problem["detail"].as_str().unwrap().to_owned()
        };
        assert!(detail(&[("ApiSecret", "verify_abc")]).contains("verify token"));
        assert!(detail(&[("ApiSecret", "register_abc")]).contains("register token"));
        assert!(detail(&[("ApiSecret", "test:public:2e72")]).contains("public key"));
        assert!(detail(&[("ApiSecret", "")]).contains("''"));
        assert!(detail(&[("ApiSecret", "abcdefghijklmn")]).contains("'abcdefghij'"));
        assert!(detail(&[("ApiSecret", &SECRET.replace("a6", "a7"))]).contains("not valid"));
        assert!(detail(&[("ApiSecret", &SECRET.replace("test", "nobody"))]).contains("not valid"));
        assert!(detail(&[("ApiKey", "x")]).contains("ApiKey was sent"));
        assert!(detail(&[]).contains("needs a header ApiSecret"));
    }

    #[test]
    fn no_refusal_repeats_a_key() {
        let problem =
            ask(Door::SECRET, &[("ApiSecret", &SECRET.replace("a6", "a7"))]).unwrap_err().to_string();
        assert!(!problem.contains("563b"), "{problem}");
    }

    #[test]
    fn a_key_sent_twice_is_the_senders_mistake() {
        let problem = ask(Door::SECRET, &[("ApiSecret", SECRET), ("ApiSecret", SECRET)]).unwrap_err();
        assert_eq!(problem["status"], 400);
        let problem = ask(Door::SECRET, &[("ApiSecret", SECRET), ("ApiKey", "garbage")]).unwrap_err();
        assert_eq!(problem["status"], 400);
    }

    #[test]
    fn a_key_that_lacks_the_scope_or_is_locked_does_not_open() {
        let value = "test:secret:0123456789abcdef0123456789abcdef";
        let ask = |scopes: u8, locked: bool, door: Door| {
            let mut state = State::default();
            state.configure(&App::development(), Clock.now(), &mut Changes::ignored());
            let mut key = ApiKey::new(KeyKind::Secret, value.into(), Clock.now());
            (key.scopes, key.locked) = (scopes, locked);
            state.found("test").add_key(key, &mut Changes::ignored());
            let headers = HeaderMap::from_iter([("apisecret".parse().unwrap(), value.parse().unwrap())]);
            admit(&state, door, &headers).map_err(|problem| problem.to_json())
        };
        let verify = Scope::TokenVerify.bit();
        assert!(ask(verify, false, Door::SECRET_VERIFY).is_ok());
        assert!(ask(verify, false, Door::SECRET).is_ok());
        let forbidden = ask(verify, false, Door::SECRET_REGISTER).unwrap_err();
        assert_eq!((&forbidden["status"], forbidden.get("errorCode")), (&403.into(), None));
        assert!(forbidden["detail"].as_str().unwrap().ends_with("Required scopes: token_register"));
        assert_eq!(ask(3, true, Door::SECRET).unwrap_err()["status"], 401);
    }
}
