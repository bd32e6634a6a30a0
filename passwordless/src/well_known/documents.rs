//! The documents as they are served.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use crate::answer::Answer;

/// The documents as they are served. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    by_path: Arc<BTreeMap<&'static str, String>>,
}

impl Documents {
    /// Where the documents are, from the root of the host.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.by_path.keys().copied()
    }

    /// What a `GET` of this path is answered with, if there is such a document.
    pub fn answer(&self, path: &str) -> Option<Answer> {
        let document = self.by_path.get(path)?;
        let headers = [
            ("content-type", "application/json".into()),
            ("cache-control", "public, max-age=3600".into()),
            ("x-content-type-options", "nosniff".into()),
        ];
        Some(Answer::new(200, headers).with_body(document.clone()))
    }

    fn add(&mut self, path: &'static str, document: &Value) {
        Arc::make_mut(&mut self.by_path).insert(path, document.to_string());
    }

    pub(super) fn add_endpoints(&mut self, enroll: &str, manage: &str) {
        self.add("/.well-known/passkey-endpoints", &json!({ "enroll": enroll, "manage": manage }));
    }

    pub(super) fn add_origins(&mut self, origins: &[String]) {
        self.add("/.well-known/webauthn", &json!({ "origins": origins }));
    }

    pub(super) fn add_android(&mut self, apps: &BTreeMap<String, Vec<String>>) {
        let statement = |(package, fingerprints): (&String, &Vec<String>)| {
            json!({
                "relation": ["delegate_permission/common.get_login_creds"],
                "target": {
                    "namespace": "android_app",
                    "package_name": package,
                    "sha256_cert_fingerprints": fingerprints,
                },
            })
        };
        self.add("/.well-known/assetlinks.json", &apps.iter().map(statement).collect());
    }

    pub(super) fn add_ios(&mut self, apps: &[String]) {
        self.add("/.well-known/apple-app-site-association", &json!({ "webcredentials": { "apps": apps } }));
    }
}
