//! Who may come in: the key of a request, and what to say when it is not enough.

use aws_lc_rs::constant_time;
use http::{HeaderMap, HeaderValue};

use crate::{
    answer::Problem,
    state::{KeyKind, State, id_of},
    vault::Vault,
};

/// What a key may do; each kind of key has two of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    /// The scope that management calls name by this number.
    pub(crate) const fn numbered(kind: KeyKind, number: i32) -> Option<Self> {
        match (kind, number) {
            (KeyKind::Public, 0) => Some(Self::Register),
            (KeyKind::Public, 1) => Some(Self::Login),
            (KeyKind::Secret, 0) => Some(Self::TokenRegister),
            (KeyKind::Secret, 1) => Some(Self::TokenVerify),
            _ => None,
        }
    }

    /// The names of a key's scopes.
    pub(crate) fn names(kind: KeyKind, scopes: u8) -> Vec<&'static str> {
        let both = [0, 1].into_iter().filter_map(|number| Self::numbered(kind, number));
        let mut names: Vec<_> = both.filter(|scope| scopes & scope.bit() != 0).map(Self::name).collect();
        names.sort_unstable();
        names
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// No key.
    Open,
    /// A key of this kind, with this scope if one is named.
    Key(KeyKind, Option<Scope>),
    /// The management key.
    Management,
}

/// Who came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Admitted {
    /// The key's application; empty where the access needs no key of one.
    pub(crate) app: String,
    /// The last four characters of the key.
    pub(crate) key_id: String,
}

impl Access {
    pub(crate) const SECRET: Self = Self::Key(KeyKind::Secret, None);
    pub(crate) const SECRET_REGISTER: Self = Self::Key(KeyKind::Secret, Some(Scope::TokenRegister));
    pub(crate) const SECRET_VERIFY: Self = Self::Key(KeyKind::Secret, Some(Scope::TokenVerify));
    pub(crate) const PUBLIC_REGISTER: Self = Self::Key(KeyKind::Public, Some(Scope::Register));
    pub(crate) const PUBLIC_LOGIN: Self = Self::Key(KeyKind::Public, Some(Scope::Login));
}

/// The application whose key the request carries.
pub(crate) fn admit(vault: &Vault, access: Access, headers: &HeaderMap) -> Result<Admitted, Problem> {
    match access {
        Access::Open => Ok(Admitted::default()),
        Access::Management => manage(vault, headers).map(|()| Admitted::default()),
        Access::Key(kind, scope) => vault.read(|state| admit_key(state, kind, scope, headers)),
    }
}

/// Whether the request carries the management key.
fn manage(vault: &Vault, headers: &HeaderMap) -> Result<(), Problem> {
    const HEADER: &str = "ManagementKey";
    let given = headers.get(HEADER).map(text).unwrap_or_default();
    let same = constant_time::verify_slices_are_equal(given.as_bytes(), vault.management_key().as_bytes());
    let refused = |_| {
        let title = format!("This call needs a header {HEADER} with a valid key.");
        Problem::unauthorized(HEADER, title, None)
    };
    same.map_err(refused)
}

/// What the log of an application tells of a key that did not open: the application, the kind, and whether the key
/// is only locked.
pub(crate) fn refused(
    state: &State,
    access: Access,
    headers: &HeaderMap,
) -> Option<(Admitted, KeyKind, bool)> {
    let Access::Key(kind, _) = access else { return None };
    let key = headers.get(kind.header()).map(text)?;
    let (app, _) = key.split_once(':')?;
    let app = state.application(app)?.name().to_owned();
    let locked = match state.find_key(kind, &key) {
        Some((_, known)) if known.locked => true,
        // A good key, which lacked a scope.
        Some(_) => return None,
        None => false,
    };
    Some((Admitted { app, key_id: id_of(&key).to_owned() }, kind, locked))
}

fn admit_key(
    state: &State,
    kind: KeyKind,
    scope: Option<Scope>,
    headers: &HeaderMap,
) -> Result<Admitted, Problem> {
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
    Ok(Admitted { app: app.to_owned(), key_id: key.id().to_owned() })
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
    Problem::unauthorized(header, title, Some(detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::App,
        clock::Moment,
        state::{ApiKey, Changes},
    };

    const SECRET: &str = "test:secret:a679563b331846c79c20b114a4f56d02";

    fn ask(access: Access, headers: &[(&'static str, &str)]) -> Result<String, serde_json::Value> {
        let mut state = State::default();
        state.configure(&App::development(), Moment::now(), &mut Changes::ignored());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let admitted = admit(&Vault::in_memory(state), access, &map);
        admitted.map(|admitted| admitted.app).map_err(|problem| problem.to_json())
    }

    #[test]
    fn a_good_key_names_its_application() {
        assert_eq!(ask(Access::SECRET, &[("ApiSecret", SECRET)]).unwrap(), "test");
        assert_eq!(ask(Access::SECRET, &[("apisecret", &format!("{SECRET} "))]).unwrap(), "test");
    }

    #[test]
    fn every_refusal_guesses_what_went_wrong() {
        let detail = |headers: &[(&'static str, &str)]| {
            let problem = ask(Access::SECRET_VERIFY, headers).unwrap_err();
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
            ask(Access::SECRET, &[("ApiSecret", &SECRET.replace("a6", "a7"))]).unwrap_err().to_string();
        assert!(!problem.contains("563b"), "{problem}");
    }

    #[test]
    fn a_key_sent_twice_is_the_senders_mistake() {
        let problem = ask(Access::SECRET, &[("ApiSecret", SECRET), ("ApiSecret", SECRET)]).unwrap_err();
        assert_eq!(problem["status"], 400);
        let problem = ask(Access::SECRET, &[("ApiSecret", SECRET), ("ApiKey", "garbage")]).unwrap_err();
        assert_eq!(problem["status"], 400);
    }

    #[test]
    fn a_key_that_lacks_the_scope_or_is_locked_does_not_open() {
        let value = "test:secret:0123456789abcdef0123456789abcdef";
        let ask = |scopes: u8, locked: bool, access: Access| {
            let mut state = State::default();
            state.configure(&App::development(), Moment::now(), &mut Changes::ignored());
            let mut key = ApiKey::new(KeyKind::Secret, value.into(), Moment::now());
            (key.scopes, key.locked) = (scopes, locked);
            state.application_mut("test").unwrap().add_key(key, &mut Changes::ignored());
            let headers = HeaderMap::from_iter([("apisecret".parse().unwrap(), value.parse().unwrap())]);
            admit(&Vault::in_memory(state), access, &headers).map_err(|problem| problem.to_json())
        };
        let verify = Scope::TokenVerify.bit();
        assert!(ask(verify, false, Access::SECRET_VERIFY).is_ok());
        assert!(ask(verify, false, Access::SECRET).is_ok());
        let forbidden = ask(verify, false, Access::SECRET_REGISTER).unwrap_err();
        assert_eq!((&forbidden["status"], forbidden.get("errorCode")), (&403.into(), None));
        assert!(forbidden["detail"].as_str().unwrap().ends_with("Required scopes: token_register"));
        assert_eq!(ask(3, true, Access::SECRET).unwrap_err()["status"], 401);
    }
}
