//! A service that does as it is told: for faults, and for e-mails, which the tests read.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::SystemTime,
};

use passwordless::{
    Error, SingleProcess,
    accounts::{Accounts, AccountsBuilder},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{ORIGIN, Users, Visitor, client_of, gate_of, with_users};

pub(crate) const SECRET: &str = "acme:secret:a679563b331846c79c20b114a4f56d02";

#[derive(Default)]
pub(crate) struct Told {
    /// What a token stands for.
    pub(crate) tokens: BTreeMap<String, Value>,
    pub(crate) passkeys: Vec<String>,
    /// The passkeys of another relying party than `localhost`.
    pub(crate) rp_ids: BTreeMap<String, String>,
    /// The status with which a call fails.
    faults: BTreeMap<String, u16>,
    /// The bodies of the e-mails that were asked for.
    pub(crate) mails: Vec<Value>,
    /// The bodies of the registrations.
    pub(crate) registrations: Vec<Value>,
    pub(crate) calls: Vec<String>,
}

#[derive(Clone)]
pub(crate) struct Vendor {
    pub(crate) url: String,
    pub(crate) told: Arc<Mutex<Told>>,
    pub(crate) users: Users,
}

impl Vendor {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let vendor = Self { url, told: Arc::default(), users: Users::default() };
        vendor.users.lock().unwrap().insert("u-alice".to_owned(), "alice".to_owned());
        let told = Arc::clone(&vendor.told);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&told)));
            }
        });
        vendor
    }

    pub(crate) async fn with_passkeys(count: u8) -> Self {
        let vendor = Self::start().await;
        vendor.told.lock().unwrap().passkeys =
            (1..=count).map(|n| format!("AAA{}", char::from(b'A' + n))).collect();
        vendor
    }

    /// Lets a call fail with a status, or not any more with zero.
    pub(crate) fn fail(&self, path: &str, status: u16) {
        self.told.lock().unwrap().faults.insert(path.to_owned(), status);
    }

    /// A token of this kind for Alice, made now.
    pub(crate) fn token(&self, name: &str, kind: &str) -> String {
        let now = jiff::Timestamp::now();
        let purpose = if kind == "passkey_signin" { json!("sign-in") } else { Value::Null };
        let origin = if kind == "magic_link" { Value::Null } else { json!(ORIGIN) };
        let user = json!({
            "userId": "u-alice", "timestamp": now.to_string(), "rpId": "localhost", "origin": origin,
            "success": true, "device": null, "country": null, "nickname": null,
            "credentialId": if kind == "magic_link" { Value::Null } else { json!("AAAZ") }, "purpose": purpose,
            "expiresAt": (now + jiff::SignedDuration::from_secs(900)).to_string(), "tokenId": format!("id of {name}"),
            "type": kind
        });
        let token = format!("verify_{name}");
        self.told.lock().unwrap().tokens.insert(token.clone(), user);
        token
    }

    pub(crate) fn account(&self) -> Accounts {
        self.account_with(|builder| builder).unwrap()
    }

    pub(crate) fn account_with(
        &self,
        change: impl FnOnce(AccountsBuilder) -> AccountsBuilder,
    ) -> Result<Accounts, Error> {
        let gate = gate_of(SingleProcess::new());
        change(with_users(&self.users)).build(client_of(&self.url, SECRET), gate)
    }

    pub(crate) fn visitor(&self) -> Visitor {
        let browser = passwordless_emulator::testing::Browser::new(&self.url, "none", ORIGIN);
        Visitor { cookies: BTreeMap::new(), origin: Some(ORIGIN.to_owned()), shows: None, browser }
    }

    pub(crate) async fn signed_in(&self) -> (Accounts, Visitor) {
        let account = self.account();
        let mut alice = self.visitor();
        let token = self.token("signin", "passkey_signin");
        let body = json!({ "token": token });
        let answer = alice.ask_at(&account, "POST", "/sign-in", body, SystemTime::now()).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
        (account, alice)
    }
}

async fn serve(mut stream: TcpStream, told: Arc<Mutex<Told>>) {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let Ok(count @ 1..) = stream.read(&mut chunk).await else { return };
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().filter_map(|line| line.split_once(": "));
        let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let length: usize = length.map(|(_, value)| value.parse().unwrap()).next().unwrap_or(0);
        if body.len() < length {
            continue;
        }
        let path = head.split(['?', ' ']).nth(1).unwrap_or_default().to_owned();
        let (status, answer) = answer(&mut told.lock().unwrap(), &path, body);
        let answer = format!(
            "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
            answer.len()
        );
        let _ = stream.write_all(answer.as_bytes()).await;
        return;
    }
}

fn answer(told: &mut Told, path: &str, body: &str) -> (u16, String) {
    told.calls.push(path.to_owned());
    if let Some(status @ 1..) = told.faults.get(path) {
        return (*status, String::new());
    }
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    match path {
        "/signin/verify" => match told.tokens.get(body["token"].as_str().unwrap()) {
            Some(user) => (200, user.to_string()),
            None => (400, json!({ "errorCode": "invalid_token" }).to_string()),
        },
        "/credentials/list" => {
            let date = "2025-03-04T05:06:07";
            let rp_ids = &told.rp_ids;
            let row = |id: &String| json!({ "descriptor": { "id": id }, "createdAt": date, "lastUsedAt": date, "userId": "u-alice", "rpid": rp_ids.get(id).map_or("localhost", String::as_str) });
            (200, json!({ "values": told.passkeys.iter().map(row).collect::<Vec<_>>() }).to_string())
        }
        "/credentials/delete" => {
            told.passkeys.retain(|id| *id != body["credentialId"]);
            (204, String::new())
        }
        "/register/token" => {
            told.registrations.push(body);
            (200, json!({ "token": "register_abc" }).to_string())
        }
        "/magic-links/send" => {
            told.mails.push(body);
            (204, String::new())
        }
        "/alias" => (204, String::new()),
        _ => (404, String::new()),
    }
}
