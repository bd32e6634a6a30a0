//! AWS as moto plays it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// Who asks, and where.
pub(crate) const IDENTITY: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "key-id-of-nobody"),
    ("AWS_SECRET_ACCESS_KEY", "key-of-nobody"),
    ("AWS_REGION", "eu-central-1"),
];

/// A server that ends with the test.
pub(crate) struct Moto {
    process: Child,
    url: String,
}

impl Moto {
    pub(crate) async fn start() -> Self {
        let program = std::env::var_os("MOTO_SERVER").expect(
            "MOTO_SERVER is not set. It names the program moto_server; scripts/soak installs it and runs this test",
        );
        let mut process = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("MOTO_SERVER names no program that starts");
        // It says which port it got.
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let url = loop {
            let line = lines.next().expect("moto ended before it listened").unwrap();
            if let Some((_, url)) = line.split_once("Running on ") {
                break url.trim().to_owned();
            }
        };
        // It logs every request, and must not wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, url }
    }

    /// What a program needs to find it.
    pub(crate) fn variables(&self) -> Vec<(&'static str, &str)> {
        IDENTITY.into_iter().chain([("AWS_ENDPOINT_URL", self.url.as_str())]).collect()
    }

    /// Stores a secret, and gives its ARN.
    pub(crate) async fn create(&self, name: &str, text: &str) -> String {
        let created = self.ask("CreateSecret", json!({ "Name": name, "SecretString": text })).await;
        created["ARN"].as_str().unwrap().to_owned()
    }

    /// Puts another text in the secret's place.
    pub(crate) async fn put(&self, name: &str, text: &str) {
        self.ask("PutSecretValue", json!({ "SecretId": name, "SecretString": text })).await;
    }

    /// From now on everybody needs rights, which nobody has.
    pub(crate) async fn ask_for_rights(&self) {
        let request = http().post(format!("{}/moto-api/reset-auth", self.url)).body("0");
        request.send().await.unwrap().error_for_status().unwrap();
    }

    /// The protocol of AWS. Until somebody asks for rights no signature is looked at; its scope says the region.
    async fn ask(&self, action: &str, body: Value) -> Value {
        let [.., (_, region)] = IDENTITY;
        let scope =
            format!("AWS4-HMAC-SHA256 Credential=nobody/20260101/{region}/secretsmanager/aws4_request");
        let request = http().post(&self.url).body(body.to_string());
        let request = request.header("Content-Type", "application/x-amz-json-1.1");
        let request = request.header("X-Amz-Target", format!("secretsmanager.{action}"));
        let answer =
            request.header("Authorization", scope + ", SignedHeaders=host, Signature=0").send().await;
        let answer = answer.unwrap().error_for_status().unwrap().text().await.unwrap();
        serde_json::from_str(&answer).unwrap()
    }
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
