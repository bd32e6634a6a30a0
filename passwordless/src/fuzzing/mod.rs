//! What reads hostile input, each as a function of bytes: for the tests beside and for fuzzing.

use std::{
    net::IpAddr,
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use url::Url;

use crate::{
    ApiSecret, Client, Gate, Policy, RateLimits, Rejection, SessionKey, SingleProcess, TrustedProxies,
    Visitor,
    accounts::{Accounts, KnownUser, MagicLinks, Mailboxes, Newcomer, Newcomers, Users},
    api::Problem,
    refusal::Next,
};

const ORIGIN: &str = "https://app.example";

/// An application that knows nobody.
struct Nobody;

impl Users for Nobody {
    async fn find(&self, _: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok(None)
    }
}

impl Newcomers for Nobody {
    async fn accept(&self, _: &Newcomer) -> Result<(), Rejection> {
        Err(Rejection::denied())
    }
}

impl Mailboxes for Nobody {
    async fn user_of(&self, _: &str) -> Result<Option<String>, Rejection> {
        Ok(None)
    }
}

/// Accounts that ask no service about tokens.
fn accounts() -> Result<Accounts, crate::Error> {
    let secret = ApiSecret::new("fuzz:secret:a679563b331846c79c20b114a4f56d02")?;
    let client = Client::builder(secret).url("http://127.0.0.1:9").retries(0).build()?;
    let gate = Gate::new(
        Policy::new([ORIGIN])?,
        SessionKey::new(b"a key that nobody guesses: 0x2f7a")?,
        SingleProcess::new(),
    )?;
    Accounts::builder()
        .newcomers(Nobody)
        .magic_links(MagicLinks::new("https://app.example/recover", Nobody))
        .trusted_proxies(TrustedProxies::new(["10.0.0.0/8", "::1"])?)
        .rate_limits(RateLimits::none())
        .verify_by(|_| async { Err(Rejection::unavailable()) })
        .build(client, gate)
}

static ACCOUNTS: LazyLock<Option<Accounts>> = LazyLock::new(|| accounts().ok());

fn ready() -> Option<&'static Accounts> {
    assert!(ACCOUNTS.is_some(), "the accounts are set up wrongly");
    ACCOUNTS.as_ref()
}

/// The routes that reach no service without a session of ours.
const ROUTES: [(&str, &str); 10] = [
    ("POST", "/sign-in"),
    ("POST", "/register/complete"),
    ("POST", "/magic-link/complete"),
    ("POST", "/step-up/step-up"),
    ("POST", "/passkeys"),
    ("POST", "/passkeys/complete"),
    ("GET", "/passkeys"),
    ("DELETE", "/passkeys/AAAA"),
    ("POST", "/sign-out"),
    ("GET", "/passwordless.js"),
];

/// The name and the value of a header in a line of its own.
fn header(line: &[u8]) -> Option<(&str, &[u8])> {
    let end = line.iter().position(|byte| *byte == b':')?;
    Some((std::str::from_utf8(&line[..end]).ok()?, line[end + 1..].trim_ascii()))
}

/// The headers of a request as the gate reads them, a line each: nobody is signed in by them.
pub fn gate(bytes: &[u8]) {
    let Some(accounts) = ready() else { return };
    for method in ["GET", "POST"] {
        let mut request = accounts.gate().request(method);
        for (name, value) in bytes.split(|byte| *byte == b'\n').filter_map(header) {
            match name {
                "cookie" => request.cookie(value),
                "authorization" => request.authorization(value),
                "origin" => request.origin(value),
                "sec-fetch-site" => request.fetch_site(value),
                _ => {}
            }
        }
        let found = accounts.gate().check(&request, SystemTime::now());
        assert!(!matches!(found, Ok(Visitor::Session(_))), "signed in without a key");
    }
}

/// A whole request to a route: headers, a line each, and after an empty line the body. It opens and changes nothing.
pub fn route(bytes: &[u8]) {
    let Some(accounts) = ready() else { return };
    let (choice, bytes) = bytes.split_first().unwrap_or((&0, &[]));
    let (method, path) = ROUTES[usize::from(*choice) % ROUTES.len()];
    let end = bytes.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = end.map_or((bytes, &[][..]), |end| (&bytes[..end], &bytes[end + 2..]));
    let mut request = accounts.request(method, path).body(body).peer(Some(IpAddr::from([10, 0, 0, 1])));
    // The rest of a browser's request, so that what is read after that is reached.
    request.header("content-type", b"application/json");
    if method != "GET" {
        request.header("origin", ORIGIN.as_bytes());
    }
    for (name, value) in head.split(|byte| *byte == b'\n').filter_map(header) {
        request.header(name, value);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let Ok(runtime) = runtime else { return };
    let answer = runtime.block_on(accounts.answer(&request, SystemTime::now()));
    assert!(matches!(answer.status(), 200 | 204 | 304 | 400..=499 | 503), "{}", answer.status());
    for (name, value) in answer.headers() {
        assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{name} is no header");
        if name == "set-cookie" {
            assert!(value.contains("=; "), "a cookie was made");
        }
    }
}

/// A cookie, a link and a token that this application sealed: none of them is made by chance.
pub fn sealed(text: &str) {
    let Some(accounts) = ready() else { return };
    for name in ["__Host-passwordless", "__Host-passwordless-newcomer", "__Host-passwordless-recovery"] {
        let opened = accounts.gate().open_for(name, text.as_bytes(), |text| Some(text.to_owned()));
        assert!(opened.is_none(), "opened without a key");
    }
    assert!(!accounts.is_link_of_ours(text), "a link was made");
}

/// Lines of `X-Forwarded-For`: only what a trusted proxy wrote names the client.
pub fn forwarded(bytes: &[u8]) {
    let Some(proxies) = TrustedProxies::new(["10.0.0.0/8", "2001:db8::/32"]).ok() else { return };
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let stranger = IpAddr::from([192, 0, 2, 1]);
    assert_eq!(proxies.client(stranger, &lines), stranger, "an untrusted peer named another client");
    let client = proxies.client(IpAddr::from([10, 0, 0, 1]), &lines);
    assert_eq!(client, client.to_canonical());
    // The client is whom the last trusted proxy saw: whatever stands before it changes nothing.
    let mut longer: Vec<&[u8]> = vec![b"198.51.100.1, 10.0.0.9"];
    longer.extend(&lines);
    assert!(proxies.trusts(client) || proxies.client(IpAddr::from([10, 0, 0, 1]), &longer) == client);
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(read) = TrustedProxies::new([text]) {
            assert!(TrustedProxies::new([read.to_string()]).is_ok_and(|again| again == read));
        }
    }
}

/// A way back after signing in: it never leads to another site.
pub fn next(text: &str) {
    let Ok(origin) = Url::parse(ORIGIN) else { return };
    let origins = [ORIGIN.to_owned()];
    for next in [Next::local(text), Next::of_page(text, &origins)].into_iter().flatten() {
        let resolved = origin.join(next.as_str());
        assert!(resolved.is_ok_and(|url| url.origin() == origin.origin()), "it leads elsewhere");
        let written = format!("{ORIGIN}/sign-in?next={next}");
        let url = Url::parse(&written);
        assert!(url.is_ok_and(|url| url.query_pairs().count() == 1), "it is more than one member");
    }
}

/// A problem document of the service: it stays a refusal, and nothing of it but names is told.
pub fn problem(bytes: &[u8]) {
    for status in [400, 401, 403, 404, 409, 429, 500, 503] {
        let problem = Problem::read(status, bytes);
        let sentence = problem.sentence();
        assert!(sentence.len() < 4096 && !sentence.contains(['\n', '\r', '\0']), "{}", sentence.len());
        assert_eq!(problem.status(), status);
    }
}

/// A name that somebody types: what is taken once is taken in the same way again.
pub fn name(text: &str) {
    if let Ok(name) = crate::accounts::wanted_name(text) {
        assert_eq!(crate::accounts::wanted_name(&name).as_deref(), Ok(&*name));
        assert!(name.chars().count() <= 64 && !name.chars().any(char::is_control));
    }
}

/// A limiter's count, which never waits longer than its period.
pub fn limit(bytes: &[u8]) {
    let limiter = crate::limits::Limiter::new(Duration::from_secs(60));
    for key in bytes.chunks(9) {
        let seconds = key.iter().fold(0_u64, |sum, byte| (sum << 7) ^ u64::from(*byte));
        let now = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds % (1 << 33)));
        let counted = limiter.count(&[(key.first(), 3)], now.unwrap_or(SystemTime::UNIX_EPOCH));
        assert!(counted.err().unwrap_or_default() <= Duration::from_secs(60));
    }
}

#[cfg(test)]
mod tests;
